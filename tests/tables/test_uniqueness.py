"""Uniqueness, distinction and separation by hand, for rows and for people."""

import pandas as pd
import pytest

from synthesis.tables import Column, Kind, Role, Schema, Table, near_unique, uniqueness

QUASI = Role.QUASI_IDENTIFIER


def table(entity: bool = False, **columns: list[str]) -> Table:
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    described = tuple(
        Column(name, Kind.IDENTIFIER, Role.IDENTIFIER, entity=entity)
        if name == "id"
        else Column(name, Kind.CATEGORY, QUASI)
        for name in columns
    )
    return Table("t", frame, Schema(described), "")


def test_four_people_by_hand() -> None:
    found = {u.columns: u for u in uniqueness(table(sex=["f", "f", "m", "m"], town=["A", "B", "A", "A"]))}
    sex, town, both = found[("sex",)], found[("town",)], found[("sex", "town")]
    assert (sex.unique, sex.distinction, sex.separation) == (0.0, 0.5, pytest.approx(4 / 6))
    assert (town.unique, town.distinction, town.separation) == (0.25, 0.5, pytest.approx(3 / 6))
    assert (both.unique, both.distinction, both.separation) == (0.5, 0.75, pytest.approx(5 / 6))
    assert both.small == 1.0
    assert both.sentence == (
        "sex and town together take 3 combinations among 4 people and single out 50.0 % of them, and 100 % "
        "share theirs "
        "with fewer than 4 others; of two picked at random, 83.3 % differ in it."
    )


def test_all_sets_of_up_to_three_and_all_together() -> None:
    sets = [found.columns for found in uniqueness(table(**{name: list("xyxy") for name in "abcd"}))]
    assert sorted(map(len, sets)) == [1] * 4 + [2] * 6 + [3] * 4 + [4]
    assert sets[-1] == ("a", "b", "c", "d")


def test_a_blank_is_a_value_and_no_rows_are_no_people() -> None:
    assert uniqueness(table(a=["x", None, "x", "x"]))[0].unique == 0.25  # type: ignore[list-item]
    assert uniqueness(table(a=[]))[0].people == 0


def test_rows_of_one_person_do_not_hide_them() -> None:
    columns = {"id": ["p", "p", "q", "r"], "town": ["A", "A", "B", "B"]}
    assert uniqueness(table(**columns), ["town"])[0].unique == 0.0
    people = uniqueness(table(entity=True, **columns), ["town"])[0]
    assert (people.people, people.unique) == (3, pytest.approx(1 / 3))


def test_near_unique_sets_are_the_smallest() -> None:
    alone = [f"n{row}" for row in range(100)]
    a, b = [f"a{row // 10}" for row in range(100)], [f"b{row % 10}" for row in range(100)]
    assert near_unique(table(alone=alone, a=a, b=b)) == (("alone",), ("a", "b"))
