"""How tellingly two rows agree: Fellegi and Sunter's weights, and the best agreement of each real row with a release.

The weight of an agreement is −log of how common it is among the real rows, so that sharing a rare value says much and
sharing a common one little (Fellegi and Sunter 1969). Two weights are used. *Exact*: cells are equal. *Near*: for
numbers, the share of real rows whose value lies as close as the two do, so that a number a little off still tells.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.compiled import compiled_without_nan, spread

Codes = NDArray[np.int32]
Weights = NDArray[np.float32]

BEST = 5
"""So many of the best agreements of a row are kept."""
_BINS = 128
_BLOCK = 1024


@dataclass(frozen=True, eq=False)
class _Column:
    """One column: the values that occur, how many real rows have each, and where numbers are cut into bins.

    `values`: sorted; a blank is the place behind the last. `real`: the sorted real numbers; empty for categories.
    """

    numeric: bool
    values: Numbers
    counts: Numbers
    real: Numbers
    edges: Numbers

    @property
    def few(self) -> bool:
        """Whether every value can have a bin of its own."""
        return not self.numeric or len(self.values) <= _BINS

    def codes(self, cells: Numbers) -> Codes:
        """The place of each cell among the values."""
        places = np.searchsorted(self.values, cells)
        return np.asarray(np.where(np.isnan(cells), len(self.values), places), dtype=np.int32)

    def bins(self, cells: Numbers) -> Codes:
        """The bin of each cell; a blank has the last."""
        if self.few:
            return self.codes(cells)
        places = np.searchsorted(self.edges, cells, "right")
        return np.asarray(np.where(np.isnan(cells), len(self.edges) + 1, places), dtype=np.int32)

    @property
    def width(self) -> int:
        """How many bins there are."""
        return (len(self.values) if self.few else len(self.edges) + 1) + 1

    def exact(self, cells: Numbers) -> Weights:
        """The weight of having exactly this value: −log of the share of real rows that have it."""
        share = self.counts[self.codes(cells)] / self.counts.sum()
        return np.asarray(-np.log(np.maximum(share, 1.0 / self.counts.sum())), dtype=np.float32)

    def near(self, cells: Numbers) -> Weights:
        """Cells × bins: the weight of agreeing with each cell as well as the middle of the bin does."""
        if not self.numeric:
            found = np.zeros((len(cells), self.width), dtype=np.float32)
            found[np.arange(len(cells)), self.codes(cells)] = self.exact(cells)
            return found
        return self._near_numbers(cells)

    def _near_numbers(self, cells: Numbers) -> Weights:
        filled, rows = np.nan_to_num(cells), self.counts.sum()
        away = np.abs(filled[:, None] - self._middles[None, :])
        low = np.searchsorted(self.real, filled[:, None] - away, "left")
        high = np.searchsorted(self.real, filled[:, None] + away, "right")
        share = np.clip((high - low) / rows, 1.0 / rows, 1.0)
        found = np.zeros((len(cells), self.width), dtype=np.float32)
        found[:, :-1] = -np.log(share)
        blank = np.isnan(cells)
        found[blank] = 0.0
        found[blank, -1] = self.exact(cells[blank])
        return found

    @cached_property
    def _middles(self) -> Numbers:
        if self.few:
            return self.values
        ends = np.concatenate([self.real[:1], self.edges, self.real[-1:]])
        return np.asarray((ends[1:] + ends[:-1]) / 2.0)


@dataclass(frozen=True, eq=False)
class Agreement:
    """The weights that some real rows give to agreements, column by column."""

    columns: tuple[_Column, ...]

    @classmethod
    def of(cls, numeric: Flags, real: Numbers, release: Numbers) -> "Agreement":
        """The weights by `real`; values that only the release has are known, with no real row."""
        pairs = zip(numeric, real.T, release.T, strict=True)
        return cls(tuple(_column(bool(number), ours, theirs) for number, ours, theirs in pairs))

    def exact(self, targets: Numbers, release: Numbers) -> Numbers:
        """Targets × BEST: the highest sums of exact agreement with rows of `release`, the highest first."""
        codes = np.ascontiguousarray([c.codes(cells) for c, cells in zip(self.columns, release.T, strict=True)])
        wanted = np.ascontiguousarray(np.transpose([c.codes(x) for c, x in self._with(targets)]), dtype=np.int32)
        weights = np.ascontiguousarray(np.transpose([c.exact(x) for c, x in self._with(targets)]), dtype=np.float32)
        best = np.full((len(targets), BEST), -1.0, dtype=np.float32)
        spread(lambda rows: _exact(wanted[rows], weights[rows], codes, best[rows]), len(targets), least=8)
        return best.astype(np.float64)

    def near(self, targets: Numbers, release: Numbers) -> Numbers:
        """The same of near agreement."""
        bins = np.ascontiguousarray([c.bins(cells) for c, cells in zip(self.columns, release.T, strict=True)])
        starts = np.cumsum([0, *(column.width for column in self.columns)]).astype(np.int32)
        best = np.full((len(targets), BEST), -1.0, dtype=np.float32)

        def work(rows: slice) -> None:
            for at in range(rows.start, rows.stop, _BLOCK):
                some = slice(at, min(at + _BLOCK, rows.stop))
                tables = np.concatenate([c.near(x) for c, x in self._with(targets[some])], axis=1)
                _near(np.ascontiguousarray(tables), starts, bins, best[some])

        spread(work, len(targets), least=8)
        return best.astype(np.float64)

    def most(self, targets: Numbers) -> Numbers:
        """The weight of agreeing with each target in every column."""
        weights = [c.exact(x).astype(np.float64) for c, x in self._with(targets)]
        return np.asarray(np.sum(weights, axis=0), dtype=np.float64)

    def _with(self, rows: Numbers) -> list[tuple[_Column, Numbers]]:
        return list(zip(self.columns, rows.T, strict=True))


def _column(numeric: bool, real: Numbers, release: Numbers) -> _Column:
    both = np.concatenate([real, release])
    values = np.unique(both[~np.isnan(both)])
    places = np.where(np.isnan(real), len(values), np.searchsorted(values, real))
    counts = np.bincount(places, minlength=len(values) + 1).astype(np.float64)
    known = np.sort(real[~np.isnan(real)]) if numeric else np.empty(0)
    cuts = np.arange(1, _BINS) / _BINS
    edges = np.unique(np.quantile(known, cuts)) if len(known) else np.empty(0)
    return _Column(numeric and len(known) > 0, values, counts, known, edges)


@compiled_without_nan
def _keep(best: Weights, row: int, score: np.float32) -> None:
    """`score` among the best of a row, in order."""
    place = BEST - 1
    while place > 0 and score > best[row, place - 1]:
        best[row, place] = best[row, place - 1]
        place -= 1
    best[row, place] = score


@compiled_without_nan
def _exact(wanted: Codes, weights: Weights, codes: Codes, best: Weights) -> None:
    sums = np.empty(_BLOCK, dtype=np.float32)
    for begin in range(0, codes.shape[1], _BLOCK):
        rows = min(_BLOCK, codes.shape[1] - begin)
        for target in range(len(wanted)):
            sums[:rows] = 0.0
            for column in range(codes.shape[0]):
                cell, weight = wanted[target, column], weights[target, column]
                block = codes[column, begin : begin + rows]
                for row in range(rows):
                    sums[row] += weight if block[row] == cell else np.float32(0.0)
            for row in range(rows):
                if sums[row] > best[target, BEST - 1]:
                    _keep(best, target, sums[row])


@compiled_without_nan
def _near(tables: Weights, starts: Codes, bins: Codes, best: Weights) -> None:
    sums = np.empty(_BLOCK, dtype=np.float32)
    for begin in range(0, bins.shape[1], _BLOCK):
        rows = min(_BLOCK, bins.shape[1] - begin)
        for target in range(len(tables)):
            sums[:rows] = 0.0
            for column in range(bins.shape[0]):
                block, table = bins[column, begin : begin + rows], tables[target, starts[column] : starts[column + 1]]
                for row in range(rows):
                    sums[row] += table[block[row]]
            for row in range(rows):
                if sums[row] > best[target, BEST - 1]:
                    _keep(best, target, sums[row])
