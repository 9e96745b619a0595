"""A table as it stands in the file: every cell still text, each column as its distinct texts and where they occur."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any, overload

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.foundation.errors import NoRows, UnreadableTable
from synthesis.foundation.numerals import count
from synthesis.tables.formats.missing import MISSING_CODES
from synthesis.tables.reading.dialect import parse, refuse_broken
from synthesis.tables.table import Dialect

_CHUNK = 20_000
_WIDEST = 20_000
_WIDE, _FILLED = 1_000, 0.1
_LONGEST = 2 + max(map(len, MISSING_CODES))
_EITHER = MISSING_CODES | {""}
MISSING = re.compile(
    rf"^[^\S\n]*(?:{'|'.join(map(re.escape, sorted(MISSING_CODES)))})?[^\S\n]*$", re.IGNORECASE | re.MULTILINE
)
"""A line that is blank, or that usually stands for a missing value."""


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of texts: row r reads `levels[codes[r]]`. `counts[l]` says how many rows hold level l. `quoted` is as
    in `Column`."""

    name: str
    header: str | None
    codes: Array
    levels: Sequence[str]
    counts: Array
    under: str | None = None
    quoted: tuple[str, ...] | None = None

    @classmethod
    def of(cls, name: str, header: str | None, texts: Sequence[str]) -> "Cells":
        """The column of these texts, levels in order of first appearance."""
        stack = Stack()
        stack.add(texts)
        codes, levels = stack.coded()
        return cls(name, header, codes, levels, np.bincount(codes, minlength=len(levels)))

    @classmethod
    def of_places(cls, name: str, header: str | None, places: Array, texts: Sequence[str]) -> "Cells":
        """The same column where row r reads `texts[places[r]]`; texts may be equal, or stand in no row."""
        index = _Index()
        same = np.fromiter(map(index.__getitem__, texts), dtype="int64", count=len(texts))
        first = np.full(len(index), len(places))
        merged = same[places]
        first[merged[::-1]] = np.arange(len(places))[::-1]
        order = np.argsort(first, kind="stable")[: int((first < len(places)).sum())]
        rank = np.zeros(len(index), dtype="int64")
        rank[order] = np.arange(len(order))
        codes = rank[merged].astype(np.min_scalar_type(len(order)))
        levels = list(index)
        return cls(name, header, codes, [levels[place] for place in order], np.bincount(codes, minlength=len(order)))

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def missing_levels(self) -> tuple[tuple[int, bool], ...]:
        """The levels that are blank, and those that usually stand for a missing value; of the latter, True."""
        if not MISSING.search("\n".join(self.levels)):
            return ()
        return tuple(
            (place, bool(text) and not text.isspace())
            for place, text in enumerate(self.levels)
            if (len(text) <= _LONGEST and text.strip().lower() in _EITHER) or text.isspace()
        )

    @property
    def held(self) -> "Cells":
        """The same with its texts at hand, for those who look at them again and again."""
        return self if isinstance(self.levels, list) else replace(self, levels=list(self.levels))


@dataclass(frozen=True, eq=False)
class Sheet:
    """Every column of a file, how many rows had fewer or more cells than the header, whether the header has no cell
    for the first column, and how many more sheets the workbook has."""

    columns: tuple[Cells, ...]
    short: int = 0
    long: int = 0
    row_names: bool = False
    others: int = 0


class _Index(dict[str, int]):
    """Codes by text; a new text gets the next one."""

    def __missing__(self, text: str) -> int:
        self[text] = code = len(self)
        return code


class Stack:
    """One column while its texts arrive; equal texts are kept once."""

    def __init__(self) -> None:
        self._index = _Index()
        self._codes: list[Array] = []

    def add(self, texts: Sequence[str]) -> None:
        """More rows."""
        self._keep(np.fromiter(map(self._index.__getitem__, texts), dtype="int32", count=len(texts)))

    def _keep(self, codes: Array) -> None:
        self._codes.append(codes.astype(np.min_scalar_type(len(self._index))))

    def coded(self) -> tuple[Array, list[str]]:
        """The codes and levels of all that arrived; the stack is empty afterwards."""
        codes, levels = np.concatenate(self._codes), list(self._index)
        self._index, self._codes = _Index(), []
        return codes, levels


class Texts(Sequence[str]):
    """Texts kept by Arrow, which needs a third of the memory; they are Python's only while somebody looks."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept.to_numpy(zero_copy_only=False).tolist())

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        found: str | list[str] = self._kept[place].as_py() if isinstance(place, int) else self._kept[place].to_pylist()
        return found


@dataclass(frozen=True)
class Top:
    """What the header says: the cells of its first and of its second line, if there are any, and the width; and whether
    it has none for the first column."""

    headers: Sequence[str | None]
    unders: Sequence[str | None]
    row_names: bool = False

    @property
    def names(self) -> list[str]:
        """A name of its own for each column."""
        pairs = zip(self.headers, self.unders, strict=True)
        return unique_names([" ".join(part for part in (above, below) if part) for above, below in pairs])

    def sheet(self, coded: Iterable[tuple[Array, Sequence[str]]], short: int = 0, long: int = 0) -> Sheet:
        """The columns that arrived, as codes and levels, under these headers."""
        spelt = zip(self.names, self.headers, self.unders, coded, strict=True)
        columns = (
            Cells(name, above, codes, levels, np.bincount(codes, minlength=len(levels)), below)
            for name, above, below, (codes, levels) in spelt
        )
        return Sheet(tuple(columns), short, long, self.row_names)


def split_cells(text: str, dialect: Dialect) -> Sheet:
    """The text's columns. Short rows are filled with empty cells, long ones cut, and both counted.

    A header one cell short of nearly every row is given an unnamed first column, for row names, unless what is beyond
    it is empty. UnreadableTable where there is no row at all.
    """
    try:
        return sheet_of(parse(text, dialect), dialect)
    except csv.Error as error:
        raise refuse_broken(error) from None


def sheet_of(lines: Iterable[list[str]], dialect: Dialect) -> Sheet:
    """The columns of these rows, of which the first are headers where the dialect says so."""
    rows = _rows(lines)
    above = list(islice(rows, dialect.header_lines)) if dialect.header else []
    head = list(islice(rows, _CHUNK))
    if not head:
        raise NoRows(
            "The file holds no rows." if not dialect.header else "The file has a header, but no rows.",
            "Bring a file with at least one row.",
        )
    top = top_of(above, head)
    width = len(top.headers)
    if width > _WIDEST:
        raise UnreadableTable(
            f"The file has more than {count(_WIDEST)} columns.", "Is the delimiter what it should be?"
        )
    if width > _WIDE:
        _refuse_blank([[name or "" for name in top.headers], *head], width)
    fit, stacks = _Fit(width), [Stack() for _ in range(width)]
    rows = chain(head, rows)
    while batch := list(islice(rows, _CHUNK)):
        for stack, column in zip(stacks, zip(*map(fit, batch), strict=True), strict=True):
            stack.add(column)
    return top.sheet((stack.coded() for stack in stacks), fit.short, fit.long)


def _refuse_blank(rows: Sequence[Sequence[str]], width: int) -> None:
    """UnreadableTable where nearly all of very many columns have neither name nor cell: delimiters without a table."""
    filled = {place for row in rows for place, cell in enumerate(row) if cell and not cell.isspace()}
    if len(filled) < _FILLED * width:
        raise UnreadableTable(
            f"Of the file's {count(width)} columns all but {count(len(filled))} are empty.",
            "Delete the empty columns and save it again; or is the delimiter what it should be?",
        )


class _Fit:
    """Rows of one width; those that had another are counted."""

    def __init__(self, width: int) -> None:
        self.width, self.short, self.long = width, 0, 0

    def __call__(self, row: list[str]) -> list[str]:
        if len(row) == self.width:
            return row
        if len(row) < self.width:
            self.short += 1
            return row + [""] * (self.width - len(row))
        self.long += any(cell.strip() for cell in row[self.width :])
        return row[: self.width]


def top_of(above: Sequence[list[str]], head: Sequence[Sequence[str]]) -> Top:
    """The headers over these rows; without any, as many columns as most rows have."""
    if not above:
        width = max(Counter(map(len, head)).items(), key=lambda item: item[::-1])[0]
        return Top([None] * width, [None] * width)
    headers = _fitted(above[0], head)
    if len(above) == 1:
        return Top(headers, [None] * len(headers), len(headers) > len(above[0]))
    return Top(headers, _Fit(len(headers))(_fitted(above[1], head)))


def _rows(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    """Rows without the blank lines; in a file of one column a blank line between others is a missing cell."""
    blanks = 0
    width = 0
    for row in lines:
        if not row:
            blanks += 1
            continue
        if width == 1:
            yield from ([""] for _ in range(blanks))
        blanks, width = 0, max(width, len(row))
        yield row


def _fitted(top: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    headers = [cell.removeprefix("\ufeff") for cell in top]
    wider = [row for row in rows if len(row) == len(headers) + 1]
    named = len(wider) >= 0.9 * len(rows) and any(row[-1].strip() for row in wider)
    return ["", *headers] if named else headers


def unique_names(headers: Sequence[str]) -> list[str]:
    """One name a column: the header in one line, `column_3` where it is empty, ` (2)` behind where it was taken."""
    names: list[str] = []
    taken = set[str]()
    for position, header in enumerate(headers, 1):
        base = re.sub(r"\s+", " ", header.replace("\x00", "")).strip() or f"column_{position}"
        name, copy = base, 1
        while name in taken:
            copy += 1
            name = f"{base} ({copy})"
        taken.add(name)
        names.append(name)
    return names
