"""What synthetic rows are worth in the place of real ones, and beside a few of them."""

import numpy as np

from synthesis.foundation.seed import Seed
from synthesis.utility.models import boosted_trees, learn, measured, predicted
from synthesis.utility.problem import EncodedRows, Problem
from synthesis.utility.score import HybridPoint

MOST_ROWS, FEW, LEAST = 3_000, 200, 40
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
TIMES = (0, 1, 4, 12)


def hybrid(problem: Problem, metric: str, seed: Seed) -> tuple[HybridPoint, ...]:
    """The score of boosted trees on control rows, for training sets of real and synthetic rows.

    One curve keeps the number of rows (at most 3,000) and lets the synthetic share grow from 0 to 100 %; the other adds
    up to twelve synthetic rows for each of at most 200 real ones. The same draws are used along a curve. One model a
    point, so neighbours may differ by chance."""
    real, made = (
        _shuffled(rows, seed.child(side)) for side, rows in (("real", problem.real), ("synthetic", problem.synthetic))
    )
    size = min(MOST_ROWS, len(real.target), len(made.target))
    few = min(FEW, len(real.target) // 4)
    sets = [("mixed", size - round(share * size), round(share * size)) for share in SHARES if size >= LEAST]
    sets += [("added", few, times * few) for times in TIMES if few >= LEAST and times * few <= len(made.target)]
    found = [(kind, some, more, _worth(problem, real, made, some, more, metric, seed)) for kind, some, more in sets]
    return tuple(HybridPoint(kind, some, more, value) for kind, some, more, value in found if value is not None)  # type: ignore[arg-type]


def _shuffled(rows: EncodedRows, seed: Seed) -> EncodedRows:
    order = seed.generator().permutation(len(rows.target))
    return EncodedRows(rows.features[order], rows.target[order])


def _worth(
    problem: Problem, real: EncodedRows, made: EncodedRows, some: int, more: int, metric: str, seed: Seed
) -> float | None:
    features = np.vstack([real.features[:some], made.features[:more]])
    target = np.concatenate([real.target[:some], made.target[:more]])
    if np.ptp(target) == 0:
        return None
    model = learn(boosted_trees, problem, EncodedRows(features, target), seed)
    return measured(metric, problem.test.target, predicted(model, problem, problem.test))
