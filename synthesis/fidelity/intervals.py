"""How far a distance between two samples may be from the distance between what they were drawn from.

Each distance here is the difference between the two samples in the mean of one function: whether a row lies below the
point of the largest gap (Kolmogorov–Smirnov), in the categories that one side has more of (total variation), or how far
along it lies (Wasserstein, by Kantorovich's duality); the divergences have the function of the delta method. That function
is taken as given, so its difference in means has a textbook interval. Distances are never negative and thus too large on
average where the populations hardly differ: there the interval lies too high, which flatters nobody, and the reference
tells more.
"""

import numpy as np

from synthesis.arrays import Numbers

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(share: float, rows: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a proportion (Wilson 1927)."""
    centre = (share + Z * Z / (2 * rows)) / (1 + Z * Z / rows)
    half = Z / (1 + Z * Z / rows) * float(np.sqrt(share * (1 - share) / rows + Z * Z / (4 * rows * rows)))
    return max(0.0, centre - half), min(1.0, centre + half)


def apart(one: float, rows: int, other: float, others: int) -> tuple[float, float]:
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


def around(value: float, error: float) -> tuple[float, float]:
    """`value` and 1.96 standard errors to either side, no less than 0."""
    return max(0.0, value - Z * error), value + Z * error


def spread(function: Numbers, shares: Numbers, rows: int) -> float:
    """The variance of a sample's mean of `function`, given the share of the rows at each of its values."""
    mean = float((shares * function).sum())
    return max(0.0, float((shares * function**2).sum()) - mean * mean) / rows
