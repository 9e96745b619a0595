"""The share of rows that would have to change category."""

import numpy as np

from synthesis.fidelity.contract import Measure, between_filled, code_shares, on_filled
from synthesis.fidelity.intervals import newcombe
from synthesis.foundation.arrays import Numbers


@on_filled
def total_variation(there: Numbers, here: Numbers) -> float:
    """Half the sum of |p − q| over all categories: 0 equal shares, 1 no category in common.

    An analyst reads it as the share of synthetic rows that sit in the wrong category. One less SDMetrics' TVComplement
    where nothing is missing (there a category that only the synthetic rows have counts as a millionth of a real row);
    here missing cells are left to `missingness`. NaN where a side has no cells."""
    p, q = code_shares(there, here)
    return float(min(1.0, np.abs(p - q).sum() / 2))


@between_filled
def _interval(there: Numbers, here: Numbers) -> tuple[float, float]:
    """The two samples' shares of the categories that the real one has more of."""
    p, q = code_shares(there, here)
    return newcombe(float(p[p > q].sum()), len(there), float(q[p > q].sum()), len(here))


TOTAL_VARIATION = Measure(
    name="total-variation",
    title="Share of rows in the wrong category",
    meaning="So many rows would have to change category for the shares to agree.",
    term="total variation distance",
    source="½ Σ |p − q|; SDMetrics' TVComplement is 1 less it",
    unit="distance",
    better="lower",
    shapes=("category",),
    low=0.0,
    high=1.0,
    symmetric=True,
    compute=total_variation,
    interval=_interval,
    headline="column",
)
