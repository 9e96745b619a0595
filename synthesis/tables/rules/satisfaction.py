"""How many rows of a frame keep a rule."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.duplicates import repeats
from synthesis.tables.encode import numbers
from synthesis.tables.formats.numerals import Pattern
from synthesis.tables.schema import Column, Constraint, Kind, Role, RuleKind, Schema

YES = frozenset({"1", "yes", "true", "t", "y", "on", "ja", "j", "oui", "o", "si", "sí", "s", "sim"})
"""Spellings of booleans that say yes, in small letters."""

_MULTIPLE = 1e-6


@dataclass(frozen=True, eq=False)
class RuleCheck:
    """A rule with the columns that it is about, the rows to be judged and the rows that it is known from."""

    rule: Constraint
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    source: pd.DataFrame

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    @property
    def values(self) -> Numbers:
        """The cells as numbers, a column a column."""
        return np.column_stack([numbers(self.frame[c.name], c.kind) for c in self.columns])

    @property
    def blank(self) -> Flags:
        """Where cells are blank."""
        return np.asarray(self.frame[self.names].isna().to_numpy(), dtype=bool)


def satisfaction(
    rule: Constraint, frame: pd.DataFrame, schema: Schema, source: pd.DataFrame | None = None
) -> Constraint:
    """The rule with the share of `frame` that keeps it, and how many rows it speaks of; 0 rows where it speaks of none.

    A frame that lacks one of the columns has no such rows. `source` are the rows whose values and combinations are the
    known ones, for `constant` and `combinations`; without it the frame is compared with itself.
    """
    known = frame if source is None else source
    present = set(frame.columns) & set(known.columns)
    columns = tuple(schema[name] for name in rule.columns) if rule.columns else _compared(schema, present)
    if not columns or not {column.name for column in columns} <= present:
        return replace(rule, share=0.0, rows=0)
    kept = _MEASURES[rule.kind](RuleCheck(rule, columns, frame, known))
    return replace(rule, share=kept[0], rows=kept[1])


def _compared(schema: Schema, present: Set[str]) -> tuple[Column, ...]:
    """The columns by which rows repeat each other: what is released, identifiers aside."""
    return tuple(
        c
        for c in schema
        if c.released and c.name in present and c.role is not Role.IDENTIFIER and c.kind is not Kind.IDENTIFIER
    )


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
    if column.kind is Kind.INTEGER:
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


def _share(kept: Flags) -> tuple[float, int]:
    return (float(kept.mean()) if len(kept) else 0.0), len(kept)


def _rising(asked: RuleCheck) -> tuple[float, int]:
    values = asked.values
    return _share(rises(values[np.isfinite(values).sum(axis=1) >= 2]))


def _total(combine: Callable[..., Numbers]) -> Callable[[RuleCheck], tuple[float, int]]:
    def kept(asked: RuleCheck) -> tuple[float, int]:
        values = asked.values
        values = values[np.isfinite(values).all(axis=1)]
        return _share(near(combine(values[:, :-1], axis=1), values[:, -1], asked.columns[-1]))

    return kept


def _decision(asked: RuleCheck) -> tuple[float, int]:
    first, second = asked.names
    filled = asked.frame[asked.frame[first].notna()]
    return agreement(codes(filled[first]), codes(filled[second]))


def _same(asked: RuleCheck) -> tuple[float, int]:
    return min(_decision(asked), _decision(replace(asked, columns=asked.columns[::-1])))


def _blank_with(asked: RuleCheck) -> tuple[float, int]:
    blank = asked.blank
    return _share(blank[blank[:, 0], 1])


def _blank_together(asked: RuleCheck) -> tuple[float, int]:
    blank = asked.blank
    return _share(blank[blank.any(axis=1)].all(axis=1))


def _known(asked: RuleCheck) -> tuple[float, int]:
    return _share(known_combinations(asked.frame, asked.source, asked.names))


def _multiple(asked: RuleCheck) -> tuple[float, int]:
    values, step = asked.values[:, 0], asked.rule.value
    known = values[np.isfinite(values)]
    return _share(multiples(known, step)) if step else (0.0, 0)


def _one_hot(asked: RuleCheck) -> tuple[float, int]:
    filled = ~asked.blank.any(axis=1)
    return _share(one_in(says_yes(asked.frame[c.name], c) for c in asked.columns)[filled])


def _unrepeated(asked: RuleCheck) -> tuple[float, int]:
    return _share(~repeats(asked.frame, asked.names))


_MEASURES: Mapping[RuleKind, Callable[[RuleCheck], tuple[float, int]]] = {
    "order": _rising,
    "range": _rising,
    "sum": _total(np.sum),
    "product": _total(np.prod),
    "determines": _decision,
    "same": _same,
    "blank-with": _blank_with,
    "blank-together": _blank_together,
    "combinations": _known,
    "constant": _known,
    "increments": _multiple,
    "one-hot": _one_hot,
    "unique": _unrepeated,
    "no-repeats": _unrepeated,
}
