"""Intervals of differences in association: by hand, and how often they hold the truth."""

import numpy as np
import pytest

from synthesis.fidelity import compare
from synthesis.fidelity.contract import Measure
from synthesis.fidelity.correlation_ratio import CORRELATION_RATIO
from synthesis.fidelity.cramers_v import CRAMERS_V
from synthesis.fidelity.intervals import difference, fisher
from synthesis.fidelity.pearson import PEARSON
from synthesis.fidelity.spearman import SPEARMAN
from synthesis.foundation.arrays import Numbers
from tests.fidelity.tables import people

ROWS, TRIALS = 300, 120
Pair = tuple[Numbers, Numbers]


def numbers(draw: np.random.Generator, strength: float) -> Pair:
    x = draw.normal(size=(ROWS, 1))
    return x, strength * x + np.sqrt(1 - strength**2) * draw.normal(size=(ROWS, 1))


def mixed(draw: np.random.Generator, strength: float) -> Pair:
    levels = draw.integers(0, 2, (ROWS, 1)).astype(float)
    return strength * (2 * levels - 1) + np.sqrt(1 - strength**2) * draw.normal(size=(ROWS, 1)), levels


def categories(draw: np.random.Generator, strength: float) -> Pair:
    one = draw.integers(0, 2, (ROWS, 1)).astype(float)
    return one, np.where(draw.random((ROWS, 1)) < (1 + strength) / 2, one, 1 - one)


def test_fisher_s_interval_by_hand() -> None:
    low, high = fisher(np.array([[0.5]]), np.array([[103.0]]))
    assert (low[0, 0], high[0, 0]) == (pytest.approx(0.33931, abs=1e-5), pytest.approx(0.63234, abs=1e-5))


def test_the_interval_of_a_difference_by_hand() -> None:
    # 0.5 (0.4 to 0.6) and 0.2 (0.0 to 0.3): 0.3 less the root of 0.1² + 0.1², 0.3 and the root of 0.1² + 0.2²
    low, high = difference((0.5, 0.4, 0.6), (0.2, 0.0, 0.3))
    assert (low, high) == (pytest.approx(0.3 - 0.02**0.5), pytest.approx(0.3 + 0.05**0.5))
    assert difference((0.2, 0.1, 0.3), (0.2, 0.1, 0.3))[0] == 0.0


@pytest.mark.parametrize(
    ("measure", "make"),
    [(PEARSON, numbers), (CORRELATION_RATIO, mixed), (CRAMERS_V, categories)],
    ids=lambda one: getattr(one, "name", "") or one.__name__,
)
def test_intervals_hold_the_true_difference(measure: Measure, make: object) -> None:
    draw = np.random.default_rng(5)
    held = 0
    for _ in range(TRIALS):
        parts = []
        for strength in (0.6, 0.3):
            left, right = make(draw, strength)  # type: ignore[operator]
            assert measure.strength is not None
            assert measure.ends is not None
            found = measure.strength(left, right)
            low, high = measure.ends(found, left, right)
            parts.append((float(found[0, 0]), float(low[0, 0]), float(high[0, 0])))
        least, most = difference(parts[0], parts[1])
        held += least <= 0.3 <= most
    assert held / TRIALS >= 0.9


def test_every_pair_of_numbers_and_categories_has_an_interval_around_its_difference() -> None:
    found = compare(people(300, 1), people(300, 2).frame)
    names = {SPEARMAN.name, CORRELATION_RATIO.name, CRAMERS_V.name}
    pairs = [one for one in found.scores if one.measure in names and one.value is not None]
    assert pairs
    for one in pairs:
        assert one.low is not None
        assert one.high is not None
        assert one.value is not None
        assert 0.0 <= one.low <= one.value <= one.high
