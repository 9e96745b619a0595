"""Texts to values and back, by kind. Distinct texts are worked on once each, then dealt out to the rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from synthesis.arrays import Array, Flags, Numbers
from synthesis.tables.cells import Cells
from synthesis.tables.dates import read_dates, spell
from synthesis.tables.missing import MARKERS
from synthesis.tables.numerals import number, spell_float, spell_integer
from synthesis.tables.schema import Column, Kind

_EXACT = 2.0**53


@dataclass(frozen=True, eq=False)
class Values:
    """A column's values, and how many filled cells could not be read as its kind (they are missing)."""

    series: pd.Series
    unread: int


def values(cells: Cells, column: Column, decimal: str = ".") -> Values:
    """The column as its kind has it (see `Table`). Empty cells and the column's `blank` are missing.

    In numbers and dates the usual words for a missing value (`NA`, `?`) are missing too; what else cannot be read is
    missing and counted. A number with decimals in a column of whole numbers is rounded.
    """
    blank = _blank(cells, column)
    if not column.numeric:
        levels = np.array(
            [None if gone else text for text, gone in zip(cells.levels, blank, strict=True)], dtype=object
        )
        return Values(pd.Series(levels[cells.codes], dtype=object), 0)
    if column.kind is Kind.DATETIME:
        stamps = _stamps(cells.levels, blank, column.format)
        return Values(pd.Series(stamps[cells.codes]), _lost(cells, blank, np.isnat(stamps)))
    numbers = _numbers(cells.levels, blank, decimal)
    gone = np.isnan(numbers)
    if column.kind is Kind.INTEGER:
        gone |= np.abs(numbers) > _EXACT
        whole = np.where(gone, 0, np.round(numbers)).astype("int64")
        return Values(
            pd.Series(pd.array(whole[cells.codes], dtype="Int64")).mask(gone[cells.codes]), _lost(cells, blank, gone)
        )
    return Values(pd.Series(numbers[cells.codes]), _lost(cells, blank, gone))


def _blank(cells: Cells, column: Column) -> Flags:
    """Which levels stand for a missing cell."""
    if column.kind is Kind.EMPTY:
        return np.ones(len(cells.levels), dtype=bool)
    marks = MARKERS if column.numeric else frozenset[str]()
    spare = {column.blank, column.blank.strip(), *column.markers}
    return np.array([not (bare := text.strip()) or text in spare or bare.lower() in marks for text in cells.levels])


def _lost(cells: Cells, blank: Flags, gone: Flags) -> int:
    return int(cells.counts[gone & ~blank].sum())


def _numbers(texts: list[str], blank: Flags, decimal: str) -> Numbers:
    return np.array(
        [np.nan if gone else number(text, decimal) for text, gone in zip(texts, blank, strict=True)], dtype="float64"
    )


def _stamps(texts: list[str], blank: Flags, pattern: str | None) -> Array:
    stamps = np.full(len(texts), np.datetime64("NaT", "us"))
    for candidate in dict.fromkeys((pattern or "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")):
        left = np.flatnonzero(np.isnat(stamps) & ~blank)
        if not len(left):
            break
        stamps[left] = read_dates([texts[index].strip() for index in left], candidate)
    return stamps


def texts(series: pd.Series, column: Column, decimal: str = ".") -> list[str]:
    """The column's cells as the file spells them; a missing one is the column's `blank`."""
    codes, levels = pd.factorize(series, use_na_sentinel=True)
    spelt = [*(_spelling(level, column, decimal) for level in levels), column.blank]
    return [spelt[code] for code in codes]


def _spelling(value: Any, column: Column, decimal: str) -> str:
    if column.kind is Kind.DATETIME:
        return _date(value, column)
    if column.kind is Kind.INTEGER:
        return spell_integer(value, column.format, decimal)
    if column.kind is Kind.FLOAT:
        finite = np.isfinite(value)
        return spell_float(float(value), column.format, column.trimmed, decimal) if finite else column.blank
    return str(value)


def _date(value: Any, column: Column) -> str:
    stamp: datetime = pd.Timestamp(value).to_pydatetime()
    if column.format is None or "%" not in column.format:
        return str(stamp.date()) if not (stamp.hour or stamp.minute or stamp.second) else str(stamp)
    return spell(stamp, column.format, column.trimmed)
