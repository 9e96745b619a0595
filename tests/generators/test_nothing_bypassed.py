"""No generator gets round the protections: true extremes and rare categories are in no file, model or metadata."""

import functools
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knobs, make_settings
from synthesis.generators import GENERATORS, Generator, Training, find
from synthesis.generators.sdv_adapter import SdvModel
from synthesis.journey import Judging, run
from synthesis.protections import Protections, protect
from synthesis.recipe import Recipe
from synthesis.tables import Table, read_table

pytestmark = pytest.mark.xdist_group("bypassed")  # one process makes what these share

QUICK = {"epochs": 1, "batch_size": 100}
NEURAL = ("ctgan", "tvae", "copula-gan")
RARE = ("Xanadu", "Quivira", "Lyonesse", "quinquennial", "sesquiannual")
HIGHEST, LOWEST = (987654.25, 976543.75, 965432.5, 954321.25), (-43210.75, -32109.5, -21098.25)
OLDEST, NEWEST = ("1899-01-01", "1902-03-04"), ("2077-07-07",)
OPEN = [generator for generator in GENERATORS if generator.guarantee.kind == "none"]
"""Those that learn from protected rows; a private one sees none, and what is declared to it is its own."""
generators = pytest.mark.parametrize("generator", OPEN, ids=lambda generator: generator.name)


def planted(rows: int = 300) -> pd.DataFrame:
    """People with a few rare categories, amounts and days among them, each in fewer than five rows."""
    rng = np.random.default_rng(7)
    towns = rng.choice(["Ayr", "Bonn", "Cork"], rows).astype(object)
    paid = rng.choice(["monthly", "yearly"], rows).astype(object)
    amount = rng.normal(30_000, 5_000, rows).round(2)
    day = (np.datetime64("2020-01-01") + rng.integers(0, 700, rows)).astype("datetime64[D]").astype(str).astype(object)
    visits = rng.integers(10, 60, rows)
    places = iter(rng.permutation(rows))
    for column, values in (
        (towns, ["Xanadu", "Quivira", "Quivira", "Lyonesse", "Lyonesse", "Lyonesse"]),
        (paid, ["quinquennial", "sesquiannual", "sesquiannual"]),
        (amount, [*HIGHEST, *LOWEST]),
        (day, [*OLDEST, *NEWEST]),
        (visits, [777, 778, 1]),
    ):
        for value in values:
            column[next(places)] = value
    frame = {"town": towns, "paid": paid, "amount": [f"{cell:.2f}" for cell in amount], "day": day, "visits": visits}
    return pd.DataFrame({**frame, "member": rng.choice(["yes", "no"], rows)})


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planted") / "people.csv"
    planted().to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def table(path: Path) -> Table:
    return read_table(path)


def quick(generator: Generator) -> dict[str, Any]:
    return {knob.name: QUICK[knob.name] for knob in knobs(generator.settings) if knob.name in QUICK}


@pytest.fixture(scope="module")
def fitted(table: Table) -> Callable[[str, int], Any]:
    @functools.cache
    def fit(name: str, seed: int) -> Any:
        generator = find(name)
        seen = protect(table, Protections(), Seed(seed))
        training = Training(seen.frame, seen.schema, seen.k_threshold)
        return generator.fit(training, make_settings(generator.settings, quick(generator)), Seed(seed), silent)

    return fit


def clean(frame: pd.DataFrame) -> None:
    cells = {str(cell) for name in ("town", "paid", "member") for cell in frame[name].dropna()}
    assert not cells & set(RARE)
    amounts, days = frame["amount"].dropna(), frame["day"].dropna()
    assert max(LOWEST) < amounts.min() <= amounts.max() < min(HIGHEST)
    assert pd.Timestamp(OLDEST[1]) < days.min() <= days.max() < pd.Timestamp(NEWEST[0])
    assert 1 < frame["visits"].min() <= frame["visits"].max() < 777


@generators
def test_whatever_the_seed_no_true_extreme_and_no_rare_category_is_drawn(
    generator: Generator, fitted: Callable[[str, int], Any]
) -> None:
    for fit in range(1 if generator.name in NEURAL else 3):
        for seed in range(4):
            clean(fitted(generator.name, fit)(500, Seed(seed), silent))


@generators
def test_no_file_that_a_run_writes_holds_one(generator: Generator, path: Path) -> None:
    made = run(path, Recipe(generator.name, quick(generator), seed=5), Judging(skip=True))
    text = made.csv.decode()
    for cell in (*RARE, *map(str, HIGHEST), *map(str, LOWEST), *OLDEST, *NEWEST):
        assert cell not in text
    clean(made.synthetic.frame)


@pytest.mark.parametrize("name", ["gaussian-copula", *NEURAL])
def test_what_sdv_learns_by_itself_holds_codes_and_no_cell(name: str, fitted: Callable[[str, int], Any]) -> None:
    sampler = fitted(name, 0)
    assert isinstance(sampler, SdvModel)
    metadata = json.dumps(sampler.synthesizer.metadata.to_dict())
    stored = pickle.dumps({key: value for key, value in vars(sampler.synthesizer).items() if picklable(value)})
    assert b"c0" in stored, "the model's own state was looked into"
    for cell in (*RARE, "Ayr", "Bonn", "Cork", "monthly", "yearly", "town", "amount"):
        assert cell not in metadata
        assert cell.encode() not in stored
    for number in (*HIGHEST, *LOWEST):
        assert str(number) not in metadata
        assert np.float64(number).tobytes() not in stored


def picklable(value: Any) -> bool:
    try:
        pickle.dumps(value)
    except Exception:  # whatever refuses to be stored cannot give anything away by being stored
        return False
    return True
