"""What a control group of a size can say, by hand."""

import pytest

from synthesis.privacy import detectable_effects


def test_replication_of_outliers_is_certified_by_counting() -> None:
    found = {(p.attack, p.variant): p for p in detectable_effects(3000, 2000)}
    outer = found["replication", "outermost"]
    assert outer.people == (300, 200)  # 5 % would be 100 control rows, so a tenth is taken
    assert outer.certifies == 0.0
    # no control row of 200 reappears: upper bound 1 − 0.025^(1/200) = 0.0183, so 6 of 300 training rows are seen
    assert outer.notices == pytest.approx(0.019, abs=0.001)


def test_inference_is_certified_by_two_wilson_intervals() -> None:
    found = {p.attack: p for p in detectable_effects(3000, 2000)}
    # half of 2,000: Wilson half-width 0.02189, in squares twice
    assert found["inference"].certifies == pytest.approx(0.02189 * 2**0.5, abs=1e-4)
    assert found["inference"].people == (2000, 2000)


def test_a_larger_control_group_certifies_less() -> None:
    small, large = detectable_effects(30_000, 500), detectable_effects(30_000, 8_000)
    assert all(a.certifies >= b.certifies for a, b in zip(small, large, strict=True))


def test_nothing_is_promised_without_a_control_group() -> None:
    assert detectable_effects(1000, 0) == ()
    assert all(p.notices is None or p.notices > 0.1 for p in detectable_effects(3, 3))
