"""How nearly two numbers lie on a straight line."""

import numpy as np

from synthesis.fidelity.contract import LEAST_ROWS, complete_rows, pair_measure
from synthesis.fidelity.intervals import fisher
from synthesis.foundation.arrays import Numbers

_FLAT = 1e-12


def pearson(left: Numbers, right: Numbers) -> Numbers:
    """Pearson's r of every column of `left` with every one of `right`, over the rows where both are present; −1 to 1.

    All pairs at once: sums over complete rows are products of the two blocks with the cells that are missing set to
    zero. NaN where fewer than three rows are complete or one side does not vary on them.
    """
    (x, at_x), (y, at_y) = _standard(left), _standard(right)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        rows = at_x.T @ at_y
        mean_x, mean_y = x.T @ at_y / rows, at_x.T @ y / rows
        var_x, var_y = (x * x).T @ at_y / rows - mean_x**2, at_x.T @ (y * y) / rows - mean_y**2
        r = (x.T @ y / rows - mean_x * mean_y) / np.sqrt(var_x * var_y)
        undefined = (rows < LEAST_ROWS) | ~(var_x > _FLAT) | ~(var_y > _FLAT)
    return np.where(undefined, np.nan, np.clip(r, -1.0, 1.0))


def _standard(block: Numbers) -> tuple[Numbers, Numbers]:
    """The block at mean 0 and deviation 1 with zeros for missing cells, and where it is present, as 0 and 1."""
    there = np.isfinite(block)
    rows = np.maximum(there.sum(axis=0), 1)
    filled = np.where(there, block, 0.0)
    centred = np.where(there, filled - filled.sum(axis=0) / rows, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=0) / rows)
    return centred / np.where(deviation > 0, deviation, 1.0), there.astype(np.float64)


def _ends(r: Numbers, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    return fisher(r, complete_rows(left, right))


PEARSON = pair_measure(
    name="pearson",
    title="Difference in straight-line correlation",
    meaning="How nearly two numbers lie on a straight line is off by so much.",
    term="Pearson's correlation",
    source="Pearson's r; intervals by Fisher's z",
    shapes=("number", "number"),
    strength=pearson,
    ends=_ends,
)
