"""The largest gap between two cumulative distributions."""

import numpy as np

from synthesis.fidelity.contract import Measure, between_filled, on_filled
from synthesis.fidelity.intervals import newcombe
from synthesis.foundation.arrays import Numbers


@on_filled
def kolmogorov_smirnov(real: Numbers, synthetic: Numbers) -> float:
    """The two-sample statistic sup |F(x) − G(x)| over the cells that are present: 0 equal, 1 disjoint ranges.

    An analyst reads it as the largest share of rows by which "at most x" can be wrong. Equal to
    `scipy.stats.ks_2samp(...).statistic` and one less SDMetrics' KSComplement; without their p-value, which at the size
    of a table says only that the table is large. NaN where a side has no cells."""
    there, here = np.sort(real), np.sort(synthetic)
    below, above = _at_widest(there, here)
    return abs(below - above)


def _at_widest(there: Numbers, here: Numbers) -> tuple[float, float]:
    """The height of each sorted sample's cumulative curve where the two are farthest apart."""
    points = np.concatenate([there, here])
    one = np.searchsorted(there, points, "right") / len(there)
    other = np.searchsorted(here, points, "right") / len(here)
    widest = int(np.abs(one - other).argmax())
    return float(one[widest]), float(other[widest])


@between_filled
def _interval(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
    there, here = np.sort(real), np.sort(synthetic)
    below, above = _at_widest(there, here)
    return newcombe(below, len(there), above, len(here))


KOLMOGOROV_SMIRNOV = Measure(
    name="kolmogorov-smirnov",
    title="Largest gap between the cumulative curves",
    meaning="At most so many rows lie on the wrong side of any one value.",
    term="Kolmogorov–Smirnov distance",
    source="sup |F(x) − G(x)|; scipy.stats.ks_2samp",
    unit="distance",
    better="lower",
    shapes=("number",),
    low=0.0,
    high=1.0,
    symmetric=True,
    compute=kolmogorov_smirnov,
    interval=_interval,
    headline="column",
)
