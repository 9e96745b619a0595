"""Coarse columns: few steps, chosen from the middle of the values, kept by what is made from them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.journey import Judging, run
from synthesis.protections import coarsen, on_grids
from synthesis.recipe import Recipe
from synthesis.seed import Seed
from synthesis.tables import Column, Kind, Schema, Table, read_table, sample_csv


def table(kind: Kind, values: object) -> Table:
    schema = Schema((Column("a", kind, coarse=True), Column("b", Kind.INTEGER)))
    series = pd.Series(values)
    return Table("t", pd.DataFrame({"a": series, "b": pd.Series(range(len(series)), dtype="Int64")}), schema, "f")


def told(kind: Kind, values: object) -> list[object]:
    return sorted(coarsen(table(kind, values), Seed(0))[0].frame["a"].dropna().unique())


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
    after, grids = coarsen(before, Seed(0))
    assert set(after.frame["a"]) == {"x", "y", "Other"}
    assert after.frame["b"].equals(before.frame["b"])
    assert not grids


def test_what_was_made_between_the_steps_is_told_on_them() -> None:
    before = table(Kind.INTEGER, pd.Series(range(100), dtype="Int64"))
    _, grids = coarsen(before, Seed(0))
    made = pd.DataFrame({"a": pd.Series([3, 17, None], dtype="Int64")})
    assert on_grids(made, before.schema, grids)["a"].tolist() == [0, 20, pd.NA]


def test_a_run_tells_its_coarse_columns_coarsely_and_records_it(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(400))
    schema = read_table(path).schema.coarsen("birth_date")
    made = run(path, Recipe(schema=schema), Judging(skip=True))
    days = made.synthetic.frame["birth_date"].dropna()
    assert {(day.month, day.day) for day in days} == {(1, 1)}
    assert any(note.startswith("Told in few steps: birth_date") for note in made.notes)
