"""Train on synthetic, test on real; beside train on real, test on real."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from synthesis.arrays import Array, Numbers
from synthesis.progress import Report, Step, silent
from synthesis.seed import Seed
from synthesis.tables import Table
from synthesis.utility.models import MODELS, learn, predicted
from synthesis.utility.problem import Problem, Rows, pose
from synthesis.utility.score import Utility, UtilityScore

MOST_ROWS = 50_000
"""Models learn from at most so many rows."""

_LEAST_ROWS = 20


def train_on_synthetic(
    train: Table,
    control: Table | None,
    synthetic: pd.DataFrame,
    target: str | None,
    seed: Seed,
    report: Report = silent,
) -> Utility:
    """Every model learned from real rows and from synthetic ones, both tested on the same control rows.

    Two classes are scored by the area under the ROC curve, more by the mean of each class's area against the rest and by
    accuracy, numbers by R² (which has no lower end). A class that the synthetic rows never show counts against them.
    No target, or no control group, gives a Utility without scores: rows that a model has seen would flatter it.
    """
    if target is None or control is None:
        return Utility(target, None, ())
    problem = pose(train, control, synthetic, target)
    scores: list[UtilityScore] = []
    sides: tuple[tuple[Literal["real", "synthetic"], Rows], ...] = (
        ("real", problem.real),
        ("synthetic", problem.synthetic),
    )
    for at, (name, make) in enumerate(MODELS):
        for step, (side, rows) in enumerate(sides):
            report(Step("Training on synthetic, testing on real rows", (2 * at + step) / (2 * len(MODELS))))
            why = _unfit(problem, rows)
            draws = seed.child("utility", name)
            model = None if why else learn(make, problem, _some(rows, draws.child(side)), draws)
            scores += _scored(name, side, problem, model, why)
    return Utility(target, problem.task, tuple(scores))


def _unfit(problem: Problem, rows: Rows) -> str:
    if len(problem.test.target) < 2 or np.ptp(problem.test.target) == 0:
        return "The target does not vary in the control rows."
    if len(rows.target) < _LEAST_ROWS:
        return f"Fewer than {_LEAST_ROWS} rows have a target."
    return "The target does not vary in these rows." if np.ptp(rows.target) == 0 else ""


def _some(rows: Rows, seed: Seed) -> Rows:
    if len(rows.target) <= MOST_ROWS:
        return rows
    drawn = np.sort(seed.generator().choice(len(rows.target), MOST_ROWS, replace=False))
    return Rows(rows.features[drawn], rows.target[drawn])


def _scored(
    name: str, side: Literal["real", "synthetic"], problem: Problem, model: Any, why: str
) -> list[UtilityScore]:
    metrics = {"regression": ("r2",), "binary": ("roc_auc",), "multiclass": ("roc_auc_ovr", "accuracy")}[problem.task]
    if model is None:
        return [UtilityScore(name, side, metric, None, why) for metric in metrics]
    guesses = predicted(model, problem, problem.test)
    return [UtilityScore(name, side, metric, measured(metric, problem.test.target, guesses)) for metric in metrics]


def measured(metric: str, truth: Numbers, guesses: Numbers) -> float:
    """`guesses` (numbers, or rows × classes) judged against the truth; scikit-learn's definitions.

    `roc_auc_ovr` is the plain mean over classes that occur among the true ones; a class given the same probability
    everywhere counts 0.5.
    """
    from sklearn.metrics import accuracy_score, r2_score, roc_auc_score

    if metric == "r2":
        return float(r2_score(truth, guesses))
    if metric == "accuracy":
        return float(accuracy_score(truth, guesses.argmax(axis=1)))
    if metric == "roc_auc":
        return float(roc_auc_score(truth == 1, guesses[:, 1]))
    found: Array = np.unique(truth).astype(np.int64)
    areas = [
        roc_auc_score(truth == level, guesses[:, level] if level < guesses.shape[1] else np.zeros(len(truth)))
        for level in found
    ]
    return float(np.mean(areas))
