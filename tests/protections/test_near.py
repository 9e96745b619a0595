"""Near-copies: found as the test for copies finds them, drawn again, and told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.journey import Judging, run
from synthesis.privacy.matching import near_copies as audited
from synthesis.privacy.risk import Status
from synthesis.protections import Protections, near_copies, redrawn
from synthesis.recipe import Recipe
from synthesis.release.verdict import Outcome
from synthesis.tables import Column, Kind, Role, Schema, Table, encode, sample_csv

SCHEMA = Schema((Column("town", Kind.CATEGORY), Column("cost", Kind.FLOAT)))


def frame(*rows: tuple[str | None, float]) -> pd.DataFrame:
    towns, costs = zip(*rows, strict=True)
    return pd.DataFrame({"town": pd.Series(towns, dtype=object), "cost": pd.Series(costs, dtype="float64")})


REAL = Table("t", frame(("Ayr", 0.0), ("Ayr", 50.0), ("Bonn", 50.0), ("Bonn", np.nan), (None, 100.0)), SCHEMA, "")


@pytest.mark.parametrize(
    ("row", "near"),
    [
        (("Ayr", 50.0), True),
        (("Ayr", 50.9), True),
        (("Ayr", 51.1), False),
        (("Bonn", 0.0), False),
        (("Bonn", np.nan), True),
        (("Ayr", np.nan), False),
        ((None, 99.5), True),
        (("Cork", 50.0), False),
    ],
)
def test_equal_categories_and_blanks_and_numbers_within_a_hundredth_of_the_range(row: tuple, near: bool) -> None:
    assert near_copies(frame(row), REAL, 5).tolist() == [near]


def test_what_enough_real_rows_are_like_repeats_nobody() -> None:
    real = Table("t", frame(*[("Ayr", 5.0)] * 5, *[("Bonn", 5.0)] * 4, ("Cork", 90.0)), SCHEMA, "")
    assert near_copies(frame(("Ayr", 5.0), ("Bonn", 5.0)), real, 5).tolist() == [False, True]


def test_of_people_with_several_rows_people_are_counted() -> None:
    who = Column("who", Kind.IDENTIFIER, Role.IDENTIFIER, entity=True)
    rows = frame(*[("Ayr", 5.0)] * 5, ("Cork", 90.0)).assign(who=["a"] * 5 + ["b"])[["who", "town", "cost"]]
    real = Table("t", rows, Schema((who, *SCHEMA.columns)), "")
    assert near_copies(frame(("Ayr", 5.0)), real, 5).tolist() == [True]


def test_the_same_rows_are_found_as_by_the_test_for_copies() -> None:
    chance = np.random.default_rng(0)

    def some(rows: int) -> pd.DataFrame:
        towns = chance.choice(np.array(["a", "b", "c", None], dtype=object), rows)
        costs = np.where(chance.random(rows) < 0.1, np.nan, chance.lognormal(3, 1, rows))
        return pd.DataFrame({"town": pd.Series(towns, dtype=object), "cost": costs})

    real, made = Table("t", some(300), SCHEMA, ""), some(2000)
    picture = encode(SCHEMA, made, real.frame)
    expected = audited(picture.values[0], picture.values[1], picture.numeric, picture.values[1]) > 0
    assert near_copies(made, real, 10**6).tolist() == expected.tolist()
    assert 0 < expected.mean() < 1


def test_near_copies_are_drawn_again_and_their_share_is_told() -> None:
    def draw(rows: int, seed: Seed) -> pd.DataFrame:
        towns = seed.generator().choice(["Ayr", "Cork"], rows)
        return frame(*[(str(town), 50.0) for town in towns])

    def refuse(made: pd.DataFrame) -> np.ndarray:
        return near_copies(made, REAL, 5)

    found = redrawn(draw, 40, refuse, Seed(1))
    assert set(found.frame["town"]) == {"Cork"}
    assert 0.3 < found.refused < 0.7
    assert found.frame.equals(redrawn(draw, 40, refuse, Seed(1)).frame)


def test_a_run_tells_that_rows_were_drawn_again_and_ends_where_all_are_copies(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    answers = np.random.default_rng(0).choice(["yes", "no", "maybe"], (300, 9))
    pd.DataFrame(answers, columns=[f"question {n}" for n in range(9)]).to_csv(path, index=False)
    unchanged = {"swap": 0.0, "noise": 0.0, "keep": 1.0}
    with pytest.raises(UnfitTable, match="Every drawn row nearly repeats a real one"):
        run(path, Recipe("perturbed", unchanged, {"copies": True}), Judging(skip=True))
    made = run(path, Recipe("marginals", protections={"copies": True}), Judging(skip=True))
    assert any(note.startswith("Near-copies drawn again: about") for note in made.notes)
    assert len(made.synthetic) == 150
    assert not near_copies(made.synthetic.frame, made.split.train, 5).any()


def test_more_rows_than_the_ceiling_allows_are_refused_with_the_number_that_would_do(tmp_path: Path) -> None:
    Protections(ceiling=3).check_rows(300, 100)
    with pytest.raises(UnusableOption) as caught:
        Protections(ceiling=3).check_rows(301, 100)
    assert "at most 300 rows" in caught.value.advice
    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(300))
    with pytest.raises(UnusableOption, match="are more than 25 for each of the 150 rows"):
        run(path, Recipe("marginals", rows=3_751), Judging(skip=True))


def test_weakly_perturbed_rows_fail_though_hardly_one_is_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(700))
    made = run(path, Recipe("perturbed"), Judging(attacks=100))
    risks = {(risk.attack, risk.variant): risk for risk in made.audit.privacy.risks}
    assert made.audit.verdict.outcome is Outcome.FAIL
    assert risks["membership", None].status is Status.LEAK
    assert (risks["replication", "all"].main or 0.0) < 0.05
