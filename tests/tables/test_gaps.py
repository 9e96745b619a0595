"""A column of the synthetic table has blank cells if, and only if, the source's has."""

import numpy as np
import pandas as pd

from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Kind, Schema, Table
from synthesis.tables.missingness import with_missingness

COLUMNS = (
    Column("a", Kind.INTEGER, missing=0.5),
    Column("b", Kind.CATEGORY, missing=0.75),
    Column("c", Kind.FLOAT),
    Column("d", Kind.INTEGER, missing=0.25, blanks=(("", 0.5), ("?", 0.5))),
    Column("e", Kind.DATETIME),
)
DAYS = pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"]).astype("datetime64[us]")
SOURCE = pd.DataFrame(
    {
        "a": pd.array([1, None, None, 4], dtype="Int64"),
        "b": ["x", None, None, None],
        "c": [0.5, 1.5, 2.5, 3.5],
        "d": pd.array([1, 2, 3, None], dtype="Int64"),
        "e": DAYS,
    }
)
FULL = SOURCE.assign(a=pd.array([1, 2, 3, 4], dtype="Int64"), b=list("xyxy"), d=pd.array([1, 2, 3, 4], dtype="Int64"))


def gaps(frame: pd.DataFrame) -> pd.DataFrame:
    return with_missingness(frame, Table("t", SOURCE, Schema(COLUMNS), "mark"), Seed(3))


def test_a_column_that_lost_its_blanks_gets_as_many_as_it_has_spellings_of_one() -> None:
    made = gaps(FULL)
    assert made.isna().sum()[["a", "c", "d", "e"]].tolist() == [1, 0, 2, 0]
    assert made["b"][made["a"].isna()].isna().all()
    assert [str(kind) for kind in made.dtypes] == [str(kind) for kind in SOURCE.dtypes]
    pd.testing.assert_frame_equal(made, gaps(FULL))


def test_a_column_without_blanks_gets_none() -> None:
    holed = SOURCE.assign(c=[0.5, np.nan, 2.5, np.nan], e=DAYS.where([True, False, True, True]))
    made = gaps(holed)
    assert made.notna()[["c", "e"]].to_numpy().all()
    assert set(made["c"]) <= {0.5, 2.5}
    pd.testing.assert_series_equal(made["a"], SOURCE["a"])


def test_one_row_stays_as_it_is() -> None:
    pd.testing.assert_frame_equal(gaps(FULL.iloc[:1]), FULL.iloc[:1])
