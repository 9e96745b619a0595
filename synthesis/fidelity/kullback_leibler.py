"""How many bits a row costs that was coded for the synthetic table and comes from the real one."""

import numpy as np

from synthesis.fidelity.contract import Measure, between_filled, code_shares, on_filled
from synthesis.fidelity.intervals import around, spread
from synthesis.fidelity.jensen_shannon import in_bins
from synthesis.foundation.arrays import Numbers


@on_filled
def kullback_leibler(there: Numbers, here: Numbers) -> float:
    """The divergence Σ p log2(p / q) of the synthetic shares q from the real shares p, in bits: 0 equal, no upper end.

    It is infinite where the synthetic rows lack a category; so half a row is added to every category on both sides
    (Krichevsky and Trofimov 1981), and a category that was lost costs much, but not everything. Not symmetric. NaN
    where a side has no cells."""
    p, q = _smoothed(there, here)
    return max(0.0, float((p * np.log2(p / q)).sum()))


@on_filled
def kullback_leibler_binned(real: Numbers, synthetic: Numbers) -> float:
    """The same for numbers, in the bins of the Jensen–Shannon distance."""
    return kullback_leibler(*in_bins(real, synthetic))


def _smoothed(there: Numbers, here: Numbers) -> tuple[Numbers, Numbers]:
    p, q = code_shares(there, here)
    some = (p > 0) | (q > 0)
    one, other = p[some] * len(there) + 0.5, q[some] * len(here) + 0.5
    return one / one.sum(), other / other.sum()


@between_filled
def _interval(there: Numbers, here: Numbers) -> tuple[float, float]:
    p, q = _smoothed(there, here)
    error = spread(np.log2(p / q), p, len(there)) + spread(p / q / np.log(2), q, len(here))
    return around(max(0.0, float((p * np.log2(p / q)).sum())), float(np.sqrt(error)))


@between_filled
def _binned_interval(real: Numbers, synthetic: Numbers) -> tuple[float, float]:
    return _interval(*in_bins(real, synthetic))


KULLBACK_LEIBLER = Measure(
    name="kullback-leibler",
    title="Bits lost by taking the synthetic shares for the real ones",
    meaning="So many bits more a real row costs when it is coded by the synthetic shares.",
    term="Kullback–Leibler divergence",
    source="Kullback and Leibler 1951, with Krichevsky and Trofimov 1981",
    unit="bits",
    better="lower",
    shapes=("category",),
    low=0.0,
    high=float("inf"),
    symmetric=False,
    compute=kullback_leibler,
    interval=_interval,
)
KULLBACK_LEIBLER_BINNED = Measure(
    name="kullback-leibler-binned",
    title="Bits lost by taking the synthetic shares, to the nearest twentieth, for the real ones",
    meaning="So many bits more a real row costs when it is coded by the synthetic shares of twentieths.",
    term="Kullback–Leibler divergence, binned",
    source="Kullback and Leibler 1951, with Krichevsky and Trofimov 1981",
    unit="bits",
    better="lower",
    shapes=("number",),
    low=0.0,
    high=float("inf"),
    symmetric=False,
    compute=kullback_leibler_binned,
    interval=_binned_interval,
)
