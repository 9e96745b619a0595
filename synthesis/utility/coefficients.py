"""The regression that a statistician would report, from real and from synthetic rows."""

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.utility.problem import EncodedRows, Problem
from synthesis.utility.score import Coefficient

Z = 1.959963984540054
LEAST_SHARE, LEAST_ROWS, MOST_TERMS, ROWS_A_TERM = 0.01, 20, 160, 10
Fit = tuple[Numbers, Numbers]
"""Estimates and standard errors, NaN where the rows do not determine them."""


def coefficients(problem: Problem) -> tuple[Coefficient, ...]:
    """Linear (a number) or logistic (two classes) regression of the target on all columns, main effects only.

    Numbers are in units of their real standard deviation, blanks at the real mean and flagged; a category has a flag
    for each level that 1 % of the training rows and 20 of them have, but the commonest. Terms that follow from others
    among the real rows are left out. Empty for more classes, or where fewer than ten rows would stand behind each term.
    """
    if problem.task == "multiclass":
        return ()
    terms, blocks = _design(problem, (problem.real, problem.synthetic))
    kept = _independent(blocks[0])
    if len(kept) > min(MOST_TERMS, len(blocks[0]) / ROWS_A_TERM) or len(kept) < 2:
        return ()
    fit = least_squares if problem.task == "regression" else logistic
    real, made = (
        fit(block[:, kept], rows.target) for block, rows in zip(blocks, (problem.real, problem.synthetic), strict=True)
    )
    found = [_beside(terms[at], real, made, place) for place, at in enumerate(kept) if at]
    return tuple(one for one in found if one is not None)


def _design(problem: Problem, parts: tuple[EncodedRows, ...]) -> tuple[list[str], list[Numbers]]:
    """Names of the terms, an intercept first, and the design of each part."""
    terms, columns = ["intercept"], [[np.ones(len(part.target))] for part in parts]
    first = parts[0].features
    for at, name in enumerate(problem.names):
        if problem.categorical[at]:
            counts = np.bincount(first[:, at].astype(np.int64), minlength=len(problem.levels[at]))
            common = [
                c for c in np.argsort(-counts, kind="stable") if counts[c] >= max(LEAST_ROWS, LEAST_SHARE * len(first))
            ]
            for code in (c for c in common[1:] if c < len(problem.levels[at])):
                terms.append(f"{name}: {problem.levels[at][code] or 'blank'}")
                _append(columns, [(part.features[:, at] == code) * 1.0 for part in parts])
            continue
        known = np.isfinite(first[:, at])
        middle, width = (float(first[known, at].mean()), float(first[known, at].std())) if known.any() else (0.0, 0.0)
        if width > 0:
            terms.append(name)
            _append(columns, [np.nan_to_num((part.features[:, at] - middle) / width) for part in parts])
        if LEAST_ROWS <= (~known).sum() <= len(known) - LEAST_ROWS:
            terms.append(f"{name}: blank")
            _append(columns, [np.isnan(part.features[:, at]) * 1.0 for part in parts])
    return terms, [np.column_stack(block) for block in columns]


def _append(columns: list[list[Numbers]], fresh: list[Numbers]) -> None:
    for block, column in zip(columns, fresh, strict=True):
        block.append(column)


def _independent(design: Numbers) -> list[int]:
    """The intercept and the columns that do not follow from those before them."""
    kept: list[int] = []
    basis = np.empty((len(design), 0))
    for at in range(design.shape[1]):
        rest = design[:, at] - basis @ (basis.T @ design[:, at])
        size = float(np.linalg.norm(rest))
        if size > 1e-4 * float(np.linalg.norm(design[:, at])) > 0:
            kept.append(at)
            basis = np.column_stack([basis, rest / size])
    return kept


def least_squares(design: Numbers, target: Numbers) -> Fit:
    """Ordinary least squares with its classical standard errors."""
    usable = design.any(axis=0)
    part = design[:, usable]
    inverse = np.linalg.pinv(part.T @ part)
    weights = inverse @ (part.T @ target)
    freedom = max(len(target) - part.shape[1], 1)
    variance = float(((target - part @ weights) ** 2).sum()) / freedom
    return _spread(usable, weights, np.sqrt(np.maximum(variance * np.diag(inverse), 0.0)))


def logistic(design: Numbers, target: Numbers, rounds: int = 30) -> Fit:
    """Maximum likelihood by Newton's method, standard errors from the information matrix; NaN where there is no
    maximum."""
    usable = design.any(axis=0)
    part = design[:, usable]
    weights = np.zeros(part.shape[1])
    inverse = np.full((len(weights), len(weights)), np.nan)
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-np.clip(part @ weights, -30, 30)))
        bend = part.T @ (part * (chance * (1 - chance))[:, None])
        inverse = np.linalg.pinv(bend)
        step = inverse @ (part.T @ (target - chance))
        weights = weights + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-8:
            break
    errors = np.sqrt(np.maximum(np.diag(inverse), 0.0))
    wild = (np.abs(weights) > 15) | (errors > 15)
    return _spread(usable, np.where(wild, np.nan, weights), np.where(wild, np.nan, errors))


def _spread(usable: Flags, weights: Numbers, errors: Numbers) -> Fit:
    out = np.full((2, len(usable)), np.nan)
    out[0, usable], out[1, usable] = weights, errors
    return out[0], out[1]


def _beside(term: str, real: Fit, made: Fit, at: int) -> Coefficient | None:
    (value, error), (other, unsure) = ((float(part[at]) for part in fit) for fit in (real, made))
    if not np.isfinite(value) or not error > 0:
        return None
    ends = value - Z * error, value + Z * error
    if not np.isfinite(other) or not unsure > 0:
        return Coefficient(term, value, *ends, None, None, None, None)
    theirs = other - Z * unsure, other + Z * unsure
    return Coefficient(term, value, *ends, other, *theirs, overlap(ends, theirs))


def overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The mean share of two intervals that they have in common; negative by their distance where they have nothing."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return (shared / (one[1] - one[0]) + shared / (other[1] - other[0])) / 2
