"""Whether a model learned from synthetic rows treats groups of people differently than one learned from real rows."""

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.group_columns import LEAST_ROWS, MOST_LEVELS
from synthesis.utility.problem import Problem
from synthesis.utility.score import Group, Side, TreatmentGap

LEAST_TRUE = 10


def treated(
    model: str, side: Side, problem: Problem, guesses: Numbers, people: pd.DataFrame
) -> tuple[tuple[Group, ...], tuple[TreatmentGap, ...]]:
    """How a model of two classes treats each group of control rows, and the widest gaps between groups.

    `people`: the groups' columns of the control rows that have a target. A row is given the second class where its
    probability is at least one half. Demographic parity is the largest less the smallest rate of being given it; equal
    opportunity the same among rows where it is true: Fairlearn's `demographic_parity_difference` and
    `equal_opportunity_difference`. Groups of fewer than 30 rows, or 10 of the second class, are left out of the gap in
    question.
    """
    if problem.task != "binary":
        return (), ()
    truth, said = problem.test.target, guesses[:, 1]
    groups: list[Group] = []
    gaps: list[TreatmentGap] = []
    for column in people.columns:
        cells = people[column].to_numpy(dtype=object)
        rows = [_group(column, level, cells == level, truth, said, model, side) for level in _levels(cells)]
        groups += rows
        gaps.append(
            TreatmentGap(column, model, side, _gap([one.chosen for one in rows]), _gap([one.found for one in rows]))
        )
    return tuple(groups), tuple(gaps)


def _levels(cells: Array) -> list[str]:
    counts = pd.Series(cells, dtype=object).value_counts()
    return sorted(str(level) for level in counts.index[counts >= LEAST_ROWS])[:MOST_LEVELS]


def _group(column: str, level: str, inside: Flags, truth: Numbers, said: Numbers, model: str, side: Side) -> Group:
    from sklearn.metrics import roc_auc_score

    yes, chosen = truth[inside] == 1, said[inside] >= 0.5
    found = float(chosen[yes].mean()) if yes.sum() >= LEAST_TRUE else None
    both = min(int(yes.sum()), int((~yes).sum())) >= LEAST_TRUE
    area = float(roc_auc_score(yes, said[inside])) if both else None
    return Group(column, level, int(inside.sum()), model, side, float(chosen.mean()), found, area)


def _gap(rates: list[float | None]) -> float | None:
    known = [rate for rate in rates if rate is not None]
    return float(np.ptp(known)) if len(known) > 1 else None
