"""How much of what the real rows show is still there: all categories, the whole range, the rare rows."""

import numpy as np

from synthesis.fidelity.contract import Measure, code_shares, present
from synthesis.foundation.arrays import Numbers

_INNER = 5
_RARE, _TAIL = 0.01, 0.01


def category_coverage(real: Numbers, synthetic: Numbers) -> float:
    """The share of the real categories that some synthetic row has: 1 all, 0 none. SDMetrics' CategoryCoverage.

    A protection that folds rare categories lowers it on purpose. NaN where a side has no cells.
    """
    there, here = present(real), present(synthetic)
    if not len(there) or not len(here):
        return float("nan")
    p, q = code_shares(there, here)
    return float((q[p > 0] > 0).mean())


def range_coverage(real: Numbers, synthetic: Numbers) -> float:
    """The share of the range from the 5th smallest to the 5th largest real cell that the synthetic cells reach into.

    1 where they reach both ends, 0 where they lie outside. The outermost cells are left out on both sides of the
    question: a number that told how far a release falls short of the true maximum would give that maximum away. NaN
    where a side has no cells or the inner real cells are all equal.
    """
    there, here = np.sort(present(real)), present(synthetic)
    if len(there) < 2 * _INNER or not len(here):
        return float("nan")
    low, high = float(there[_INNER - 1]), float(there[-_INNER])
    if not high > low:
        return float("nan")
    reached = min(high, float(here.max())) - max(low, float(here.min()))
    return max(0.0, reached / (high - low))


def rare_categories(real: Numbers, synthetic: Numbers) -> float:
    """Of the real rows whose category no more than 1 % of the rows share, the share that the synthetic rows still have.

    A category counts as often as it occurs on both sides: Σ min(p, q) / Σ p over rare categories. 1 all survive, 0
    none. NaN where no category is rare.
    """
    there, here = present(real), present(synthetic)
    if not len(there) or not len(here):
        return float("nan")
    p, q = code_shares(there, here)
    rare = (p > 0) & (p <= _RARE)
    return float(np.minimum(p, q)[rare].sum() / p[rare].sum()) if rare.any() else float("nan")


def tails(real: Numbers, synthetic: Numbers) -> float:
    """Of the real rows below the 1 % and above the 99 % quantile, the share that the synthetic rows still have.

    Each tail counts as much as it holds on both sides: Σ min(p, q) / Σ p over the two. 1 all, 0 none. NaN where no
    cell lies beyond those quantiles.
    """
    there, here = present(real), present(synthetic)
    if not len(there) or not len(here):
        return float("nan")
    low, high = np.quantile(there, (_TAIL, 1 - _TAIL))
    p, q = (np.array([(part < low).mean(), (part > high).mean()]) for part in (there, here))
    return float(np.minimum(p, q).sum() / p.sum()) if p.sum() > 0 else float("nan")


CATEGORY_COVERAGE = Measure(
    "category-coverage",
    "Share of the real categories that are still there",
    "share",
    "higher",
    ("category",),
    0.0,
    1.0,
    False,
    category_coverage,
)
RANGE_COVERAGE = Measure(
    "range-coverage",
    "Share of the real range that is reached",
    "share",
    "higher",
    ("number",),
    0.0,
    1.0,
    False,
    range_coverage,
)
RARE_CATEGORIES = Measure(
    "rare-categories",
    "Share of the rows of rare categories that are still there",
    "share",
    "higher",
    ("category",),
    0.0,
    1.0,
    False,
    rare_categories,
)
TAILS = Measure(
    "tails", "Share of the rows far out that are still there", "share", "higher", ("number",), 0.0, 1.0, False, tails
)
