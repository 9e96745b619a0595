"""What the leaves of a tree hold, and how a new value is drawn from them without handing over an old one."""

from dataclasses import dataclass

import numpy as np

from synthesis.arrays import Array, Flags, Numbers
from synthesis.tables.resolution import Grid


@dataclass(frozen=True, eq=False)
class Leaves:
    """Training values sorted by leaf: those of leaf node i stand at `start[i]` to `start[i] + count[i]`."""

    start: Array
    count: Array
    values: Numbers

    def places(self, nodes: Array, chance: Numbers) -> Array:
        """For each leaf node, the place of one of its values, picked by a number in [0, 1)."""
        within = np.minimum((chance * self.count[nodes]).astype("int64"), self.count[nodes] - 1)
        return np.asarray(self.start[nodes] + within)


def gather(nodes: Array, values: Numbers, size: int) -> Leaves:
    """Leaves from the leaf node of each training row and its value; `size` nodes in all."""
    order = np.lexsort((values, nodes))
    count = np.bincount(nodes, minlength=size)
    return Leaves(np.cumsum(count) - count, count, values[order])


@dataclass(frozen=True, eq=False)
class Spread:
    """How far a copied number is moved: uniformly from `low` to `high`, then onto the grid; equal where it stays."""

    low: Numbers
    high: Numbers
    grid: Grid

    def draw(self, places: Array, chance: Numbers) -> Numbers:
        """A number for each place."""
        low, high = self.low[places], self.high[places]
        return np.where(low == high, low, self.grid.snap(low + chance * (high - low)))


def frequent(values: Numbers, least: float) -> Flags:
    """Which values occur in at least `least` rows of the whole column."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] >= least)


def spread(leaves: Leaves, grid: Grid, least: float, floor: int, reach: int = 1) -> Spread:
    """Each value's room to move: `reach` places down to `reach` up among its leaf's rare values, never past the ends.

    Values that `least` rows of the column share stay. Where a leaf leaves no room (a lonely value, or ties), the
    values `floor` places away in the whole column bound it instead, so that no value that few rows share is handed
    over as it is.
    """
    low, high = leaves.values.copy(), leaves.values.copy()
    rare = np.flatnonzero(~frequent(leaves.values, least))
    values = leaves.values[rare]
    leaf = np.repeat(np.arange(len(leaves.count)), leaves.count)[rare]
    here = np.arange(len(rare))
    low[rare] = values[np.maximum(here - reach, np.searchsorted(leaf, leaf, side="left"))]
    high[rare] = values[np.minimum(here + reach, np.searchsorted(leaf, leaf, side="right") - 1)]
    stuck = rare[low[rare] == high[rare]]
    column = np.sort(values)
    first = np.searchsorted(column, leaves.values[stuck], side="left") - floor
    last = np.searchsorted(column, leaves.values[stuck], side="right") - 1 + floor
    low[stuck], high[stuck] = column[np.maximum(first, 0)], column[np.minimum(last, len(column) - 1)]
    return Spread(low, high, grid)
