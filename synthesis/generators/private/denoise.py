"""What is done to noisy counts afterwards. None of it sees a row: it costs no privacy (post-processing)."""

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers


def to_simplex(noisy: Numbers, total: float) -> Numbers:
    """The non-negative counts with the sum `total` that are nearest to `noisy` by least squares.

    Held, Wolfe and Crowder 1974; the algorithm by sorting is Duchi et al. 2008, figure 1.
    """
    ordered = np.sort(noisy)[::-1]
    excess = (np.cumsum(ordered) - max(total, 0.0)) / np.arange(1, len(noisy) + 1)
    last = int(np.flatnonzero(ordered >= excess)[-1]) if (ordered >= excess).any() else 0
    found: Numbers = np.maximum(noisy - excess[last], 0.0)
    return found


def without_noise(residual: Numbers, sigma: float) -> Numbers:
    """The matrix of low rank that best explains `residual` under white noise of standard deviation `sigma`.

    Singular values are shrunk by the rule that is optimal for squared error (Gavish and Donoho 2017, equation 7); those
    that noise alone would reach vanish.
    """
    rows, columns = residual.shape
    if sigma <= 0 or min(rows, columns) == 0:
        return residual
    scale = sigma * np.sqrt(max(rows, columns))
    ratio = min(rows, columns) / max(rows, columns)
    left, values, right = np.linalg.svd(residual, full_matrices=False)
    seen = values / scale
    kept = np.sqrt(np.maximum((seen**2 - ratio - 1) ** 2 - 4 * ratio, 0.0)) / np.maximum(seen, 1e-12)
    shrunk = np.where(seen > 1 + np.sqrt(ratio), kept, 0.0) * scale
    return np.asarray((left * shrunk) @ right)


def fitted(table: Numbers, rows: Numbers, columns: Numbers, rounds: int = 25) -> Numbers:
    """`table` scaled to the margins `rows` and `columns` (iterative proportional fitting, Deming and Stephan 1940)."""
    found: Numbers = np.maximum(table, 0.0) + 1e-9 * np.outer(rows, columns)
    for _ in range(rounds):
        found *= (rows / np.maximum(found.sum(axis=1), 1e-300))[:, None]
        found *= (columns / np.maximum(found.sum(axis=0), 1e-300))[None, :]
    return found


def pair(noisy: Numbers, sigma: float, rows: Numbers, columns: Numbers) -> Numbers:
    """The joint counts of two columns with these margins, from noisy ones: independence plus what stands out of
    noise."""
    total = rows.sum()
    if total <= 0:
        return np.zeros_like(noisy)
    alone = np.outer(rows, columns) / total
    return fitted(alone + without_noise(noisy - alone, sigma), rows, columns)


def runs(masses: Numbers, least: float) -> Array:
    """A number for each of the ordered `masses`: neighbours share one until they weigh `least` together.

    One that weighs so much alone stands alone; what is left at the end joins the last.
    """
    found = np.zeros(len(masses), dtype=int)
    number, weight = 0, 0.0
    for place, mass in enumerate(masses):
        if place and (weight >= least or (mass >= least and weight > 0)):
            number, weight = number + 1, 0.0
        found[place] = number
        weight += float(mass)
    if number and weight < least and not _alone(masses, found, number - 1, least):
        found[found == number] = number - 1
    return found


def _alone(masses: Numbers, found: Array, number: int, least: float) -> bool:
    held: Flags = found == number
    return int(held.sum()) == 1 and float(masses[held].sum()) >= least


def heaviest(masses: Numbers, most: int, least: float) -> Array:
    """A number for each of the unordered `masses`: its own for the `most` − 1 heaviest that weigh `least`; one for the
    rest."""
    order = np.argsort(-masses, kind="stable")
    kept = [place for place in order[: max(most - 1, 1)] if masses[place] >= least]
    found = np.full(len(masses), len(kept))
    found[kept] = np.arange(len(kept))
    return np.asarray(np.unique(found, return_inverse=True)[1])
