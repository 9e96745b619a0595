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
from synthesis.privacy.agreement_sums import BEST, BLOCK, Codes, Weights, closeness, exact_sums, near_sums
from synthesis.privacy.compiled import spread
from synthesis.privacy.matching import places_among

_BINS, _FEWEST_BINS, _MOST_BINS = 128, 32, 16_000
"""Numbers are cut into so many bins; into fewer, down to the second, where all columns had more than the third."""
_KEPT = 20_000_000
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
        return np.asarray(places_among(self.values, cells), dtype=np.int32)

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
        found[:, :-1] = closeness(values, self._middles, self._ranks, self.real, self._weights)
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
        spread(lambda rows: exact_sums(wanted[rows], weights[rows], codes, best[rows]), len(best), least=8)
        return best.astype(np.float64)

    def near(self, release: Numbers) -> Numbers:
        """The same of near agreement."""
        widths = self.agreement.widths
        firsts = _packs(widths, min(_WIDEST, max(_BINS, len(release) // 8)))
        bins = [column.bins(cells) for column, cells in self.agreement.by_column(release)]
        packed = np.stack([_packed(bins[a:b], widths[a:b]) for a, b in pairwise(firsts)])
        best = np.full((len(self.targets), BEST), -1.0, dtype=np.float32)

        def work(rows: slice) -> None:
            for at in range(rows.start, rows.stop, BLOCK):
                some = slice(at, min(at + BLOCK, rows.stop))
                near_sums(self._tables(some), widths, firsts, packed, best[some])

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
    counts = np.bincount(places_among(values, real), minlength=len(values) + 1).astype(np.float64)
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
