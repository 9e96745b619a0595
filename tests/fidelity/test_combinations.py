"""Combinations of values that are farthest off, by hand."""

import pytest

from synthesis.fidelity.combinations import combinations_of
from synthesis.tables import Kind
from tests.fidelity.tables import frame, table


def rows(*groups: tuple[str, str | None, int]) -> dict[str, tuple[Kind, list[str | None]]]:
    """So many rows of each pair."""
    return {
        name: (Kind.CATEGORY, [group[:2][at] for group in groups for _ in range(group[2])])
        for at, name in enumerate(("sex", "smokes"))
    }


TRAIN = rows(("f", "yes", 10), ("f", "no", 50), ("m", "yes", 36), ("m", "no", 4))


def test_shares_are_of_all_rows_and_the_farthest_off_leads() -> None:
    made = frame(rows(("f", "yes", 40), ("f", "no", 50), ("m", "yes", 10)))
    found = combinations_of(table(TRAIN).frame, made, None, table(TRAIN).schema, ("sex", "smokes"))
    assert found.labels == ("f · yes", "m · yes", "f · no")  # .30, .26 and .00 off
    assert found.train == pytest.approx((0.1, 0.36, 0.5))
    assert found.synthetic == pytest.approx((0.4, 0.1, 0.5))
    assert found.control == (None, None, None)


def test_what_fewer_than_five_real_rows_share_is_never_told() -> None:
    made = frame(rows(("m", "no", 60), ("f", "yes", 40)))
    held = frame(rows(("m", "no", 3), ("f", "no", 97)))
    found = combinations_of(table(TRAIN).frame, made, held, table(TRAIN).schema, ("sex", "smokes"))
    by = dict(zip(found.labels, zip(found.train, found.control, strict=True), strict=True))
    assert by["m · no"] == (None, None)
    assert by["f · no"] == (0.5, 0.97)


def test_blanks_are_a_value_like_others() -> None:
    made = frame(rows(("f", None, 100)))
    found = combinations_of(table(TRAIN).frame, made, None, table(TRAIN).schema, ("sex", "smokes"))
    assert (found.labels[0], found.train[0], found.synthetic[0]) == ("f · blank", None, 1.0)


def test_candidates_number_their_combinations_alike() -> None:
    one, other = (
        combinations_of(table(TRAIN).frame, frame(made), None, table(TRAIN).schema, ("sex", "smokes"))
        for made in (rows(("f", "yes", 40)), rows(("m", "yes", 9), ("f", "no", 1)))
    )
    named = [dict(zip(found.labels, found.cells, strict=True)) for found in (one, other)]
    assert {label: named[0][label] for label in named[1]} == named[1]
    assert len(set(named[0].values())) == len(named[0])
