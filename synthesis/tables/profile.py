"""A small picture of each column that shows nobody: no extreme, and no category that few rows have."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from synthesis.arrays import Numbers
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.schema import Column, Kind, Role
from synthesis.tables.table import Table
from synthesis.tables.values import texts

_BINS, _AT_LEAST = 12, 5


@dataclass(frozen=True)
class ColumnProfile:
    """One column at a glance.

    `shares` are shares of the filled cells: of up to 12 equal bins from `low` to `high` for numbers and dates, or of
    the up to 12 most common categories, named by `labels`, that at least 5 rows have; what lies in neither is `rest`.
    `low` and `high` are the 5th smallest and the 5th largest value as the file spells them, never the true extremes.
    Texts, identifiers and columns of fewer than 10 filled cells have no picture.
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


def profile(table: Table) -> tuple[ColumnProfile, ...]:
    """The picture of every column, in order."""
    return tuple(_profile(table, column) for column in table.schema)


def _profile(table: Table, column: Column) -> ColumnProfile:
    series = table.frame[column.name]
    missing, distinct = float(series.isna().mean()) if len(series) else 0.0, int(series.nunique())
    plain = ColumnProfile(column.name, column.kind, column.role, missing, distinct)
    if series.notna().sum() < 2 * _AT_LEAST or column.kind in (Kind.TEXT, Kind.IDENTIFIER, Kind.EMPTY):
        return plain
    return _numeric(plain, series, column, table.dialect.decimal) if column.numeric else _levels(plain, series)


def _numeric(plain: ColumnProfile, series: pd.Series, column: Column, decimal: str) -> ColumnProfile:
    filled = numbers(series, column.kind)
    filled = np.sort(filled[~np.isnan(filled)])
    low, high = filled[_AT_LEAST - 1], filled[-_AT_LEAST]
    spelt = texts(from_numbers(np.array([low, high]), column.kind), column, decimal)
    return replace(plain, shares=_binned(filled, low, high), low=spelt[0], high=spelt[1])


def _binned(filled: Numbers, low: float, high: float) -> tuple[float, ...]:
    if low >= high:
        return (1.0,)
    bins = min(_BINS, len(np.unique(filled)))
    counts, _ = np.histogram(np.clip(filled, low, high), bins=bins, range=(low, high))
    return tuple((counts / len(filled)).tolist())


def _levels(plain: ColumnProfile, series: pd.Series) -> ColumnProfile:
    counts = series.value_counts()
    shown = counts[counts >= _AT_LEAST].iloc[:_BINS]
    shares = tuple((shown / counts.sum()).tolist())
    return replace(plain, shares=shares, labels=tuple(map(str, shown.index)), rest=max(0.0, 1 - sum(shares)))


def _with(plain: ColumnProfile, **values: object) -> ColumnProfile:
    return ColumnProfile(**{**plain.__dict__, **values})
