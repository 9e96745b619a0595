"""How the columns made so far are shown to a tree that is to predict the next one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers

_SHRINK = 10.0
"""Rows of the whole column that each level's own rows are mixed with, so that a rare level is not its own answer."""

_CLASSES = 32
_OWN_CLASS = 24
_ASSOCIATION_ROWS = 5_000

Coding = Callable[[Numbers], Numbers]


def ranks(sample: Numbers) -> Coding:
    """A coding of numbers by their place among the distinct training values: exact in single precision. NaN stays."""
    known = np.unique(sample[np.isfinite(sample)])
    if not len(known):
        return lambda values: np.full(len(values), np.nan)
    places = np.arange(len(known), dtype="float64")
    return lambda values: np.asarray(np.interp(values, known, places))


def targets(codes: Array, size: int, profile: Numbers) -> Array:
    """A class for each level of a column, at most 32 in all: frequent levels keep their own, the others are grouped.

    `profile` places every level on a line (levels that go along with similar rows stand close); grouping follows it.
    """
    if size <= _CLASSES:
        return np.arange(size)
    counts = np.bincount(codes, minlength=size)
    largest = np.argsort(-counts, kind="stable")[:_OWN_CLASS]
    classes = np.full(size, -1)
    classes[largest] = np.arange(_OWN_CLASS)
    rest = np.flatnonzero(classes < 0)
    rest = rest[np.argsort(profile[rest], kind="stable")]
    share = np.cumsum(counts[rest]) / max(counts[rest].sum(), 1)
    classes[rest] = _OWN_CLASS + np.minimum((share * (_CLASSES - _OWN_CLASS)).astype(int), _CLASSES - _OWN_CLASS - 1)
    return classes


def profile(codes: Array, size: int, others: Numbers, numeric: Flags) -> Numbers:
    """A place on a line for each level of a column, by the rows of the other columns that it goes along with.

    The first principal axis of what each other column says about the level, levels weighted by rows.
    """
    views = [_toward(codes, size, others[:, c], bool(numeric[c])) for c in range(others.shape[1])]
    table = np.column_stack(views) if views else np.zeros((size, 1))
    weight = np.bincount(codes, minlength=size) / max(len(codes), 1)
    table = table - weight @ table
    _, axes = np.linalg.eigh(table.T @ (table * weight[:, None]))
    return np.asarray(table @ axes[:, -1])


def _toward(codes: Array, size: int, other: Numbers, numeric: bool) -> Numbers:
    if numeric:
        placed = ranks(other)(other)
        known = np.isfinite(placed)
        return (
            toward_number(codes[known], size, placed[known] / max(placed[known].max(), 1.0))
            if known.any()
            else np.zeros(size)
        )
    levels = other.astype(int)
    common = np.argsort(-np.bincount(levels), kind="stable")[: _CLASSES - 1]
    grouped = np.full(levels.max() + 1, len(common))
    grouped[common] = np.arange(len(common))
    return toward_class(codes, size, grouped[levels], len(common) + 1)


def toward_number(codes: Array, size: int, target: Numbers) -> Numbers:
    """A number for each level: the mean of the target among its rows, shrunk to the mean of all."""
    count = np.bincount(codes, minlength=size)
    total = np.bincount(codes, weights=target, minlength=size)
    return np.asarray((total + _SHRINK * target.mean()) / (count + _SHRINK))


def toward_class(codes: Array, size: int, target: Array, classes: int) -> Numbers:
    """A number for each level: its place on the first principal axis of P(target | level), levels weighted by rows.

    For two classes this is P(target = 1 | level) up to sign. Coppersmith, Hong and Hosking 1999 (Data Mining and
    Knowledge Discovery 3) order levels this way for a split into two.
    """
    table = np.bincount(codes * classes + target, minlength=size * classes).reshape(size, classes).astype("float64")
    count = table.sum(axis=1)
    margin = table.sum(axis=0) / max(len(codes), 1)
    centred = (table + _SHRINK * margin) / (count + _SHRINK)[:, None] - margin
    _, axes = np.linalg.eigh(centred.T @ (centred * count[:, None]))
    return np.asarray(centred @ axes[:, -1])


@dataclass(frozen=True, eq=False)
class Kinship:
    """How strongly columns go together, quickly: the largest |correlation| between simple numeric views of each."""

    strength: Numbers

    def strongest(self, target: int, among: Array, most: int) -> Array:
        """The `most` columns of `among` that go along with `target` best, in their given order."""
        if len(among) <= most:
            return among
        chosen = np.argsort(-self.strength[target, among], kind="stable")[:most]
        return among[np.sort(chosen)]


def kinship(values: Numbers, numeric: Flags) -> Kinship:
    """Kinship over all columns, from at most 5,000 evenly spaced rows."""
    rows = values[:: max(1, len(values) // _ASSOCIATION_ROWS)]
    views = [_views(rows[:, c], bool(numeric[c])) for c in range(values.shape[1])]
    owner = np.repeat(np.arange(len(views)), [view.shape[1] for view in views])
    table = np.column_stack(views) if views else np.empty((len(rows), 0))
    table = table - table.mean(axis=0)
    length = np.sqrt((table**2).sum(axis=0))
    table = np.divide(table, length, out=np.zeros_like(table), where=length > 0)
    linked = np.abs(table.T @ table)
    starts = np.searchsorted(owner, np.arange(len(views)))
    return Kinship(np.maximum.reduceat(np.maximum.reduceat(linked, starts, axis=0), starts, axis=1))


def _views(column: Numbers, numeric: bool) -> Numbers:
    if numeric:
        placed = ranks(column)(column)
        missing = ~np.isfinite(placed)
        middle = np.nanmedian(placed) if not missing.all() else 0.0
        return np.column_stack([np.where(missing, middle, placed), missing.astype("float64")])
    codes = column.astype(int)
    common = np.argsort(-np.bincount(codes), kind="stable")[:3]
    return np.column_stack([(codes == level).astype("float64") for level in common])
