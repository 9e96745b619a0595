"""The distribution of one described column, links and rules aside."""

from functools import cache

import numpy as np
from scipy import stats

from synthesis.foundation.arrays import Array, Numbers
from synthesis.invention.description import WORDS, Described

_BENDS = {"even": (1.0, 1.0), "bell": (5.0, 5.0), "skewed-right": (1.2, 6.0), "skewed-left": (6.0, 1.2)}
"""Beta distributions between the bounds of a column, by shape."""

_EVENLY = np.linspace(0.0, 1.0, 10_001)


def values_at(column: Described, level: Numbers) -> Array:
    """The column's quantiles at `level`, each from 0 to 1: numbers as they are written, dates in days, the number of
    the level for words."""
    if column.kind in WORDS:
        edges = np.cumsum(list(column.weights().values()))[:-1]
        return np.asarray(np.searchsorted(edges, level, side="right"))
    low, high = column.range()
    return _written(column, low + (high - low) * np.interp(level, _EVENLY, _quantiles(column.shape)))


def level_of(column: Described, values: Numbers) -> Numbers:
    """The share of a column of numbers that lies below each of `values`."""
    low, high = column.range()
    return np.asarray(stats.beta.cdf((values - low) / max(high - low, 1e-12), *_BENDS[column.shape]))


@cache
def _quantiles(shape: str) -> Numbers:
    return np.asarray(stats.beta.ppf(_EVENLY, *_BENDS[shape]))


def unit(column: Described) -> float:
    """Steps to one: ten to the number of decimals."""
    return 10.0 ** (column.decimals if column.kind == "float" else 0)


def _written(column: Described, values: Numbers) -> Numbers:
    (low, high), steps = column.range(), unit(column)
    low, high = np.ceil(low * steps - 1e-9) / steps, np.floor(high * steps + 1e-9) / steps
    return np.asarray(np.clip(np.round(values * steps) / steps, low, max(low, high)))
