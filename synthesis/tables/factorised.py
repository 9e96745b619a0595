"""A column as the levels it takes and where: worked out once for a table, however many look at it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.tables.table import Table

_FEW, _LARGEST = 1 << 20, 1 << 62


@dataclass(frozen=True, eq=False)
class FactorisedColumn:
    """A column as codes: row r holds level `codes[r]`, and level l stands in `counts[l]` rows, in `first[l]` first.

    Levels are in order of first appearance; where cells are blank, `blank` is the last level, else None.
    """

    codes: Array
    counts: Array
    first: Array
    blank: int | None

    @classmethod
    def of(cls, series: pd.Series) -> "FactorisedColumn":
        """The levels of one column."""
        codes, kinds = pd.factorize(series, use_na_sentinel=True)
        gone = codes < 0
        blank = len(kinds) if gone.any() else None
        codes[gone] = len(kinds)
        codes = codes.astype(np.min_scalar_type(len(kinds)))
        counts = np.bincount(codes, minlength=len(kinds) + (blank is not None)).astype("int32")
        first = np.zeros(len(counts), dtype="int32")
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1, dtype="int32")
        return cls(codes, counts, first, blank)


def factorise(table: Table, name: str) -> FactorisedColumn:
    """The levels of one of its columns."""
    return table.once(("levels", name), lambda: FactorisedColumn.of(table.frame[name]))


def level_counts(table: Table, name: str) -> pd.Series:
    """How many rows hold each value of a column, blanks aside, the most common value first; the values are the
    index."""
    found = factorise(table, name)
    filled = len(found.counts) - (found.blank is not None)
    order = np.argsort(-found.counts[:filled], kind="stable")
    cells = table.frame[name].iloc[found.first[order]].array
    return pd.Series(found.counts[order], index=pd.Index(cells, dtype=cells.dtype))


def combined(columns: Sequence[Array]) -> Array:
    """One code a row from 0 upwards, equal for rows that are equal in every column."""
    return np.asarray(pd.factorize(_joined(columns)[0])[0], dtype="int64")


def combination_counts(columns: Sequence[Array]) -> Array:
    """How many rows have each combination that occurs, in any order."""
    code, span = _joined(columns)
    if span <= max(len(code), _FEW):
        counts = np.bincount(code)
        return np.asarray(counts[counts > 0])
    code.sort()
    opens = np.flatnonzero(np.diff(code, prepend=-1))
    return np.diff(opens, append=len(code))


def _joined(columns: Sequence[Array]) -> tuple[Array, int]:
    """One number a row, equal for rows that are equal in every column, and a bound that all stay below."""
    code, span = np.zeros(len(columns[0]) if columns else 0, dtype="int64"), 1
    for column in columns:
        kinds = int(column.max(initial=0)) + 1
        if span * kinds >= _LARGEST:
            code = np.asarray(pd.factorize(code)[0], dtype="int64")
            span = int(code.max(initial=0)) + 1
        code *= kinds
        code += column
        span *= kinds
    return code, span
