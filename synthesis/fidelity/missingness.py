"""Blanks as a column of their own right."""

import numpy as np

from synthesis.fidelity.contract import Measure
from synthesis.fidelity.intervals import apart
from synthesis.foundation.arrays import Numbers


def missingness(real: Numbers, synthetic: Numbers) -> float:
    """The absolute difference between the shares of blank cells: 0 equal, 1 all blank against none.

    It is the total variation of the column "is blank". NaN where a side has no rows.
    """
    if not len(real) or not len(synthetic):
        return float("nan")
    there, here = (float(np.isnan(part).mean()) for part in (real, synthetic))
    return abs(there - here)


def _interval(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
    if not len(real) or not len(synthetic):
        return float("nan"), float("nan")
    return apart(float(np.isnan(real).mean()), len(real), float(np.isnan(synthetic).mean()), len(synthetic))


MISSINGNESS = Measure(
    "missingness",
    "Difference in the share of blanks",
    "share",
    "lower",
    ("any",),
    0.0,
    1.0,
    True,
    missingness,
    interval=_interval,
)
