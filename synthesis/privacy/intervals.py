"""What an attacker gains, with its interval: raw rates in, nothing clipped on the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from synthesis.foundation.arrays import Array, Numbers

Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""
_KEPT = 50_000


@dataclass(frozen=True)
class Rate:
    """`value` successes a try, with a two-sided 95 % interval from `low` to `high`."""

    value: float
    low: float
    high: float


_UNKNOWN = Rate(0.0, 0.0, 1.0)
"""The rate of something that was never tried: no success was seen, and any rate is possible."""


@dataclass(frozen=True)
class Gain:
    """What is gained on people in the training rows over people outside them; may be negative."""

    value: float
    low: float
    high: float


@lru_cache(maxsize=_KEPT)
def wilson(successes: int, tries: int) -> Rate:
    """The raw rate with Wilson's score interval (Wilson 1927), as anonymeter computes it; without a try, 0 to 1."""
    if not tries:
        return _UNKNOWN
    from anonymeter.stats.confidence import success_rate

    centre = success_rate(n_total=tries, n_success=successes, confidence_level=0.95)
    return Rate(successes / tries, max(centre.value - centre.error, 0.0), min(centre.value + centre.error, 1.0))


@lru_cache(maxsize=_KEPT)
def exact(successes: int, tries: int) -> Rate:
    """The raw rate with the interval of Clopper and Pearson (1934), which covers at least 95 % at any size; without a
    try, 0 to 1."""
    if not tries:
        return _UNKNOWN
    from scipy.stats import beta

    low = float(beta.ppf(0.025, successes, tries - successes + 1)) if successes > 0 else 0.0
    high = float(beta.ppf(0.975, successes + 1, tries - successes)) if successes < tries else 1.0
    return Rate(successes / tries, low, high)


def counted(successes: int, tries: int) -> Rate:
    """A rate that is a fact, since every member of the group was looked at: an interval without width; without a
    member, 0 to 1."""
    if not tries:
        return _UNKNOWN
    return Rate(successes / tries, successes / tries, successes / tries)


def advantage(main: Rate, control: Rate) -> Gain:
    """main − control; 0.02 means two more of a hundred training rows than of a hundred others.

    Interval: Newcombe's hybrid of two separate intervals (Newcombe 1998, method 10).
    """
    below = ((main.value - main.low) ** 2 + (control.high - control.value) ** 2) ** 0.5
    above = ((main.high - main.value) ** 2 + (control.value - control.low) ** 2) ** 0.5
    value = main.value - control.value
    return Gain(value, value - below, value + above)


def excess(main: Rate, control: Rate) -> Gain:
    """(main − control) / (1 − control): 0 where training rows fare as others do, 1 where all of them fall.

    The share of the attacker's room for improvement that the training rows gave away (Giomi et al. 2023, equation 1).
    Interval: each rate's own distance to its bound, carried through the formula's derivatives and added in squares, so
    that the bounds stay lopsided where the rates' are. With a control rate of 1 there is no room and the plain
    difference takes its place.
    """
    room = 1.0 - control.value
    if room <= 0.0:
        return advantage(main, control)
    by_main, by_control = 1.0 / room, (1.0 - main.value) / room**2
    below = ((by_main * (main.value - main.low)) ** 2 + (by_control * (control.high - control.value)) ** 2) ** 0.5
    above = ((by_main * (main.high - main.value)) ** 2 + (by_control * (control.value - control.low)) ** 2) ** 0.5
    value = (main.value - control.value) / room
    return Gain(value, value - below, value + above)


def gains(
    main: Array, main_tries: Array, control: Array, control_tries: Array, measure: Literal["excess", "advantage"]
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Value, low, high and one-sided p of many comparisons at once: `excess` or `advantage` of Clopper–Pearson
    rates."""
    from scipy.stats import hypergeom

    (r, r_low, r_high), (c, c_low, c_high) = _rates(main, main_tries), _rates(control, control_tries)
    room = np.where((c < 1.0) & (measure == "excess"), 1.0 - c, 1.0)
    slope = np.where((c < 1.0) & (measure == "excess"), (1.0 - r) / room**2, 1.0)
    value = (r - c) / room
    below = (((r - r_low) / room) ** 2 + (slope * (c_high - c)) ** 2) ** 0.5
    above = (((r_high - r) / room) ** 2 + (slope * (c - c_low)) ** 2) ** 0.5
    p_value = hypergeom.sf(main - 1, main_tries + control_tries, main + control, main_tries)
    return value, value - below, value + above, np.asarray(p_value, dtype=np.float64)


def _rates(successes: Array, tries: Array) -> tuple[Numbers, Numbers, Numbers]:
    from scipy.stats import beta

    none, every = successes == 0, successes == tries
    low = np.where(none, 0.0, beta.ppf(0.025, np.where(none, 1, successes), tries - successes + 1))
    high = np.where(every, 1.0, beta.ppf(0.975, successes + 1, np.where(every, 1, tries - successes)))
    return successes / np.maximum(tries, 1), low, high


@lru_cache(maxsize=_KEPT)
def fisher(main: int, main_tries: int, control: int, control_tries: int) -> float:
    """The chance of at least `main` successes on training rows if both groups were alike (Fisher's exact test)."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(main - 1, main_tries + control_tries, main + control, main_tries))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values as they stand when so many questions were asked at once (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = worst
    return tuple(adjusted)


def area(train: Numbers, control: Numbers) -> float:
    """The chance that a training row scores above a control row, ties counting half."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([train, control]))[: len(train)]
    return float((ranks.sum() - len(train) * (len(train) + 1) / 2) / (len(train) * len(control)))


def area_error(auc: float, positives: int, negatives: int) -> float:
    """The standard error of an area under the curve (Hanley and McNeil 1982)."""
    one, two = auc / (2.0 - auc), 2.0 * auc**2 / (1.0 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (one - auc**2) + (negatives - 1) * (two - auc**2)
    return float(np.sqrt(max(spread, 0.0) / (positives * negatives)))
