"""Learns a family of generators that the product does not have, in an environment that the product does not know.

    python bench/elsewhere.py FAMILY FOLDER [--seed 0] [--light]

FAMILY is `arfpy` (adversarial forests), `nrgboost` (boosted trees with an energy), `forest-diffusion` (flow by boosted
trees) or `tabular-argn` (an autoregressive network; package mostlyai-engine). FOLDER is one that `families.py split`
has written. Blanks of a number become its median and a column of their own, put back afterwards, for none but the last
of the families takes them. `--light` asks for the least that is of any use where the usual does not finish. Prints one
JSON line: seconds of processor time, peak memory in MB, and the settings."""

import argparse
import json
import os
import resource
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

GONE = "_is_blank"
Made = tuple[pd.DataFrame, float, dict[str, int]]


def spent() -> float:
    """Seconds of processor time of this process and those it started."""
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def arfpy(train: pd.DataFrame, seed: int, light: bool) -> Made:
    """Adversarial random forests (Watson et al. 2023) as the package sets them."""
    from arfpy import arf

    settings = {"num_trees": 10 if light else 30, "min_node_size": 5}
    model = arf.arf(x=train, verbose=False, random_state=seed, **settings)
    model.forde()
    fitted = spent()
    return model.forge(n=len(train)), fitted, settings


def nrgboost(train: pd.DataFrame, seed: int, light: bool) -> Made:
    """Energy-based boosted trees (Bravo 2025), a quarter of the rounds of the package's own example."""
    from nrgboost import Dataset, NRGBooster

    rounds = {"num_trees": 20 if light else 50, "max_leaves": 64, "num_model_samples": 4 * len(train), "num_chains": 16}
    frame = train.apply(lambda cells: cells if cells.dtype.kind in "if" else cells.astype("category"))
    model = NRGBooster.fit(Dataset(frame), {**rounds, "shrinkage": 0.15, "burn_in": 100}, seed=seed)
    fitted = spent()
    return model.sample(len(train), num_steps=20 if light else 100), fitted, rounds


def forest_diffusion(train: pd.DataFrame, seed: int, light: bool) -> Made:
    """Flow by XGBoost (Jolicoeur-Martineau et al. 2024) with fewer noise levels and copies than the package's 50 and
    100."""
    from ForestDiffusion import ForestDiffusionModel

    settings = {"n_t": 10, "duplicate_K": 5 if light else 20, "n_estimators": 30 if light else 100}
    codes = {name: pd.Categorical(train[name]) for name in train if train[name].dtype.kind not in "if"}
    values = train.assign(**{name: code.codes for name, code in codes.items()}).to_numpy(dtype=float)
    places = [train.columns.get_loc(name) for name in codes]
    few = [place for place in places if len(np.unique(values[:, place])) == 2]
    many = [place for place in places if place not in few]
    model = ForestDiffusionModel(
        values, bin_indexes=few, cat_indexes=many, diffusion_type="flow", n_jobs=1, nthread=1, seed=seed, **settings
    )
    fitted = spent()
    made = pd.DataFrame(model.generate(batch_size=len(train)), columns=train.columns)
    for name, code in codes.items():
        made[name] = code.categories.to_numpy()[made[name].round().astype(int).clip(0, len(code.categories) - 1)]
    return made, fitted, settings


def tabular_argn(train: pd.DataFrame, seed: int, light: bool) -> Made:
    """An autoregressive network (Tiwald et al. 2025) until it stops early, or 3 minutes have gone."""
    from mostlyai.engine import TabularARGN, set_random_state

    set_random_state(seed)
    settings = {"max_training_time": 1 if light else 3}
    model = TabularARGN(max_training_time=settings["max_training_time"], verbose=0)
    model.fit(X=train)
    fitted = spent()
    return model.sample(n_samples=len(train)), fitted, settings


FAMILIES: dict[str, Callable[[pd.DataFrame, int, bool], Made]] = {
    "arfpy": arfpy,
    "nrgboost": nrgboost,
    "forest-diffusion": forest_diffusion,
    "tabular-argn": tabular_argn,
}


def whole(frame: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Without blanks: a level of their own among words, a median and a flag among numbers."""
    found = {}
    for name in frame:
        cells = frame[name]
        if name not in numbers:
            found[name] = cells.fillna(GONE).astype(object)
            continue
        found[name] = cells.fillna(cells.median())
        if cells.isna().any():
            found[f"{name}{GONE}"] = cells.isna().map({True: "yes", False: "no"}).astype(object)
    return pd.DataFrame(found)


def blanked(made: pd.DataFrame, names: list[str], integers: list[str]) -> pd.DataFrame:
    """With blanks again, and integers whole."""
    found = {}
    for name in names:
        cells = made[name].astype(object).where(made[name].astype(object) != GONE)
        if f"{name}{GONE}" in made:
            cells = cells.where(made[f"{name}{GONE}"].astype(str) != "yes")
        found[name] = pd.to_numeric(cells).round().astype("Int64") if name in integers else cells
    return pd.DataFrame(found)


def main() -> None:
    """Learn, draw, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--light", action="store_true")
    asked = parser.parse_args()
    np.random.seed(asked.seed)  # noqa: NPY002
    about = json.loads((asked.folder / "about.json").read_text("utf-8"))
    words = {column["name"]: str for column in about["schema"]["columns"] if column["name"] not in about["numbers"]}
    frame = pd.read_csv(asked.folder / "train.csv", dtype=words, keep_default_na=False, na_values=[""])
    train, began = whole(frame, about["numbers"]), spent()
    made, fitted, settings = FAMILIES[asked.family](train, asked.seed, asked.light)
    took = {"fit": round(fitted - began, 2), "sample": round(spent() - fitted, 2)}
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    blanked(made, list(frame), about["whole"]).to_csv(asked.folder / f"{asked.family}.csv", index=False)
    told = {"settings": settings, **took, "peak": peak}
    (asked.folder / f"{asked.family}.json").write_text(json.dumps(told), "utf-8")
    print(json.dumps({"family": asked.family, "table": about["table"], **told}))


if __name__ == "__main__":
    main()
