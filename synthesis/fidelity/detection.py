"""Could somebody tell the synthetic rows from the real ones? Two judges: boosted trees and a linear model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from synthesis.fidelity.intervals import Z
from synthesis.fidelity.score import Detection, Giveaway, Propensity
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed

ROWS = 5_000
"""Detectors look at no more rows of each table."""

WIDEST, FARTHEST = 120, 60
"""Of tables with more than 120 columns the boosted trees look at 120: the 60 farthest apart and 60 drawn at random."""

FOLDS, LEAST_ROWS, LISTED = 3, 30, 10
_ITERATIONS, _MOST_LEVELS, _MOST_FLAGS, _SHUFFLED, _TRIED = 60, 60, 15, 1_500, 60
_CELLS_AT_ONCE = 2_000_000
_ROWS_A_TERM = 5
_SHARED = 2.0
_TOO_WIDE = "There are too many columns for so few rows: a linear detector would part any two tables."
_TOO_FEW = f"Fewer than {LEAST_ROWS} rows on one side."
_SOME = (
    "The trees looked at {looked} of {columns:,} columns: the {farthest} that differ most and {drawn} drawn at random. "
    "Trees that look at all might tell more."
)


def detect(seen: View, seed: Seed) -> Detection:
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
    some = seen.sampled(ROWS, seed.child("rows"))
    rows = min(len(some.train), len(some.synthetic))
    if rows < LEAST_ROWS or not len(some.shapes):
        return Detection(None, None, None, None, rows, note=_TOO_FEW)
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
    said = _SOME.format(looked=WIDEST, columns=columns, farthest=FARTHEST, drawn=drawn)
    return said if columns > WIDEST else ""


def _judged(seen: View, other: Numbers, seed: Seed, telling: bool) -> tuple[float, float, tuple[Giveaway, ...]]:
    """The mean area, its variance, and what gave the other rows away."""
    features, flags = _features(seen, other)
    label = np.concatenate([np.zeros(len(seen.train)), np.ones(len(other))])
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
            names = [seen.schema.names[one] for one in looked]
            columns = _giveaways(model, names, held, truth, seed.child("shuffle"))
    areas, variances = np.array(found).T
    return float(areas.mean()), float(variances.sum() / FOLDS**2), columns


def _features(seen: View, other: Numbers) -> tuple[Numbers, Flags]:
    """Both tables below each other, the rarest categories as one; which columns are categories."""
    block = np.vstack([seen.train, other])
    block[:, ~np.isfinite(block).any(axis=0)] = 0.0
    for at, shape in enumerate(seen.shapes):
        known = np.isfinite(block[:, at])
        if shape == "category" and known.any():
            codes = block[known, at].astype(np.int64)
            ranked = np.argsort(np.argsort(-np.bincount(codes), kind="stable"), kind="stable")
            block[known, at] = np.minimum(ranked, _MOST_LEVELS)[codes]
    return block, np.array([shape == "category" for shape in seen.shapes], dtype=bool)


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


def propensity(seen: View, seed: Seed) -> Propensity:
    """The standardised pMSE of a logistic regression with main effects: 0 best, within ±2 is chance.

    pMSE = mean (p̂ − c)², c being the share of synthetic rows. Where both tables are drawn from one population it has
    mean (k − 1) c (1 − c) / N and standard deviation √(2(k − 1)) c (1 − c) / N for k coefficients, the intercept among
    them: N pMSE / c(1 − c) is the score statistic, a χ² of k − 1. Snoke, Raab, Nowok, Dibben and Slavkovic (2018, JRSS
    A 181) have (1 − c)² c, for synthetic rows drawn from a model of the very rows that they are compared with; two
    samples are the wider case."""
    some = seen.sampled(ROWS, seed.child("rows"))
    rows = min(len(some.train), len(some.synthetic))
    if rows < LEAST_ROWS or not len(some.shapes):
        return Propensity(None, None, None, None, 0, rows, _TOO_FEW)
    found = _standardised(some, some.synthetic)
    if found is None:
        return Propensity(None, None, None, None, 0, rows, _TOO_WIDE)
    value, ratio, pmse, terms = found
    other = some.control
    reference = _standardised(some, other) if other is not None and len(other) >= LEAST_ROWS else None
    return Propensity(value, ratio, pmse, reference[0] if reference else None, terms, rows)


def _standardised(seen: View, other: Numbers) -> tuple[float, float, float, int] | None:
    """pMSE standardised, as a ratio and plain, and the number of terms; None where there are too many for the rows."""
    if len(seen.shapes) > (len(seen.train) + len(other)) / _ROWS_A_TERM:
        return None
    design = _columns(seen, other)
    most = len(design) // _ROWS_A_TERM
    some = most + most // 8
    if design.shape[1] > some and _independent(design[:, :some]).shape[1] > most:
        return None
    design = _independent(design)
    if design.shape[1] > most:
        return None
    label = np.concatenate([np.zeros(len(seen.train)), np.ones(len(other))])
    share = float(label.mean())
    guesses = logistic(design, label)
    terms = design.shape[1]
    pmse = float(((guesses - share) ** 2).mean())
    unit = share * (1 - share) / len(label)
    expected = (terms - 1) * unit
    return (
        (pmse - expected) / (np.sqrt(2 * max(terms - 1, 1)) * unit),
        pmse / expected if terms > 1 else 1.0,
        pmse,
        terms,
    )


def _columns(seen: View, other: Numbers) -> Numbers:
    """An intercept; numbers standardised with blanks at the mean and flagged; a flag for each common category but
    one."""
    block = np.vstack([seen.train, other])
    columns: list[Array] = [np.ones(len(block))]
    for at, shape in enumerate(seen.shapes):
        cells = block[:, at]
        known = np.isfinite(cells)
        columns += _flags(cells, known) if shape == "category" else _scaled(cells, known)
        if 0 < known.sum() < len(cells):
            columns.append(~known * 1.0)
    return np.column_stack(columns).astype(np.float64)


def _scaled(cells: Numbers, known: Flags) -> list[Array]:
    if not known.any() or np.ptp(cells[known]) == 0:
        return []
    ranks = np.clip(cells, *np.quantile(cells[known], (0.005, 0.995)))
    middle, width = float(ranks[known].mean()), float(ranks[known].std())
    return [np.where(known, (ranks - middle) / width, 0.0)] if width > 0 else []


def _flags(cells: Numbers, known: Flags) -> list[Array]:
    counts = np.bincount(cells[known].astype(np.int64))
    ranked = [code for code in np.argsort(-counts, kind="stable")[: _MOST_FLAGS + 1] if counts[code] >= 10]
    return [(cells == code) * 1.0 for code in ranked[1:]]


def _independent(design: Numbers) -> Numbers:
    """The columns without those that follow from others."""
    from scipy.linalg import qr

    _, triangle, order = qr(design.T @ design / len(design), pivoting=True)
    size = np.abs(np.diag(triangle))
    return design[:, np.sort(order[size > 1e-7 * size.max()])]


def logistic(design: Numbers, label: Numbers, rounds: int = 25) -> Numbers:
    """The fitted probabilities of an unpenalised logistic regression, by Newton's method with halved steps.

    Where a column parts the two sides wholly there is no maximum; the rounds then end near probabilities of 0 and 1.
    """
    weights = np.zeros(design.shape[1])
    share = float(label.mean())
    weights[0] = np.log(share / (1 - share))
    loss = _loss(design @ weights, label)
    for _ in range(rounds):
        chance = _chance(design @ weights)
        slope = design.T @ (label - chance)
        bend = design.T @ (design * (chance * (1 - chance))[:, None]) + 1e-9 * len(label) * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-3 and _loss(design @ (weights + size * step), label) > loss:
            size /= 2
        weights = weights + size * step
        fresh = _loss(design @ weights, label)
        if loss - fresh < 1e-9 * len(label):
            break
        loss = fresh
    return _chance(design @ weights)


def _chance(odds: Numbers) -> Numbers:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))))


def _loss(odds: Numbers, label: Numbers) -> float:
    return float(np.logaddexp(0.0, np.where(label == 1, -odds, odds)).sum())
