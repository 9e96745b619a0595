"""The compiled loops that sum how tellingly rows agree."""

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Numbers
from synthesis.privacy.compiled import compiled_without_nan

Codes = NDArray[np.int32]
Weights = NDArray[np.float32]

BEST, BLOCK = 5, 1024
"""So many of the best agreements of a row are kept; so many rows are summed at a time."""


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
def closeness(cells: Numbers, middles: Numbers, ranks: tuple[Array, Array], real: Numbers, weights: Weights) -> Weights:
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
def exact_sums(wanted: Codes, weights: Weights, codes: Codes, best: Weights) -> None:
    """The best sums of the weights of equal cells: for each target, among the rows of `codes` (columns × rows)."""
    sums = np.empty(BLOCK, dtype=np.float32)
    for begin in range(0, codes.shape[1], BLOCK):
        rows = min(BLOCK, codes.shape[1] - begin)
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
def near_sums(tables: Weights, widths: Array, firsts: Array, packed: NDArray[np.uint32], best: Weights) -> None:
    """The best sums of the weights in `tables` (targets × bins of all columns), columns of a pack looked up at once."""
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
