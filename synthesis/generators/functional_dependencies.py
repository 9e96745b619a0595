"""Columns that another column decides: a postcode its town, a number of years of school its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers

_SHARED = 20
_MOST_OF_ROWS = 0.8
_GLANCE = 1_000


@dataclass(frozen=True, eq=False)
class FunctionalDependency:
    """What follows from each value of the column `by`: `keys` in order, and the value that every row with that key has.

    A blank is a value like any other, and the last key. Only keys that many rows share are here, so that no row stands
    in it alone; there may be none.
    """

    by: int
    keys: Numbers
    values: Numbers

    def fill(self, made: Numbers, column: int) -> Flags:
        """Writes the column where the key is known; tells where."""
        cells = made[:, self.by]
        if not len(self.keys):
            return np.zeros(len(made), dtype=bool)
        places = np.minimum(np.searchsorted(self.keys, cells), len(self.keys) - 1)
        known = np.asarray((self.keys[places] == cells) | (np.isnan(self.keys[places]) & np.isnan(cells)))
        made[known, column] = self.values[places[known]]
        return known


def deciders(values: Numbers, k_threshold: int = 0) -> dict[int, int]:
    """For each column that another one decides, that other: the one of fewest values; never in a circle.

    A column decides another if equal values of it always stand beside equal values of the other, and if most rows have
    a value that at least 20 rows, and at least `k_threshold`, share; all blanks are one value. Where two decide each
    other the later follows the earlier. Columns of one value are left alone."""
    if len(values) < 2 * _SHARED:
        return {}
    codes = [np.unique(column, return_inverse=True)[1] for column in values.T]
    sizes = [int(code.max()) + 1 for code in codes]
    fit = [at for at, code in enumerate(codes) if sizes[at] > 2 and _shared(code, k_threshold) >= _MOST_OF_ROWS]
    found: dict[int, int] = {}
    for column in range(len(codes)):
        able = [at for at in fit if _finer(sizes, at, column) and _decides(codes[at], codes[column])]
        if able and sizes[column] > 1:
            found[column] = min(able, key=lambda at: sizes[at])
    return found


def leads(start: Sequence[int], goal: int, waits: Mapping[int, Sequence[int]]) -> bool:
    """Whether one of the columns of `start` is `goal`, or waits for one that is, or for one that waits for one, and so
    on."""
    waiting, seen = list(start), set[int]()
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        if at not in seen:
            waiting += waits.get(at, ())
        seen.add(at)
    return False


def without_circles(decided: Mapping[int, int], waits: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Those of `decided` whose column `waits` for nothing yet, and that close no circle with it."""
    kept: dict[int, int] = {}
    for column, by in decided.items():
        if column not in waits and not leads([by], column, {**waits, **{at: [one] for at, one in kept.items()}}):
            kept[column] = by
    return kept


def _finer(sizes: list[int], at: int, column: int) -> bool:
    return (sizes[at], -at) > (sizes[column], -column)


def functional_dependency(values: Numbers, by: int, column: int, k_threshold: int) -> FunctionalDependency:
    """The pairs of the two columns whose key, a blank included, at least 20 rows, and at least `k_threshold`, share."""
    keys, first, counts = np.unique(values[:, by], return_index=True, return_counts=True)
    often = counts >= max(_SHARED, k_threshold)
    return FunctionalDependency(by, keys[often], values[first[often], column])


def _shared(code: Array, k_threshold: int) -> float:
    counts = np.bincount(code)
    return float(counts[counts >= max(_SHARED, k_threshold)].sum() / len(code))


def _decides(by: Array, column: Array) -> bool:
    width = int(column.max()) + 1
    for rows in (slice(None, _GLANCE), slice(None)):
        pairs = np.unique(by[rows].astype("int64") * width + column[rows])
        if len(pairs) != len(np.unique(by[rows])):
            return False
    return True
