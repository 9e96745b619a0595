"""Rows that hold the same cells as another row."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.tables.factorised import combined, factorise
from synthesis.tables.schema import Role
from synthesis.tables.table import Table

_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: a multiplier that spreads bits (Knuth, TAOCP 3, section 6.4)."""


def repeats(frame: pd.DataFrame, columns: Sequence[str]) -> Flags:
    """True for each row that holds the same cells in these columns as an earlier one, a missing cell being equal to
    another."""
    first = _first_alike(lambda name: _codes(frame[name]), columns, len(frame))
    return np.asarray(first != np.arange(len(frame)))


def first_alike(table: Table) -> Array:
    """For each row the number of the first one that holds the same cells, identifiers aside: its own where there is
    none before it. Where nothing but identifiers is left, no row is like another."""
    compared = [c.name for c in table.schema if c.role is not Role.IDENTIFIER and not c.kind.unique]
    return table.once(
        "first alike", lambda: _first_alike(lambda name: factorise(table, name).codes, compared, len(table))
    )


def repeated(table: Table) -> int:
    """How many rows repeat an earlier row, identifiers aside."""
    return int((first_alike(table) != np.arange(len(table))).sum())


def _codes(series: pd.Series) -> Array:
    return np.asarray(pd.factorize(series, use_na_sentinel=False)[0])


def _first_alike(codes: Callable[[str], Array], columns: Sequence[str], rows: int) -> Array:
    """Rows are compared by a hash of 64 bits first, column by column, so that memory stays small; those whose hash
    occurs twice are then compared code by code, so the answer is exact."""
    first = np.arange(rows, dtype="int32" if rows < 2**31 else "int64")
    if not columns:
        return first
    marks = np.zeros(rows, dtype="uint64")
    for name in columns:
        marks ^= codes(name).astype(np.min_scalar_type(rows))
        marks *= _ODD
        marks ^= marks >> np.uint64(29)
    ordered = np.sort(marks)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    doubtful = np.flatnonzero(np.isin(marks, twice)) if len(twice) else twice
    if len(doubtful):
        alike = combined([codes(name)[doubtful].astype("int64") for name in columns])
        _, opens = np.unique(alike, return_index=True)
        first[doubtful] = doubtful[opens[alike]]
    return first
