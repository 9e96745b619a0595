"""Nearest neighbours in tables of numbers and categories, by Gower's distance (Gower 1971), unweighted.

A column adds |a − b| / (1–99 % range of the real rows) where it holds numbers, and 0 or 1 where it holds categories.
Missing against missing adds 0, missing against anything else 1. Numbers beyond the 1–99 % range are clipped only at a
thousand times it, so that an extreme row is far from everybody.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.privacy.compiled import compiled_without_nan, spread

Points = NDArray[np.float32]
Codes = NDArray[np.uint8]
C = TypeVar("C", np.float32, np.uint8)
"""Rows × columns: numbers scaled, categories as codes, missing numbers as FAR."""

NO_COLUMN = -1
FAR = np.float32(1e9)
_FARTHEST = np.float32(5e8)
_ONE = np.float32(1)
_NONE = np.float32(0)
_WIDTH = 2048
_NARROW = 512
_TOGETHER = 64
_SAME = np.float32(2e-6)
_FARTHEST_OUT = 1_000.0


@dataclass(frozen=True, eq=False)
class Ruler:
    """How far apart two cells are: for each column its centre and its unit; categories keep their codes."""

    numeric: Flags
    centre: Numbers
    unit: Numbers

    def points(self, values: Numbers) -> Points:
        """Encoded rows as points whose plain L1 distance, column by column, is Gower's."""
        out = np.clip((values - self.centre) / self.unit, -_FARTHEST_OUT, _FARTHEST_OUT)
        scaled = np.where(self.numeric, out, values)
        return np.ascontiguousarray(np.where(np.isnan(scaled), FAR, scaled), dtype=np.float32)


def ruler(numeric: Flags, real: Numbers) -> Ruler:
    """The ruler that the real rows give: 1–99 % range, or the whole range where that is nothing, or 1."""
    centre, unit = np.zeros(len(numeric)), np.ones(len(numeric))
    for column in np.flatnonzero(numeric):
        present = real[np.isfinite(real[:, column]), column]
        if len(present):
            low, middle, high = np.quantile(present, [0.01, 0.5, 0.99])
            centre[column] = middle
            unit[column] = (high - low) or (present.max() - present.min()) or 1.0
    return Ruler(numeric, centre, unit)


def nearest(queries: Points, candidates: Points, numeric: Flags, k: int = 1) -> Points:
    """The distances of each query to its `k` nearest candidates: queries × k, ascending; infinite where too few.

    The candidates are sorted by their categories, and a block of them is measured only where the fewest categories
    that differ, counted in bytes, do not already put it farther off than the k nearest so far.
    """
    codes, offered = (_bytes(points[:, ~numeric]) for points in (queries, candidates))
    order = np.lexsort(offered.T) if offered.shape[1] else np.arange(len(candidates))
    width = _NARROW if offered.shape[1] else _WIDTH
    blocks, kinds = _blocks(candidates[order], width), _blocks(offered[order], width)
    parts = spread(
        lambda part: _nearest(queries[part], codes[part], blocks, kinds, len(candidates), numeric, k), len(queries)
    )
    return np.concatenate(parts)


def _bytes(categories: Points) -> NDArray[np.uint8]:
    """Codes in a byte: where these differ the categories do."""
    return np.ascontiguousarray(categories.astype(np.int64) & 255, dtype=np.uint8)


def nearest_without(
    queries: Points, candidates: Points, numeric: Flags, left_out: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Points]:
    """For each query and each column of `left_out`, the row of the candidate that is nearest over all other columns.

    Queries × left_out, and the distances alike. The distance over all columns is found once, and each left-out column's
    own part taken off; `NO_COLUMN` leaves none out. Among equally near candidates the first one counts: shuffle them
    beforehand."""
    blocks = _blocks(candidates)
    parts = spread(
        lambda part: _nearest_without(queries[part], blocks, len(candidates), numeric, left_out), len(queries)
    )
    where, distance = zip(*parts, strict=True)
    return np.concatenate(where), np.concatenate(distance)


def nearer_without(
    known: tuple[NDArray[np.int64], Points], more: tuple[NDArray[np.int64], Points], offset: int
) -> tuple[NDArray[np.int64], Points]:
    """What `nearest_without` gives for candidates and, `offset` rows behind them, more candidates."""
    nearer = more[1] < known[1] - _SAME
    return np.where(nearer, more[0] + offset, known[0]), np.where(nearer, more[1], known[1])


def shared_neighbours(
    queries: Points, candidates: Points, numeric: Flags, halves: tuple[Array, Array], ks: tuple[int, ...]
) -> NDArray[np.int64]:
    """How many candidates are among the k nearest of a query by one half of its columns, by the other half, and by
    both.

    Queries × ks × 3. All candidates as near as the k-th count among the k nearest, so the numbers may exceed k.
    """
    first, second = ((queries[:, half].copy(), candidates[:, half].copy(), numeric[half]) for half in halves)
    most = max(ks)
    chosen = np.array(ks) - 1
    one, two = nearest(*first, most)[:, chosen], nearest(*second, most)[:, chosen]
    a, b = _blocks(first[1]), _blocks(second[1])

    def count(part: slice) -> NDArray[np.int64]:
        return _shared(
            first[0][part], a, first[2], one[part], second[0][part], b, second[2], two[part], len(candidates)
        )

    return np.concatenate(spread(count, len(queries)))


def _blocks(candidates: NDArray[C], width: int = _WIDTH) -> NDArray[C]:
    """Candidates as blocks × columns × width, so that one block stays in the processor's cache."""
    rows, columns = candidates.shape
    count = -(-rows // width)
    padded = np.zeros((count * width, columns), dtype=candidates.dtype)
    padded[:rows] = candidates
    return np.ascontiguousarray(padded.reshape(count, width, columns).transpose(0, 2, 1))


@compiled_without_nan
def _distances(query: Points, block: Points, numeric: Flags, out: Points) -> None:
    out[:] = _NONE
    for column in range(block.shape[0]):
        value, cells = query[column], block[column]
        if numeric[column]:
            for row in range(len(out)):
                gap = abs(cells[row] - value)
                out[row] += gap if gap < _FARTHEST else _ONE
        else:
            for row in range(len(out)):
                out[row] += _ONE if cells[row] != value else _NONE


@compiled_without_nan
def _least(values: Points, count: int) -> Any:
    least = values[0]
    for row in range(count):
        least = min(least, values[row])
    return least


@compiled_without_nan
def _fewest(code: Codes, block: Codes, differ: Codes, count: int) -> int:
    differ[:] = np.uint8(0)
    for column in range(block.shape[0]):
        value, cells = code[column], block[column]
        for row in range(len(differ)):
            differ[row] += np.uint8(cells[row] != value)
    if not block.shape[0]:
        return 0
    fewest = differ[0]
    for row in range(count):
        fewest = differ[row] if differ[row] < fewest else fewest
    return int(fewest)


@compiled_without_nan
def _insert(kept: Points, values: Points, count: int) -> None:
    last = len(kept) - 1
    for row in range(count):
        if values[row] < kept[last]:
            place = last
            while place > 0 and kept[place - 1] > values[row]:
                kept[place] = kept[place - 1]
                place -= 1
            kept[place] = values[row]


@compiled_without_nan
def _nearest(queries: Points, codes: Codes, blocks: Points, kinds: Codes, rows: int, numeric: Flags, k: int) -> Points:
    best = np.full((len(queries), k), np.float32(np.inf), dtype=np.float32)
    width, together = blocks.shape[2], _TOGETHER if kinds.shape[1] else 1
    out, differ = np.empty(width, dtype=np.float32), np.empty(width, dtype=np.uint8)
    fewest = np.empty(together, dtype=np.int64)
    for first in range(0, len(blocks), together):
        last = min(first + together, len(blocks))
        for query in range(len(queries)):
            kept = best[query]
            for number in range(first, last):
                count = min(width, rows - number * width)
                fewest[number - first] = _fewest(codes[query], kinds[number], differ, count)
            for differing in range(kinds.shape[1] + 1):
                if differing >= kept[k - 1]:
                    break
                for number in range(first, last):
                    if fewest[number - first] == differing:
                        count = min(width, rows - number * width)
                        _distances(queries[query], blocks[number], numeric, out)
                        if _least(out, count) < kept[k - 1]:
                            _insert(kept, out, count)
    return best


@compiled_without_nan
def _without(query: float, cells: Points, is_number: bool, total: Points, rest: Points) -> None:
    if is_number:
        for row in range(len(total)):
            gap = abs(cells[row] - query)
            rest[row] = total[row] - (gap if gap < _FARTHEST else _ONE)
    else:
        for row in range(len(total)):
            rest[row] = total[row] - (_ONE if cells[row] != query else _NONE)


@compiled_without_nan
def _nearest_without(
    queries: Points, blocks: Points, rows: int, numeric: Flags, left_out: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Points]:
    best = np.full((len(queries), len(left_out)), np.float32(np.inf), dtype=np.float32)
    where = np.zeros((len(queries), len(left_out)), dtype=np.int64)
    total, rest = np.empty(_WIDTH, dtype=np.float32), np.empty(_WIDTH, dtype=np.float32)
    for number in range(len(blocks)):
        count = min(_WIDTH, rows - number * _WIDTH)
        for query in range(len(queries)):
            _distances(queries[query], blocks[number], numeric, total)
            for place in range(len(left_out)):
                column = left_out[place]
                if column == NO_COLUMN:
                    rest[:] = total
                else:
                    _without(queries[query, column], blocks[number, column], numeric[column], total, rest)
                limit = best[query, place] - _SAME
                least = _least(rest, count)
                if least < limit:
                    best[query, place] = least
                    for row in range(count):
                        if rest[row] <= least + _SAME:
                            where[query, place] = number * _WIDTH + row
                            break
    return where, best


@compiled_without_nan
def _shared(
    queries: Points,
    blocks: Points,
    numeric: Flags,
    limits: Points,
    other_queries: Points,
    other_blocks: Points,
    other_numeric: Flags,
    other_limits: Points,
    rows: int,
) -> NDArray[np.int64]:
    found = np.zeros((len(queries), limits.shape[1], 3), dtype=np.int64)
    one, two = np.empty(_WIDTH, dtype=np.float32), np.empty(_WIDTH, dtype=np.float32)
    for number in range(len(blocks)):
        count = min(_WIDTH, rows - number * _WIDTH)
        for query in range(len(queries)):
            _distances(queries[query], blocks[number], numeric, one)
            _distances(other_queries[query], other_blocks[number], other_numeric, two)
            for place in range(limits.shape[1]):
                limit, other = limits[query, place], other_limits[query, place]
                first, second, both = 0, 0, 0
                for row in range(count):
                    first += one[row] <= limit
                    second += two[row] <= other
                    both += (one[row] <= limit) & (two[row] <= other)
                found[query, place, 0] += first
                found[query, place, 1] += second
                found[query, place, 2] += both
    return found
