"""Guesses of several terms, and the quick way to tell which of them fit one row."""

import numpy as np
import pytest

from synthesis.privacy.predicates import from_rows, index, medians, random_columns, suggested

NAN = np.nan


def test_a_row_is_alone_where_no_other_goes_as_far() -> None:
    rows = np.array([[1.0, 0.0], [2.0, 0.0], [9.0, 1.0], [9.0, 0.0], [NAN, 1.0]])
    known, numeric = index(rows), np.array([True, False])
    terms = suggested(known, numeric, medians(rows))  # the numbers' median is 5.5
    both = np.tile([0, 1], (5, 1))
    # ≤ 1 and 0: alone; ≤ 2 and 0: two; ≥ 9 and 1: alone; ≥ 9 and 0: alone; blank and 1: alone
    assert terms.lone(np.arange(5), both).tolist() == [True, False, True, True, True]
    assert terms.lone(np.array([2, 4]), np.array([[0], [0]])).tolist() == [False, True]


@pytest.mark.parametrize("terms", [1, 2, 4])
def test_the_quick_way_agrees_with_trying_every_row(terms: int) -> None:
    chance = np.random.default_rng(terms)
    table = np.column_stack([chance.normal(size=(900, 2)).round(1), chance.integers(0, 30, (900, 3))])
    table[chance.random(table.shape) < 0.05] = NAN
    table[:, 4] = 7.0
    numeric, known = np.array([True, True, False, False, False]), index(table)
    rows, columns = chance.integers(0, 900, 4000), random_columns(5, terms, 4000, chance)
    expected = known.true_of(from_rows(table, numeric, medians(table), rows, columns), limit=2) == 1
    assert suggested(known, numeric, medians(table)).lone(rows, columns).tolist() == expected.tolist()
    assert 0 < expected.mean() < 1


@pytest.mark.parametrize(("columns", "terms"), [(6, 3), (100, 4)])
def test_column_sets_are_ascending_and_all_equally_likely(columns: int, terms: int) -> None:
    sets = random_columns(columns, terms, 6000, np.random.default_rng(0))
    assert sets.shape == (6000, terms)
    assert (np.diff(sets, axis=1) > 0).all()
    times = np.bincount(sets.ravel(), minlength=columns)
    assert np.abs(times - 6000 * terms / columns).max() < 5 * (6000 * terms / columns) ** 0.5
