"""Blanks as a column of their own right."""

import numpy as np

from synthesis.fidelity.contract import Measure
from synthesis.fidelity.intervals import newcombe
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
    return newcombe(float(np.isnan(real).mean()), len(real), float(np.isnan(synthetic).mean()), len(synthetic))


MISSINGNESS = Measure(
    name="missingness",
    title="Difference in the share of blanks",
    meaning="The share of blank cells is off by so much.",
    term="difference in missingness",
    source="|share of blanks − share of blanks|; SDMetrics' MissingValueSimilarity is 1 less it",
    unit="share",
    better="lower",
    shapes=("any",),
    low=0.0,
    high=1.0,
    symmetric=True,
    compute=missingness,
    interval=_interval,
    headline="blanks",
)
