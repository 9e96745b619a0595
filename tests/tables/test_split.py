import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Kind, Role, Schema, Table, hold_out

SCHEMA = Schema((Column("id", Kind.IDENTIFIER, Role.IDENTIFIER), Column("v", Kind.INTEGER), Column("w", Kind.CATEGORY)))


def people(values: list[int]) -> Table:
    frame = pd.DataFrame(
        {
            "id": [f"P{row}" for row in range(len(values))],
            "v": pd.array(values, dtype="Int64"),
            "w": [None] * len(values),
        }
    )
    frame["w"] = frame["w"].astype(object)
    return Table("people", frame, SCHEMA, "f")


@pytest.mark.parametrize(("rows", "control"), [(100, 50), (499, 249), (3_999, 1_999), (5_000, 2_000), (39_032, 7_806)])
def test_the_control_group_is_large_enough_and_never_more_than_half(rows: int, control: int) -> None:
    split = hold_out(people(list(range(rows))), Seed(1))
    assert len(split.control) == control
    assert split.share == control / rows
    assert sorted([*split.train.frame["v"], *split.control.frame["v"]]) == list(range(rows))
    assert split.train.frame.index.equals(pd.RangeIndex(rows - control))
    assert split.control.frame.index.equals(pd.RangeIndex(control))


def test_a_share_is_obeyed_and_the_seed_decides() -> None:
    table = people(list(range(1_000)))
    first, again, other = (hold_out(table, Seed(seed), 0.1).control.frame["v"].tolist() for seed in (1, 1, 2))
    assert len(first) == 100
    assert first == again != other


def test_a_person_entered_twice_is_on_one_side() -> None:
    table = people([*range(1_000), 3, 500, 998])
    for seed in range(8):
        split = hold_out(table, Seed(seed))
        assert not set(split.train.frame["v"]) & set(split.control.frame["v"])
        assert split.note.startswith("3 rows repeat another row; each stands")


def test_rows_that_repeat_by_nature_are_split_like_any_others() -> None:
    split = hold_out(people([row % 7 for row in range(1_000)]), Seed(1))
    assert len(split.control) == 500
    assert set(split.train.frame["v"]) == set(split.control.frame["v"]) == set(range(7))
    assert "993 rows repeat" in split.note


@pytest.mark.parametrize("share", [0.0, -0.1, 0.9, 1.5, float("nan")])
def test_shares_out_of_bounds_are_refused(share: float) -> None:
    with pytest.raises(UnusableOption):
        hold_out(people(list(range(100))), Seed(1), share)


@pytest.mark.parametrize(("rows", "share"), [(3, None), (1, None), (0, None), (100, 0.01)])
def test_parts_of_fewer_than_two_rows_are_refused(rows: int, share: float | None) -> None:
    with pytest.raises(UnfitTable):
        hold_out(people(list(range(rows))), Seed(1), share)


def test_each_row_is_held_out_as_often_as_any_other() -> None:
    table = people(list(range(40)))
    held = np.zeros(40)
    for seed in range(400):
        held[hold_out(table, Seed(seed)).control.frame["v"].to_numpy(dtype=int)] += 1
    assert held.sum() == 400 * 20
    assert held.min() > 200 - 5 * 10
    assert held.max() < 200 + 5 * 10


@pytest.mark.parametrize(("copies", "together"), [(10, True), (11, False)])
def test_repeats_stay_together_up_to_one_row_in_a_hundred(copies: int, together: bool) -> None:
    """10 of 1,000 rows are 1 %, 11 are more: then somebody is on both sides in all but one of 2^11 draws or so."""
    table = people([*range(1_000 - copies), *range(copies)])
    shared, notes = 0, set()
    for seed in range(4):
        split = hold_out(table, Seed(seed))
        shared += len(set(split.train.frame["v"]) & set(split.control.frame["v"]))
        notes.add(split.note)
    assert (shared == 0) == together
    assert len(notes) == 1
    assert notes.pop().startswith(
        f"{copies} rows repeat another row; each stands on the same side"
        if together
        else f"{copies} rows repeat another row. In a table like this that is no sign"
    )
