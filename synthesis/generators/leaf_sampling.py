"""What the leaves of a tree hold, and how a new value is drawn from them without handing over an old one."""

from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.generators.predictors import Coding, ranks
from synthesis.tables.rounding_grid import RoundingGrid


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
    count = np.bincount(nodes, minlength=size)
    return Leaves(np.cumsum(count) - count, count, values[by_leaf(nodes, values)])


def by_leaf(nodes: Array, values: Numbers) -> Array:
    """The order in which leaves hold the training rows."""
    return np.asarray(np.lexsort((values, nodes)))


@dataclass(frozen=True, eq=False)
class OrderedLeaves:
    """The places of each leaf in the order of the column `by`, so that a value is drawn from rows that are near in it.

    `order` holds the places, `keys` for each of them leaf node · `stride` + the rank of the row in that column.
    """

    by: int
    coding: Coding
    order: Array
    keys: Numbers
    stride: float

    def places(self, leaves: Leaves, nodes: Array, cells: Numbers, chance: Numbers) -> Array:
        """For each row, a place up to half of its leaf before or behind its own rank, turned back at the ends: one of
        half of the leaf at least. Where rows stand evenly in their leaf, every place is as likely as any other."""
        start, count = leaves.start[nodes], leaves.count[nodes]
        key = _keys(nodes, self.coding(cells), self.stride)
        ends = [np.searchsorted(self.keys, key, side) for side in ("left", "right")]
        middle = np.clip((ends[0] + ends[1]) / 2 - start, 0, count)
        at = np.abs(middle + (chance - 0.5) * count)
        within = np.where(at >= count, 2 * count - at, at).astype("int64")
        return np.asarray(self.order[start + np.clip(within, 0, count - 1)])


def ordered_leaves(
    nodes: Array, values: Numbers, by: int, cells: Numbers, chance: np.random.Generator
) -> OrderedLeaves:
    """The order by `cells`, a row's cell in the column `by`, of leaves that hold `values`; equal cells by chance,
    blanks first."""
    coding = ranks(cells)
    stride = float(len(np.unique(cells)) + 2)
    held = by_leaf(nodes, values)
    keys = _keys(nodes[held], coding(cells[held]), stride)
    order = np.lexsort((chance.random(len(keys)), keys))
    return OrderedLeaves(by, coding, order, keys[order], stride)


def _keys(nodes: Array, placed: Numbers, stride: float) -> Numbers:
    return np.asarray(nodes * stride + np.where(np.isfinite(placed), placed, -1.0) + 1.0)


@dataclass(frozen=True, eq=False)
class Spread:
    """How far a copied number is moved: uniformly from `low` to `high`, then onto the grid; equal where it stays.

    `rare` tells which places hold a number that few rows of the column share.
    """

    low: Numbers
    high: Numbers
    grid: RoundingGrid
    rare: Flags

    def draw(self, places: Array, chance: Numbers) -> Numbers:
        """A number for each place."""
        low, high = self.low[places], self.high[places]
        return np.where(low == high, low, self.grid.snap(low + chance * (high - low)))


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Rare values that stand for each other: those up to `reach` places apart among the rare ones of their leaf.

    `spots`: the places of rare values, leaf by leaf; `at`: where each place stands among them, −1 for frequent values;
    `first`, `last`: the ends of the leaf of each spot, among the spots."""

    spots: Array
    at: Array
    first: Array
    last: Array
    reach: int

    def draw(self, places: Array, chance: Numbers) -> Array:
        """A place near each, turned back at the ends of its leaf, so that every place stays as likely as it was."""
        here = self.at[places]
        rare = here >= 0
        spot = here[rare]
        low, high = self.first[spot], self.last[spot]
        to = spot + (chance[rare] * (2 * self.reach + 1)).astype("int64") - self.reach
        to = np.where(to < low, 2 * low - 1 - to, to)
        to = np.where(to > high, 2 * high + 1 - to, to)
        found = places.copy()
        found[rare] = self.spots[np.clip(to, low, high)]
        return found


def neighbourhood(leaves: Leaves, rare: Flags, reach: int) -> Neighbourhood:
    """The rare values of each leaf, `rare` a flag a place."""
    spots, first, last = _rare_of_each_leaf(leaves, rare)
    at = np.full(len(rare), -1)
    at[spots] = np.arange(len(spots))
    return Neighbourhood(spots, at, first, last, reach)


def _rare_of_each_leaf(leaves: Leaves, rare: Flags) -> tuple[Array, Array, Array]:
    """The places of rare values, leaf by leaf, and for each the ends of its leaf among them."""
    spots = np.flatnonzero(rare)
    leaf = np.repeat(np.arange(len(leaves.count)), leaves.count)[spots]
    return spots, np.searchsorted(leaf, leaf, side="left"), np.searchsorted(leaf, leaf, side="right") - 1


def frequent(values: Numbers, least: float) -> Flags:
    """Which values occur in at least `least` rows of the whole column."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] >= least)


def spread(leaves: Leaves, grid: RoundingGrid, least: float, k_threshold: int, reach: int = 1) -> Spread:
    """Each value's room to move: `reach` places down to `reach` up among its leaf's rare values, never past the ends.

    Values that `least` rows of the column share stay. Where a leaf leaves no room (a lonely value, or ties), the values
    `k_threshold` places away in the whole column bound it instead, so that no value that few rows share is handed over
    as it is.
    """
    rare = ~frequent(leaves.values, least)
    return widened(neighbours(leaves, rare, grid, reach), rare, np.sort(leaves.values[rare]), k_threshold)


def neighbours(leaves: Leaves, rare: Flags, grid: RoundingGrid, reach: int = 1) -> Spread:
    """The room between each rare value's neighbours among its leaf's rare values; none for the others."""
    low, high = leaves.values.copy(), leaves.values.copy()
    places, first, last = _rare_of_each_leaf(leaves, rare)
    values, here = leaves.values[places], np.arange(len(places))
    low[places] = values[np.maximum(here - reach, first)]
    high[places] = values[np.minimum(here + reach, last)]
    return Spread(low, high, grid, rare)


def widened(room: Spread, wanting: Flags, column: Numbers, k_threshold: int) -> Spread:
    """The same with room between the values `k_threshold` places away in the sorted `column` where it is wanting and
    nil."""
    low, high = room.low.copy(), room.high.copy()
    stuck = np.flatnonzero(wanting & (low == high))
    first = np.searchsorted(column, low[stuck], side="left") - k_threshold
    last = np.searchsorted(column, low[stuck], side="right") - 1 + k_threshold
    low[stuck], high[stuck] = column[np.maximum(first, 0)], column[np.minimum(last, len(column) - 1)]
    return Spread(low, high, room.grid, room.rare)
