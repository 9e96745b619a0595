"""How much of a number's spread lies between categories rather than within them."""

import numpy as np

from synthesis.fidelity.contract import LEAST_A_LEVEL, LEAST_ROWS, complete_rows, pair_measure
from synthesis.fidelity.intervals import rooted
from synthesis.foundation.arrays import Array, Numbers


def correlation_ratio(numbers: Numbers, categories: Numbers) -> Numbers:
    """The correlation ratio η of every number given every category, corrected for the number of levels; 0 to 1.

    η² is the share of the sum of squares that lies between levels (Fisher 1925). By chance alone it is near (k − 1)/(n
    − 1) for k levels, which would make the same independent columns look related in a small table and not in a large
    one; so it is corrected as R² is, ε² = 1 − (1 − η²)(n − 1)/(n − k) (Kelley 1935), negative values as 0. NaN below
    three complete rows, for a single level, for fewer than two rows a level on average (ε² then hangs on the spread of
    a few rows and is as often near 1 as near 0), or where the number does not vary."""
    out = np.full((numbers.shape[1], categories.shape[1]), np.nan)
    if not len(numbers) or not numbers.shape[1]:
        return out
    known = np.isfinite(numbers)
    counted = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, numbers, 0.0)
    centred = np.where(known, centred - centred.sum(axis=0) / counted, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / counted)
    scaled = centred / np.where(spread > 0, spread, 1.0)
    squares = (scaled**2).T @ np.isfinite(categories)
    patterns, pattern = np.unique(known, axis=1, return_inverse=True)
    for c in range(categories.shape[1]):
        out[:, c] = _ratios(scaled, patterns * 1.0, pattern.ravel(), squares[:, c], categories[:, c])
    return out


def _ratios(values: Numbers, patterns: Numbers, pattern: Array, squares: Numbers, levels: Array) -> Numbers:
    """The ratio of every column of `values` (0 where not known) given one column of levels.

    `patterns[:, pattern[c]]`: where column c is known; `squares`: each column's sum of squares where the level is
    known."""
    from scipy.sparse import csr_array

    filled = np.isfinite(levels)
    rows = np.flatnonzero(filled)
    codes = levels[filled].astype(np.int64)
    width = int(codes.max(initial=0)) + 1
    within = csr_array((np.ones(len(rows)), (codes, rows)), shape=(width, len(values)))
    counts, sums = (within @ patterns)[:, pattern], within @ values
    total = counts.sum(axis=0)
    used = (counts > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = sums.sum(axis=0) ** 2 / total
        between = np.where(counts > 0, sums**2 / counts, 0.0).sum(axis=0) - middle
        whole = squares - middle
        share = np.clip(between / whole, 0.0, 1.0)
        ratio = np.sqrt(np.maximum(0.0, 1.0 - (1.0 - share) * (total - 1) / (total - used)))
    usable = (total >= LEAST_ROWS) & (used >= 2) & (LEAST_A_LEVEL * used <= total) & (whole > 1e-9 * total)
    return np.where(usable, ratio, np.nan)


def _ends(ratio: Numbers, numbers: Numbers, categories: Numbers) -> tuple[Numbers, Numbers]:
    """η² has about the variance 4η²(1 − η²)²/n of R² (Olkin and Finn 1995), and 2(k − 1)/n² where there is no
    relation."""
    rows = np.maximum(complete_rows(numbers, categories), 1.0)
    levels = np.array([len(np.unique(part[np.isfinite(part)])) for part in categories.T])
    square = ratio**2
    variance = (1 - square) ** 2 * (4 * square / rows + 2 * np.maximum(levels - 1, 0)[None, :] / rows**2)
    return rooted(square, variance)


CORRELATION_RATIO = pair_measure(
    name="correlation-ratio",
    title="Difference in how far a category explains a number",
    meaning="How far the category tells the number is off by so much.",
    term="correlation ratio",
    source="Fisher 1925, corrected as in Kelley 1935; intervals of Olkin and Finn 1995",
    shapes=("number", "category"),
    strength=correlation_ratio,
    ends=_ends,
    headline="pair",
)
