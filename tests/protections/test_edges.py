"""What protections do at their edges, each with numbers worked by hand."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.protections import Protections, example, left_blank, near_copies, notes, protect, redrawn
from synthesis.protections.code_space import any_numbers, different_numbers, room, spelt
from synthesis.protections.extremes import clip
from synthesis.protections.rare_pairs import without_rare_pairs
from synthesis.protections.shapes import templates
from synthesis.protections.unowned import unowned
from synthesis.tables import Column, ColumnProfile, Kind, Role, Schema, Table
from synthesis.tables.rounding_grid import RoundingGrid


def words(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype=object)


def test_codes_are_counted_like_numbers() -> None:
    assert room(("01", "abc")) == 6.0
    assert spelt(("01", "abc"), np.arange(6)).tolist() == ["0a", "0b", "0c", "1a", "1b", "1c"]


def test_numbers_below_a_bound_may_repeat_or_not() -> None:
    repeated = any_numbers(3.0, 50, Seed(1))
    assert set(repeated.tolist()) == {0, 1, 2}
    assert len(repeated) == 50
    assert sorted(different_numbers(10.0, 10, Seed(1)).tolist()) == list(range(10))
    many = different_numbers(1e30, 1_000, Seed(1))
    assert len(set(many.tolist())) == len(many) == 1_000
    assert 0 <= many.min() < many.max() < 2**62
    assert many.max() > 2**61  # of 2,000 draws below 2^62 all but none are in the lower half
    assert (np.diff(many) < 0).any()


def test_rows_of_several_categories_are_compared_whole() -> None:
    schema = Schema((Column("town", Kind.CATEGORY), Column("trade", Kind.CATEGORY)))
    real = Table("t", pd.DataFrame({"town": words("Ayr", "Bonn"), "trade": words("baker", "smith")}), schema, "")
    made = pd.DataFrame({"town": words("Ayr", "Ayr", "Bonn"), "trade": words("baker", "smith", "smith")})
    assert near_copies(made, real, 5).tolist() == [True, False, True]


def test_rows_without_anything_to_compare_repeat_nobody() -> None:
    schema = Schema((Column("code", Kind.IDENTIFIER, Role.IDENTIFIER),))
    real = Table("t", pd.DataFrame({"code": words("a", "b")}), schema, "")
    assert near_copies(pd.DataFrame({"code": words("a", "c", "b")}), real, 5).tolist() == [False] * 3


def test_rows_that_were_drawn_again_are_numbered_through() -> None:
    """Of 4 rows the first two are refused, and 2 of 6 drawn in all were."""
    turns = iter([pd.DataFrame({"n": [0, 1, 2, 3]}), pd.DataFrame({"n": [4, 5]})])
    found = redrawn(lambda rows, _: next(turns), 4, lambda made: (made["n"] < 2).to_numpy(), Seed(1))
    assert found.frame["n"].tolist() == [2, 3, 4, 5]
    assert found.frame.index.equals(pd.RangeIndex(4))
    assert found.refused == pytest.approx(2 / 6)


def test_caps_that_cross_meet_in_the_middle() -> None:
    """The five smallest of six end between 50 and 60, the five largest between 20 and 10: 55 and 15, so 35."""
    assert clip(np.arange(10.0, 70.0, 10.0), 5, RoundingGrid(0))[0].tolist() == [35.0] * 6


def test_chance_draws_extremes_in_by_nothing_to_half_as_many_records_more() -> None:
    """Of 0 to 999 the 6 to 9 largest become one, and none of those numbers of records is left out."""
    rows = pd.DataFrame({"age": pd.Series(range(1000)).astype("Int64")})
    train = Table("t", rows, Schema((Column("age", Kind.INTEGER),)), "")
    ends = {int(protect(train, Protections(extremes=6), Seed(n)).frame["age"].max()) for n in range(60)}
    assert ends == {999 - 5, 999 - 6, 999 - 7, 999 - 8}


def test_a_blank_that_few_have_is_pooled_with_what_is_hidden() -> None:
    towns = words(*["Ayr"] * 5, *["Bonn"] * 5, *["Cork"] * 5, None, "Deal", "Erfurt").to_numpy()
    trades = words(*["baker"] * 18).to_numpy()
    found = without_rare_pairs({"town": towns, "trade": trades}, 3, np.random.default_rng(1), merge=True)
    assert found["town"].tolist() == [*["Ayr"] * 5, *["Bonn"] * 5, *["Cork"] * 5, *["Other"] * 3]


@pytest.mark.parametrize(("asked", "learned", "most"), [(251, 10, 250), (26, 1, 25), (26, 0, 25)])
def test_more_rows_than_the_ceiling_allows(asked: int, learned: int, most: int) -> None:
    Protections().check_rows(most, learned)
    with pytest.raises(UnusableOption) as refused:
        Protections().check_rows(asked, learned)
    assert refused.value.happened == (
        f"{asked} rows are more than 25 for each of the {learned} rows that are learned from."
    )
    assert refused.value.advice.startswith(f"Ask for at most {most} rows")


def test_columns_are_told_together_or_not_at_all() -> None:
    drop = Role.DROP
    schema = Schema((Column("n", Kind.INTEGER), Column("a", Kind.TEXT, drop), Column("b", Kind.TEXT, drop)))
    frame = pd.DataFrame({"n": pd.Series(range(9)).astype("Int64"), "a": words(*"x" * 9), "b": words(*"y" * 9)})
    said = notes(Protections(), Table("t", frame, schema, ""))
    assert "Left out: a, b" in said
    assert not any(one.startswith(("Left blank", "Made new", "Told in few steps")) for one in said)


def test_a_constant_that_five_rows_share_is_kept() -> None:
    def constant(rows: int) -> Table:
        cells = words(*["cm"] * rows, *[None] * 10)
        return Table("t", pd.DataFrame({"unit": cells}), Schema((Column("unit", Kind.CONSTANT),)), "")

    assert left_blank(constant(5)) == ()
    assert left_blank(constant(4)) == ("unit",)


def test_shapes_that_four_in_five_cells_have_are_enough() -> None:
    """8 of 10 share one shape: a letter and a digit; 7 of 10 do not suffice, and lengths are looked at instead."""
    shape = ["A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8"]
    [found] = templates([*shape, "x-y", "pqrst"], 5)
    assert (found.places, found.share) == (("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"), 0.8)
    [coarse] = templates([*shape[:7], "x-y", "pqrst", "u"], 5)
    assert coarse.share == 1.0
    assert len(coarse.places) == 2
    assert coarse.places[0] == coarse.places[1]
    assert set(coarse.places[0]) > set("Az0")


def test_one_number_with_an_exponent_has_a_shape() -> None:
    [found] = templates(["1.5E+07"], 1)
    assert found.places == ("0123456789", ".", "0123456789", "E", "+", "0123456789", "0123456789")


def test_examples_are_spelt_with_the_decimal_sign_of_the_file() -> None:
    usual = ColumnProfile("a", Kind.FLOAT, Role.OTHER, 0.0, 0, low="1,2", high="3,6")
    found = example(Column("a", Kind.FLOAT, coarse=True, told="0.5"), usual, ",")
    assert found[1] == ("2,3", "2,5")  # 1.2 + 0.46 · 2.4 = 2.304


def test_where_numbers_are_continuous_a_step_is_a_hundred_thousandth_of_their_range() -> None:
    assert unowned(np.array([5.0]), np.array([5.0, 105.0]), RoundingGrid(None), 2).tolist() == [pytest.approx(5.001)]
