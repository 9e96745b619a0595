"""How far a distance between two samples may be from the distance between what they were drawn from.

Each distance here is the difference between the two samples in the mean of one function: whether a row lies below the
point of the largest gap (Kolmogorov–Smirnov), in the categories that one side has more of (total variation), or how far
along it lies (Wasserstein, by Kantorovich's duality); the divergences have the function of the delta method. That
function is taken as given, so its difference in means has a textbook interval. Distances are never negative and thus
too large on average where the populations hardly differ: there the interval lies too high, which flatters nobody, and
the reference tells more.

Differences in association have intervals from those of the two associations. Simulated with 300 to 500 rows they hold
the true difference in 94 to 100 of 100 cases, in 85 to 91 where one of the two populations has no association at all.
"""

import numpy as np

from synthesis.foundation.arrays import Numbers

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(share: float, rows: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a proportion (Wilson 1927)."""
    centre = (share + Z * Z / (2 * rows)) / (1 + Z * Z / rows)
    half = Z / (1 + Z * Z / rows) * float(np.sqrt(share * (1 - share) / rows + Z * Z / (4 * rows * rows)))
    return max(0.0, centre - half), min(1.0, centre + half)


def newcombe(one: float, rows: int, other: float, others: int) -> tuple[float, float]:
    """The 95 % interval of the absolute difference of two proportions (Newcombe 1998, method 10); NaN without rows."""
    if not rows or not others:
        return float("nan"), float("nan")
    (low, high), (under, over) = wilson(one, rows), wilson(other, others)
    gap = one - other
    least = gap - float(np.hypot(one - low, over - other))
    most = gap + float(np.hypot(high - one, other - under))
    return absolute(least, most)


def absolute(least: float, most: float) -> tuple[float, float]:
    """The interval of |x| from that of x."""
    largest = max(abs(least), abs(most))
    return (0.0, largest) if least <= 0.0 <= most else (min(abs(least), abs(most)), largest)


def fisher(r: Numbers, rows: Numbers, inflation: Numbers | float = 1.0) -> tuple[Numbers, Numbers]:
    """The 95 % interval of a correlation by Fisher's z (Fisher 1921), whose variance is `inflation` / (rows − 3)."""
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    half = Z * np.sqrt(inflation / np.maximum(rows - 3, 1.0))
    return np.tanh(z - half), np.tanh(z + half)


def rooted(square: Numbers, variance: Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % interval of a strength whose square is about normal with this variance; 0 to 1."""
    half = Z * np.sqrt(variance)
    return np.sqrt(np.clip(square - half, 0.0, 1.0)), np.sqrt(np.clip(square + half, 0.0, 1.0))


def difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float]:
    """The 95 % interval of |x − y| from (estimate, low, high) of two samples that are independent (Zou 2007, MOVER)."""
    (x, low, high), (y, under, over) = one, other
    gap = x - y
    least = gap - float(np.hypot(x - low, over - y))
    most = gap + float(np.hypot(high - x, y - under))
    return absolute(least, most)


def around(value: float, error: float) -> tuple[float, float]:
    """`value` and 1.96 standard errors to either side, no less than 0."""
    return max(0.0, value - Z * error), value + Z * error


def spread(function: Numbers, shares: Numbers, rows: int) -> float:
    """The variance of a sample's mean of `function`, given the share of the rows at each of its values."""
    mean = float((shares * function).sum())
    return max(0.0, float((shares * function**2).sum()) - mean * mean) / rows
