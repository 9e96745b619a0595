"""Coarse columns: few steps, chosen from the middle of the values, kept by what is made from them."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.journey import Judging, run
from synthesis.protections import generalise, on_grids
from synthesis.recipe import Recipe
from synthesis.tables import Column, Kind, Role, Schema, Table, read_table, sample_csv


def table(kind: Kind, values: object, how: str = "") -> Table:
    schema = Schema((Column("a", kind, coarse=True, told=how), Column("b", Kind.INTEGER)))
    series = pd.Series(values)
    return Table("t", pd.DataFrame({"a": series, "b": pd.Series(range(len(series)), dtype="Int64")}), schema, "f")


def told(kind: Kind, values: object, how: str = "") -> list[Any]:
    return sorted(generalise(table(kind, values, how), Seed(0))[0].frame["a"].dropna().unique())


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (Kind.INTEGER, pd.Series(range(100), dtype="Int64"), [*range(0, 101, 10)]),
        (Kind.INTEGER, pd.Series([1, 2, 3] * 50, dtype="Int64"), [1, 2, 3]),
        (Kind.FLOAT, pd.Series(np.linspace(0.0, 1.0, 101)), [k / 10 for k in range(11)]),
        (Kind.FLOAT, pd.Series([5.0] * 20), [5.0]),
    ],
)
def test_numbers_stand_on_few_round_steps(kind: Kind, values: pd.Series, expected: list[float]) -> None:
    assert told(kind, values) == pytest.approx(expected)


def test_dates_become_the_first_of_the_year_or_month() -> None:
    long, short = (
        pd.Series(pd.date_range("2001-03-05", periods=n, freq="D").astype("datetime64[us]")) for n in (4000, 200)
    )
    assert all(day.month == day.day == 1 for day in told(Kind.DATETIME, long))
    assert {day.day for day in told(Kind.DATETIME, short)} == {1}
    assert len({day.month for day in told(Kind.DATETIME, short)}) == 7


def test_categories_of_less_than_two_in_a_hundred_are_merged_and_other_columns_stay() -> None:
    values = ["x"] * 150 + ["y"] * 45 + ["z"] * 3 + ["w"] * 2
    before = table(Kind.CATEGORY, pd.Series(values, dtype=object))
    after, grids = generalise(before, Seed(0))
    assert set(after.frame["a"]) == {"x", "y", "Other"}
    assert after.frame["b"].equals(before.frame["b"])
    assert not grids


def test_what_was_made_between_the_steps_is_told_on_them() -> None:
    before = table(Kind.INTEGER, pd.Series(range(100), dtype="Int64"))
    _, grids = generalise(before, Seed(0))
    made = pd.DataFrame({"a": pd.Series([3, 17, None], dtype="Int64")})
    assert on_grids(made, before.schema, grids)["a"].tolist() == [0, 20, pd.NA]


def test_a_run_tells_its_coarse_columns_coarsely_and_records_it(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(400))
    schema = read_table(path).schema.generalise("birth_date")
    made = run(path, Recipe(schema=schema), Judging(skip=True))
    days = made.synthetic.frame["birth_date"].dropna()
    assert {(day.month, day.day) for day in days} == {(1, 1)}
    assert any(note.startswith("Told in few steps: birth_date") for note in made.notes)


@pytest.mark.parametrize(
    ("kind", "values", "how", "expected"),
    [
        (Kind.INTEGER, pd.Series([1, 12, 13, 27, None], dtype="Int64"), "5", [0, 10, 15, 25]),
        (Kind.FLOAT, pd.Series([0.1, 0.31, 0.9]), "0.25", [0.0, 0.25, 1.0]),
        (Kind.CATEGORY, pd.Series(["SW1A 1AA", "SW1A 2AB", "N1 9GU", None], dtype=object), "first 4", ["N1 9", "SW1A"]),
        (Kind.CATEGORY, pd.Series(["N1 9GU", "N1 8QX"], dtype=object), "first 3", ["N1"]),
    ],
)
def test_a_column_is_told_as_its_owner_says(kind: Kind, values: pd.Series, how: str, expected: list[object]) -> None:
    assert told(kind, values, how) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("how", "expected"),
    [("day", "2001-08-17"), ("month", "2001-08-01"), ("quarter", "2001-07-01"), ("year", "2001-01-01")],
)
def test_dates_become_the_start_of_the_span_asked_for(how: str, expected: str) -> None:
    before = pd.Series(pd.to_datetime(["2001-08-17 13:45"]).astype("datetime64[us]"))
    assert told(Kind.DATETIME, before, how) == [pd.Timestamp(expected)]
    early = pd.Series(pd.to_datetime(["1931-08-17 13:45"]).astype("datetime64[us]"))
    assert told(Kind.DATETIME, early, how) == [pd.Timestamp(expected.replace("2001", "1931"))]


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (Kind.INTEGER, "0.5"),
        (Kind.INTEGER, "-3"),
        (Kind.FLOAT, "nan"),
        (Kind.FLOAT, "month"),
        (Kind.DATETIME, "10"),
        (Kind.CATEGORY, "first 0"),
        (Kind.CATEGORY, "10"),
        (Kind.BOOLEAN, "first x"),
    ],
)
def test_what_makes_no_sense_for_a_column_is_refused_with_what_does(kind: Kind, how: str) -> None:
    with pytest.raises(UnusableOption) as caught:
        table(kind, pd.Series(dtype=object), how)
    assert caught.value.advice.startswith("Give few, or ")


def test_another_kind_forgets_how_the_column_was_told() -> None:
    schema = Schema((Column("a", Kind.INTEGER),)).generalise("a", "10")
    assert schema.correct("a", kind=Kind.CATEGORY)["a"].told == ""
    assert schema.correct("a", role=Role.SENSITIVE)["a"].told == "10"


def test_a_column_told_by_its_first_characters_is_judged_against_originals_told_so(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    chance = np.random.default_rng(0)
    code = chance.integers(10, 16, 700) * 1000 + chance.integers(0, 900, 700)
    pd.DataFrame({"zone": [f"Z{n}" for n in code], "age": chance.integers(20, 60, 700)}).to_csv(path, index=False)
    schema = read_table(path).schema.correct("zone", kind=Kind.CATEGORY, role=Role.QUASI_IDENTIFIER)
    made = run(path, Recipe("marginals", schema=schema.generalise("zone", "first 3")), Judging(attacks=100))
    assert set(made.synthetic.frame["zone"]) == {f"Z{n}" for n in range(10, 16)}
    [score] = [s for s in made.audit.fidelity.scores if s.columns == ("zone",) and s.measure == "total-variation"]
    assert score.value < 0.15
    assert "Judged against originals told the same way: zone" in made.notes
