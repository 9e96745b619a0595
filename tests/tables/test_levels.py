"""A column's levels are worked out once, and rows are alike where every cell that counts is."""

import numpy as np
import pandas as pd

from synthesis.tables import Column, Kind, Role, Schema, Table
from synthesis.tables.duplicates import first_alike, repeated
from synthesis.tables.factorised import factorise, level_counts

SCHEMA = Schema((Column("id", Kind.IDENTIFIER, Role.IDENTIFIER), Column("n", Kind.INTEGER), Column("c", Kind.CATEGORY)))


def table() -> Table:
    frame = {
        "id": list("abcdef"),
        "n": pd.array([7, None, 7, None, 3, 7], dtype="Int64"),
        "c": ["x", None, "x", None, "x", "y"],
    }
    return Table("t", pd.DataFrame(frame), SCHEMA, "")


def test_levels_stand_in_the_order_of_their_first_rows_and_the_blank_comes_last() -> None:
    found = factorise(table(), "n")
    assert found.codes.tolist() == [0, 2, 0, 2, 1, 0]
    assert (found.counts.tolist(), found.first.tolist(), found.blank) == ([3, 1, 2], [0, 4, 1], 2)


def test_values_are_counted_without_blanks_the_most_common_first() -> None:
    made = table()
    assert level_counts(made, "n").to_dict() == {7: 3, 3: 1}
    assert level_counts(made, "c").to_dict() == {"x": 3, "y": 1}


def test_what_was_found_once_is_not_looked_for_again() -> None:
    made = table()
    assert factorise(made, "c") is factorise(made, "c")
    assert factorise(made, "c") is not factorise(table(), "c")


def test_rows_are_alike_whatever_their_identifiers_and_blanks_are_equal() -> None:
    assert first_alike(table()).tolist() == [0, 1, 0, 1, 4, 5]
    assert repeated(table()) == 2


def test_many_rows_are_compared_exactly() -> None:
    chance = np.random.default_rng(0)
    n, c = chance.integers(0, 300, 20_000), chance.integers(0, 40, 20_000).astype(str)
    frame = pd.DataFrame({"id": np.arange(20_000).astype(str), "n": pd.array(n, dtype="Int64"), "c": c.astype(object)})
    assert repeated(Table("t", frame, SCHEMA, "")) == int(frame[["n", "c"]].duplicated().sum())
