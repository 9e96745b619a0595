"""Rows that hold the same cells as another row."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.arrays import Flags

_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: a multiplier that spreads bits (Knuth, TAOCP 3, section 6.4)."""


def repeats(frame: pd.DataFrame, columns: Sequence[str]) -> Flags:
    """True for each row that holds the same cells in these columns as an earlier one, a missing cell being equal to another.

    Rows are compared by a hash of 64 bits first, column by column, so that memory stays small; those whose hash occurs
    twice are then compared cell by cell, so the answer is exact.
    """
    marks = np.zeros(len(frame), dtype="uint64")
    for name in columns:
        codes, _ = pd.factorize(frame[name], use_na_sentinel=True)
        marks = (marks ^ codes.astype("uint64")) * _ODD
        marks ^= marks >> np.uint64(29)
    doubtful = np.flatnonzero(pd.Series(marks).duplicated(keep=False).to_numpy())
    found = np.zeros(len(frame), dtype=bool)
    if len(doubtful) and columns:
        few = pd.DataFrame({name: frame[name].iloc[doubtful] for name in columns})
        found[doubtful] = few.duplicated().to_numpy()
    return found
