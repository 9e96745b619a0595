"""Rows of numbers by one number each, so that equal ones are found without comparing cells."""

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Numbers

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)


def keys(values: Numbers) -> Keys:
    """One number a row, equal where all cells are equal (missing equals missing) and else different but for a 2⁻⁶⁴
    chance: the cells' bits, one after the other, through the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    cells = np.where(np.isnan(values), np.nan, values + 0.0).view(np.uint64)
    found = np.zeros(len(values), dtype=np.uint64)
    for column in cells.T:
        found ^= column
        found += _STEP
        for shift, factor in _MIX:
            found ^= found >> shift
            found *= factor
        found ^= found >> np.uint64(31)
    return found
