"""What can be done with a kind of column is said on the kind."""

import pytest

from synthesis.tables import Column, Kind


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
