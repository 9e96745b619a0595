"""How much of what the real rows show is still there: all categories, the whole range, the rare rows."""

import numpy as np

from synthesis.fidelity.contract import Measure, code_shares, on_filled
from synthesis.foundation.arrays import Numbers

_INNER = 5
_RARE, _TAIL = 0.01, 0.01


@on_filled
def category_coverage(there: Numbers, here: Numbers) -> float:
    """The share of the real categories that some synthetic row has: 1 all, 0 none. SDMetrics' CategoryCoverage.

    A protection that folds rare categories lowers it on purpose. NaN where a side has no cells.
    """
    p, q = code_shares(there, here)
    return float((q[p > 0] > 0).mean())


@on_filled
def range_coverage(real: Numbers, synthetic: Numbers) -> float:
    """The share of the range from the 5th smallest to the 5th largest real cell that the synthetic cells reach into.

    1 where they reach both ends, 0 where they lie outside. The outermost cells are left out on both sides of the
    question: a number that told how far a release falls short of the true maximum would give that maximum away. NaN
    where a side has no cells or the inner real cells are all equal.
    """
    there, here = np.sort(real), synthetic
    if len(there) < 2 * _INNER:
        return float("nan")
    low, high = float(there[_INNER - 1]), float(there[-_INNER])
    if not high > low:
        return float("nan")
    reached = min(high, float(here.max())) - max(low, float(here.min()))
    return max(0.0, reached / (high - low))


@on_filled
def rare_categories(there: Numbers, here: Numbers) -> float:
    """Of the real rows whose category no more than 1 % of the rows share, the share that the synthetic rows still have.

    A category counts as often as it occurs on both sides: Σ min(p, q) / Σ p over rare categories. 1 all survive, 0
    none. NaN where no category is rare.
    """
    p, q = code_shares(there, here)
    rare = (p > 0) & (p <= _RARE)
    return float(np.minimum(p, q)[rare].sum() / p[rare].sum()) if rare.any() else float("nan")


@on_filled
def tails(there: Numbers, here: Numbers) -> float:
    """Of the real rows below the 1 % and above the 99 % quantile, the share that the synthetic rows still have.

    Each tail counts as much as it holds on both sides: Σ min(p, q) / Σ p over the two. 1 all, 0 none. NaN where no
    cell lies beyond those quantiles.
    """
    low, high = np.quantile(there, (_TAIL, 1 - _TAIL))
    p, q = (np.array([(part < low).mean(), (part > high).mean()]) for part in (there, here))
    return float(np.minimum(p, q).sum() / p.sum()) if p.sum() > 0 else float("nan")


CATEGORY_COVERAGE = Measure(
    name="category-coverage",
    title="Share of the real categories that are still there",
    meaning="So many of the real categories occur among the synthetic rows.",
    term="category coverage",
    source="SDMetrics' CategoryCoverage",
    unit="share",
    better="higher",
    shapes=("category",),
    low=0.0,
    high=1.0,
    symmetric=False,
    compute=category_coverage,
)
RANGE_COVERAGE = Measure(
    name="range-coverage",
    title="Share of the real range that is reached",
    meaning="The synthetic rows reach into so much of the range that the real rows span, the outermost five aside.",
    term="range coverage",
    source="SDMetrics' RangeCoverage, from the 5th smallest to the 5th largest real cell",
    unit="share",
    better="higher",
    shapes=("number",),
    low=0.0,
    high=1.0,
    symmetric=False,
    compute=range_coverage,
)
RARE_CATEGORIES = Measure(
    name="rare-categories",
    title="Share of the rows of rare categories that are still there",
    meaning="Of the rows whose category is rare, so many are still there.",
    term="rare category retention",
    source="Σ min(p, q) / Σ p over categories of at most 1 % of the rows",
    unit="share",
    better="higher",
    shapes=("category",),
    low=0.0,
    high=1.0,
    symmetric=False,
    compute=rare_categories,
    undefined="No training row is rare here.",
)
TAILS = Measure(
    name="tails",
    title="Share of the rows far out that are still there",
    meaning="Of the rows below the 1 % and above the 99 % quantile, so many are still there.",
    term="tail retention",
    source="Σ min(p, q) / Σ p over the two tails",
    unit="share",
    better="higher",
    shapes=("number",),
    low=0.0,
    high=1.0,
    symmetric=False,
    compute=tails,
    undefined="No training row is rare here.",
)
