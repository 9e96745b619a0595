"""Numbers and dates that identify, moved to places that are nobody's."""

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.tables import subjects_sharing
from synthesis.tables.rounding_grid import RoundingGrid

_NEAR = 400
"""Steps on a column's grid within which a value that is nobody's is looked for."""


def unowned(
    made: Numbers, real: Numbers, lattice: RoundingGrid, k_threshold: int, whose: Array | None = None
) -> Numbers:
    """The numbers of `made`; those that some but fewer than `k_threshold` of `real` are, moved to the nearest that is
    not.

    `whose`: the person that each of `real` is about; people are counted then. NaN where all of the 400 next on either
    side are somebody's.
    """
    known = np.isfinite(real)
    values, codes = np.unique(real[known], return_inverse=True)
    people = None if whose is None else whose[known]
    owned = values[subjects_sharing(codes, people) < k_threshold] if len(values) else values
    result = made.copy()
    unit = lattice.unit or max(float(np.ptp(values)) if len(values) else 0.0, 1.0) / 1e5
    left = np.flatnonzero(np.isin(made, owned))
    for step in range(1, _NEAR + 1):
        for way in (1, -1):
            moved = lattice.snap(made[left] + way * step * unit)
            free = ~np.isin(moved, owned)
            result[left[free]] = moved[free]
            left = left[~free]
    result[left] = np.nan
    return result
