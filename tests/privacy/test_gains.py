"""Rates, their bounds and what is gained, one by one and many at once, with every number worked by hand."""

from statistics import NormalDist

import numpy as np
import pytest

from synthesis.privacy.intervals import Rate, Z, advantage, area, area_error, exact, excess, fisher, gains, holm, wilson

ROOT = 0.975**0.5
"""The upper bound of one success in two tries: the chance of at most one is 1 − r², which is 0.025 there."""
MAIN, CONTROL = Rate(0.6, 0.4, 0.7), Rate(0.2, 0.1, 0.5)
"""Every bound at a distance of its own: 0.2 and 0.1 from the main rate, 0.1 and 0.3 from the control rate."""


@pytest.mark.parametrize(
    ("successes", "tries", "low", "high"),
    [
        (0, 1, 0.0, 0.975),
        (1, 1, 0.025, 1.0),
        (0, 2, 0.0, 1 - 0.025**0.5),
        (1, 2, 1 - ROOT, ROOT),
        (2, 2, 0.025**0.5, 1.0),
        (1, 3, 1 - 0.975 ** (1 / 3), 0.90570),
        (1, 10, 1 - 0.975**0.1, 0.44502),
    ],
)
def test_clopper_and_pearson_by_hand(successes: int, tries: int, low: float, high: float) -> None:
    found = exact(successes, tries)
    assert found.value == successes / tries
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5))
    several = np.array([successes, successes]), np.array([tries, tries])
    nothing = np.zeros(2, dtype=int), np.array([1, 1])
    value, below, above, _ = gains(*several, *nothing, "advantage")
    assert value == pytest.approx([successes / tries] * 2)
    assert value - below == pytest.approx([((value[0] - low) ** 2 + 0.975**2) ** 0.5] * 2, abs=1e-5)
    assert above - value == pytest.approx([high - value[0]] * 2, abs=1e-5)


def test_wilson_stays_between_nothing_and_everything() -> None:
    for tries in (1, 7, 30, 96, 1000):
        none, every = wilson(0, tries), wilson(tries, tries)
        assert (none.value, every.value) == (0.0, 1.0)
        assert 0.0 <= none.low < 1e-9
        assert 1.0 >= every.high > 1.0 - 1e-9
        assert none.high == pytest.approx(Z**2 / (tries + Z**2))  # p where (p − 0)² = z² p (1 − p) / n
        assert every.low == pytest.approx(tries / (tries + Z**2))
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12) == Z


def test_newcombe_takes_the_outer_bound_of_each_rate() -> None:
    gain = advantage(MAIN, CONTROL)
    assert gain.value == pytest.approx(0.4)
    assert gain.low == pytest.approx(0.4 - (0.2**2 + 0.3**2) ** 0.5)
    assert gain.high == pytest.approx(0.4 + (0.1**2 + 0.1**2) ** 0.5)


def test_an_excess_takes_the_outer_bound_of_each_rate() -> None:
    """Room 0.8; slope of the control rate 0.4 / 0.64 = 0.625."""
    gain = excess(MAIN, CONTROL)
    assert gain.value == pytest.approx(0.5)
    assert gain.low == pytest.approx(0.5 - ((0.2 / 0.8) ** 2 + (0.625 * 0.3) ** 2) ** 0.5)
    assert gain.high == pytest.approx(0.5 + ((0.1 / 0.8) ** 2 + (0.625 * 0.1) ** 2) ** 0.5)


@pytest.mark.parametrize("measure", ["excess", "advantage"])
def test_many_at_once_are_the_same_as_one_by_one(measure: str) -> None:
    cases = [(2, 2, 0, 2), (1, 4, 3, 4), (0, 6, 0, 4), (3, 9, 4, 4), (5, 5, 4, 4), (40, 90, 30, 60), (0, 3, 1, 7)]
    columns = [np.array(column) for column in zip(*cases, strict=True)]
    found = gains(columns[0], columns[1], columns[2], columns[3], measure)  # type: ignore[arg-type]
    for place, (main, tries, control, others) in enumerate(cases):
        one = (excess if measure == "excess" else advantage)(exact(main, tries), exact(control, others))
        assert [column[place] for column in found[:3]] == pytest.approx([one.value, one.low, one.high])
        assert found[3][place] == pytest.approx(fisher(main, tries, control, others))
    assert found[3].dtype == np.float64
    assert found[3][:2] == pytest.approx([1 / 6, 69 / 70])  # of C(8, 4) = 70 ways, one puts no success on the main side


def test_no_risk_is_above_certainty_however_often_it_was_asked() -> None:
    assert holm([0.8, 0.9]) == (1.0, 1.0)
    assert holm([0.5, 0.001]) == (0.5, 0.002)


def test_an_area_is_the_share_of_pairs_in_order() -> None:
    """2 > 1, 2 = 2, 3 > 1 and 3 > 2: three and a half of four pairs."""
    assert area(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == 0.875
    assert area(np.array([0.0, 0.5, 0.7]), np.array([1.0])) == 0.0
    assert area(np.array([4.0]), np.array([1.0, 2.0, 3.0])) == 1.0


def test_the_error_of_an_area_by_hanley_and_mcneil() -> None:
    """A = 0.8: Q₁ = 0.8 / 1.2 = 2/3 and Q₂ = 1.28 / 1.8 = 32/45, so with 10 and 20 rows the variance is
    (0.16 + 9 · (2/3 − 0.64) + 19 · (32/45 − 0.64)) / 200."""
    variance = (0.16 + 9 * (2 / 3 - 0.64) + 19 * (32 / 45 - 0.64)) / 200
    assert area_error(0.8, 10, 20) == pytest.approx(variance**0.5)
    assert area_error(1.0, 10, 20) == 0.0
    assert area_error(0.0, 3, 4) == 0.0
