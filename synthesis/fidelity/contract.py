"""What a measure is: a value that names itself, says what it applies to and which way is good, and computes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Literal

import numpy as np

from synthesis.foundation.arrays import Array, Numbers

Shape = Literal["number", "category", "any"]
"""Numbers have an order and a distance (dates are seconds); categories are codes that all frames share."""

Strength = Callable[[Numbers, Numbers], Numbers]
"""Association of every column of one block with every column of another, over rows where both are present:
rows × p and rows × q to p × q, NaN where it is undefined."""

Interval = Callable[[Numbers, Numbers], tuple[float, float]]
"""The 95 % interval of a measure, given the two samples."""

Ends = Callable[[Numbers, Numbers, Numbers], tuple[Numbers, Numbers]]
"""The 95 % intervals of associations, given them and the two blocks: p × q each; NaN where the association is."""

LEAST_ROWS = 3
"""Two rows always lie on a line; below three complete rows an association is undefined."""

LEAST_A_LEVEL = 2
"""An association with a category is undefined where its levels have fewer rows than this on average."""


Headline = Literal["column", "blanks", "pair"]
"""How a measure enters the headline: a column is ranked by it, its blanks count where there are any, or the association
is mapped and every pair of these shapes counts by it."""

UNITLESS = ("distance", "difference", "share")
"""Units that say nothing a reader could multiply by: these measures lie between 0 and a perfect or worst end."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Described:
    """What is said of a measure wherever its scores stand: `title` and `meaning` in plain words, `term` as the field
    calls it, and the `source` of its formula. `unit` and `better` as in Score."""

    name: str
    title: str
    meaning: str
    term: str
    source: str
    unit: str
    better: Literal["lower", "higher"]

    @property
    def called(self) -> str:
        """The plain title with its unit, where it has one, and the standard term beside it."""
        title = self.title if self.unit in UNITLESS else f"{self.title}, in {self.unit}"
        return f"{title} · {self.term}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure(Described):
    """A distance between two samples of one column, or of a pair of columns.

    `compute(real, synthetic)` takes float64 arrays, rows × len(shapes), missing as NaN, and returns a number from
    `low` to `high`, or NaN where the measure is undefined: never a stand-in; `undefined` says why it can be although
    both sides hold values. `symmetric`: whether the two samples can change places. `strength` is what a pair measure
    compares; `compute` is then its absolute difference. `interval`: where the distance between the two populations
    lies, in 95 of 100 such pairs of samples; see `synthesis.fidelity.intervals`. `headline`: null where it does not
    enter the headline.
    """

    shapes: tuple[Shape, ...]
    low: float
    high: float
    symmetric: bool
    compute: Callable[[Numbers, Numbers], float]
    strength: Strength | None = None
    ends: Ends | None = None
    interval: Interval | None = None
    headline: Headline | None = None
    undefined: str = "The training values do not vary, so there is no scale to measure by."

    @property
    def perfect(self) -> float:
        """What two identical samples score."""
        return self.low if self.better == "lower" else self.high

    def between(self, real: Numbers, synthetic: Numbers) -> tuple[float, float]:
        """The interval within the measure's bounds; NaN where it has none."""
        if self.interval is None:
            return float("nan"), float("nan")
        low, high = self.interval(real, synthetic)
        return max(self.low, low), min(self.high, high)

    def applies(self, *shapes: Shape) -> bool:
        """Whether the measure takes columns of these shapes, in this order."""
        fits = (wanted in ("any", given) for wanted, given in zip(self.shapes, shapes, strict=False))
        return len(shapes) == len(self.shapes) and all(fits)

    def pairs(self, one: Shape, two: Shape) -> bool:
        """Whether the measure takes a pair of these shapes, in either order."""
        return self.applies(one, two) or self.applies(two, one)


def pair_measure(
    *,
    name: str,
    title: str,
    meaning: str,
    term: str,
    source: str,
    shapes: tuple[Shape, Shape],
    strength: Strength,
    ends: Ends | None = None,
    headline: Headline | None = None,
) -> Measure:
    """The absolute difference between the association in one sample and in the other."""

    def compute(real: Numbers, synthetic: Numbers) -> float:
        there, here = (float(strength(part[:, :1], part[:, 1:])[0, 0]) for part in (real, synthetic))
        return abs(there - here)

    return Measure(
        name=name,
        title=title,
        meaning=meaning,
        term=term,
        source=source,
        unit="difference",
        better="lower",
        shapes=shapes,
        low=0.0,
        high=2.0 if shapes == ("number", "number") else 1.0,
        symmetric=True,
        compute=compute,
        strength=strength,
        ends=ends,
        headline=headline,
    )


def complete_rows(left: Numbers, right: Numbers) -> Numbers:
    """How many rows have both cells, for every column of `left` with every one of `right`."""
    return np.asarray((np.isfinite(left) * 1.0).T @ np.isfinite(right))


def present(values: Numbers) -> Numbers:
    """The cells of a single column that are not missing, flat."""
    flat: Numbers = values.ravel()
    some: Numbers = flat[np.isfinite(flat)]
    return some


def on_filled(compute: Callable[[Numbers, Numbers], float]) -> Callable[[Numbers, Numbers], float]:
    """A measure of the cells of two columns that are present; NaN where a side has none."""

    @wraps(compute)
    def of_present(real: Numbers, synthetic: Numbers) -> float:
        there, here = present(real), present(synthetic)
        return compute(there, here) if len(there) and len(here) else float("nan")

    return of_present


def between_filled(interval: Interval) -> Interval:
    """The interval of such a measure; NaN at both ends where a side has no cells."""

    @wraps(interval)
    def of_present(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
        there, here = present(real), present(synthetic)
        return interval(there, here) if len(there) and len(here) else (float("nan"), float("nan"))

    return of_present


def code_shares(real: Array, synthetic: Array) -> tuple[Numbers, Numbers]:
    """Shares of each code in two samples of codes 0, 1, 2, …, over the codes of both."""
    width = int(max(real.max(), synthetic.max())) + 1
    there, here = (np.bincount(part.astype(np.int64), minlength=width) / len(part) for part in (real, synthetic))
    return there, here


def known(number: float) -> float | None:
    """A number, or None where it is undefined."""
    return float(number) if np.isfinite(number) else None
