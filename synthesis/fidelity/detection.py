"""Could somebody tell the synthetic rows from the real ones? Boosted trees are the judge."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from synthesis.fidelity.intervals import Z
from synthesis.fidelity.score import Detection, Giveaway
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.numerals import count
from synthesis.foundation.seed import Seed

ROWS = 5_000
"""Detectors look at no more rows of each table."""

WIDEST, FARTHEST = 120, 60
"""Of tables with more than 120 columns the boosted trees look at 120: the 60 farthest apart and 60 drawn at random."""

FOLDS, LEAST_ROWS, LISTED = 3, 30, 10

_ITERATIONS, _MOST_LEVELS, _SHUFFLED, _TRIED = 60, 60, 1_500, 60

_CELLS_AT_ONCE = 2_000_000

_SHARED = 2.0

TOO_FEW = f"Fewer than {LEAST_ROWS} rows on one side."

_SOME = (
    "The trees looked at {looked} of {columns} columns: the {farthest} that differ most and {drawn} drawn at random. "
    "Trees that look at all might tell more."
)


def detect(sample: View, seed: Seed) -> Detection:
    """The cross-validated area under the ROC curve of boosted trees that part synthetic from training rows.

    Three folds; the area of each held-out fold with its variance by DeLong, DeLong and Clarke-Pearson (1988), averaged,
    and the variance twice. For the folds are not independent (Bengio and Grandvalet 2004): they learn from each other's
    rows, so that where the tables are alike, a chance difference d between them in fold A counts as d(A) d(B) in the
    area of A and once more in that of B. Of 150 pairs of samples of one population the interval held 0.5 in 94 % so, in
    83 % without (`tests/fidelity/test_detection.py` holds the rule); far from 0.5 it is wider than it need be. A column
    gives the rows away by as much area as is lost when it is shuffled among held-out rows (Breiman 2001); columns that
    say the same share the blame. `reference` puts control rows in the synthetic rows' place. At most 5,000 rows of each
    are looked at, and of more than 120 columns 120; a judge with more might see more, and the note says so. Which
    columns differ most is found anew for each fold, without the rows that are held out, for these would otherwise look
    different by chance alone."""
    some = sample.sampled(ROWS, seed.child("rows"))
    rows = min(len(some.train), len(some.synthetic))
    if rows < LEAST_ROWS or not len(some.shapes):
        return Detection(None, None, None, None, rows, note=TOO_FEW)
    value, variance, columns = _judged(some, some.synthetic, seed.child("synthetic"), telling=True)
    reference = None
    if some.control is not None and len(some.control) >= LEAST_ROWS:
        reference = _judged(some, some.control, seed.child("control"), telling=False)[0]
    half = Z * float(np.sqrt(_SHARED * variance))
    return Detection(
        value, max(0.0, value - half), min(1.0, value + half), reference, rows, columns, _looked_at(len(some.shapes))
    )


def _looked_at(columns: int) -> str:
    drawn = WIDEST - FARTHEST
    said = _SOME.format(looked=WIDEST, columns=count(columns), farthest=FARTHEST, drawn=drawn)
    return said if columns > WIDEST else ""


def _judged(sample: View, other: Numbers, seed: Seed, telling: bool) -> tuple[float, float, tuple[Giveaway, ...]]:
    """The mean area, its variance, and what gave the other rows away."""
    features, flags = _features(sample, other)
    label = np.concatenate([np.zeros(len(sample.train)), np.ones(len(other))])
    fold = seed.child("folds").generator().permutation(len(label)) % FOLDS
    found = []
    columns: tuple[Giveaway, ...] = ()
    for at in range(FOLDS):
        learned = fold != at
        looked = _looked(features[learned], label[learned], seed.child("columns", str(at)))
        model = _trees(features[np.ix_(learned, looked)], label[learned], flags[looked], seed)
        held, truth = features[np.ix_(fold == at, looked)], label[fold == at]
        found.append(area(_says(model, held), truth))
        if telling and at == 0:
            names = [sample.schema.names[one] for one in looked]
            columns = _giveaways(model, names, held, truth, seed.child("shuffle"))
    areas, variances = np.array(found).T
    return float(areas.mean()), float(variances.sum() / FOLDS**2), columns


def _features(sample: View, other: Numbers) -> tuple[Numbers, Flags]:
    """Both tables below each other, the rarest categories as one; which columns are categories."""
    block = np.vstack([sample.train, other])
    block[:, ~np.isfinite(block).any(axis=0)] = 0.0
    for at, shape in enumerate(sample.shapes):
        known = np.isfinite(block[:, at])
        if shape == "category" and known.any():
            codes = block[known, at].astype(np.int64)
            ranked = np.argsort(np.argsort(-np.bincount(codes), kind="stable"), kind="stable")
            block[known, at] = np.minimum(ranked, _MOST_LEVELS)[codes]
    return block, np.array([shape == "category" for shape in sample.shapes], dtype=bool)


def _trees(features: Numbers, label: Numbers, flags: Flags, seed: Seed) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        max_iter=_ITERATIONS,
        early_stopping=False,
        categorical_features=flags if flags.any() else None,
        random_state=seed.child("trees").integer,
    )
    with threadpool_limits(limits=1):
        return model.fit(features, label)


def _says(model: Any, features: Numbers) -> Numbers:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        said: Numbers = model.decision_function(features)
    return said


def area(scores: Numbers, truth: Numbers) -> tuple[float, float]:
    """The area under the ROC curve and its variance (DeLong, DeLong and Clarke-Pearson 1988); 0.5 and NaN without
    both."""
    from scipy.stats import rankdata

    ones, zeros = scores[truth == 1], scores[truth == 0]
    if not len(ones) or not len(zeros):
        return 0.5, float("nan")
    together = rankdata(np.concatenate([ones, zeros]))
    above = (together[: len(ones)] - rankdata(ones)) / len(zeros)
    below = 1.0 - (together[len(ones) :] - rankdata(zeros)) / len(ones)
    spreads = [float(part.var(ddof=1)) / len(part) if len(part) > 1 else 0.25 for part in (above, below)]
    return float(above.mean()), sum(spreads)


def _looked(features: Numbers, label: Numbers, seed: Seed) -> Array:
    """All columns; of more than 120 the 60 farthest apart and 60 others by chance."""
    count = features.shape[1]
    if count <= WIDEST:
        return np.arange(count)
    far = _far(features[label == 0], features[label == 1], FARTHEST)
    others = np.setdiff1d(np.arange(count), far)
    drawn = seed.generator().choice(others, WIDEST - FARTHEST, replace=False)
    return np.sort(np.concatenate([far, drawn]))


def _far(one: Numbers, other: Numbers, most: int) -> Array:
    """The columns whose cumulative curves and shares of blanks stand farthest apart."""
    gaps = np.array([_gap(there, here) for there, here in zip(one.T, other.T, strict=True)])
    return np.sort(np.argsort(-gaps, kind="stable")[:most])


def _gap(there: Numbers, here: Numbers) -> float:
    blank = abs(float(np.isnan(there).mean() - np.isnan(here).mean()))
    one, other = np.sort(there[np.isfinite(there)]), np.sort(here[np.isfinite(here)])
    points = np.concatenate([one, other])
    ends = [np.searchsorted(part, points, "right") / max(len(part), 1) for part in (one, other)]
    return blank + float(np.abs(ends[0] - ends[1]).max(initial=0.0))


def _giveaways(model: Any, names: Sequence[str], held: Numbers, truth: Numbers, seed: Seed) -> tuple[Giveaway, ...]:
    """The columns that cost most area when they are shuffled; of many only the 60 farthest apart are tried."""
    draw = seed.generator()
    some = np.sort(draw.choice(len(held), min(_SHUFFLED, len(held)), replace=False))
    held, truth = held[some], truth[some]
    whole = area(_says(model, held), truth)[0]
    tried = _far(held[truth == 0], held[truth == 1], _TRIED) if len(names) > _TRIED else np.arange(len(names))
    orders = [draw.permutation(len(held)) for _ in tried]
    size = max(1, _CELLS_AT_ONCE // max(held.size, 1))
    lost = []
    for first in range(0, len(tried), size):
        block = _shuffled(held, tried[first : first + size], orders[first : first + size])
        parts = _says(model, block).reshape(-1, len(held))
        lost += [whole - area(scores, truth)[0] for scores in parts]
    known = (Giveaway(names[at], one) for at, one in zip(tried, lost, strict=True) if one > 0.002)
    return tuple(sorted(known, key=lambda one: -one.lost)[:LISTED])


def _shuffled(held: Numbers, columns: Array, orders: Sequence[Array]) -> Numbers:
    """The rows once for each column, with that column in another order; below each other, so that one call judges
    all."""
    block = np.tile(held, (len(columns), 1, 1))
    for at, (column, order) in enumerate(zip(columns, orders, strict=True)):
        block[at, :, column] = held[order, column]
    return block.reshape(-1, held.shape[1])
