"""A column as the levels it takes and where: worked out once for a table, however many look at it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.arrays import Array
from synthesis.tables.table import Table


@dataclass(frozen=True, eq=False)
class Levels:
    """A column as codes: row r holds level `codes[r]`, and level l stands in `counts[l]` rows, in `first[l]` first.

    Levels are in order of first appearance; where cells are blank, `blank` is the last level, else None.
    """

    codes: Array
    counts: Array
    first: Array
    blank: int | None

    @classmethod
    def of(cls, series: pd.Series) -> "Levels":
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


def levels(table: Table, name: str) -> Levels:
    """The levels of one of its columns."""
    return table.once(("levels", name), lambda: Levels.of(table.frame[name]))


def level_counts(table: Table, name: str) -> pd.Series:
    """How many rows hold each value of a column, blanks aside, the most common value first; the values are the index."""
    found = levels(table, name)
    filled = len(found.counts) - (found.blank is not None)
    order = np.argsort(-found.counts[:filled], kind="stable")
    cells = table.frame[name].iloc[found.first[order]].array
    return pd.Series(found.counts[order], index=pd.Index(cells, dtype=cells.dtype))


def combined(columns: Sequence[Array]) -> Array:
    """One code a row, equal for rows that are equal in every column."""
    code = np.zeros(len(columns[0]) if columns else 0, dtype="int64")
    for column in columns:
        code = np.asarray(pd.factorize(code * (int(column.max(initial=0)) + 1) + column)[0], dtype="int64")
    return code
