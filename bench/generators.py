"""Generators side by side on one table: time, memory, likeness and what the release gives away.

    python bench/generators.py TRAIN.csv CONTROL.csv [--rows 20000] [--target COLUMN] [--epochs 50] [--generator NAME]…

or the folder that holds adult_train.csv and adult_control.csv in place of the two files. Prints one JSON line. Every
generator runs in a process of its own on one thread; `cpu` and `wall` are seconds, `peak` is the process's largest
resident memory in MB. CTGAN's, TVAE's and CopulaGAN's own default is 300 epochs; the number used here is in the line.

`columns`: mean 1 − KS (numbers) or 1 − total variation. `pairs`: mean 1 − total variation of two columns at once, numbers
in ten bins. `detection`: AUC of a boosted-tree classifier that tells synthetic from training rows, cross-validated; 0.5
is best. `tstr`: AUC on control rows of one trained on synthetic rows. `membership`: (TPR − f) / (1 − f) at f = 1 % by
the ratio of distances to synthetic and to reference rows. `near`, `near_outer`: share of training rows that reappear with equal
categories and numbers within 1 % of the range, less the share of control rows that do; over all, and over the 5 %
outermost. `real` measures the training rows themselves (tstr) and the control rows (all else).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numba  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from synthesis.generators import find  # noqa: E402
from synthesis.generators.contract import Training  # noqa: E402
from synthesis.progress import silent  # noqa: E402
from synthesis.protections import Protections, protect  # noqa: E402
from synthesis.seed import Seed  # noqa: E402
from synthesis.settings import knobs, make_settings  # noqa: E402
from synthesis.tables import Encoded, Schema, Table, encode, read_table  # noqa: E402

NAMES = ("trees", "ctgan", "tvae", "gaussian-copula", "marginals")


@numba.njit(cache=False, fastmath=True)
def nearest(rows: Any, others: Any, numeric: Any, k: int) -> Any:
    """Mean of the k smallest Gower distances of each row to `others`, the row's own equals included."""
    out = np.empty(len(rows))
    for i in range(len(rows)):
        best = np.full(k, np.inf)
        for j in range(len(others)):
            total = 0.0
            for c in range(rows.shape[1]):
                gap = abs(rows[i, c] - others[j, c])
                total += min(gap, 1.0) if numeric[c] else (1.0 if gap > 0 else 0.0)
                if total >= best[k - 1]:
                    break
            else:
                place = k - 1
                while place > 0 and best[place - 1] > total:
                    best[place] = best[place - 1]
                    place -= 1
                best[place] = total
        out[i] = best.mean() / rows.shape[1]
    return out


@numba.njit(cache=False)
def reappears(rows: Any, others: Any, numeric: Any, tolerance: Any) -> Any:
    """Which rows have one of `others` with equal categories and numbers within the tolerance."""
    out = np.zeros(len(rows), dtype=np.bool_)
    for i in range(len(rows)):
        for j in range(len(others)):
            for c in range(rows.shape[1]):
                gap = abs(rows[i, c] - others[j, c])
                if gap > (tolerance[c] if numeric[c] else 0.0):
                    break
            else:
                out[i] = True
                break
    return out


def filled(encoded: Encoded) -> list[Any]:
    """The pictures with every blank number as one far-off number: equal to a blank, unlike all else."""
    return [np.where(np.isfinite(values), values, -1e9) for values in encoded.values]


def likeness(encoded: Encoded) -> tuple[float, float]:
    """Column and pair similarity of the first two pictures."""
    real, made = encoded.values[:2]
    singles, coarse = [], []
    for c, numeric in enumerate(encoded.numeric):
        a, b = real[:, c], made[:, c]
        if numeric:
            points = np.unique(np.concatenate([a, b]))
            ecdf = [np.searchsorted(np.sort(v), points, side="right") / len(v) for v in (a, b)]
            singles.append(1 - np.abs(ecdf[0] - ecdf[1]).max())
            edges = np.unique(np.nanquantile(a, np.linspace(0.1, 0.9, 9)))
            coarse.append((np.searchsorted(edges, a), np.searchsorted(edges, b)))
        else:
            coarse.append((a.astype(int), b.astype(int)))
            singles.append(1 - variation(*coarse[-1]))
    pairs = [
        1 - variation(*(coarse[i][f] * 100_000 + coarse[j][f] for f in (0, 1)))
        for i in range(len(coarse))
        for j in range(i)
    ]
    return float(np.mean(singles)), float(np.mean(pairs))


def variation(a: Any, b: Any) -> float:
    """Total variation distance between two samples of codes."""
    codes, where = np.unique(np.concatenate([a, b]), return_inverse=True)
    shares = [np.bincount(part, minlength=len(codes)) / len(part) for part in (where[: len(a)], where[len(a) :])]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def boosted(encoded: Encoded, keep: Any) -> Any:
    """A boosted-tree classifier over the kept columns, codes as categories where there are few enough."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    few = np.array([not n and len(levels) <= 250 for n, levels in zip(encoded.numeric, encoded.levels, strict=True)])
    return HistGradientBoostingClassifier(categorical_features=few[keep], random_state=0)


def detection(encoded: Encoded) -> float:
    """Cross-validated AUC of telling the second picture from the first."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    size = min(len(part) for part in encoded.values[:2])
    rows = np.concatenate([part[:size] for part in encoded.values[:2]])
    label = np.repeat([0, 1], size)
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    model = boosted(encoded, np.arange(rows.shape[1]))
    guess = cross_val_predict(model, rows, label, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(label, guess))


def usefulness(encoded: Encoded, train: Any, test: Any, target: int) -> float | None:
    """AUC on `test` of predicting the commonest level of the target by a model trained on `train`."""
    from sklearn.metrics import roc_auc_score

    keep = np.delete(np.arange(train.shape[1]), target)
    wanted = np.bincount(test[:, target].astype(int)).argmax()
    label = train[:, target] == wanted
    if label.all() or not label.any():
        return None
    model = boosted(encoded, keep).fit(train[:, keep], label)
    return float(roc_auc_score(test[:, target] == wanted, model.predict_proba(test[:, keep])[:, 1]))


def exposure(encoded: Encoded) -> dict[str, float]:
    """What the second picture gives away about the first against the third."""
    real = np.concatenate([encoded.values[0], encoded.values[2]])
    low, high = np.nanquantile(real, 0.01, axis=0), np.nanquantile(real, 0.99, axis=0)
    scale = np.where(encoded.numeric, np.maximum(high - low, 1e-9), 1.0)
    train, made, control = (np.ascontiguousarray(part / scale) for part in filled(encoded))
    halves = (control[::2], control[1::2])
    numeric = np.asarray(encoded.numeric)
    members = [nearest(part, half, numeric, 1) for part, half in ((train[::2], halves[0]), (train[1::2], halves[1]))]
    outsiders = [nearest(halves[0], halves[1], numeric, 1), nearest(halves[1], halves[0], numeric, 1)]
    gain = [
        np.log((ref + 1e-3) / (nearest(part, made, numeric, 1) + 1e-3))
        for part, ref in (
            (train[::2], members[0]),
            (train[1::2], members[1]),
            (halves[0], outsiders[0]),
            (halves[1], outsiders[1]),
        )
    ]
    inside, outside = np.concatenate(gain[:2]), np.concatenate(gain[2:])
    threshold = np.quantile(outside, 0.99)
    false = (outside > threshold).mean()
    width = (np.nanmax(real, axis=0) - np.nanmin(real, axis=0)) / scale
    hit = [reappears(part, made, numeric, 0.01 * width) for part in (train, control)]
    far = [nearest(train, halves[0], numeric, 5), nearest(halves[1], halves[0], numeric, 5)]
    edge = np.quantile(far[0], 0.95)
    outer = hit[0][far[0] > edge].mean() - hit[1][1::2][far[1] > edge].mean()
    return {
        "membership": float(((inside > threshold).mean() - false) / (1 - false)),
        "near": float(hit[0].mean() - hit[1].mean()),
        "near_outer": float(outer),
    }


def judge(
    schema: Schema, train: pd.DataFrame, made: pd.DataFrame, control: pd.DataFrame, target: str
) -> dict[str, Any]:
    """Every figure that is about quality or risk."""
    encoded = encode(schema, train, made, control)
    columns, pairs = likeness(encoded)
    place = schema.names.index(target)
    return {
        "columns": columns,
        "pairs": pairs,
        "detection": detection(encoded),
        "tstr": usefulness(encoded, encoded.values[1], encoded.values[2], place),
        **exposure(encoded),
    }


def one(name: str, train: Table, control: Table, options: argparse.Namespace) -> dict[str, Any]:
    """Fit, sample and judge one generator in this process."""
    rows = train.frame.sample(min(options.rows, len(train)), random_state=0).reset_index(drop=True)
    part = Table(train.name, rows, train.schema, "")
    schema = train.schema.modelled
    target = options.target or schema.names[-1]
    if name == "real":
        figures = judge(schema, rows, control.frame, control.frame, target)
        encoded = encode(schema, rows, control.frame)
        figures["tstr"] = usefulness(encoded, *encoded.values, schema.names.index(target))
        return {k: round(v, 4) for k, v in figures.items() if k in ("columns", "pairs", "detection", "tstr")}
    generator = find(name)
    given = {k: v for k, v in options.set.items() if k in {knob.name for knob in knobs(generator.settings)}}
    clocks = [(time.process_time(), time.perf_counter())]
    seen = protect(part, Protections(), Seed(options.seed).child("protect"))
    training = Training(seen.frame, seen.schema, seen.floor)
    sampler = generator.fit(training, make_settings(generator.settings, given), Seed(options.seed).child("fit"), silent)
    clocks.append((time.process_time(), time.perf_counter()))
    made = sampler(len(rows), Seed(options.seed).child("sample"), silent)
    clocks.append((time.process_time(), time.perf_counter()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = {
        f"{what}_{clock}": round(clocks[n + 1][c] - clocks[n][c], 2)
        for n, what in enumerate(("fit", "sample"))
        for c, clock in enumerate(("cpu", "wall"))
    }
    figures = judge(schema, rows, made, control.frame, target)
    figures = {key: None if value is None else round(value, 4) for key, value in figures.items()}
    return {"settings": given, **spent, "peak_mb": round(peak), **figures}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--target")
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--generator", action="append")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.set = {"epochs": options.epochs, **dict(item.split("=", 1) for item in options.set)}
    if len(options.files) == 1:
        options.files = [options.files[0] / "adult_train.csv", options.files[0] / "adult_control.csv"]
    return options


def main() -> None:
    """One process a generator, one JSON line in all."""
    options = arguments()
    if options.alone:
        warnings.filterwarnings("ignore")
        train = read_table(options.files[0])
        control = read_table(options.files[1], schema=train.schema)
        print(json.dumps(one(options.alone, train, control, options)))
        return
    found = {}
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    for name in options.generator or ("real", *NAMES):
        command = [sys.executable, __file__, *sys.argv[1:], "--alone", name]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        found[name] = json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr[-400:]}
        print(name, found[name], file=sys.stderr)
    print(json.dumps({"bench": "generators", "rows": options.rows, "epochs": options.epochs, "generators": found}))


if __name__ == "__main__":
    main()
