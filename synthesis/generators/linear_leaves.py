"""Straight lines beside the trees: directions to split along, and slopes within a leaf (a model tree, Quinlan 1992)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.rounding_grid import RoundingGrid

_SHRINK, _SLOPE_SHRINK = 0.02, 0.002
"""Ridge penalties, as a share of each input's own sum of squares."""

_FITTED_ROWS = 20_000
_EDGE = 0.005
_STEADIER = 0.7
"""A leaf follows its line where the median distance to it is at most this share of that to the leaf's median."""


@dataclass(frozen=True, eq=False)
class Direction:
    """Weighted sums of inputs, each held within the bulk of its training values; blanks count as its mean."""

    low: Numbers
    high: Numbers
    middle: Numbers
    width: Numbers
    weights: Numbers

    def __call__(self, inputs: Sequence[Numbers]) -> list[Numbers]:
        """One array a sum, from one array an input."""
        sums = [np.zeros(len(inputs[0])) for _ in range(self.weights.shape[1])]
        for at, values in enumerate(inputs):
            scaled = self._scaled(at, values)
            for total, weight in zip(sums, self.weights[at], strict=True):
                total += weight * scaled
        return sums

    def _scaled(self, at: int, values: Numbers) -> Numbers:
        held = np.clip(values, self.low[at], self.high[at])
        return np.where(np.isfinite(held), (held - self.middle[at]) / self.width[at], 0.0)


def direction(inputs: Sequence[Numbers], wanted: Numbers) -> Direction:
    """The sums of `inputs` that come closest to each column of `wanted` (rows × sums) by ridge regression.

    At most 20,000 evenly spaced rows are looked at (Hoerl and Kennard 1970, Technometrics 12).
    """
    step = max(1, len(wanted) // _FITTED_ROWS)
    rows = [np.asarray(values[::step], dtype="float64") for values in inputs]
    edges = np.array([_edges(values) for values in rows])
    held = [np.clip(values, *edge) for values, edge in zip(rows, edges, strict=True)]
    middle = np.array([np.nanmean(values) if np.isfinite(values).any() else 0.0 for values in held])
    filled = np.column_stack(
        [np.where(np.isfinite(values), values, mean) for values, mean in zip(held, middle, strict=True)]
    )
    width = filled.std(axis=0)
    width[width <= 1e-9 * np.abs(middle)] = 1.0
    width[width == 0.0] = 1.0
    table = (filled - middle) / width
    aim = wanted[::step] - wanted[::step].mean(axis=0)
    weights = np.linalg.solve(table.T @ table + _SHRINK * len(table) * np.eye(table.shape[1]), table.T @ aim)
    return Direction(edges[:, 0], edges[:, 1], middle, width, weights)


def _edges(values: Numbers) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 0.0
    low, high = np.quantile(known, [_EDGE, 1 - _EDGE])
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class Slopes:
    """A line in each leaf: what its values follow, and how far a value drawn by it may stray.

    `columns` are the predictors, standardised by `middle` and `width`; `lines[node]` holds their weights and then the
    constant, all nought where the leaf has no line.
    """

    columns: Array
    middle: Numbers
    width: Numbers
    lines: Numbers
    low: Numbers
    high: Numbers
    grid: RoundingGrid

    def height(self, made: Numbers, nodes: Array) -> Numbers:
        """Where the line of each row's leaf stands for that row."""
        return _heights(self._inputs(made), self.lines[nodes])

    def settle(self, values: Numbers, nodes: Array) -> Numbers:
        """Values within the reach of their leaf, on the grid."""
        return self.grid.snap(np.clip(values, self.low[nodes], self.high[nodes]))

    def _inputs(self, made: Numbers) -> Numbers:
        return standard(made[:, self.columns], self.middle, self.width)


def slopes(
    columns: Array, rows: Numbers, nodes: Array, size: int, held: Numbers, rare: Flags, grid: RoundingGrid
) -> Slopes:
    """A ridge line in each of `size` leaves through its `rare` values, kept where it tells clearly more than a
    constant.

    `rows` are the training rows' numbers, of which `columns` are the predictors; `held` their values. A value drawn
    along a line stays within half the leaf's range beyond the leaf's own values, and within the column's.
    """
    picked = rows[:, columns]
    known = [cells[np.isfinite(cells)] for cells in picked.T]
    middle = np.array([cells.mean() if len(cells) else 0.0 for cells in known])
    width = np.array([cells.std() or 1.0 if len(cells) else 1.0 for cells in known])
    inputs = standard(picked, middle, width)
    lines = _lines(inputs[rare], nodes[rare], size, held[rare])
    low, high = _reach(nodes[rare], size, held[rare], (float(held.min()), float(held.max())))
    return Slopes(columns, middle, width, lines, low, high, grid)


def standard(values: Numbers, middle: Numbers, width: Numbers) -> Numbers:
    """Less the mean, over the spread; blanks at the mean."""
    return np.where(np.isfinite(values), (values - middle) / width, 0.0)


def _heights(inputs: Numbers, lines: Numbers) -> Numbers:
    return np.asarray((inputs * lines[:, :-1]).sum(axis=1) + lines[:, -1])


def _lines(inputs: Numbers, nodes: Array, size: int, held: Numbers) -> Numbers:
    """Weights and constant of each leaf's line; a constant of nought and no weights where there is none."""
    count = np.maximum(np.bincount(nodes, minlength=size), 1)
    centre = np.column_stack([np.bincount(nodes, weights=cells, minlength=size) / count for cells in inputs.T])
    off = inputs - centre[nodes]
    rest = held - (np.bincount(nodes, weights=held, minlength=size) / count)[nodes]
    weights = _solved(off, nodes, size, rest)
    steady = _medians(rest - (off * weights[nodes]).sum(axis=1), nodes, size)
    weights[~(steady < _STEADIER * _medians(rest, nodes, size))] = 0.0
    return np.column_stack([weights, -(weights * centre).sum(axis=1)])


def _solved(off: Numbers, nodes: Array, size: int, rest: Numbers) -> Numbers:
    width = off.shape[1]
    square, aim = np.empty((size, width, width)), np.empty((size, width))
    for i in range(width):
        aim[:, i] = np.bincount(nodes, weights=off[:, i] * rest, minlength=size)
        for j in range(width):
            square[:, i, j] = np.bincount(nodes, weights=off[:, i] * off[:, j], minlength=size)
    own = np.einsum("nii->ni", square)
    penalty = _SLOPE_SHRINK * own + 1e-9 * own.sum(axis=1, keepdims=True) + 1e-12
    return np.asarray(np.linalg.solve(square + penalty[:, :, None] * np.eye(width), aim[:, :, None])[:, :, 0])


def _medians(values: Numbers, nodes: Array, size: int) -> Numbers:
    """The median distance of each node's values from their median; NaN where it has none."""
    cells = pd.Series(values)
    distance = (cells - cells.groupby(nodes).transform("median")).abs()
    return np.asarray(distance.groupby(nodes).median().reindex(range(size)).to_numpy(), dtype="float64")


def _reach(nodes: Array, size: int, held: Numbers, column: tuple[float, float]) -> tuple[Numbers, Numbers]:
    low, high = np.full(size, column[1]), np.full(size, column[0])
    np.minimum.at(low, nodes, held)
    np.maximum.at(high, nodes, held)
    room = np.maximum(high - low, 0.0) / 2
    return np.maximum(low - room, column[0]), np.minimum(high + room, column[1])
