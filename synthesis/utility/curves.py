"""What a model says of the control rows, as curves."""

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.utility.problem import Problem
from synthesis.utility.score import Curve, Side

POINTS, GROUPS, LEAST_GROUP = 41, 10, 20


def curves(name: str, side: Side, problem: Problem, guesses: Numbers) -> tuple[Curve, ...]:
    """ROC, precision against recall and calibration of guesses about the control rows; nothing for more than two
    classes.

    The first two are read off at 41 places between 0 and 1; calibration puts the rows in ten groups of equal size,
    fewer where they would have less than 20 rows. No single row can be seen."""
    truth = problem.test.target
    if problem.task == "multiclass":
        return ()
    said = guesses if problem.task == "regression" else guesses[:, 1]
    found = [Curve("calibration", name, side, *calibration(said, truth))]
    if problem.task == "binary":
        found = [
            Curve("roc", name, side, *roc(said, truth)),
            Curve("precision-recall", name, side, *precision_recall(said, truth)),
            *found,
        ]
    return tuple(found)


Points = tuple[tuple[float, ...], tuple[float, ...]]


def roc(said: Numbers, truth: Numbers) -> Points:
    """True positive rates at evenly spaced false positive rates."""
    from sklearn.metrics import roc_curve

    false, true, _ = roc_curve(truth, said)
    at = np.linspace(0, 1, POINTS)
    return _points(at, np.interp(at, false, true))


def precision_recall(said: Numbers, truth: Numbers) -> Points:
    """The best precision at each of evenly spaced recalls or beyond."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(truth, said)
    at = np.linspace(0, 1, POINTS)[1:]
    return _points(at, np.array([precision[recall >= least - 1e-12].max() for least in at]))


def calibration(said: Numbers, truth: Numbers) -> Points:
    """Means of what is said and of what is true in groups of equal size by what is said."""
    count = max(1, min(GROUPS, len(said) // LEAST_GROUP))
    parts = np.array_split(np.argsort(said, kind="stable"), count)
    return _points(np.array([said[part].mean() for part in parts]), np.array([truth[part].mean() for part in parts]))


def _points(x: Numbers, y: Numbers) -> Points:
    return tuple(np.round(x, 6).tolist()), tuple(np.round(y, 6).tolist())
