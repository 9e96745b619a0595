"""Could a linear model tell the synthetic rows from the real ones? The standardised pMSE."""

import numpy as np

from synthesis.fidelity.detection import LEAST_ROWS, ROWS, TOO_FEW
from synthesis.fidelity.score import Propensity
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed

_MOST_FLAGS = 15

_ROWS_A_TERM = 5

_TOO_WIDE = "There are too many columns for so few rows: a linear detector would part any two tables."


def propensity(sample: View, seed: Seed) -> Propensity:
    """The standardised pMSE of a logistic regression with main effects: 0 best, within ±2 is chance.

    pMSE = mean (p̂ − c)², c being the share of synthetic rows. Where both tables are drawn from one population it has
    mean (k − 1) c (1 − c) / N and standard deviation √(2(k − 1)) c (1 − c) / N for k coefficients, the intercept among
    them: N pMSE / c(1 − c) is the score statistic, a χ² of k − 1. Snoke, Raab, Nowok, Dibben and Slavkovic (2018, JRSS
    A 181) have (1 − c)² c, for synthetic rows drawn from a model of the very rows that they are compared with; two
    samples are the wider case."""
    some = sample.sampled(ROWS, seed.child("rows"))
    rows = min(len(some.train), len(some.synthetic))
    if rows < LEAST_ROWS or not len(some.shapes):
        return Propensity(None, None, None, None, 0, rows, TOO_FEW)
    found = _standardised(some, some.synthetic)
    if found is None:
        return Propensity(None, None, None, None, 0, rows, _TOO_WIDE)
    value, ratio, pmse, terms = found
    other = some.control
    reference = _standardised(some, other) if other is not None and len(other) >= LEAST_ROWS else None
    return Propensity(value, ratio, pmse, reference[0] if reference else None, terms, rows)


def _standardised(sample: View, other: Numbers) -> tuple[float, float, float, int] | None:
    """pMSE standardised, as a ratio and plain, and the number of terms; None where there are too many for the rows."""
    if len(sample.shapes) > (len(sample.train) + len(other)) / _ROWS_A_TERM:
        return None
    design = _columns(sample, other)
    most = len(design) // _ROWS_A_TERM
    some = most + most // 8
    if design.shape[1] > some and _independent(design[:, :some]).shape[1] > most:
        return None
    design = _independent(design)
    if design.shape[1] > most:
        return None
    label = np.concatenate([np.zeros(len(sample.train)), np.ones(len(other))])
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


def _columns(sample: View, other: Numbers) -> Numbers:
    """An intercept; numbers standardised with blanks at the mean and flagged; a flag for each common category but
    one."""
    block = np.vstack([sample.train, other])
    columns: list[Array] = [np.ones(len(block))]
    for at, shape in enumerate(sample.shapes):
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
