import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.protections import Protections, protect
from synthesis.protections.extremes import clip
from synthesis.protections.pooling import pool
from synthesis.tables import Column, Kind, Role, Schema, Table
from synthesis.tables.rounding_grid import RoundingGrid

CHANCE = Seed(0)


def pooled(*groups: tuple[str | None, int], floor: int = 5) -> dict[str | None, int]:
    cells = np.array([cell for cell, count in groups for _ in range(count)], dtype=object)
    kept, counts = np.unique([str(cell) for cell in pool(cells, floor, CHANCE.generator())], return_counts=True)
    return dict(zip(kept.tolist(), counts.tolist(), strict=True))


def test_rare_words_become_one_level() -> None:
    assert pooled(("red", 9), ("blue", 5), ("teal", 4), ("puce", 1)) == {"red": 9, "blue": 5, "Other": 5}


def test_the_pooled_level_is_never_one_of_the_columns_own() -> None:
    assert pooled(("red", 9), ("Other", 6), ("teal", 3), ("puce", 2))["Other (rare)"] == 5


def test_a_pool_that_would_be_rare_itself_goes_to_the_frequent_levels() -> None:
    assert sum(pooled(("red", 9), ("blue", 6), ("puce", 2)).values()) == 17
    assert set(pooled(("red", 9), ("blue", 6), ("puce", 2))) == {"red", "blue"}


def test_rare_codes_go_to_the_nearest_frequent_code() -> None:
    assert pooled(("10", 9), ("20", 9), ("12", 2), ("19", 4)) == {"10": 11, "20": 13}


def test_a_rare_truth_value_goes_to_the_other() -> None:
    assert pooled(("yes", 3), ("no", 30)) == {"no": 33}


def test_rare_blanks_vanish_and_frequent_ones_stay() -> None:
    assert pooled(("red", 9), (None, 3)) == {"red": 12}
    assert pooled(("red", 9), (None, 5)) == {"red": 9, "None": 5}


def test_where_nothing_is_frequent_the_pool_stands_alone() -> None:
    assert pooled(("a", 2), ("b", 3), ("7", 4)) == {"Other": 9}


def test_a_table_of_frequent_levels_is_left_as_it_is() -> None:
    cells = np.array(["a"] * 5 + ["b"] * 5, dtype=object)
    assert pool(cells, 5, CHANCE.generator()) is cells


def test_the_outermost_values_become_a_cap_between_the_last_of_them_and_the_next() -> None:
    values = np.array([1.0, 4.0, 10.0, 20.0, 21.0, 22.0, 30.0, 40.0, 50.0, 99.0])
    clipped, moved = clip(values, 3, RoundingGrid(0))
    assert clipped.tolist() == [15, 15, 15, 20, 21, 22, 30, 35, 35, 35]
    assert moved.tolist() == [True] * 3 + [False] * 4 + [True] * 3


def test_an_extreme_that_enough_rows_share_stays() -> None:
    values = np.array([0.0, 0.0, 0.0, 5.0, 6.0, 7.0, 7.0, 7.0])
    clipped, moved = clip(values, 3, RoundingGrid(0))
    assert clipped.tolist() == values.tolist()
    assert not moved.any()


def test_a_few_below_a_shared_value_are_raised_to_it() -> None:
    values = np.array([1.0, 2.0, 10.0, 10.0, 10.0, 20.0, 30.0, 30.0, 30.0])
    assert clip(values, 3, RoundingGrid(0))[0].tolist() == [10, 10, 10, 10, 10, 20, 30, 30, 30]


def test_caps_lie_on_the_grid_and_skip_neighbours_without_room() -> None:
    values = np.array([1.0, 2.0, 3.0, 7.0, 8.0, 9.0, 10.0, 11.0, 90.0, 90.0, 90.0])
    clipped, _ = clip(values, 2, RoundingGrid(0))
    assert clipped.min() == 5.0
    assert clip(np.arange(0.0, 1000.0, 25.0), 5, RoundingGrid(0, 25.0))[0].min() == 100.0


def test_fewer_known_values_than_the_floor_are_blanked_and_few_become_one() -> None:
    assert np.isnan(clip(np.array([1.0, np.nan, 2.0]), 3, RoundingGrid(0))[0]).all()
    few, _ = clip(np.array([1.0, 2.0, 8.0, 9.0]), 3, RoundingGrid(0))
    assert len(set(few)) == 1


def table(rows: int = 400) -> Table:
    rng = np.random.default_rng(1)
    day = np.datetime64("2020-01-01", "us") + rng.integers(0, 900, rows).astype("timedelta64[D]")
    frame = pd.DataFrame(
        {
            "id": pd.Series([f"P{n:05d}" for n in range(rows)], dtype=object),
            "age": pd.Series(rng.normal(50, 15, rows).round()).astype("Int64"),
            "cost": pd.Series(np.round(rng.lognormal(5, 1, rows), 2)),
            "day": pd.Series(day).astype("datetime64[us]"),
            "town": pd.Series([f"Town {n}" for n in rng.geometric(0.2, rows)], dtype=object),
            "note": pd.Series(["long prose"] * rows, dtype=object),
        }
    )
    columns = (
        Column("id", Kind.IDENTIFIER, Role.IDENTIFIER),
        Column("age", Kind.INTEGER),
        Column("cost", Kind.FLOAT, format=".2f"),
        Column("day", Kind.DATETIME, format="%d.%m.%Y"),
        Column("town", Kind.CATEGORY),
        Column("note", Kind.TEXT, Role.DROP),
    )
    return Table("t", frame, Schema(columns), "")


@pytest.mark.parametrize("floor", [2, 5, 20])
def test_every_level_and_both_ends_of_every_number_are_shared_by_the_floor(floor: int) -> None:
    train = table()
    seen = protect(train, Protections(floor), Seed(1))
    assert list(seen.frame.columns) == ["age", "cost", "day", "town"] == list(seen.schema.names)
    assert seen.frame.dtypes.to_list() == train.frame[["age", "cost", "day", "town"]].dtypes.to_list()
    assert seen.frame["town"].value_counts().min() >= floor
    for name in ("age", "cost", "day"):
        assert (seen.frame[name] == seen.frame[name].min()).sum() >= floor
        assert (seen.frame[name] == seen.frame[name].max()).sum() >= floor
        assert seen.frame[name].min() > train.frame[name].min()
        assert seen.frame[name].max() < train.frame[name].max()
        assert (seen.frame[name] == train.frame[name]).mean() >= 1 - 4.5 * max(floor, 5) / len(train)


def test_caps_are_no_real_values_and_are_spelt_like_them() -> None:
    train, seen = table(), protect(table(), Protections(), Seed(1)).frame
    assert seen["cost"].min() not in set(train.frame["cost"])
    assert np.array_equal(seen["cost"], seen["cost"].round(2))
    assert (seen["day"].dt.normalize() == seen["day"]).all()


def test_the_same_seed_gives_the_same_rows_and_the_source_is_not_touched() -> None:
    train = table()
    before = train.frame.copy(deep=True)
    first, second = (protect(train, Protections(20), Seed(4)).frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(train.frame, before)


def test_the_floor_is_a_setting() -> None:
    assert make_settings(Protections, {"floor": "8"}) == Protections(8)


def test_suppressed_categories_are_blank_unless_so_few_would_be() -> None:
    cells = np.array(["red"] * 9 + ["puce"] * 3 + ["teal"] * 2, dtype=object)
    assert pool(cells, 5, CHANCE.generator(), merge=False).tolist() == ["red"] * 9 + [None] * 5
    assert pool(cells[:12], 5, CHANCE.generator(), merge=False).tolist() == ["red"] * 12
    blanks = np.array(["red"] * 9 + [None] * 4 + ["puce"], dtype=object)
    assert pool(blanks, 5, CHANCE.generator(), merge=False).tolist() == ["red"] * 9 + [None] * 5


def test_extremes_are_drawn_in_to_the_record_asked_for_and_up_to_half_as_far_beyond() -> None:
    values = np.arange(100.0, 0.0, -1.0)
    assert clip(values, 2, RoundingGrid(0), least=10)[0].tolist() == [*[91.0] * 10, *range(90, 10, -1), *[10.0] * 10]
    assert clip(values, 2, RoundingGrid(0), least=10, noise=5)[0].max() == 86.0
    few = np.array([1.0, 2.0, 3.0])
    assert len(set(clip(few, 2, RoundingGrid(0), least=10)[0])) == 1
    assert np.isfinite(clip(few, 2, RoundingGrid(0), least=10)[0]).all()


def test_an_extreme_that_fewer_records_share_than_are_asked_for_is_drawn_in() -> None:
    values = np.array([0.0] * 6 + [*range(1, 30)])
    assert clip(values, 5, RoundingGrid(0))[0].min() == 0.0
    assert clip(values, 5, RoundingGrid(0), least=8)[0].min() == 2.0


def test_how_many_records_lie_beyond_the_ends_is_chance() -> None:
    rows = pd.DataFrame({"age": pd.Series(range(1000)).astype("Int64")})
    train = Table("t", rows, Schema((Column("age", Kind.INTEGER),)), "")
    ends = {int(protect(train, Protections(extremes=40), Seed(n)).frame["age"].max()) for n in range(30)}
    assert len(ends) > 8
    assert 999 - 60 <= min(ends) <= max(ends) <= 999 - 39
