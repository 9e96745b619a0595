"""A table as it stands in the file: every cell still text, each column as its distinct texts and where they occur."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import pandas as pd

from synthesis.arrays import Array
from synthesis.errors import UnreadableTable
from synthesis.tables.dialect import parse, refuse_broken
from synthesis.tables.table import Dialect

_CHUNK = 20_000
_WIDEST = 20_000


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of texts: row r reads `levels[codes[r]]`. `counts[l]` says how many rows hold level l."""

    name: str
    header: str | None
    codes: Array
    levels: list[str]
    counts: Array

    @classmethod
    def of(cls, name: str, header: str | None, texts: Sequence[str]) -> "Cells":
        """The column of these texts, levels in order of first appearance."""
        codes, levels = pd.factorize(np.fromiter(texts, dtype=object, count=len(texts)))
        return cls(name, header, codes, levels.tolist(), np.bincount(codes, minlength=len(levels)))

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Every column of a file, and how many rows had fewer or more cells than the header."""

    columns: tuple[Cells, ...]
    short: int = 0
    long: int = 0


@dataclass(eq=False)
class _Stack:
    """Texts by column while they arrive; equal texts of a column are kept once."""

    width: int
    texts: list[list[str]]
    seen: list[dict[str, str]]
    short: int = 0
    long: int = 0

    def add(self, rows: list[list[str]]) -> None:
        for index, row in enumerate(rows):
            if len(row) != self.width:
                rows[index] = self._fit(row)
        for texts, seen, column in zip(self.texts, self.seen, zip(*rows, strict=True), strict=True):
            texts.extend(map(seen.setdefault, column, column))

    def _fit(self, row: list[str]) -> list[str]:
        if len(row) < self.width:
            self.short += 1
            return row + [""] * (self.width - len(row))
        self.long += any(cell.strip() for cell in row[self.width :])
        return row[: self.width]


def split_cells(text: str, dialect: Dialect) -> Sheet:
    """The text's columns. Short rows are filled with empty cells, long ones cut, and both counted.

    A header one cell short of nearly every row is given an unnamed first column, for row names, unless what is beyond
    it is empty. UnreadableTable where there is no row at all.
    """
    try:
        rows = _rows(text, dialect)
        top = next(rows, []) if dialect.header else []
        head = list(islice(rows, _CHUNK))
        if not head:
            raise UnreadableTable(
                "The file holds no rows." if not dialect.header else "The file has a header, but no rows.",
                "Bring a file with at least one row.",
            )
        headers = _fitted(top, head) if dialect.header else None
        width = len(headers) if headers is not None else max(Counter(map(len, head)).items(), key=lambda i: i[::-1])[0]
        stack = _filled(chain(head, rows), width)
    except csv.Error as error:
        raise refuse_broken(error) from None
    names = unique_names(headers or [""] * width)
    spelt: Sequence[str | None] = headers if headers is not None else [None] * width
    return Sheet(tuple(map(Cells.of, names, spelt, stack.texts)), stack.short, stack.long)


def _rows(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Rows without the blank lines; in a file of one column a blank line between others is a missing cell."""
    blanks = 0
    width = 0
    for row in parse(text, dialect):
        if not row:
            blanks += 1
            continue
        if width == 1:
            yield from ([""] for _ in range(blanks))
        blanks, width = 0, max(width, len(row))
        yield row


def _filled(rows: Iterator[list[str]], width: int) -> _Stack:
    if width > _WIDEST:
        raise UnreadableTable(f"The file has more than {_WIDEST:,} columns.", "Is the delimiter what it should be?")
    stack = _Stack(width, [[] for _ in range(width)], [{} for _ in range(width)])
    while batch := list(islice(rows, _CHUNK)):
        stack.add(batch)
    return stack


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
