"""Texts to values and back, by kind. Distinct texts are worked on once each, then dealt out to the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.formats import numerals, times
from synthesis.tables.formats.dates import read_dates, spell
from synthesis.tables.reading.cells import Cells
from synthesis.tables.schema import Column

_EXACT = 2.0**53
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Values:
    """A column's values, how many filled cells could not be read as its kind (they are missing), and how
    many values differ."""

    series: pd.Series
    unread: int
    distinct: int


def values(cells: Cells, column: Column, decimal: str = ".") -> Values:
    """The column as its kind has it (see `Table`). Empty cells and the column's `blank` are missing.

    In numbers and dates the usual words for a missing value (`NA`, `?`) are missing too; what else cannot be read is
    missing and counted. A number with decimals in a column of whole numbers is rounded.
    """
    blank = _blank(cells, column)
    if not column.numeric:
        levels = np.empty(len(cells.levels), dtype=object)
        levels[:] = list(cells.levels)
        levels[blank] = None
        return Values(pd.Series(levels[cells.codes], dtype=object), 0, int((~blank).sum()))
    if column.kind.calendar:
        stamps = _stamps(list(cells.levels), blank, column.format)
        return Values(
            pd.Series(stamps[cells.codes]), _lost(cells, blank, np.isnat(stamps)), _distinct(stamps[~np.isnat(stamps)])
        )
    numbers = _numbers(list(cells.levels), blank, column, decimal)
    gone = np.isnan(numbers)
    if column.kind.whole:
        gone |= np.abs(numbers) > _EXACT
        whole = np.where(gone, 0, np.round(numbers)).astype("int64")
        spelt = pd.arrays.IntegerArray(whole[cells.codes], gone[cells.codes])
        return Values(pd.Series(spelt), _lost(cells, blank, gone), _distinct(whole[~gone]))
    return Values(pd.Series(numbers[cells.codes]), _lost(cells, blank, gone), _distinct(numbers[~gone]))


def _blank(cells: Cells, column: Column) -> Flags:
    """Which levels stand for a missing cell."""
    found = np.full(len(cells.levels), not column.kind.filled)
    found[[place for place, marked in cells.missing_levels if column.numeric or not marked]] = True
    spare = {column.blank, column.blank.strip(), *column.markers, *(text for text, _ in column.blanks)}
    if any(text.strip() for text in spare):
        found |= np.fromiter((text in spare for text in cells.levels), dtype=bool, count=len(found))
    return found


def _distinct(found: Array) -> int:
    return len(np.unique(found))


def _lost(cells: Cells, blank: Flags, gone: Flags) -> int:
    return int(cells.counts[gone & ~blank].sum())


def _numbers(texts: list[str], blank: Flags, column: Column, decimal: str) -> Numbers:
    found = np.full(len(texts), np.nan)
    filled = np.flatnonzero(~blank)
    few = texts if len(filled) == len(texts) else [texts[place] for place in filled]
    if times.FORMAT.fullmatch(column.format or ""):
        found[filled] = [times.read_clock(text, column.format or "") for text in few]
    else:
        found[filled] = numerals.numbers(few, decimal, column.format)
    return found


def _stamps(texts: list[str], blank: Flags, pattern: str | None) -> Array:
    stamps = np.full(len(texts), np.datetime64("NaT", "us"))
    for candidate in dict.fromkeys((pattern or "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")):
        left = np.flatnonzero(np.isnat(stamps) & ~blank)
        if not len(left):
            break
        stamps[left] = read_dates([texts[index].strip() for index in left], candidate)
    return stamps


def texts(series: pd.Series, column: Column, decimal: str = ".") -> list[str]:
    """The column's cells as the file spells them; a missing one is the column's `blank`, or each of its `blanks`."""
    if column.numeric:
        codes, levels = pd.factorize(series, use_na_sentinel=True)
        spelt = [*(_spelling(level, column, decimal) for level in levels), column.blank]
        found = [spelt[code] for code in codes]
    else:
        found = [column.blank if cell is None or cell != cell else str(cell) for cell in series]
    if column.zones:
        filled = np.flatnonzero(series.notna())
        for place, end in zip(filled, _shared_out(column.zones, len(filled)), strict=True):
            found[place] += end
    if len(column.blanks) > 1:
        gone = np.flatnonzero(series.isna())
        for place, text in zip(gone, _shared_out(column.blanks, len(gone)), strict=True):
            found[place] = text
    return found


def _shared_out(blanks: Sequence[tuple[str, float]], count: int) -> list[str]:
    """So many spellings of a blank, by their shares (largest remainders; each at least once where there is room).

    They are mixed evenly without anything being drawn: multiples of the golden ratio, modulo 1, are spread so (Weyl).
    """
    quota = np.array([share for _, share in blanks]) * count
    numbers = np.maximum(np.floor(quota), 1)
    for place in np.argsort(np.floor(quota) - quota, kind="stable")[: max(count - int(numbers.sum()), 0)]:
        numbers[place] += 1
    while numbers.sum() > count:
        numbers[np.argmax(numbers)] -= 1
    chosen = np.repeat(np.arange(len(blanks)), numbers.astype(int))
    spread = np.argsort(np.argsort((np.arange(count) * _GOLDEN) % 1, kind="stable"), kind="stable")
    return [blanks[place][0] for place in chosen[spread]]


def _spelling(value: Any, column: Column, decimal: str) -> str:
    if column.kind.calendar:
        return _date(value, column)
    if not np.isfinite(value):
        return column.blank
    if column.kind.whole and times.FORMAT.fullmatch(column.format or ""):
        return times.spell_clock(float(value), column.format or "")
    if column.kind.whole:
        return numerals.spell_integer(value, column.format, decimal)
    return numerals.spell_float(float(value), column.format, column.trimmed, decimal)


def _date(value: Any, column: Column) -> str:
    stamp: datetime = pd.Timestamp(value).to_pydatetime()
    if column.format is None or "%" not in column.format:
        return str(stamp.date()) if not (stamp.hour or stamp.minute or stamp.second) else str(stamp)
    return spell(stamp, column.format, column.trimmed)
