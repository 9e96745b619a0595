"""One column as it is counted: bins of wide numbers, and its margin in each class."""

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.generators.private.axes import Axis
from synthesis.generators.private.budget_plan import Plan
from synthesis.generators.private.denoise import heaviest, runs, to_simplex
from synthesis.generators.private.model import Bins, Margin

WIDE = 40
"""A number with more places than this is measured in bins, which are found from noisy counts of its places."""


def is_wide(axis: Axis) -> bool:
    return axis.ordered and axis.size > WIDE


def each_place(axis: Axis) -> Bins:
    return Bins(np.arange(axis.size + 1), np.ones(axis.size + 1))


def weights_within(weights: Numbers, of: Array) -> Numbers:
    """Weights that leave no bin without any."""
    totals = np.bincount(of, weights)
    return np.asarray(np.where(totals[of] > 0, weights, 1.0))


def public_weights(weights: Numbers, axis: Axis) -> Numbers:
    """Weights of an axis whose made-up cells are blank only where that was declared."""
    found = weights.copy()
    if not axis.blanks:
        found[-1] = 0.0
    return found if found.sum() > 0 else np.append(np.ones(axis.size), float(axis.size == 0))


def margin_of(axis: Axis, bins: Bins, noisy: Numbers, sizes: Numbers, noise: float, plan: Plan) -> Margin:
    """The counts of a column's bins in each class, without those that noise alone can make."""
    table = noisy.copy()
    if not axis.blanks and bins.size > 1:
        table[-1] = -1e12
    counts = np.column_stack([to_simplex(table[:, kind], sizes[kind]) for kind in range(len(sizes))])
    totals = counts.sum(axis=1)
    least = max(totals.sum() / plan.groups, plan.sure * noise) if axis.ordered else plan.sure * noise
    if not axis.ordered:
        return Margin(axis, bins, counts, heaviest(totals, plan.groups, least))
    of = runs(totals[:-1], least)
    apart = totals[-1] >= least
    return Margin(axis, bins, counts, np.append(of, of.max() + 1 if apart else of[-1]))
