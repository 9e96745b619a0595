"""Two learners that differ in kind: boosted trees, which find anything, and a linear model, which analysts report."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.utility.problem import MOST_LEVELS, EncodedRows, Problem

Make = Callable[[Problem, Seed], Any]


def boosted_trees(problem: Problem, seed: Seed) -> Any:
    """Histogram gradient boosting with scikit-learn's defaults; categories as categories, blanks as blanks."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if problem.task == "regression" else HistGradientBoostingClassifier
    flags = problem.categorical if problem.categorical.any() else None
    return kind(categorical_features=flags, early_stopping=False, random_state=seed.integer)


def linear(problem: Problem, seed: Seed) -> Any:
    """Logistic or ridge regression on standardised numbers (blanks at the median and flagged) and one flag a
    category."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers, categories = np.flatnonzero(~problem.categorical), np.flatnonzero(problem.categorical)
    filled = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), StandardScaler()
    )
    flags = OneHotEncoder(handle_unknown="ignore", max_categories=MOST_LEVELS + 2, sparse_output=False)
    parts = ColumnTransformer([("numbers", filled, numbers), ("categories", flags, categories)])
    last = Ridge() if problem.task == "regression" else LogisticRegression(max_iter=300)
    return make_pipeline(parts, last)


@dataclass(frozen=True, eq=False)
class Model:
    """A learner; `explained`: what it leans on is compared between real and synthetic rows."""

    name: str
    make: Make
    explained: bool = False


MODELS: tuple[Model, ...] = (Model("boosted trees", boosted_trees, explained=True), Model("linear", linear))
"""Each is trained on both sides: a learner is its lines here."""


def learn(make: Make, problem: Problem, rows: EncodedRows, seed: Seed) -> Any:
    """The model fitted to `rows`; a fit that stopped before it settled is kept as it is.

    A feature without a single value teaches nothing: it stands at 0. One thread, so that equal seeds give equal models
    and a busy machine is not made to wait for threads that wait for each other.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    model = make(problem, seed)
    features = np.where(np.isnan(rows.features).all(axis=0), 0.0, rows.features)
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(features, rows.target)


def predicted(model: Any, problem: Problem, rows: EncodedRows) -> Numbers:
    """A number for each row, or a probability for each row and class of the training rows, 0 for a class never seen."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        said = model.predict(rows.features) if problem.task == "regression" else model.predict_proba(rows.features)
    if problem.task == "regression":
        return np.asarray(said, dtype=np.float64)
    classes = int(max(problem.real.target.max(), model.classes_.max())) + 1
    out = np.zeros((len(rows.features), classes))
    out[:, model.classes_.astype(np.int64)] = said
    return out


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
