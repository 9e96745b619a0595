"""Agreement weights, by hand."""

import numpy as np
import pytest

from synthesis.privacy.agreement import Agreement

REAL = np.array([[0.0, 10.0], [0.0, 10.0], [0.0, 20.0], [1.0, 30.0]])
NUMERIC = np.array([False, True])


def test_a_rare_value_in_common_weighs_more_than_a_common_one() -> None:
    weights = Agreement.of(NUMERIC, REAL, REAL)
    best = weights.sought(REAL).exact(np.array([[0.0, 20.0], [1.0, 99.0]]))
    assert best[0, 0] == pytest.approx(-np.log(3 / 4))  # the first column alone: three of four rows have it
    assert best[2, 0] == pytest.approx(-np.log(3 / 4) - np.log(1 / 4))  # both columns
    assert best[3, 0] == pytest.approx(-np.log(1 / 4))  # the rare category
    assert best[3, 1] == 0.0  # and the next best agrees in nothing
    assert weights.sought(REAL).most[3] == pytest.approx(-2 * np.log(1 / 4))


def test_a_number_weighs_by_how_few_lie_as_close() -> None:
    weights = Agreement.of(NUMERIC, REAL, np.array([[1.0, 20.0], [1.0, 30.0]]))
    best = weights.sought(REAL[:1]).near(np.array([[1.0, 20.0]]))
    assert best[0, 0] == pytest.approx(-np.log(3 / 4))  # 10 against 20: three of four lie from 0 to 20
    assert weights.sought(REAL[:1]).near(np.array([[1.0, 30.0]]))[0, 0] == pytest.approx(0.0)  # all four lie as close


def test_blanks_agree_with_blanks() -> None:
    real = np.array([[np.nan], [np.nan], [np.nan], [5.0]])
    weights = Agreement.of(np.array([True]), real, real)
    sought = weights.sought(real[[0, 3]])
    for look in (sought.exact, sought.near):
        best = look(np.array([[np.nan]]))
        assert best[0, 0] == pytest.approx(-np.log(3 / 4))
        assert best[1, 0] == 0.0


def test_a_value_that_no_real_row_has_agrees_with_nobody() -> None:
    weights = Agreement.of(NUMERIC, REAL, np.array([[7.0, 55.0]]))
    assert weights.sought(REAL).exact(np.array([[7.0, 55.0]]))[:, 0].tolist() == [0.0] * 4


def test_many_values_are_cut_into_bins_and_copies_still_weigh_most() -> None:
    chance = np.random.default_rng(1)
    real = chance.normal(size=(1_000, 3))
    weights = Agreement.of(np.array([True] * 3), real, real)
    near = weights.sought(real[:50]).near(real)
    assert (near[:, 0] > near[:, 1]).all()
    assert weights.sought(real[:50]).exact(real)[:, 0] == pytest.approx(3 * np.log(1_000), rel=1e-6)
