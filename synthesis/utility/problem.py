"""A table as something to predict: features as numbers, a target as classes or a number."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.errors import UnfitTable
from synthesis.tables import Column, Schema, Table
from synthesis.tables.encode import Encoded, encode
from synthesis.utility.score import Task

LEAST_CLASS, LEAST_SHARE = 10, 0.01
"""Rows of a class that fewer training rows, or a smaller share of them, have are left out, but for the two most common:
boosted trees with many classes run wild on a few rows of one, and a reference that does would flatter the release."""

MOST_CLASSES, MOST_LEVELS = 10, 40
_USUAL = (
    "target",
    "label",
    "class",
    "outcome",
    "income",
    "churn",
    "default",
    "readmitted",
    "survived",
    "approved",
    "fraud",
    "response",
    "y",
)


@dataclass(frozen=True, eq=False)
class EncodedRows:
    """Features (rows × columns, NaN for a missing number, codes for categories) and the target of the same rows."""

    features: Numbers
    target: Numbers
    kept: Flags | None = None
    """Which rows of the frame these are."""


@dataclass(frozen=True, eq=False)
class Problem:
    """One prediction: what to learn from, real or synthetic, and what to be tested on.

    `categorical[c]`: whether feature c holds codes below `MOST_LEVELS + 2`, which `levels[c]` spells, a blank as "".
    Rows without a target are left out. `second`: the class that is coded 1, where there are two.
    """

    target: str
    task: Task
    categorical: Flags
    real: EncodedRows
    synthetic: EncodedRows
    test: EncodedRows
    names: tuple[str, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    second: str = ""


def propose_target(table: Table) -> str | None:
    """A column that a model of this table would be built for: a usual name, else the last column with two values."""
    usable = [column for column in table.schema.modelled if _classes(table.frame, column) >= 2]
    named = [column.name for column in usable if column.name.strip().lower().split("_")[0] in _USUAL]
    twofold = [column.name for column in usable if _classes(table.frame, column) == 2]
    found = named or twofold
    return found[-1] if found else None


def pose(train: Table, control: Table, synthetic: pd.DataFrame, target: str) -> Problem:
    """The prediction of `target` from all other modelled columns; UnfitTable where it does not vary or is not
    modelled."""
    column = train.schema[target]
    others = Schema(tuple(c for c in train.schema.modelled if c.name != target))
    if not column.modelled or not len(others):
        raise UnfitTable(
            "The target is not a column that a model can be tested on.",
            "Choose a number, a date or a category as target, and keep at least one other column.",
        )
    frames = (train.frame, synthetic, control.frame)
    coded, goal = (_encoded(schema, frames) for schema in (others, Schema((column,))))
    features = _features(coded)
    task, targets = _target(column, goal)
    rows = [_rows(block, aim[:, 0]) for block, aim in zip(features, targets, strict=True)]
    if not len(rows[0].target) or np.ptp(rows[0].target) == 0:
        raise UnfitTable("The target does not vary in the training rows.", "Choose another target.")
    return Problem(
        target,
        task,
        ~coded.numeric,
        rows[0],
        rows[1],
        rows[2],
        others.names,
        _spelt(coded),
        _second(column, task, goal),
    )


def _spelt(coded: Encoded) -> tuple[tuple[str, ...], ...]:
    """The levels of each category by the codes that `_features` gives them."""
    out = []
    for at, names in enumerate(coded.levels):
        ranked = _ranked(_counts(coded, at))[:MOST_LEVELS] if names else ()
        out.append(tuple(names[code] or "" for code in ranked))
    return tuple(out)


def _second(column: Column, task: Task, goal: Encoded) -> str:
    """The name of the class that is coded 1."""
    if task != "binary":
        return ""
    if column.numeric:
        return f"{np.nanmax(goal.values[0][:, 0]):g}"
    return str(goal.levels[0][int(_ranked(_class_counts(goal))[1])])


def _counts(coded: Encoded, at: int) -> Array:
    """How many training rows have each level of a category."""
    return np.bincount(coded.values[0][:, at].astype(np.int64), minlength=len(coded.levels[at]))


def _class_counts(goal: Encoded) -> Array:
    """How many training rows are of each class; a blank is no class."""
    counts = _counts(goal, 0)
    if None in goal.levels[0]:
        counts[-1] = 0
    return counts


def _ranked(counts: Array) -> Array:
    """The commonest level first; of equally common ones the earlier first."""
    return np.asarray(np.argsort(-counts, kind="stable"))


def _classes(frame: pd.DataFrame, column: Column) -> int:
    counts = frame[column.name].value_counts()
    distinct = len(counts) if column.numeric else int((counts >= LEAST_CLASS).sum())
    return distinct if distinct <= MOST_CLASSES or (column.kind.decimal or column.kind.whole) else 0


def _encoded(schema: Schema, frames: tuple[pd.DataFrame, ...]) -> Encoded:
    try:
        return encode(schema, *frames)
    except (TypeError, ValueError, OverflowError):
        raise UnfitTable(
            "The synthetic table holds other kinds of values than the training table.",
            "Read both files with the same schema.",
        ) from None


def _features(coded: Encoded) -> list[Numbers]:
    """Numbers as they are, infinities as missing; of a category's levels the most common in training, then one for the
    rest."""
    blocks = [np.where(np.isfinite(part), part, np.nan) for part in coded.values]
    for at in np.flatnonzero(~coded.numeric):
        fresh = _folded(_counts(coded, at), MOST_LEVELS)
        for block in blocks:
            block[:, at] = fresh[block[:, at].astype(np.int64)]
    return blocks


def _folded(counts: Array, most: int) -> Numbers:
    """New codes by rank for the `most` commonest levels; the rest share the next one."""
    ranked = _ranked(counts)
    fresh = np.full(len(counts), float(most))
    fresh[ranked[:most]] = np.arange(min(most, len(ranked)))
    return fresh


def _classes_kept(counts: Array) -> Numbers:
    """New codes by rank for the classes that are predicted; NaN for the others."""
    ranked = _ranked(counts)[:MOST_CLASSES]
    floor = max(LEAST_CLASS, LEAST_SHARE * counts.sum())
    kept = [code for at, code in enumerate(ranked) if counts[code] >= (LEAST_CLASS if at < 2 else floor)]
    fresh = np.full(len(counts), np.nan)
    fresh[kept] = np.arange(len(kept))
    return fresh


def _target(column: Column, goal: Encoded) -> tuple[Task, list[Numbers]]:
    """The task, and the target as a number or as classes; a missing target is NaN."""
    train = goal.values[0][:, 0]
    values = np.unique(train[np.isfinite(train)])
    if column.numeric and len(values) != 2:
        return "regression", [np.where(np.isfinite(part), part, np.nan) for part in goal.values]
    if column.numeric:
        parts = [np.where(part == values[1], 1.0, np.where(part == values[0], 0.0, np.nan)) for part in goal.values]
        return "binary", parts
    folded = _classes_kept(_class_counts(goal))
    parts = [folded[part.astype(np.int64)] for part in goal.values]
    present = np.unique(parts[0][np.isfinite(parts[0])])
    return ("binary" if len(present) == 2 else "multiclass"), parts


def _rows(features: Numbers, target: Numbers) -> EncodedRows:
    known = np.isfinite(target)
    return EncodedRows(features[known], target[known], known)
