"""Numbers that follow from others: a total from its parts, a score from the marks that it is the mean of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.generators.functional_dependencies import leads
from synthesis.tables.rounding_grid import RoundingGrid

_ROWS = 3_000
_MOST_PARTS = 12
_FEWEST_ROWS, _FEWEST_VALUES = 50, 5
_FINE = 1e-6
"""A share of the column's spread: nearer than this is equal, where there is no grid."""

_REFITS = 10
_INSIDE, _ALL = 0.99, 0.8
_ENOUGH_INSIDE = 0.2
_HOPELESS, _AFTER = 0.3, 4
"""After four parts, the share of the spread that may still be unexplained."""

_STEADY = 3.0
"""The most that the parts may vary in all, in spreads of the column: one worked out backwards would magnify every
error."""


@dataclass(frozen=True, eq=False)
class ArithmeticDependency:
    """`column` is `constant` + `weights` · `parts`, to the grid and within `low` to `high`.

    `mean`: where some parts are blank it is the weighted mean of the others.
    """

    column: int
    parts: Array
    weights: Numbers
    constant: float
    mean: bool
    low: float
    high: float
    grid: RoundingGrid

    def fill(self, made: Numbers) -> None:
        """Writes the column where it is not blank and its parts tell it."""
        told = self.predict(made)
        follows = np.isfinite(told) & np.isfinite(made[:, self.column])
        made[follows, self.column] = told[follows]

    def predict(self, made: Numbers) -> Numbers:
        """What follows from the parts; NaN where nothing does."""
        return np.clip(self.grid.snap(self.combination(made)), self.low, self.high)

    def combination(self, made: Numbers) -> Numbers:
        """The same, off the grid and without bounds."""
        cells = made[:, self.parts]
        if not self.mean:
            return np.asarray(cells @ self.weights + self.constant)
        known = np.isfinite(cells)
        weight = known @ self.weights
        total = np.where(known, cells, 0.0) @ self.weights
        return np.divide(total, weight, out=np.full(len(made), np.nan), where=weight > 0)


def arithmetic_dependencies(
    values: Numbers, numeric: Flags, grids: Sequence[RoundingGrid | None]
) -> dict[int, ArithmeticDependency]:
    """For each number that others decide, how; never in a circle, the steadiest first.

    A sum is looked for among at most 12 parts, one by one, each the one that goes best along with what is still
    unexplained (orthogonal matching pursuit, Pati et al. 1993); it holds if it gives 99 of 100 rows to the grid. Rows
    where a column is at its least or greatest value are left out of that where enough others remain, for there it may
    have been drawn in, and rows of a value that most have. Of a sum each part follows from the total and the others;
    the one that the fewest errors are carried into is kept."""
    rows = values[:: max(1, len(values) // _ROWS)]
    able = [at for at in np.flatnonzero(numeric) if _varied(rows[:, at])]
    if len(rows) < _FEWEST_ROWS or len(able) < 2:
        return {}
    found = [one for at in able if (one := _found(int(at), np.array(able), rows, grids[at])) is not None]
    kept: dict[int, ArithmeticDependency] = {}
    told: list[frozenset[int]] = []
    fine = [one for one in found if _fine_enough(one, rows)]
    for one in sorted(fine, key=lambda one: _carried(one, rows)):
        columns = frozenset([one.column, *one.parts.tolist()])
        if (
            columns not in told
            and not leads(one.parts.tolist(), one.column, {at: other.parts.tolist() for at, other in kept.items()})
            and _carried(one, rows) <= _STEADY
        ):
            kept[one.column] = one
            told.append(columns)
    return kept


def _varied(cells: Numbers) -> bool:
    known = cells[np.isfinite(cells)]
    return len(known) >= _FEWEST_ROWS and len(np.unique(known)) >= _FEWEST_VALUES


def _fine_enough(one: ArithmeticDependency, rows: Numbers) -> bool:
    """Whether the column has not far fewer values than a part: round amounts are agreed on first, and what is left
    follows."""
    kinds = [len(np.unique(rows[:, at])) for at in (one.column, *one.parts)]
    return 2 * kinds[0] >= max(kinds[1:])


def _carried(one: ArithmeticDependency, rows: Numbers) -> float:
    """What the parts vary in all, over what the column varies."""
    spread = np.nanstd(rows[:, one.parts], axis=0) @ np.abs(one.weights)
    return float(spread / np.nanstd(rows[:, one.column]))


def _found(column: int, able: Array, rows: Numbers, lattice: RoundingGrid | None) -> ArithmeticDependency | None:
    target = rows[:, column]
    others = able[able != column]
    parts: list[int] = []
    rest = target - np.nanmean(target)
    start = float(np.nanstd(target))
    while len(parts) < _MOST_PARTS:
        best = _closest(rest, rows, others, parts)
        if best is None:
            return None
        parts.append(best)
        weights, constant = _fitted(rows[:, parts], target)
        rest = target - rows[:, parts] @ weights - constant
        one = _checked(column, parts, weights, constant, rows, lattice)
        if one is not None:
            return _pruned(one, rows, lattice)
        if len(parts) >= _AFTER and np.nanmedian(np.abs(rest)) > _HOPELESS * start:
            return None
    return None


def _closest(rest: Numbers, rows: Numbers, others: Array, parts: Sequence[int]) -> int | None:
    """The column that goes along best with the rest, of those known beside it in enough rows."""
    free = np.array([at for at in others if at not in parts], dtype=int)
    cells = rows[:, free]
    known = np.isfinite(cells) & np.isfinite(rest)[:, None]
    count = known.sum(axis=0)
    usable = count >= max(_FEWEST_ROWS, 5 * (len(parts) + 2))
    if not usable.any():
        return None
    filled, aim = np.where(known, cells, 0.0), np.where(known, rest[:, None], 0.0)
    count = np.maximum(count, 1)
    filled = np.where(known, filled - filled.sum(axis=0) / count, 0.0)
    aim = np.where(known, aim - aim.sum(axis=0) / count, 0.0)
    length = np.sqrt((filled**2).sum(axis=0) * (aim**2).sum(axis=0))
    along = np.divide(np.abs((filled * aim).sum(axis=0)), length, out=np.zeros(len(free)), where=length > 0)
    return int(free[np.where(usable, along, -1.0).argmax()])


def _fitted(cells: Numbers, target: Numbers) -> tuple[Numbers, float]:
    """Weights and constant of the least squares through the rows that are close to them: refitted without the
    others."""
    known = np.flatnonzero(np.isfinite(cells).all(axis=1) & np.isfinite(target))
    middle, width = cells[known].mean(axis=0), cells[known].std(axis=0)
    width[width == 0] = 1.0
    table = np.column_stack([(cells[known] - middle) / width, np.ones(len(known))])
    aim = target[known]
    used = np.full(len(known), True)
    for _ in range(_REFITS):
        solved = np.linalg.lstsq(table[used], aim[used], rcond=1e-10)[0]
        off = np.abs(aim - table @ solved)
        used = off <= max(np.quantile(off, 0.8), 1e-12)
    weights = solved[:-1] / width
    return weights, float(solved[-1] - weights @ middle)


def _checked(
    column: int, parts: Sequence[int], weights: Numbers, constant: float, rows: Numbers, lattice: RoundingGrid | None
) -> ArithmeticDependency | None:
    """The formula, as a mean if that holds too; None where it does not hold."""
    target = rows[:, column]
    low, high = float(np.nanmin(target)), float(np.nanmax(target))
    plain = ArithmeticDependency(
        column, np.array(parts), weights, constant, False, low, high, lattice or RoundingGrid(None)
    )
    if not _holds(plain, rows):
        return None
    scale = float(np.nanstd(target))
    if (weights <= 0).any() or abs(weights.sum() - 1) > 1e-3 or abs(constant) > 1e-3 * scale:
        return plain
    mean = ArithmeticDependency(column, plain.parts, weights / weights.sum(), 0.0, True, low, high, plain.grid)
    return mean if _holds(mean, rows) else plain


def _holds(one: ArithmeticDependency, rows: Numbers) -> bool:
    target, said = rows[:, one.column], one.combination(rows)
    known = np.isfinite(target) & np.isfinite(said) & ~_usual(target)
    if known.sum() < max(_FEWEST_ROWS, 5 * len(one.parts)):
        return False
    near = max(0.505 * one.grid.unit, _FINE * float(np.nanstd(target)))
    right = np.abs(one.grid.snap(said) - target) <= near
    inside = known & _inside(rows[:, [one.column, *one.parts]])
    if inside.sum() >= _ENOUGH_INSIDE * known.sum():
        return bool(right[inside].mean() >= _INSIDE and right[known].mean() >= _ALL)
    return bool(right[known].mean() >= _INSIDE - 0.04)


def _usual(target: Numbers) -> Flags:
    """Rows of a value that most rows have: to give that one is no art."""
    found, counts = np.unique(target[np.isfinite(target)], return_counts=True)
    most = found[counts.argmax()]
    return np.asarray((target == most) & (2 * counts.max() > counts.sum()))


def _inside(cells: Numbers) -> Flags:
    """Rows without a least or greatest value."""
    ends = (cells == np.nanmin(cells, axis=0)) | (cells == np.nanmax(cells, axis=0))
    return np.asarray(~ends.any(axis=1))


def _pruned(one: ArithmeticDependency, rows: Numbers, lattice: RoundingGrid | None) -> ArithmeticDependency:
    """Without the parts that it holds without."""
    for part in one.parts[::-1]:
        fewer = [int(at) for at in one.parts if at != part]
        if not fewer:
            continue
        weights, constant = _fitted(rows[:, fewer], rows[:, one.column])
        one = _checked(one.column, fewer, weights, constant, rows, lattice) or one
    return one
