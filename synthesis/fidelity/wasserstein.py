"""How far rows would have to move, on average, in units of the column's own spread."""

import numpy as np

from synthesis.fidelity.contract import Measure, between_filled, on_filled
from synthesis.fidelity.intervals import around
from synthesis.foundation.arrays import Numbers

_RANGES = ((0.25, 0.75), (0.05, 0.95), (0.01, 0.99))


@on_filled
def wasserstein(there: Numbers, here: Numbers) -> float:
    """The first Wasserstein distance divided by the inter-quartile range of the real cells; 0 equal, no upper end.

    Where more than half of the real cells are equal that range is zero, and the next wider one is used: 5 % to 95 %,
    then 1 % to 99 %, then the standard deviation. 0.1 means: on average a row sits a tenth of the middle half's width
    away from where it should. Scaled by the real side only, so not symmetric. `scipy.stats.wasserstein_distance`. NaN
    where a side has no cells, or where the real cells do not vary and the synthetic ones differ from them."""
    from scipy.stats import wasserstein_distance

    distance = float(wasserstein_distance(there, here))
    if distance == 0.0:
        return 0.0
    spread = scale(there)
    return distance / spread if spread > 0 else float("nan")


def scale(values: Numbers) -> float:
    """The first range among the middle 50, 90 and 98 % of `values` that is not zero, else their standard deviation."""
    for low, high in _RANGES:
        below, above = np.quantile(values, (low, high))
        if above > below:
            return float(above - below)
    return float(values.std())


@between_filled
def _interval(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
    """Kantorovich's potential climbs where the real curve lies above and falls where it lies below; its means in the
    two samples differ by the distance. The scale is taken as known."""
    there, here = np.sort(real), np.sort(synthetic)
    unit = scale(there)
    if not unit > 0:
        return float("nan"), float("nan")
    points = np.unique(np.concatenate([there, here]))
    above = np.searchsorted(there, points, "right") / len(there) - np.searchsorted(here, points, "right") / len(here)
    steps = np.diff(points)
    potential = np.concatenate([[0.0], np.cumsum(np.sign(above[:-1]) * steps)])
    distance = float((np.abs(above[:-1]) * steps).sum())
    errors = [float(potential[np.searchsorted(points, part)].var()) / len(part) for part in (there, here)]
    return around(distance / unit, float(np.sqrt(sum(errors))) / unit)


WASSERSTEIN = Measure(
    name="wasserstein",
    title="Average distance a row is out of place",
    meaning="So far a row would have to move on average, in widths of the middle half of the real rows.",
    term="Wasserstein distance",
    source="scipy.stats.wasserstein_distance over the inter-quartile range",
    unit="inter-quartile ranges",
    better="lower",
    shapes=("number",),
    low=0.0,
    high=float("inf"),
    symmetric=False,
    compute=wasserstein,
    interval=_interval,
)
