"""Whether the people outside the training rows are people of the same kind."""

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.intervals import Z, area, area_error
from synthesis.privacy.risk import CovariateShift

DISTINGUISHABLE_AUC = 0.55
_FEWEST = 50
_ROWS = 4_000
_FOLDS = 2.0
_SURE = 3.0
_MOST_LEVELS = 200
_COLUMNS, _MOST_COLUMNS = 3, 100


def covariate_shift(context: AttackContext) -> CovariateShift | None:
    """How well boosted trees tell control rows from training rows they were not trained on; None with fewer than 50 of
    either.

    Up to 4,000 rows of each group in two halves, each judged by the model of the other. The area under the curve is 0.5
    where the control group was drawn at random from the same rows. Error by Hanley and McNeil (1982), its variance
    doubled, since each half is told apart by a model of the other; drifted where it is above 0.55 and three errors
    above 0.5. Of a very wide table 100 columns are looked at."""
    if min(len(context.train), len(context.control)) < _FEWEST or not context.columns:
        return None
    rows = min(_ROWS, len(context.train), len(context.control))
    train, control = context.train[context.some("train", rows)], context.control[context.some("control", rows)]
    looked_at = _looked_at(context)
    inside, outside = _cross_fitted(context, train[:, looked_at], control[:, looked_at], context.numeric[looked_at])
    auc, error = (value := area(inside, outside)), _FOLDS**0.5 * area_error(value, len(inside), len(outside))
    drifted = auc > DISTINGUISHABLE_AUC and auc - _SURE * error > 0.5
    worst = _worst(context, train, control) if drifted else ()
    return CovariateShift(auc, auc - Z * error, auc + Z * error, drifted, worst)


def _looked_at(context: AttackContext) -> Flags:
    chosen = context.seed.child("drift", "columns").generator().permutation(len(context.columns))[:_MOST_COLUMNS]
    return np.isin(np.arange(len(context.columns)), chosen)


def _cross_fitted(context: AttackContext, train: Numbers, control: Numbers, numeric: Flags) -> tuple[Numbers, Numbers]:
    """Scores of training and control rows, each from a model that was fitted without it; higher is more like
    training."""
    rows, truth = np.concatenate([train, control]), np.arange(len(train) + len(control)) < len(train)
    half = context.seed.child("drift").generator().permutation(len(rows)) % 2 == 0
    said = np.empty(len(rows))
    for part in (half, ~half):
        said[part] = _scores(
            rows[~part], truth[~part], rows[part], numeric, context.seed.child("drift", "model").integer
        )
    return said[truth], said[~truth]


def _scores(known: Numbers, truth: Flags, asked: Numbers, numeric: Flags, seed: int) -> Numbers:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    levels = np.array([len(np.unique(column)) for column in np.concatenate([known, asked]).T])
    flags = ~numeric & (levels <= _MOST_LEVELS)
    known, asked = _squeezed(known, asked, flags)
    model = HistGradientBoostingClassifier(
        categorical_features=flags if flags.any() else None,
        max_iter=40,
        max_leaf_nodes=15,
        early_stopping=False,
        random_state=seed,
    )
    with threadpool_limits(limits=1):
        return np.asarray(model.fit(known, truth).predict_proba(asked)[:, 1], dtype=np.float64)


def _squeezed(known: Numbers, asked: Numbers, flags: Flags) -> tuple[Numbers, Numbers]:
    """Categories numbered from 0 without gaps; a column that is blank in all known rows at 0."""
    joined = np.concatenate([known, asked])
    for place in np.flatnonzero(flags):
        joined[:, place] = np.unique(joined[:, place], return_inverse=True)[1]
    joined[:, np.isnan(joined[: len(known)]).all(axis=0)] = 0.0
    return joined[: len(known)], joined[len(known) :]


def _worst(context: AttackContext, train: Numbers, control: Numbers) -> tuple[str, ...]:
    """The columns whose margins differ most: by the largest gap between distribution functions, or by total
    variation."""
    gaps = np.array(
        [_gap(train[:, place], control[:, place], bool(context.numeric[place])) for place in range(train.shape[1])]
    )
    return tuple(context.names[place] for place in np.argsort(-gaps, kind="stable")[:_COLUMNS])


def _gap(one: Numbers, other: Numbers, numeric: bool) -> float:
    values = np.unique(np.concatenate([one, other]))
    shares = [
        np.bincount(np.searchsorted(values, part), minlength=len(values) + 1) / len(part) for part in (one, other)
    ]
    difference = shares[0] - shares[1]
    return float(np.abs(np.cumsum(difference)).max() if numeric else np.abs(difference).sum() / 2.0)
