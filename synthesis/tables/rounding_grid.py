"""The grid that a numeric column's values lie on, so that made-up numbers are spelt like real ones."""

import re
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.tables.formats.numerals import Pattern
from synthesis.tables.generalisation import Calendar
from synthesis.tables.schema import Column

_MOST_DECIMALS = 9
_LARGEST_EXACT = 2.0**53
_DAYS = {"D": 1, "M": 30, "Q": 91, "Y": 365}


@dataclass(frozen=True)
class RoundingGrid:
    """Values are `(origin + k · step) / 10^decimals` for whole k; for days, months, quarters and years, the calendar's
    own starts.

    `decimals` is None where values are continuous. Dates are seconds since 1970.
    """

    decimals: int | None
    step: float = 1.0
    origin: float = 0.0
    calendar: Calendar = ""

    def snap(self, values: Numbers) -> Numbers:
        """The nearest values on the grid; NaN stays NaN."""
        if self.calendar:
            return _start(values, self.calendar)
        if self.decimals is None:
            return values
        scale = 10.0**self.decimals
        steps = np.round((values * scale - self.origin) / self.step)
        return np.asarray((steps * self.step + self.origin) / scale, dtype="float64")

    @property
    def unit(self) -> float:
        """The smallest distance between two values; 0 where there is none."""
        if self.calendar:
            return 86_400.0 * _DAYS[self.calendar]
        return 0.0 if self.decimals is None else self.step / 10.0**self.decimals


def rounding_grid(values: Numbers, column: Column) -> RoundingGrid:
    """The coarsest grid that holds every value and that the column's format can spell."""
    found = np.unique(values[np.isfinite(values)])
    if column.kind.calendar and (calendar := _calendar(column.format)):
        return RoundingGrid(0, calendar=calendar)
    decimals = _decimals(found, column)
    if decimals is None:
        return RoundingGrid(None)
    whole = np.round(found * 10.0**decimals)
    if len(whole) < 2 or np.abs(whole).max() >= _LARGEST_EXACT:
        return RoundingGrid(decimals)
    step = float(np.gcd.reduce(np.diff(whole).astype("int64")))
    return RoundingGrid(decimals, step, float(whole[0] % step)) if step else RoundingGrid(decimals)


def _calendar(pattern: str | None) -> Calendar:
    if pattern is None or re.search(r"%[djxcsDFeUW]", pattern):
        return ""
    return "M" if re.search(r"%[mbB]", pattern) else "Y"


def _decimals(found: Array, column: Column) -> int | None:
    if column.kind.whole:
        return 0
    if column.kind.decimal and (places := Pattern.of(column.format).places) is not None:
        return places
    choices = (0, 3, 6) if column.kind.calendar else range(_MOST_DECIMALS + 1)
    return next((places for places in choices if np.array_equal(np.round(found, places), found)), None)


def _start(values: Numbers, calendar: Calendar) -> Numbers:
    known = np.isfinite(values)
    stamps = np.where(known, values, 0.0).astype("int64").astype("datetime64[s]")
    starts = stamps.astype(f"datetime64[{'M' if calendar == 'Q' else calendar}]")
    if calendar == "Q":
        starts = (starts.astype("int64") // 3 * 3).astype("datetime64[M]")
    return np.where(known, starts.astype("datetime64[s]").astype("float64"), np.nan)
