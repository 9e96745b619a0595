"""How well one row could tell which of two tables it came from."""

import numpy as np

from synthesis.fidelity.contract import Measure, between_filled, code_shares, on_filled
from synthesis.fidelity.intervals import around, spread
from synthesis.foundation.arrays import Numbers

_BINS = 20


@on_filled
def jensen_shannon(there: Numbers, here: Numbers) -> float:
    """The Jensen–Shannon distance (square root of the divergence, base 2) of two category shares: 0 equal, 1 disjoint.

    Endres and Schindelin 2003; `scipy.spatial.distance.jensenshannon(p, q, base=2)`. NaN where a side has no cells.
    """
    return _distance(*code_shares(there, here))


@on_filled
def jensen_shannon_binned(there: Numbers, here: Numbers) -> float:
    """The same for numbers, cut into 20 bins at the quantiles of both samples, each sample weighing the same.

    Ties make bins fall together, so a column of few values is compared value by value. The distance depends on the
    bins; it says more beside its reference than alone. NaN where a side has no cells.
    """
    return _distance(*code_shares(*in_bins(there, here)))


def in_bins(there: Numbers, here: Numbers) -> tuple[Numbers, Numbers]:
    """The bin of each cell: 20 bins at the quantiles of each sample, fewer where there are ties."""
    marks = np.arange(1, _BINS) / _BINS
    edges = np.unique(np.concatenate([np.quantile(part, marks, method="higher") for part in (there, here)]))
    return np.searchsorted(edges, there, "right").astype(float), np.searchsorted(edges, here, "right").astype(float)


def _distance(p: Numbers, q: Numbers) -> float:
    return float(np.sqrt(min(1.0, max(0.0, _divergence(p, q)))))


def _divergence(p: Numbers, q: Numbers) -> float:
    return float((p * _surprise(p, q)).sum() + (q * _surprise(q, p)).sum()) / 2


def _surprise(p: Numbers, q: Numbers) -> Numbers:
    """The bits by which p is more likely than the middle of p and q; 0 where p is."""
    return np.asarray(np.log2(np.where(p > 0, 2 * p, 1.0) / np.where(p > 0, p + q, 1.0)))


@between_filled
def _interval(there: Numbers, here: Numbers) -> tuple[float, float]:
    p, q = code_shares(there, here)
    error = spread(_surprise(p, q) / 2, p, len(there)) + spread(_surprise(q, p) / 2, q, len(here))
    low, high = around(max(0.0, _divergence(p, q)), float(np.sqrt(error)))
    return float(np.sqrt(low)), float(np.sqrt(high))


@between_filled
def _binned_interval(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
    return _interval(*in_bins(real, synthetic))


JENSEN_SHANNON = Measure(
    name="jensen-shannon",
    title="How well one row tells the two tables apart",
    meaning="How well the category of one row says which table it came from.",
    term="Jensen–Shannon distance",
    source="Endres and Schindelin 2003; scipy.spatial.distance.jensenshannon, base 2",
    unit="distance",
    better="lower",
    shapes=("category",),
    low=0.0,
    high=1.0,
    symmetric=True,
    compute=jensen_shannon,
    interval=_interval,
)
JENSEN_SHANNON_BINNED = Measure(
    name="jensen-shannon-binned",
    title="How well one row, to the nearest twentieth, tells the two tables apart",
    meaning="How well the value of one row, to the nearest twentieth of the rows, says which table it came from.",
    term="Jensen–Shannon distance, binned",
    source="Endres and Schindelin 2003, over 20 bins at the quantiles of both samples",
    unit="distance",
    better="lower",
    shapes=("number",),
    low=0.0,
    high=1.0,
    symmetric=True,
    compute=jensen_shannon_binned,
    interval=_binned_interval,
)
