"""A small picture of each column, and of the whole table, that shows nobody: no extreme, and nothing that few have."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.tables.data_subject import count_subjects, subject_ids, subjects_sharing
from synthesis.tables.duplicates import repeated
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.reading.values import texts
from synthesis.tables.rules.propose import propose_rules, table_rules
from synthesis.tables.rules.sample import SAMPLED_ROWS
from synthesis.tables.schema import Column, Constraint, Kind, Role
from synthesis.tables.table import Table
from synthesis.tables.uniqueness import Uniqueness, near_unique, uniqueness

_BINS, _AT_LEAST, _SHAPES = 12, 5, 3
_PICTURED = 200_000
_RUN = re.compile(r"([A-Za])\1{3,}")


@dataclass(frozen=True)
class ColumnProfile:
    """One column at a glance.

    `shares` are shares of the filled cells: of up to 12 equal bins from `low` to `high` for numbers and dates, or of
    the up to 12 most common categories, named by `labels`, that at least 5 people have; what lies in neither is `rest`.
    `low` and `high` are the 5th smallest and the 5th largest value as the file spells them, never the true extremes
    (the 5th person's, where a person has several rows). `shapes` are the up to 3 most common spellings of texts and
    codes that at least 5 people share, with 9 for a digit, A and a for letters, never a cell; `shaped` is the share of
    filled cells that have one of them. Texts, identifiers and columns of fewer than 10 filled cells have no `shares`.
    At most 200,000 rows, drawn by chance, are looked at for shares and shapes.
    """

    name: str
    kind: Kind
    role: Role
    missing: float
    distinct: int
    shares: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    rest: float = 0.0
    low: str | None = None
    high: str | None = None
    shapes: tuple[str, ...] = ()
    shaped: float = 0.0


@dataclass(frozen=True)
class Survey:
    """The whole table at a glance.

    `people` is its rows, unless a column names whom they are about. `repeated`: rows that repeat an earlier one,
    identifiers aside. `constant`: columns with a single value or none. `near_unique`: sets of columns by which at least
    95 % of the people stand alone. `uniqueness`: what quasi-identifiers give away, alone and together. `rules`: what
    rows keep, proposed to be confirmed. `looked_at`: how many rows near-unique sets and rules were looked for in.
    """

    rows: int
    people: int
    repeated: int
    constant: tuple[str, ...]
    near_unique: tuple[tuple[str, ...], ...]
    uniqueness: tuple[Uniqueness, ...]
    rules: tuple[Constraint, ...]
    looked_at: int


def survey(table: Table) -> Survey:
    """What is to be known of the table beyond its columns one by one."""
    again = repeated(table)
    return Survey(
        rows=len(table),
        people=count_subjects(table),
        repeated=again,
        constant=tuple(c.name for c in table.schema if c.kind.constant),
        near_unique=near_unique(table),
        uniqueness=uniqueness(table),
        rules=(*table_rules(table, again), *propose_rules(table)),
        looked_at=min(len(table), SAMPLED_ROWS),
    )


def profile(table: Table) -> tuple[ColumnProfile, ...]:
    """The picture of every column, in order."""
    people, rows = subject_ids(table), len(table)
    drawn: Array = np.arange(rows)
    if rows > _PICTURED:
        drawn = np.sort(Seed(0).child("profile").generator().choice(rows, _PICTURED, replace=False))
    few = table.frame if rows <= _PICTURED else table.frame.iloc[drawn]
    held = None if people is None else people[drawn]
    return tuple(_profile(few[column.name], column, held, table.dialect.decimal) for column in table.schema)


def _profile(series: pd.Series, column: Column, people: Array | None, decimal: str) -> ColumnProfile:
    plain = ColumnProfile(column.name, column.kind, column.role, column.missing, column.distinct)
    known = series.notna().to_numpy()
    if known.sum() < 2 * _AT_LEAST or not column.kind.filled:
        return plain
    filled, whose = series[known], None if people is None else people[known]
    if column.kind.prose or column.kind.unique:
        return _spelt(plain, filled, whose) if not column.numeric else plain
    return _numeric(plain, filled, column, whose, decimal) if column.numeric else _levels(plain, filled, whose)


def _numeric(
    plain: ColumnProfile, series: pd.Series, column: Column, people: Array | None, decimal: str
) -> ColumnProfile:
    filled = numbers(series, column.kind)
    order = np.argsort(filled, kind="stable")
    low, high = (_fifth(filled, way, people) for way in (order, order[::-1]))
    if low is None or high is None or low > high:
        return plain
    spelt = texts(from_numbers(np.array([low, high]), column.kind), column, decimal)
    return replace(plain, shares=_binned(filled, low, high), low=spelt[0], high=spelt[1])


def _fifth(filled: Numbers, order: Array, people: Array | None) -> float | None:
    """The value at which five people have been met, in that order."""
    if people is None:
        return float(filled[order[_AT_LEAST - 1]])
    _, first = np.unique(people[order], return_index=True)
    return float(filled[order[np.sort(first)[_AT_LEAST - 1]]]) if len(first) >= _AT_LEAST else None


def _binned(filled: Numbers, low: float, high: float) -> tuple[float, ...]:
    if low >= high:
        return (1.0,)
    bins = min(_BINS, len(np.unique(filled)))
    counts, _ = np.histogram(np.clip(filled, low, high), bins=bins, range=(low, high))
    return tuple((counts / len(filled)).tolist())


def _levels(plain: ColumnProfile, series: pd.Series, people: Array | None) -> ColumnProfile:
    labels, shares = _shown(series, people, _BINS)
    shapes, _ = _shown(_shapes(series), people, _SHAPES)
    shapes = shapes if any(map(str.isdigit, "".join(shapes))) else ()
    return replace(plain, shares=shares, labels=labels, rest=max(0.0, 1 - sum(shares)), shapes=shapes)


def _spelt(plain: ColumnProfile, series: pd.Series, people: Array | None) -> ColumnProfile:
    shapes, shares = _shown(_shapes(series), people, _SHAPES)
    return replace(plain, shapes=shapes, shaped=min(1.0, sum(shares)))


def _shown(series: pd.Series, people: Array | None, most: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The most common values that at least five people have, and their shares of the rows."""
    codes, levels = pd.factorize(series)
    counts, sharing = np.bincount(codes), subjects_sharing(codes, people)
    order = [place for place in np.argsort(-counts, kind="stable") if sharing[place] >= _AT_LEAST][:most]
    return tuple(str(levels[place]) for place in order), tuple(float(counts[place] / len(codes)) for place in order)


def shape(cell: object) -> str:
    """How a cell is spelt: 9 for each digit, A for each capital, a for each small letter, other characters as they are;
    a run of more than three alike is told once: `Aa+ 999-99`."""
    return _RUN.sub(r"\1+", str(cell).translate(_SIGNS))


class _Signs(dict[int, str]):
    """What each sign is told as."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = told = "9" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.isalpha() else sign
        return told


_SIGNS = _Signs()


def _shapes(series: pd.Series) -> pd.Series:
    """The shape of every cell; equal cells are looked at once."""
    codes, levels = pd.factorize(series)
    return pd.Series(np.array([shape(level) for level in levels], dtype=object)[codes])
