"""The one way to the rows: OpenDP's compositor, which draws all noise and refuses what the budget does not cover."""

import functools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.errors import RunFailed, UnusableOption

_SLACK = 1e-9
"""Relative: what each query asks for less than its share, so that rounding never exhausts the last one."""


_ROUNDED = 1.0 + 1e-6
"""What a score may move by where it should by 1: sums of floating-point numbers are not exact."""

_REFUSED = ("exhausted", "unknown ordering")
"""How the privacy filter says that a query would overspend: in one of its two currencies, or in both."""


@dataclass(frozen=True, eq=False)
class PrivateRows:
    """The real rows, in reach of the meter alone. `kept` remembers codings, which are functions of a row each."""

    frame: pd.DataFrame
    kept: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)


Coding = Callable[[PrivateRows], Array]
"""A whole number a row, decided by that row alone."""

Scoring = Callable[[PrivateRows], Numbers]
"""Scores of which none changes by more than 1 where one row is added or removed."""


def _opendp() -> ModuleType:
    try:
        import opendp.prelude as dp
    except ImportError:
        raise RunFailed("The package opendp is missing.", "Install what requirements.txt names.") from None
    dp.enable_features("contrib", "honest-but-curious")
    module: ModuleType = dp
    return module


@functools.cache
def budget(epsilon: float, delta: float, bought: float = 0.0) -> float:
    """A ρ of which OpenDP proves that ρ-zCDP, with `bought` of δ set aside, is (ε, δ)-DP; within 0.1 % of the largest.

    The search starts from the closed form of Bun and Steinke (2016, proposition 1.3), which is always too small;
    what counts is the conversion that OpenDP proves (`make_zCDP_to_approxDP`).
    """
    room = math.log(1 / (delta - bought))
    low = (math.sqrt(epsilon + room) - math.sqrt(room)) ** 2 * 0.99
    high = 4.0 * low
    while high / low > 1.001:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if _proven(middle, bought, delta) <= epsilon else (low, middle)
    if _proven(low, bought, delta) > epsilon:
        raise UnusableOption("The privacy budget is too small to measure anything.", "Give a larger ε or δ.")
    return low


def _proven(rho: float, bought: float, delta: float) -> float:
    dp = _opendp()
    anything = dp.user_domain("rows", lambda rows: isinstance(rows, PrivateRows))
    metric, measure = dp.symmetric_distance(), dp.approximate(dp.zero_concentrated_divergence())
    odometer = dp.c.make_fully_adaptive_composition(anything, metric, measure)
    whole = dp.c.make_privacy_filter(odometer, d_in=1, d_out=(rho, bought))
    return float(dp.c.make_fix_delta(dp.c.make_zCDP_to_approxDP(whole), delta).map(1)[0])


class Meter:
    """Answers about rows, each of them noisy, until ρ and δ are spent.

    Neighbouring tables differ by `distance` added or removed rows: one, or as many as one person may have. Every answer
    is a measurement that OpenDP's privacy filter runs over the rows; one that would overspend raises RunFailed and
    nothing is looked at. `spent` is what the filter has let through: ρ, and the δ of bought categories.
    """

    def __init__(self, rows: PrivateRows, rho: float, delta: float = 0.0, distance: int = 1) -> None:
        self._dp = dp = _opendp()
        self.distance = distance
        self.rho = rho
        self.spent = (0.0, 0.0)
        self._space = (dp.user_domain("rows", lambda held: isinstance(held, PrivateRows)), dp.symmetric_distance())
        measure = dp.approximate(dp.zero_concentrated_divergence())
        odometer = dp.c.make_fully_adaptive_composition(*self._space, measure)
        self._ask = dp.c.make_privacy_filter(odometer, d_in=distance, d_out=(rho, delta))(rows)

    def noise(self, rho: float) -> float:
        """The standard deviation that ρ buys a count: each row is in one cell, so a neighbour moves it by
        `distance`."""
        return float(self.distance / np.sqrt(2.0 * rho * (1 - _SLACK)))

    def counts(self, coding: Coding, size: int, rho: float) -> Numbers:
        """How many rows have each code below `size`, with discrete Gaussian noise of `noise(rho)`."""
        dp = self._dp
        domain, metric = dp.vector_domain(dp.atom_domain(T="i32")), dp.l2_distance(T="f64")

        def count(rows: PrivateRows) -> list[int]:
            return [int(number) for number in np.bincount(coding(rows), minlength=size)]

        counted = dp.t.make_user_transformation(*self._space, domain, metric, count, float)
        return np.array(self._answer(counted >> dp.m.make_gaussian(domain, metric, self.noise(rho))), dtype="float64")

    def pick(self, scoring: Scoring, rho: float) -> int:
        """The place of about the highest score, by OpenDP's noisy max."""
        dp = self._dp
        domain, metric = dp.vector_domain(dp.atom_domain(T=float, nan=False)), dp.linf_distance(T=float)

        def score(rows: PrivateRows) -> list[float]:
            return [float(number) for number in scoring(rows)]

        scored = dp.t.make_user_transformation(*self._space, domain, metric, score, lambda d: d * _ROUNDED)
        picker = dp.m.make_noisy_max(domain, metric, dp.zero_concentrated_divergence(), self.noise(rho) * _ROUNDED)
        return int(self._answer(scored >> picker))

    def levels(self, cells: Callable[[PrivateRows], Iterable[str]], rho: float, delta: float) -> Mapping[str, float]:
        """The categories that so many rows have that naming them gives nobody away, with their noisy counts.

        A histogram over an unknown domain with discrete Gaussian noise and a threshold (Rogers 2023): one that a single
        neighbour has is named with probability `delta` at most.
        """
        dp = self._dp
        space = (
            dp.map_domain(dp.atom_domain(T="String"), dp.atom_domain(T="i32")),
            dp.l02inf_distance(dp.absolute_distance(T="i32")),
        )

        def count(rows: PrivateRows) -> dict[str, int]:
            return dict(Counter(map(str, cells(rows))))

        counted = dp.t.make_user_transformation(*self._space, *space, count, lambda d: (d, d, d))

        def noisy(threshold: int) -> Any:
            return counted >> dp.m.make_gaussian_threshold(*space, self.noise(rho), threshold)

        def covered(threshold: int) -> bool:
            return bool(noisy(threshold).map(self.distance)[1] <= delta)

        least = int(dp.binary_search(covered, bounds=(self.distance + 1, 2**30), T=int))
        return dict(self._answer(noisy(least), approximate=True))

    def _answer(self, measurement: Any, approximate: bool = False) -> Any:
        dp = self._dp
        query = measurement if approximate else dp.c.make_approximate(measurement)
        loss = query.map(self.distance)
        try:
            found = self._ask(query)
        except dp.OpenDPException as error:
            if not any(word in str(error) for word in _REFUSED):
                raise RunFailed("A measurement of the private generator failed.", "Report this.") from None
            raise RunFailed("The privacy budget is spent.", "Nothing more may be asked of these rows.") from None
        self.spent = (self.spent[0] + float(loss[0]), self.spent[1] + float(loss[1]))
        return found
