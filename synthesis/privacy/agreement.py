"""How tellingly two rows agree: Fellegi and Sunter's weights, and the best agreement of each real row with a release.

The weight of an agreement is −log of how common it is among the real rows, so that sharing a rare value says much and
sharing a common one little (Fellegi and Sunter 1969). Two weights are used. *Exact*: cells are equal. *Near*: for
numbers, the share of real rows whose value lies as close as the two do, so that a number a little off still tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.privacy.compiled import compiled_without_nan, spread

Codes = NDArray[np.int32]
Weights = NDArray[np.float32]

BEST = 5
"""So many of the best agreements of a row are kept."""
_BINS, _FEWEST_BINS, _MOST_BINS = 128, 32, 16_000
"""Numbers are cut into so many bins; into fewer, down to the second, where all columns had more than the third."""
_BLOCK, _KEPT = 1024, 20_000_000
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
_WIDEST = 4096
"""Columns are looked up together as long as they have so many combinations of bins, whose weights fit a cache."""


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
        values, place = np.unique(np.nan_to_num(cells), return_inverse=True)
        found = np.zeros((len(values), self.width), dtype=np.float32)
        found[:, :-1] = _closeness(values, self._middles, self._ranks, self.real, self._weights)
        found, blank = found[place], np.isnan(cells)
        found[blank] = 0.0
        found[blank, -1] = self.exact(cells[blank])
        return found

    @cached_property
    def _weights(self) -> Weights:
        """−log of the share that so many real rows are; one is the least."""
        rows = np.arange(len(self.real) + 1)
        return np.asarray(-np.log(np.maximum(rows, 1) / self.counts.sum()), dtype=np.float32)

    @cached_property
    def _ranks(self) -> tuple[Array, Array]:
        """How many real numbers lie below the middle of each bin, without and with those equal to it."""
        below, upto = (np.searchsorted(self.real, self._middles, side=side) for side in _SIDES)
        return below, upto

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
        bins = int(np.clip(_MOST_BINS // len(numeric), _FEWEST_BINS, _BINS))
        return cls(tuple(_column(bool(number), ours, theirs, bins) for number, ours, theirs in pairs))

    def sought(self, targets: Numbers) -> "Sought":
        """Real rows that are looked up in releases."""
        return Sought(self, targets)

    def by_column(self, rows: Numbers) -> list[tuple[_Column, Numbers]]:
        """Each column with its cells."""
        return list(zip(self.columns, rows.T, strict=True))

    @property
    def widths(self) -> Array:
        """How many bins each column has."""
        return np.array([column.width for column in self.columns], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Sought:
    """Real rows that are looked up in releases by their agreement with them."""

    agreement: Agreement
    targets: Numbers

    def exact(self, release: Numbers) -> Numbers:
        """Targets × BEST: the highest sums of exact agreement with rows of `release`, the highest first."""
        codes = np.ascontiguousarray([column.codes(cells) for column, cells in self.agreement.by_column(release)])
        best = np.full((len(self.targets), BEST), -1.0, dtype=np.float32)
        wanted, weights = self._wanted
        spread(lambda rows: _exact(wanted[rows], weights[rows], codes, best[rows]), len(best), least=8)
        return best.astype(np.float64)

    def near(self, release: Numbers) -> Numbers:
        """The same of near agreement."""
        widths = self.agreement.widths
        firsts = _packs(widths, min(_WIDEST, max(_BINS, len(release) // 8)))
        bins = [column.bins(cells) for column, cells in self.agreement.by_column(release)]
        packed = np.stack([_packed(bins[a:b], widths[a:b]) for a, b in pairwise(firsts)])
        best = np.full((len(self.targets), BEST), -1.0, dtype=np.float32)

        def work(rows: slice) -> None:
            for at in range(rows.start, rows.stop, _BLOCK):
                some = slice(at, min(at + _BLOCK, rows.stop))
                _near(self._tables(some), widths, firsts, packed, best[some])

        spread(work, len(best), least=8)
        return best.astype(np.float64)

    @cached_property
    def most(self) -> Numbers:
        """The weight of agreeing with each target in every column."""
        return np.asarray(self._wanted[1].sum(axis=1, dtype=np.float64))

    @cached_property
    def _wanted(self) -> tuple[Codes, Weights]:
        """Targets × columns: the codes of their cells, and what it weighs to agree with them exactly."""
        columns = self.agreement.by_column(self.targets)
        codes = np.ascontiguousarray(np.transpose([column.codes(cells) for column, cells in columns]), dtype=np.int32)
        weights = np.transpose([column.exact(cells) for column, cells in columns])
        return codes, np.ascontiguousarray(weights, dtype=np.float32)

    def _tables(self, some: slice) -> Weights:
        """Targets × bins of all columns: what it weighs to agree with each target as well as the bin does."""
        if len(self.targets) * int(self.agreement.widths.sum()) <= _KEPT:
            return self._every_table[some]
        return self._made(some)

    @cached_property
    def _every_table(self) -> Weights:
        return np.concatenate(spread(self._made, len(self.targets), least=8))

    def _made(self, some: slice) -> Weights:
        parts = [column.near(cells) for column, cells in self.agreement.by_column(self.targets[some])]
        return np.ascontiguousarray(np.concatenate(parts, axis=1))


def _column(numeric: bool, real: Numbers, release: Numbers, bins: int) -> _Column:
    both = np.concatenate([real, release])
    values = np.unique(both[~np.isnan(both)])
    places = np.where(np.isnan(real), len(values), np.searchsorted(values, real))
    counts = np.bincount(places, minlength=len(values) + 1).astype(np.float64)
    known = np.sort(real[~np.isnan(real)]) if numeric else np.empty(0)
    cuts = np.arange(1, bins) / bins
    edges = np.unique(np.quantile(known, cuts)) if len(known) else np.empty(0)
    return _Column(numeric and len(known) > 0, values, counts, known, edges)


def _packs(widths: Array, widest: int) -> Array:
    """Where each run of neighbouring columns begins, and the end: as many as have together at most `widest` bins."""
    firsts, bins = [0], 1
    for column, width in enumerate(widths):
        if bins * width > widest and column > firsts[-1]:
            firsts.append(column)
            bins = 1
        bins *= int(width)
    return np.array([*firsts, len(widths)], dtype=np.int64)


def _packed(bins: Sequence[Codes], widths: Array) -> NDArray[np.uint32]:
    """One number for the bins of several columns."""
    together = bins[0]
    for more, width in zip(bins[1:], widths[1:], strict=True):
        together = together * np.int32(width) + more
    return np.ascontiguousarray(together, dtype=np.uint32)


@compiled_without_nan
def _rank(real: Numbers, value: float, low: int, high: int, ties: bool) -> int:
    """How many sorted numbers lie below `value`, those equal to it with `ties`; known to be `low` to `high`."""
    while low < high:
        middle = (low + high) // 2
        if real[middle] < value or (ties and real[middle] == value):
            low = middle + 1
        else:
            high = middle
    return low


@compiled_without_nan
def _closeness(
    cells: Numbers, middles: Numbers, ranks: tuple[Array, Array], real: Numbers, weights: Weights
) -> Weights:
    """Cells × middles: the weight of so many `real` numbers as lie as close to the cell as the middle does.

    `ranks`: how many real numbers lie below each middle, without and with those equal to it."""
    found = np.empty((len(cells), len(middles)), dtype=np.float32)
    for place, cell in enumerate(cells):
        begin, end = _rank(middles, cell, 0, len(middles), False), len(real)
        for bin_ in range(begin, len(middles)):
            end = _rank(real, 2.0 * cell - middles[bin_], 0, end, False)
            found[place, bin_] = weights[max(ranks[1][bin_] - end, 0)]
        end = 0
        for bin_ in range(begin - 1, -1, -1):
            end = _rank(real, 2.0 * cell - middles[bin_], end, len(real), True)
            found[place, bin_] = weights[max(end - ranks[0][bin_], 0)]
    return found


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
def _sums(table: Weights, widths: Array) -> Weights:
    """The sums of the weights of several columns, for each combination of their bins."""
    found, begin = table[: widths[0]].copy(), widths[0]
    for width in widths[1:]:
        more = table[begin : begin + width]
        begin += width
        wider = np.empty(len(found) * width, dtype=np.float32)
        for place in range(len(found)):
            for own in range(width):
                wider[place * width + own] = found[place] + more[own]
        found = wider
    return found


@compiled_without_nan
def _near(tables: Weights, widths: Array, firsts: Array, packed: NDArray[np.uint32], best: Weights) -> None:
    sums, ends = np.empty(packed.shape[1], dtype=np.float32), np.append(0, np.cumsum(widths))
    for target in range(len(tables)):
        sums[:] = 0.0
        for pack in range(0, len(packed), 2):
            first, last = firsts[pack], firsts[pack + 1]
            table, codes = _sums(tables[target, ends[first] : ends[last]], widths[first:last]), packed[pack]
            if pack + 1 == len(packed):
                for row in range(len(sums)):
                    sums[row] += table[codes[row]]
                continue
            first, last = last, firsts[pack + 2]
            other, others = _sums(tables[target, ends[first] : ends[last]], widths[first:last]), packed[pack + 1]
            for row in range(len(sums)):
                sums[row] += table[codes[row]] + other[others[row]]
        for row in range(len(sums)):
            if sums[row] > best[target, BEST - 1]:
                _keep(best, target, sums[row])
