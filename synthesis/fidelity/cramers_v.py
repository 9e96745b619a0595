"""How far one category gives away another."""

import numpy as np

from synthesis.arrays import Array, Numbers
from synthesis.fidelity.contract import LEAST_A_LEVEL, LEAST_ROWS, pair_measure

_DENSE = 4


def cramers_v(left: Numbers, right: Numbers) -> Numbers:
    """Cramér's V of every column of `left` with every one of `right`, with Bergsma's bias correction; 0 to 1.

    φ² = χ²/n less (r − 1)(c − 1)/(n − 1), no less than 0, over the smaller of r̃ − 1 and c̃ − 1, where
    k̃ = k − (k − 1)²/(n − 1) (Bergsma 2013, A bias-correction for Cramér's V and Tschuprow's T, equations 4 and 5). Without it,
    columns of many levels look related in a small sample. NaN below three complete rows, for a single level, or for fewer
    than two rows on average a level of either side.
    """
    out = np.full((left.shape[1], right.shape[1]), np.nan)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            rows = np.isfinite(left[:, i]) & np.isfinite(right[:, j])
            out[i, j] = _v(left[rows, i].astype(np.int64), right[rows, j].astype(np.int64))
    return out


def _v(a: Array, b: Array) -> float:
    rows = len(a)
    if rows < LEAST_ROWS:
        return float("nan")
    across, down = np.bincount(a), np.bincount(b)
    r, c = np.count_nonzero(across), np.count_nonzero(down)
    if min(r, c) < 2 or rows < LEAST_A_LEVEL * max(r, c):
        return float("nan")
    cells, counts = _occupied(a * len(down) + b, len(across) * len(down))
    expected = across[cells // len(down)] * (down[cells % len(down)] / rows)
    phi = float((counts**2 / expected).sum()) / rows - 1.0
    corrected = max(0.0, phi - (r - 1) * (c - 1) / (rows - 1))
    widest = min(k - (k - 1) ** 2 / (rows - 1) for k in (r, c)) - 1.0
    return float(np.sqrt(min(1.0, corrected / widest))) if widest > 0 else float("nan")


def _occupied(cells: Array, space: int) -> tuple[Array, Array]:
    """The cells of a cross table that hold rows, and how many; without the table where it would be mostly empty."""
    if space > _DENSE * len(cells) + 1000:
        return np.unique(cells, return_counts=True)
    counts = np.bincount(cells)
    occupied = np.flatnonzero(counts)
    return occupied, counts[occupied]


CRAMERS_V = pair_measure(
    "cramers-v", "Difference in how far one category gives away another", ("category", "category"), cramers_v
)
