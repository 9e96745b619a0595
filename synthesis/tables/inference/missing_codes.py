"""Cells that may stand for a missing value: proposed with a reason, and applied only where the user says so."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.tables.factorised import level_counts
from synthesis.tables.formats import times
from synthesis.tables.formats.missing import MISSING_CODES
from synthesis.tables.reading.cells import MISSING
from synthesis.tables.reading.values import texts
from synthesis.tables.schema import Column
from synthesis.tables.table import Table

_CODES = frozenset({-1.0, -7.0, -8.0, -9.0, -99.0, -98.0, -200.0, -999.0, -9999.0, -99999.0}) | frozenset(
    {99.0, 999.0, 9999.0, 99999.0, 999999.0, 8888.0}
)
_NOTHING = frozenset({"none", "nil"})
_LEVELS = _NOTHING | {"unknown", "missing", "not available"}
_NONE = "None"
_LEAST, _MANY = 3, 10
_FAR, _APART, _GAP = 1.0, 0.3, 5.0


@dataclass(frozen=True)
class MissingCode:
    """One spelling in one column that may stand for a missing cell.

    `marker` is the cell as the file spells it, `share` its share of the rows. `applied`: the column could only be read
    as numbers or dates with these cells missing, so they already are.
    """

    column: str
    marker: str
    share: float
    reason: str
    applied: bool = False


def proposed_missing_codes(table: Table) -> tuple[MissingCode, ...]:
    """Spellings that may stand for a missing cell, column by column; nothing is changed.

    In words: the usual signs (`?`, `NA`, a dash); `None` only as programs write it, in two columns at least and in
    fewer than half of the rows, since it is a level as often. In numbers: the usual codes (-8, 999), where they lie
    apart from all other values, and zeros in a column of otherwise large numbers."""
    shared = _in_several(table)
    return tuple(marker for column in table.schema for marker in _column_markers(column, table, shared))


def _column_markers(column: Column, table: Table, shared: bool) -> Iterator[MissingCode]:
    for text, share in column.blanks or ((column.blank, 1.0),):
        if column.numeric and text.strip() and column.missing:
            reason = "All other cells are numbers or dates, so it counts as missing already."
            yield MissingCode(column.name, text, share * column.missing, reason, applied=True)
    if column.kind.amount and not times.FORMAT.fullmatch(column.format or ""):
        yield from _codes(table, column)
    elif column.kind.wordy:
        yield from _words(table, column, shared)


def _words(table: Table, column: Column, shared: bool) -> Iterator[MissingCode]:
    own = column.distinct > len(table) // 2
    if own and not MISSING.search("\n".join(map(str, table.frame[column.name].dropna()))):
        return
    counts = level_counts(table, column.name)
    for text, count in counts.items():
        bare, share = str(text).strip().lower(), int(count) / len(table)
        if bare not in MISSING_CODES or (bare in _NOTHING and not (shared and str(text) == _NONE and share < 0.5)):
            continue
        doubt = "; it may be a level of its own" if bare in _LEVELS else ""
        yield MissingCode(column.name, str(text), share, f"A usual sign for a missing value{doubt}.")


def _in_several(table: Table) -> bool:
    """Whether two columns hold the word that a program writes for nothing."""
    return sum(bool((table.frame[c.name] == _NONE).any()) for c in table.schema if not c.numeric) > 1


def _codes(table: Table, column: Column) -> Iterator[MissingCode]:
    series, held = table.frame[column.name], level_counts(table, column.name).sort_index()
    found, counts = held.index.to_numpy(dtype="float64"), held.to_numpy()
    likely = np.isin(found, [0.0, *_CODES]) & (counts >= _LEAST)
    for value, count in zip(found[likely], counts[likely], strict=True):
        reason = _apart(float(value), found[~np.isin(found, list(_CODES | {0.0} if not value else _CODES))])
        if reason:
            spelt = texts(pd.Series([value]).astype(series.dtype), column, table.dialect.decimal)[0]
            yield MissingCode(column.name, spelt, int(count) / len(series), reason)


def _apart(value: float, others: Numbers) -> str | None:
    """Why a code is no value like the others: it is the only negative one, or lies far from all of them."""
    if len(others) < _LEAST:
        return None
    low, high, middle = float(others.min()), float(others.max()), float(np.median(others))
    spread = high - low
    if not value:
        large = low > _APART * middle and low > _GAP * spread / len(others) and len(others) >= _MANY
        return "Zero lies far below all other values." if low > 0 and large else None
    if value < 0 <= low:
        return "The only negative value, and a usual code for a missing one."
    far = low - value > _FAR * spread if value < low else value - high > _FAR * spread
    return "A usual code for a missing value, far from all others." if far and value != middle else None
