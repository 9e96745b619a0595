"""How much of a number's spread lies between categories rather than within them."""

import numpy as np

from synthesis.arrays import Array, Numbers
from synthesis.fidelity.contract import LEAST_ROWS, pair_measure


def correlation_ratio(numbers: Numbers, categories: Numbers) -> Numbers:
    """The correlation ratio η of every number given every category, corrected for the number of levels; 0 to 1.

    η² is the share of the sum of squares that lies between levels (Fisher 1925). By chance alone it is near
    (k − 1)/(n − 1) for k levels, which would make the same independent columns look related in a small table and
    not in a large one; so it is corrected as R² is, ε² = 1 − (1 − η²)(n − 1)/(n − k) (Kelley 1935), negative values as 0.
    NaN below three complete rows, for a single level, where every row has a level of its own, or where the number
    does not vary.
    """
    out = np.full((numbers.shape[1], categories.shape[1]), np.nan)
    for c in range(categories.shape[1]):
        for x in range(numbers.shape[1]):
            rows = np.isfinite(numbers[:, x]) & np.isfinite(categories[:, c])
            out[x, c] = _ratio(numbers[rows, x], categories[rows, c].astype(np.int64))
    return out


def _ratio(values: Numbers, levels: Array) -> float:
    rows = len(values)
    if rows < LEAST_ROWS or values.max() == values.min():
        return float("nan")
    counts = np.bincount(levels)
    width = np.count_nonzero(counts)
    centred = (values - values.mean()) / values.std()
    sums = np.bincount(levels, weights=centred)
    between = float((sums[counts > 0] ** 2 / counts[counts > 0]).sum() / rows)
    if width < 2 or width == rows:
        return float("nan")
    corrected = 1.0 - (1.0 - min(between, 1.0)) * (rows - 1) / (rows - width)
    return float(np.sqrt(max(0.0, corrected)))


CORRELATION_RATIO = pair_measure(
    "correlation-ratio", "Difference in how far a category explains a number", ("number", "category"), correlation_ratio
)
