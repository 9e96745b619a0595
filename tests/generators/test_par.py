"""PAR: whole sequences made new, and offered only where people and an order are marked."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generators import GENERATORS, SEQUENTIAL, Training, find, memory_limit, offered
from synthesis.generators.par import PERSON, _longest
from synthesis.journey import Candidate, Judging, run
from synthesis.recipe import Recipe
from synthesis.rules import Conditions
from synthesis.tables import Column, Kind, Schema, read_table
from synthesis.tables.rules.rule_kinds import stated

pytestmark = pytest.mark.xdist_group("par")  # one process makes what these share


def visits(people: int = 40) -> pd.DataFrame:
    """Three to six visits of each person: a clinic of their own, a day that goes on, a pressure, a drug."""
    rng = np.random.default_rng(0)
    whose = np.repeat(np.arange(people), rng.integers(3, 7, people))
    first = np.repeat(rng.integers(0, 300, people), np.bincount(whose))
    step = np.concatenate([np.cumsum(rng.integers(1, 30, n)) for n in np.bincount(whose)])
    day = np.datetime64("2022-01-01") + (first + step).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "patient": [f"P-{1000 + n}" for n in whose],
            "day": day.astype(str),
            "clinic": np.array(["north", "south"])[whose % 2],
            "pressure": rng.normal(130, 12, len(whose)).round().astype(int),
            "drug": rng.choice(["a", "b", "c"], len(whose)),
        }
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("par") / "visits.csv"
    visits().to_csv(path, index=False)
    return path


def marked(source: Path) -> Schema:
    return read_table(source).schema.of_people("patient").ordered_by("day")


def recipe(source: Path, **more: object) -> Recipe:
    return Recipe("par", {"epochs": 3}, schema=marked(source), rows=90, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(source: Path) -> Candidate:
    return run(source, recipe(source), Judging(skip=True))


def test_people_are_made_whole_and_new(source: Path, made: Candidate) -> None:
    frame = made.synthetic.frame
    assert len(frame) == 90
    real = set(pd.read_csv(source)["patient"])
    assert not real & set(frame["patient"])
    sizes = frame.groupby("patient", sort=False).size()
    assert sizes.iloc[:-1].max() <= 6
    assert len(sizes) > 10


def test_rows_of_a_person_stand_together_in_their_order(made: Candidate) -> None:
    frame = made.synthetic.frame
    runs = (frame["patient"] != frame["patient"].shift()).sum()
    assert runs == frame["patient"].nunique()
    assert frame.groupby("patient")["day"].apply(lambda days: days.is_monotonic_increasing).all()


def test_what_is_a_persons_own_is_the_same_in_all_their_rows(made: Candidate) -> None:
    assert (made.synthetic.frame.groupby("patient")["clinic"].nunique() == 1).all()


def test_the_same_seed_gives_the_same_bytes(source: Path, made: Candidate) -> None:
    assert run(source, recipe(source), Judging(skip=True)).csv == made.csv


def test_rules_hold_in_sequences_too(source: Path) -> None:
    ruled = recipe(source).with_schema(marked(source).ruled([stated("combinations", "clinic", "drug")]))
    found = run(source, ruled, Judging(skip=True))
    assert all(one.synthetic == 1.0 for one in found.audit.rules)


def test_it_is_offered_only_for_people_in_an_order(source: Path) -> None:
    plain = read_table(source).schema
    assert offered(plain) == GENERATORS
    assert offered(plain.of_people("patient")) == GENERATORS
    assert offered(marked(source)) == (*GENERATORS, *SEQUENTIAL)
    assert marked(source).ordered_by(None).order is None
    with pytest.raises(UnusableOption):
        plain.ordered_by("clinic")


def test_without_people_or_an_order_it_says_what_to_mark(source: Path) -> None:
    with pytest.raises(UnfitTable, match="whose or in what order"):
        run(source, Recipe("par"), Judging(skip=True))
    with pytest.raises(UnusableOption, match="PAR takes no conditions"):
        run(source, recipe(source, wish=Conditions({"clinic": "north"})), Judging(skip=True))


def test_memory_is_refused_before_it_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_limit, "free_bytes", lambda: 1e4)
    frame = pd.DataFrame({"x": pd.Series(np.arange(100) % 10, dtype="Int64")})
    training = Training(frame, Schema((Column("x", Kind.INTEGER),)), whose=np.arange(100) // 5, order="x")
    par = find("par")
    with pytest.raises(UnfitTable, match="can be had"):
        par.fit(training, make_settings(par.settings, {}), Seed(0), silent)


def test_nobody_is_known_by_the_length_of_their_sequence() -> None:
    whose = np.repeat(np.arange(7), [1, 2, 2, 3, 3, 9, 20])
    assert _longest(whose, 5) == 2
    assert _longest(whose, 2) == 9
    assert PERSON == "person"
