"""Gains and their intervals, by hand."""

import numpy as np
import pytest

from synthesis.privacy.intervals import Gain, Rate, advantage, counted, exact, excess, fisher, gains, holm, wilson
from synthesis.privacy.measurement import NO_GUESS, RiskSubject, Trials, measured_risk


def test_excess_is_the_share_of_the_room_that_was_used() -> None:
    gain = excess(counted(6, 10), counted(2, 10))
    assert gain.value == pytest.approx(0.5)  # 0.4 of 0.8
    assert (gain.low, gain.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_excess_carries_each_bound_through_its_derivative() -> None:
    gain = excess(Rate(0.6, 0.5, 0.7), Rate(0.2, 0.1, 0.3))
    # 0.1 / 0.8 = 0.125 by the main rate, 0.1 · 0.4 / 0.64 = 0.0625 by the control rate
    assert gain.value - gain.low == pytest.approx((0.125**2 + 0.0625**2) ** 0.5)
    assert gain.high - gain.value == pytest.approx((0.125**2 + 0.0625**2) ** 0.5)


def test_a_loss_is_not_clipped() -> None:
    gain = excess(wilson(0, 100), wilson(50, 100))
    assert gain.value == -1.0
    assert gain.low < -1.0


def test_no_room_falls_back_on_the_plain_difference() -> None:
    assert excess(counted(9, 10), counted(10, 10)).value == pytest.approx(-0.1)


def test_advantage_is_the_difference() -> None:
    gain = advantage(Rate(0.6, 0.5, 0.7), Rate(0.2, 0.1, 0.3))
    assert gain.value == pytest.approx(0.4)
    assert gain.high == pytest.approx(0.4 + 0.02**0.5)


def test_wilson_and_clopper_pearson_match_the_tables() -> None:
    assert wilson(5, 10).low == pytest.approx(0.2366, abs=1e-4)
    assert wilson(5, 10).high == pytest.approx(0.7634, abs=1e-4)
    assert exact(0, 10).high == pytest.approx(0.3085, abs=1e-4)  # 1 − 0.025^(1/10)
    assert exact(10, 10).low == pytest.approx(0.6915, abs=1e-4)
    assert exact(5, 10).low == pytest.approx(0.1871, abs=1e-4)


def test_fisher_counts_the_ways() -> None:
    assert fisher(2, 2, 0, 2) == pytest.approx(1 / 6)  # one of the six ways to place two successes among four
    assert fisher(0, 5, 3, 5) == 1.0


def test_holm_pays_for_every_question() -> None:
    assert holm([0.04, 0.01, 0.03]) == (pytest.approx(0.06), pytest.approx(0.03), pytest.approx(0.06))
    assert holm([]) == ()


def test_of_what_was_never_tried_any_rate_is_possible() -> None:
    assert wilson(0, 0) == exact(0, 0) == counted(0, 0) == Rate(0.0, 0.0, 1.0)
    nobody, one = np.array([0]), np.array([1])
    value, low, high, p_value = gains(nobody, nobody, one, one, "advantage")
    assert (value[0], low[0], high[0], p_value[0]) == (-1.0, pytest.approx(-1.0), pytest.approx(0.397, abs=1e-3), 1.0)


def test_an_attack_without_a_guess_was_not_run() -> None:
    subject = RiskSubject("inference", None, ("a",))
    for trials in (Trials(0, 0, 0, 5), Trials(3, 5, 0, 0)):
        risk = measured_risk(subject, trials, Gain(0.0, 0.0, 0.0), 1.0, requested=7)
        assert (risk.evidence, risk.value, risk.requested, risk.notes) == ("not-run", None, 7, (NO_GUESS,))
