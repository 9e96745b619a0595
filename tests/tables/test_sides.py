"""Who stands on which side: how many, together with whom, and what is said where nobody can."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Dialect, Kind, Role, Schema, Table, held_rows, hold_out, share_held_out
from synthesis.tables.split import hold_out_each

SCHEMA = Schema((Column("who", Kind.IDENTIFIER, Role.IDENTIFIER), Column("n", Kind.INTEGER)))
OF_PEOPLE = SCHEMA.of_people("who")


def table(who: list[str | None], numbers: list[int], schema: Schema = SCHEMA) -> Table:
    frame = pd.DataFrame({"who": pd.Series(who, dtype=object), "n": pd.array(numbers, dtype="Int64")})
    return Table("visits", frame, schema, "mark", Dialect(delimiter=";"))


def several(rows: int) -> Table:
    return table([f"P{row}" for row in range(rows)], list(range(rows)))


@pytest.mark.parametrize(
    ("rows", "held"), [(0, 0), (1, 0), (2, 1), (9, 4), (4_000, 2_000), (4_001, 2_000), (10_000, 2_000), (10_003, 2_001)]
)
def test_a_fifth_or_half_up_to_two_thousand(rows: int, held: int) -> None:
    assert share_held_out(rows) == held / max(rows, 1)


def test_both_parts_are_of_the_table_they_come_from() -> None:
    whole = several(10)
    split = hold_out(whole, Seed(7), 0.3)
    for part, rows in ((split.train, 7), (split.control, 3)):
        assert (len(part), part.name, part.fingerprint, part.dialect) == (rows, "visits", "mark", whole.dialect)
        assert part.schema is whole.schema
        assert part.frame.index.equals(pd.RangeIndex(rows))
    assert (split.share, split.seed, split.note) == (0.3, 7, "")
    held, note = held_rows(whole, Seed(7), 0.3)
    assert whole.frame.loc[held, "n"].tolist() == split.control.frame["n"].tolist()
    assert (held.dtype, note) == (np.dtype(bool), "")


@pytest.mark.parametrize(("rows", "share", "held"), [(4, None, 2), (4, 0.5, 2), (20, 0.1, 2), (20, 0.899, 18)])
def test_the_smallest_parts_there_may_be(rows: int, share: float | None, held: int) -> None:
    assert len(hold_out(several(rows), Seed(0), share).control) == held


@pytest.mark.parametrize("share", [0.0, 0.9, float("nan"), -1.0])
def test_bounds_of_a_share(share: float) -> None:
    for hold in (hold_out, hold_out_each):
        with pytest.raises(UnusableOption) as refused:
            hold(several(100), Seed(1), share)
        assert refused.value.happened == "The share of the control group is out of bounds."
        assert refused.value.advice == "Give a share above 0 and below 0.9."


def test_too_few_rows_and_rows_too_much_alike_are_told_apart() -> None:
    with pytest.raises(UnfitTable) as refused:
        hold_out(several(3), Seed(0))
    assert refused.value.happened == "The table has 3 rows, too few to hold out a control group."
    assert refused.value.advice == "Bring more rows."
    with pytest.raises(UnfitTable) as refused:
        hold_out(several(10), Seed(0), 0.899)  # 9 of 10 rows leave one
    assert refused.value.happened == "The table has 10 rows, too few to hold out a control group."
    one = table(["P1"] * 300, list(range(300)), OF_PEOPLE)
    with pytest.raises(UnfitTable) as refused:
        hold_out(one, Seed(0))
    assert refused.value.happened == "Nearly all rows of the table are about one person."
    assert refused.value.advice == "Say which column names the people, or none."


def test_two_rows_must_be_left_on_either_side_when_people_stand_together() -> None:
    """One person of 10 rows and another of two, or of one: a fifth held out is 2 rows, so one of the two is."""
    for seed in range(6):
        visits = table(["P0"] * 10 + ["P1"] * 2, list(range(12)), OF_PEOPLE)
        assert len(hold_out(visits, Seed(seed), 0.2).control) in (2, 10)
        with pytest.raises(UnfitTable):
            hold_out(table(["P0"] * 10 + ["P1"], list(range(11)), OF_PEOPLE), Seed(seed), 0.2)


def test_people_are_drawn_until_the_share_is_reached_and_no_further() -> None:
    """Thirty people of 3 rows: 20 rows are reached with the seventh person, at 21."""
    visits = table([f"P{row // 3}" for row in range(90)], list(range(90)), OF_PEOPLE)
    held: Counter[str] = Counter()
    for seed in range(200):
        split = hold_out(visits, Seed(seed), 20 / 90)
        assert len(split.control) == 21
        assert split.share == 21 / 90
        assert split.note.startswith("90 rows are about 30 people by who; all rows of a person stand on the same side")
        held.update(split.control.frame["who"].unique())
    assert min(held.values()) > 47 - 30  # 200 · 7 / 30 = 46.7 each, with a standard deviation of 6
    assert max(held.values()) < 47 + 30


def test_rows_are_held_out_one_by_one_by_what_they_hold() -> None:
    """Of 2,000 different rows a quarter, give or take 3 × √(2,000 · 0.25 · 0.75) = 58; whatever stands beside them."""
    whole = several(2_000)
    split = hold_out_each(whole, Seed(3), 0.25)
    assert abs(len(split.control) - 500) < 58
    assert (split.share, split.seed) == (0.25, 3)
    assert split.note == "Each row is held out by a chance of its own."
    held = set(split.control.frame["n"])
    half = table([f"P{row}" for row in range(1_000)], list(range(1_000)))
    assert set(hold_out_each(half, Seed(3), 0.25).control.frame["n"]) == {n for n in held if n < 1_000}
    assert set(hold_out_each(whole, Seed(4), 0.25).control.frame["n"]) != held
    assert held < set(hold_out_each(whole, Seed(3), 0.5).control.frame["n"])
    assert sorted([*split.train.frame["n"], *held]) == list(range(2_000))


def test_equal_rows_have_chances_of_their_own_and_a_person_has_one() -> None:
    """400 equal rows: a quarter, give or take 3 × √75 = 26. 100 people of 4 rows: all four or none."""
    alike = hold_out_each(table(["P"] * 400, [0] * 400), Seed(1), 0.25)
    assert abs(len(alike.control) - 100) < 26
    visits = table([f"P{row // 4}" for row in range(400)], list(range(400)))
    split = hold_out_each(visits, Seed(1), 0.25, "who")
    assert set(split.control.frame["who"].value_counts()) == {4}
    assert abs(len(split.control) / 4 - 25) < 13
    assert len(split.train) + len(split.control) == 400
    assert split.note == "People are those of who."


def test_who_is_not_named_is_left_out_where_people_are_drawn() -> None:
    visits = table([None, "a", None, "b", "a"], [0, 1, 2, 3, 4])
    split = hold_out_each(visits, Seed(1), 0.5, "who")
    assert sorted([*split.train.frame["n"], *split.control.frame["n"]]) == [1, 3, 4]
    assert len(hold_out_each(visits, Seed(1), 0.5).train) + len(hold_out_each(visits, Seed(1), 0.5).control) == 5
    for part in (split.train, split.control):
        assert part.frame.index.equals(pd.RangeIndex(len(part)))
        assert (part.name, part.fingerprint, part.dialect) == ("visits", "mark", visits.dialect)


@pytest.mark.parametrize("cells", [pd.Int64Dtype(), "float64", "datetime64[us]"], ids=str)
@pytest.mark.parametrize("person", [None, "who"])
def test_the_seed_decides_who_is_held_out_where_no_column_holds_text(cells: Any, person: str | None) -> None:
    """Of 2,000 rows a quarter, give or take 58; of those that one seed holds out, another holds out a quarter."""
    column = pd.Series(range(2_000)).astype("int64").astype(cells)
    frame = pd.DataFrame({"who": column, "n": column})
    numbers = replace(several(2_000), frame=frame)
    held = [set(hold_out_each(numbers, Seed(seed), 0.25, person).control.frame["n"]) for seed in (3, 4)]
    assert all(abs(len(one) - 500) < 58 for one in held)
    assert abs(len(held[0] & held[1]) - 125) < 3 * (2_000 / 16 * 15 / 16) ** 0.5
    assert held[0] == set(hold_out_each(numbers, Seed(3), 0.25, person).control.frame["n"])


def test_either_part_may_be_empty() -> None:
    sizes = {len(hold_out_each(several(1), Seed(seed), 0.5).control) for seed in range(20)}
    assert sizes == {0, 1}


def test_a_seed_holds_out_the_same_rows_in_every_version() -> None:
    """Who was held out decides what a pack can show again: a change of these rows is one that must be told."""

    def held(rows: Table) -> list[int]:
        return list(rows.frame["n"])

    assert held(hold_out(several(12), Seed(3), 0.3).control) == [4, 5, 7, 8]
    visits = table([f"P{row // 3}" for row in range(30)], list(range(30)), OF_PEOPLE)
    assert held(hold_out(visits, Seed(3), 0.2).control) == [12, 13, 14, 15, 16, 17]
    assert held(hold_out_each(several(12), Seed(3), 0.3).control) == [0, 2, 3, 4, 7, 9, 11]
    assert held(hold_out_each(table([*"aabbccddee"], [*range(10)]), Seed(3), 0.4, "who").control) == [0, 1, 2, 3, 8, 9]
