import numpy as np
import pytest

from synthesis.tables import Column, Kind
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

DAY = 86_400.0


def column(kind: Kind, spelling: str | None = None) -> Column:
    return Column("x", kind, format=spelling)


@pytest.mark.parametrize(
    ("values", "of", "expected"),
    [
        ([3.0, 8.0, np.nan], column(Kind.INTEGER), RoundingGrid(0, 5.0, 3.0)),
        ([1.25, 2.0], column(Kind.FLOAT, ".2f"), RoundingGrid(2, 75.0, 50.0)),
        ([1.25, 2.5, 3.0], column(Kind.FLOAT), RoundingGrid(2, 25.0, 0.0)),
        ([0.1 + 0.2, 1 / 3], column(Kind.FLOAT), RoundingGrid(None)),
        ([7.0], column(Kind.INTEGER), RoundingGrid(0)),
        ([np.nan], column(Kind.FLOAT, ".1f"), RoundingGrid(1)),
        ([0.0, 7 * DAY], column(Kind.DATETIME, "%Y-%m-%d"), RoundingGrid(0, 7 * DAY, 0.0)),
        ([0.0, 31 * DAY], column(Kind.DATETIME, "%m/%Y"), RoundingGrid(0, calendar="M")),
        ([0.0, 366 * DAY], column(Kind.DATETIME, "%Y"), RoundingGrid(0, calendar="Y")),
    ],
)
def test_the_grid_is_the_coarsest_that_holds_every_value(
    values: list[float], of: Column, expected: RoundingGrid
) -> None:
    assert rounding_grid(np.array(values), of) == expected


def test_values_snap_to_the_nearest_step_and_blanks_stay() -> None:
    snapped = RoundingGrid(0, 5.0, 3.0).snap(np.array([4.0, 7.4, np.nan]))
    assert snapped[:2].tolist() == [3.0, 8.0]
    assert np.isnan(snapped[2])
    assert RoundingGrid(2).snap(np.array([0.123, 1 / 3])).tolist() == [0.12, 0.33]
    assert RoundingGrid(None).snap(np.array([1 / 3])).tolist() == [1 / 3]


def test_months_and_years_snap_to_their_start() -> None:
    moments = np.array([40 * DAY + 5.0, -1.0, np.nan])
    assert RoundingGrid(0, calendar="M").snap(moments)[:2].tolist() == [31 * DAY, -31 * DAY]
    assert RoundingGrid(0, calendar="Y").snap(moments)[:2].tolist() == [0.0, -365 * DAY]
    assert np.isnan(RoundingGrid(0, calendar="M").snap(moments)[2])


def test_the_unit_is_the_smallest_distance() -> None:
    assert [
        RoundingGrid(0, 5.0).unit,
        RoundingGrid(2).unit,
        RoundingGrid(None).unit,
        RoundingGrid(0, calendar="Y").unit,
    ] == [5, 0.01, 0, 365 * DAY]
