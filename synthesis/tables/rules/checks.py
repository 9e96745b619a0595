"""What rules are checked with: equal cells, blanks, steps, yes and no, the first partner of a value."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.encode import numbers
from synthesis.tables.formats.numerals import Pattern
from synthesis.tables.schema import Column

YES = frozenset({"1", "yes", "true", "t", "y", "on", "ja", "j", "oui", "o", "si", "sí", "s", "sim"})
"""Spellings of booleans that say yes, in small letters."""

_MULTIPLE = 1e-6


def share_of(kept: Flags) -> tuple[float, int]:
    """The share of rows that are marked, and how many rows there are."""
    return (float(kept.mean()) if len(kept) else 0.0), len(kept)


def codes(series: pd.Series) -> Array:
    """A number a cell, equal for equal cells; blanks are equal to each other."""
    return np.asarray(pd.factorize(series, use_na_sentinel=False)[0], dtype="int32")


def largest(a: Array, b: Array) -> Array:
    """For each code of `a`: rows of its most common partner in `b`, and all its rows."""
    pairs, counts = np.unique(a.astype("int64") * (int(b.max(initial=0)) + 1) + b, return_counts=True)
    owner = pairs // (int(b.max(initial=0)) + 1)
    most, rows = np.zeros(int(a.max(initial=0)) + 1, dtype="int64"), np.bincount(a)
    np.maximum.at(most, owner, counts)
    return np.column_stack([most, rows])


def agreement(a: Array, b: Array) -> tuple[float, int]:
    """Of the rows that share their `a` with another, the share that has its most common `b` (1 − g₃ of Kivinen and
    Mannila, Theor. Comput. Sci. 149, 1995), and how many they are."""
    most = largest(a, b)
    repeated = most[:, 1] > 1
    rows = int(most[repeated, 1].sum())
    return (float(most[repeated, 0].sum() / rows) if rows else 0.0), rows


def near(made: Numbers, total: Numbers, column: Column) -> Flags:
    """Whether the total is `made`, to half a unit of its last decimal."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(total - made) <= unit(column) / 2 + 1e-9 * (1 + np.abs(made)))


def unit(column: Column) -> float:
    """The last decimal that the column is written with; 0 where it has no fixed number of them."""
    if column.kind.whole:
        return 1.0
    places = Pattern.of(column.format).places
    return 0.0 if places is None else 10.0**-places


def says_yes(series: pd.Series, column: Column) -> Flags:
    """Where a cell is 1, or a spelling of yes."""
    if column.numeric:
        return np.asarray(numbers(series, column.kind) == 1.0)
    return series.map(lambda cell: str(cell).strip().lower() in YES, na_action="ignore").eq(True).to_numpy()


def one_in(columns: Iterable[Flags]) -> Flags:
    """Rows in which exactly one of the columns says yes."""
    return np.asarray(sum(column.astype("int16") for column in columns) == 1)


def multiples(values: Numbers, step: float) -> Flags:
    """Which values are whole multiples of `step`."""
    quotient = values / step
    return np.asarray(np.abs(quotient - np.round(quotient)) <= _MULTIPLE)


def rises(values: Numbers) -> Flags:
    """Rows in which no filled cell is below one to its left."""
    highest = np.fmax.accumulate(values, axis=1)[:, :-1]
    with np.errstate(invalid="ignore"):
        return ~np.asarray((values[:, 1:] < highest).any(axis=1))


def known_combinations(frame: pd.DataFrame, source: pd.DataFrame, names: Sequence[str]) -> Flags:
    """Which rows of `frame` hold a combination that `source` holds; a blank counts as a value."""
    marks = np.zeros(len(source) + len(frame), dtype="int64")
    for name in names:
        both = pd.concat([source[name].astype(object), frame[name].astype(object)], ignore_index=True)
        column = codes(both).astype("int64")
        marks = np.asarray(pd.factorize(marks * (int(column.max(initial=0)) + 1) + column)[0], dtype="int64")
    return np.isin(marks[len(source) :], marks[: len(source)])


def unlike_first(frame: pd.DataFrame, known: pd.DataFrame, name: str, other: str) -> Flags:
    """Rows whose `other` is not that of the first row, of `known` or else of `frame`, with the same filled `name`."""
    first, second = first_partner(frame, known, name, other)
    return np.asarray(frame[name].notna().to_numpy() & (first != second))


def first_partner(frame: pd.DataFrame, known: pd.DataFrame, name: str, other: str) -> tuple[Array, Array]:
    """For each row of `frame`, the code of the first partner of its `name`, and of its own one."""
    a, b = (codes(stacked(known, frame, column)) for column in (name, other))
    _, first, inverse = np.unique(a, return_index=True, return_inverse=True)
    return b[first][inverse][len(known) :], b[len(known) :]


def stacked(first: pd.DataFrame, second: pd.DataFrame, name: str) -> pd.Series:
    """One column of both frames, one after the other."""
    both: pd.Series = pd.concat([first[name].astype(object), second[name].astype(object)], ignore_index=True)
    return both
