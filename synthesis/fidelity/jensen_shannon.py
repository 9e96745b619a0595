"""How well one row could tell which of two tables it came from."""

import numpy as np

from synthesis.arrays import Numbers
from synthesis.fidelity.contract import Measure, code_shares, present

_BINS = 20


def jensen_shannon(real: Numbers, synthetic: Numbers) -> float:
    """The Jensen–Shannon distance (square root of the divergence, base 2) of two category shares: 0 equal, 1 disjoint.

    Endres and Schindelin 2003; `scipy.spatial.distance.jensenshannon(p, q, base=2)`. NaN where a side has no cells.
    """
    there, here = present(real), present(synthetic)
    if not len(there) or not len(here):
        return float("nan")
    return _distance(*code_shares(there, here))


def jensen_shannon_binned(real: Numbers, synthetic: Numbers) -> float:
    """The same for numbers, cut into 20 bins at the quantiles of both samples, each sample weighing the same.

    Ties make bins fall together, so a column of few values is compared value by value. The distance depends on the
    bins; it says more beside its reference than alone. NaN where a side has no cells.
    """
    there, here = present(real), present(synthetic)
    if not len(there) or not len(here):
        return float("nan")
    marks = np.arange(1, _BINS) / _BINS
    edges = np.unique(np.concatenate([np.quantile(part, marks, method="higher") for part in (there, here)]))
    return _distance(*code_shares(*(np.searchsorted(edges, part, "right") for part in (there, here))))


def _distance(p: Numbers, q: Numbers) -> float:
    middle = (p + q) / 2
    divergence = sum(_relative(part, middle) for part in (p, q)) / 2
    return float(np.sqrt(min(1.0, max(0.0, divergence))))


def _relative(p: Numbers, q: Numbers) -> float:
    """The Kullback–Leibler divergence of q from p in bits; q is nowhere zero where p is not."""
    some = p > 0
    return float((p[some] * np.log2(p[some] / q[some])).sum())


JENSEN_SHANNON = Measure(
    "jensen-shannon", "How well one row tells the two tables apart", "distance", "lower", ("category",), 0.0, 1.0, True,
    jensen_shannon,
)  # fmt: skip
JENSEN_SHANNON_BINNED = Measure(
    "jensen-shannon-binned", "How well one row, to the nearest twentieth, tells the two tables apart", "distance", "lower",
    ("number",), 0.0, 1.0, True, jensen_shannon_binned,
)  # fmt: skip
