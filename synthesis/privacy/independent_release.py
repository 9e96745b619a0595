"""A release without a trace of anybody: each column drawn by itself from a smooth picture of its margin."""

from collections.abc import Sequence

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.tables.rounding_grid import rounding_grid
from synthesis.tables.schema import Column

FEWEST = 10
"""A category of fewer training rows is not drawn."""
_KNOTS = np.linspace(0.005, 0.995, 100)


def independent_release(columns: Sequence[Column], numeric: Flags, train: Numbers, rows: int, seed: Seed) -> Numbers:
    """`rows` rows drawn from fitted margins, columns independent: what no attack may gain anything on.

    Numbers: a line through 100 quantiles, without the outermost half per cent at either end, on the column's own grid;
    blanks as often as in training rows. Categories: those of at least 10 training rows, the others as one that nobody
    has. No real value is permuted: a table of permuted columns still holds everybody's rare values.
    """
    drawn = np.empty((rows, len(columns)))
    for place, column in enumerate(columns):
        chance = seed.child(column.name).generator()
        draw = _numbers if numeric[place] else _levels
        drawn[:, place] = draw(train[:, place], rows, column, chance)
    return drawn


def _numbers(cells: Numbers, rows: int, column: Column, chance: np.random.Generator) -> Numbers:
    present = cells[np.isfinite(cells)]
    if not len(present):
        return np.full(rows, np.nan)
    at = chance.uniform(_KNOTS[0], _KNOTS[-1], rows)
    values = rounding_grid(present, column).snap(np.interp(at, _KNOTS, np.quantile(present, _KNOTS)))
    return np.where(chance.random(rows) < len(present) / len(cells), values, np.nan)


def _levels(cells: Numbers, rows: int, column: Column, chance: np.random.Generator) -> Numbers:
    levels, times = np.unique(cells, return_counts=True)
    common = times >= FEWEST
    offered = np.append(levels[common], levels[-1] + 1e6)
    weights = np.append(times[common], times[~common].sum())
    return np.asarray(chance.choice(offered, rows, p=weights / weights.sum()))
