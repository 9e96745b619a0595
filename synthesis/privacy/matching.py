"""Which rows are the same, exactly or nearly."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.row_keys import keys
from synthesis.privacy.compiled import compiled, spread

TOLERANCE = 0.01
"""Numbers are nearly equal within this share of the column's range."""


def places_among(values: Numbers, cells: Numbers) -> Array:
    """The place of each cell among these sorted values; a blank has the one behind the last."""
    return np.asarray(np.where(np.isnan(cells), len(values), np.searchsorted(values, cells)))


def distinct(values: Numbers) -> Numbers:
    """One of each kind of row, in order of first appearance."""
    return values[np.sort(np.unique(keys(values), return_index=True)[1])]


def span(values: Numbers) -> float:
    """The range that 1 % is taken of: largest less smallest, unless lone extremes make it say nothing.

    At most ten times the 1–99 % range where that is not zero, so that one cell of 10⁹ among salaries does not make
    all salaries alike. 0 where all cells are equal or missing.
    """
    present = values[np.isfinite(values)]
    if not len(present):
        return 0.0
    low, high = np.quantile(present, [0.01, 0.99])
    whole = float(present.max() - present.min())
    return min(whole, 10.0 * float(high - low)) if high > low else whole


def near_copies(
    targets: Numbers, candidates: Numbers, numeric: Flags, real: Numbers, *, limit: int = 1
) -> NDArray[np.int64]:
    """How many candidates, counting no further than `limit`, nearly equal each target.

    Categories and blanks must be equal, numbers within 1 % of the range of the `real` rows.
    """
    numbers = np.flatnonzero(numeric)
    tolerance = np.array([TOLERANCE * span(real[:, column]) for column in numbers])
    target_kind, kind = _kinds(targets, candidates, numeric)
    wanted, offered = (np.nan_to_num(part[:, numbers], nan=0.0) for part in (targets, candidates))
    tolerance = tolerance + 1e-9 * np.abs(np.nan_to_num(real[:, numbers], nan=0.0)).max(axis=0, initial=0.0)
    if not len(numbers):
        wanted, offered, tolerance = np.zeros((len(targets), 1)), np.zeros((len(candidates), 1)), np.zeros(1)
    lead = int(np.argmax([len(np.unique(column)) for column in offered.T]))
    order = np.lexsort((offered[:, lead], kind))
    kind, offered = kind[order], np.ascontiguousarray(offered[order])

    def count(part: slice) -> NDArray[np.int64]:
        starts = np.searchsorted(kind, target_kind[part], side="left")
        ends = np.searchsorted(kind, target_kind[part], side="right")
        return _count_near(wanted[part], offered, starts, ends, tolerance, lead, limit)

    return np.concatenate(spread(count, len(targets)))


def _kinds(targets: Numbers, candidates: Numbers, numeric: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers that are equal where categories and blanks are."""
    joined = np.concatenate([targets, candidates])
    rigid = np.where(numeric, np.isnan(joined).astype(float), joined)
    codes = pd.factorize(keys(rigid))[0].astype(np.int64)
    return codes[: len(targets)], codes[len(targets) :]


@compiled
def _count_near(
    wanted: Numbers,
    offered: Numbers,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    tolerance: Numbers,
    lead: int,
    limit: int,
) -> NDArray[np.int64]:
    counts = np.zeros(len(wanted), dtype=np.int64)
    for target in range(len(wanted)):
        low, high = starts[target], ends[target]
        floor, ceiling = wanted[target, lead] - tolerance[lead], wanted[target, lead] + tolerance[lead]
        while low < high:
            middle = (low + high) // 2
            if offered[middle, lead] < floor:
                low = middle + 1
            else:
                high = middle
        for row in range(low, ends[target]):
            if offered[row, lead] > ceiling or counts[target] == limit:
                break
            alike = True
            for column in range(len(tolerance)):
                if abs(offered[row, column] - wanted[target, column]) > tolerance[column]:
                    alike = False
                    break
            if alike:
                counts[target] += 1
    return counts
