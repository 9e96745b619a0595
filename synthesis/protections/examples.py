"""Ways to tell a column coarsely that its owner may pick from, and what each would make of usual values."""

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.protections.generalise import lattice
from synthesis.tables import Column, ColumnProfile
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.generalisation import FEW, generalisation_of
from synthesis.tables.reading.cells import Cells
from synthesis.tables.reading.values import texts, values
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

_BETWEEN = (0.13, 0.46, 0.77)
_DIGITS = (1, 2, 5)
_FINEST, _COARSEST, _OFFERED = 60, 4, 4
_LABELS, _LONGEST = 3, 4


def ways(column: Column, profile: ColumnProfile, decimal: str = ".") -> tuple[str, ...]:
    """Texts for `generalisation_of` that fit the column: `few` first, then steps of 1, 2 or 5 times a power of ten that
    divide the usual range into 4 to 60, spans of the calendar, or, for codes, numbers of first characters."""
    if column.kind.calendar:
        return (FEW, "day", "month", "quarter", "year")
    if not column.numeric:
        longest = max((len(label) for label in profile.labels), default=0)
        return (FEW, *(f"first {count}" for count in range(1, min(longest, _LONGEST + 1)) if profile.shapes))
    ends = _ends(column, profile, decimal)
    span = float(ends[1] - ends[0]) if len(ends) else 0.0
    if not span > 0:
        return (FEW,)
    power = int(np.floor(np.log10(span / _FINEST)))
    steps = [digit * 10.0**p for p in range(power, power + 3) for digit in _DIGITS]
    fit = [step for step in steps if span / _FINEST <= step <= span / _COARSEST]
    return (FEW, *[f"{step:.10g}" for step in fit if column.kind.decimal or step > 1.0][-_OFFERED:])


def example(column: Column, profile: ColumnProfile, decimal: str = ".") -> tuple[tuple[str, str], ...]:
    """Cells before and after, as the file spells them: numbers and dates that are made up within the usual range,
    frequent words. None where nothing usual is known, or where only rare words change."""
    asked = generalisation_of(column.told, column.kind)
    if not column.numeric:
        short = [(label, label[: asked.first].rstrip()) for label in profile.labels[:_LABELS]]
        return tuple(short) if asked.first else ()
    ends = _ends(column, profile, decimal)
    if not len(ends):
        return ()
    before = RoundingGrid(rounding_grid(ends, column).decimals).snap(ends[0] + np.array(_BETWEEN) * (ends[1] - ends[0]))
    after = lattice(ends, column).snap(before)
    spelt = [texts(from_numbers(found, column.kind), column, decimal) for found in (before, after)]
    return tuple(dict(zip(*spelt, strict=True)).items())


def _ends(column: Column, profile: ColumnProfile, decimal: str) -> Numbers:
    """The usual range's two ends as numbers; none where it is not known."""
    if profile.low is None or profile.high is None:
        return np.empty(0)
    found = values(Cells.of(column.name, None, [profile.low, profile.high]), column, decimal).series
    ends = numbers(found, column.kind)
    return ends if np.isfinite(ends).all() else np.empty(0)
