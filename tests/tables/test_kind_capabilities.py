"""What can be done with a kind of column is said on the kind."""

import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.tables import Column, Kind
from synthesis.tables.generalisation import generalisation_of


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_kind_says_fits_together(kind: Kind) -> None:
    assert sum((kind.whole, kind.decimal, kind.calendar)) == kind.numeric
    assert kind.modelled == (kind.numeric or kind.nominal)
    assert not (kind.numeric and kind.nominal)
    assert Column("x", kind).numeric == kind.numeric
    assert (kind.dtype == "object") == (not kind.numeric)


def test_every_kind_has_a_label_of_its_own() -> None:
    assert len({kind.label for kind in Kind}) == len(Kind)
    assert Kind.INTEGER.label == "Whole number"
    assert {kind for kind in Kind if kind.naming} == {Kind.IDENTIFIER, Kind.CATEGORY, Kind.INTEGER, Kind.TEXT}
    assert [kind for kind in Kind if kind.nominal] == [Kind.BOOLEAN, Kind.CATEGORY]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_says_how_it_is_generalised(kind: Kind) -> None:
    read = {"whole-step": "10", "step": "0.5", "calendar": "quarter", "prefix": "first 3"}[kind.generalised_by]
    assert generalisation_of(read, kind) != generalisation_of("few", kind)
    with pytest.raises(UnusableOption, match="cannot be generalised"):
        generalisation_of("0.3 metres", kind)


def test_whole_numbers_take_whole_steps() -> None:
    with pytest.raises(UnusableOption) as caught:
        generalisation_of("0.5", Kind.INTEGER)
    assert caught.value.advice == "Give few, or a whole step such as 10."
    assert generalisation_of("0.5", Kind.FLOAT).step == 0.5


def test_each_kind_has_cells_of_one_sort() -> None:
    for kind in Kind:
        assert sum((kind.amount, kind.calendar, kind.truth, kind is Kind.CATEGORY, kind.prose, kind.unique)) == (
            not kind.constant
        )
    assert [kind for kind in Kind if kind.wordy] == [Kind.BOOLEAN, Kind.CATEGORY, Kind.TEXT, Kind.IDENTIFIER]
    assert [kind for kind in Kind if not kind.filled] == [Kind.EMPTY]
