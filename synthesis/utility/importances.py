"""Which columns a model leans on, learned from real and from synthetic rows."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.seed import Seed
from synthesis.utility.models import measured, predicted
from synthesis.utility.problem import EncodedRows, Problem
from synthesis.utility.score import Importance, Side

CELLS, MOST_ROWS, LEAST_ROWS, LISTED = 60_000, 3_000, 500, 12


def importances(models: Mapping[Side, Any], problem: Problem, metric: str, seed: Seed) -> tuple[Importance, ...]:
    """What each model loses of its score on control rows when one column is shuffled (Breiman 2001), the same shuffle
    for both; the columns that matter most to either come first.

    At most 3,000 control rows are looked at, fewer for wide tables. Columns that say the same share the loss.
    """
    wanted = min(MOST_ROWS, max(LEAST_ROWS, CELLS // max(len(problem.names), 1)), len(problem.test.target))
    rows = np.sort(seed.generator().choice(len(problem.test.target), wanted, replace=False))
    test = EncodedRows(problem.test.features[rows], problem.test.target[rows])
    if np.ptp(test.target) == 0:
        return ()
    lost = {side: _lost(model, problem, test, metric, seed) for side, model in models.items() if model is not None}
    found = [
        Importance(name, *(float(lost[side][at]) if side in lost else None for side in ("real", "synthetic")))
        for at, name in enumerate(problem.names)
    ]
    return tuple(sorted(found, key=lambda one: -max(one.real or 0.0, one.synthetic or 0.0))[:LISTED])


def _lost(model: Any, problem: Problem, test: EncodedRows, metric: str, seed: Seed) -> Numbers:
    whole = measured(metric, test.target, predicted(model, problem, test))
    out = np.zeros(len(problem.names))
    for at in range(len(problem.names)):
        features = test.features.copy()
        features[:, at] = seed.child("shuffle", at).generator().permutation(features[:, at])
        out[at] = whole - measured(metric, test.target, predicted(model, problem, EncodedRows(features, test.target)))
    return out
