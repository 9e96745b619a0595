"""Train on synthetic, test on real; beside train on real, test on real."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.progress import Report, Step, silent
from synthesis.foundation.seed import Seed
from synthesis.tables import Table
from synthesis.tables.group_columns import propose_groups
from synthesis.utility.coefficients import coefficients
from synthesis.utility.curves import curves
from synthesis.utility.fairness import treated
from synthesis.utility.hybrid import hybrid
from synthesis.utility.importances import importances
from synthesis.utility.models import MODELS, Model, learn, measured, predicted
from synthesis.utility.problem import EncodedRows, Problem, pose
from synthesis.utility.score import Curve, Group, Side, Task, TreatmentGap, Utility, UtilityScore

MOST_ROWS = 50_000
"""Models learn from at most so many rows."""

METRICS: dict[Task, tuple[str, ...]] = {
    "regression": ("r2",),
    "binary": ("roc_auc",),
    "multiclass": ("roc_auc_ovr", "accuracy"),
}
_LEAST_ROWS = 20


def train_on_synthetic(
    train: Table,
    control: Table | None,
    synthetic: pd.DataFrame,
    target: str | None,
    seed: Seed,
    report: Report = silent,
    *,
    groups: tuple[str, ...] | None = None,
) -> Utility:
    """Every model learned from real rows and from synthetic ones, both tested on the same control rows.

    Two classes are scored by the area under the ROC curve, more by the mean of each class's area against the rest and
    by accuracy, numbers by R² (which has no lower end). A class that the synthetic rows never show counts against them.
    No target, or no control group, gives a Utility without scores: rows that a model has seen would flatter it.
    `groups`: columns by which the treatment of people is compared; None for those that `propose_groups` finds."""
    if target is None or control is None:
        return Utility(target, None, ())
    problem = pose(train, control, synthetic, target)
    people = _people(train, control, target, groups, problem.test)
    found = _Found()
    sides: tuple[tuple[Side, EncodedRows], ...] = (("real", problem.real), ("synthetic", problem.synthetic))
    for at, model in enumerate(MODELS):
        for step, (side, rows) in enumerate(sides):
            report(Step("Training on synthetic, testing on real rows", 0.6 * (2 * at + step) / (2 * len(MODELS))))
            why = _unfit(problem, rows)
            draws = seed.child("utility", model.name)
            fitted = None if why else learn(model.make, problem, _some(rows, draws.child(side)), draws)
            found.add(model, side, problem, fitted, why, people)
    metric = METRICS[problem.task][0]
    plain = Utility(
        target,
        problem.task,
        tuple(found.scores),
        problem.second,
        tuple(found.curves),
        groups=tuple(found.groups),
        gaps=tuple(found.gaps),
    )
    if any(_unfit(problem, rows) for _, rows in sides):
        return plain
    report(Step("Comparing what models lean on", 0.6))
    weights = importances(found.explained, problem, metric, seed.child("importances"))
    terms = coefficients(problem)
    report(Step("Mixing real and synthetic rows", 0.75))
    return replace(plain, importances=weights, coefficients=terms, hybrid=hybrid(problem, metric, seed.child("hybrid")))


@dataclass
class _Found:
    """What the models gave so far."""

    scores: list[UtilityScore] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    gaps: list[TreatmentGap] = field(default_factory=list)
    explained: dict[Side, Any] = field(default_factory=dict)

    def add(self, model: Model, side: Side, problem: Problem, fitted: Any, why: str, people: pd.DataFrame) -> None:
        """Everything about one model; why it could not be trained, where it could not."""
        name = model.name
        if fitted is None:
            self.scores += [UtilityScore(name, side, metric, None, why) for metric in METRICS[problem.task]]
            return
        guesses = predicted(fitted, problem, problem.test)
        truth = problem.test.target
        self.scores += [UtilityScore(name, side, m, measured(m, truth, guesses)) for m in METRICS[problem.task]]
        self.curves += curves(name, side, problem, guesses)
        groups, gaps = treated(name, side, problem, guesses, people)
        self.groups += groups
        self.gaps += gaps
        if model.explained:
            self.explained[side] = fitted


def _people(
    train: Table, control: Table, target: str, groups: tuple[str, ...] | None, test: EncodedRows
) -> pd.DataFrame:
    """The groups' columns of the control rows that are tested; only levels that may be named."""
    names = propose_groups(train, target) if groups is None else groups
    frame = pd.DataFrame(control.frame[list(names)])
    frame = frame if test.kept is None else frame.iloc[np.flatnonzero(test.kept)]
    for name in names:
        common = train.frame[name].value_counts()
        frame = frame.assign(**{name: frame[name].where(frame[name].isin(common.index[common >= 5]))})
    return frame


def _unfit(problem: Problem, rows: EncodedRows) -> str:
    if len(problem.test.target) < 2 or np.ptp(problem.test.target) == 0:
        return "The target does not vary in the control rows."
    if len(rows.target) < _LEAST_ROWS:
        return f"Fewer than {_LEAST_ROWS} rows have a target."
    return "The target does not vary in these rows." if np.ptp(rows.target) == 0 else ""


def _some(rows: EncodedRows, seed: Seed) -> EncodedRows:
    if len(rows.target) <= MOST_ROWS:
        return rows
    drawn = np.sort(seed.generator().choice(len(rows.target), MOST_ROWS, replace=False))
    return EncodedRows(rows.features[drawn], rows.target[drawn])
