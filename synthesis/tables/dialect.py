"""How a text file is spelt: its delimiter, the lines before its header, and whether it has a header at all."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from synthesis.errors import UnreadableTable
from synthesis.tables.table import Dialect

Rows = list[list[str]]
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 18
_NUMBER = re.compile(r"\s*[+-]?(\d[\d.,\s]*|[.,]\d+)([eE][+-]?\d+)?\s*%?\s*")
_DATE = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")


@dataclass(frozen=True)
class _Guess:
    """One delimiter tried on the sample: the rows it makes and how much alike they are."""

    delimiter: str
    rows: Rows
    width: int
    alike: float
    foreign: float

    @property
    def merit(self) -> tuple[float, int]:
        return (round(self.alike - self.foreign, 2), self.width)


def sniff(text: str, ending: str = ".csv", encoding: str = "utf-8") -> Dialect:
    """The dialect under which the sample's rows are most alike in width.

    A delimiter counts only where the most common width is above one; where none does, the file is one column.
    """
    sample = _sample(text)
    guesses = [_try(sample, delimiter) for delimiter in _DELIMITERS]
    split = [guess for guess in guesses if guess.width > 1]
    if ending == ".tsv" and guesses[2].width > 1:
        split = [guesses[2]]
    best = max(split, key=lambda guess: guess.merit) if split else guesses[0]
    first = _first(best)
    skip = _lines_before(sample, best.delimiter, first) if first else 0
    newline = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample or "\r" not in sample else "\r"
    header = has_header(best.rows[first:])
    return Dialect(encoding=encoding, delimiter=best.delimiter, header=header, newline=newline, skip=skip)


def parse(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a text, lazily; quoted newlines and every kind of line end are understood."""
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.skip):
        lines.readline()
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)


def _lines_before(sample: str, delimiter: str, row: int) -> int:
    """How many lines of the sample come before its row number `row`, blank rows not counted as rows."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    line = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if not row:
                return line
            row -= 1
        line = reader.line_num
    return 0


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    end = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    return text[: end + 1] if end > 0 else text[:_SAMPLE]


def _try(sample: str, delimiter: str) -> _Guess:
    try:
        rows = [row for row in parse(sample, Dialect(delimiter=delimiter)) if any(cell.strip() for cell in row)]
    except csv.Error:
        rows = []
    widths = Counter(len(row) for row in rows)
    width = max(widths, key=lambda size: (widths[size] if size > 1 else 0, size), default=0)
    others = "".join(other for other in _DELIMITERS[1:] if other != delimiter)
    cells = [cell for row in rows[:200] for cell in row]
    foreign = sum(any(other in cell for other in others) for cell in cells) / max(len(cells), 1)
    return _Guess(delimiter, rows, width, widths[width] / max(len(rows), 1), foreign)


def _first(guess: _Guess) -> int:
    """The row that starts the table: the first of the usual width, if those before it look like a preamble."""
    if guess.alike < 0.6 or guess.width < 2 or len(guess.rows) < 3:
        return 0
    start = next(index for index, row in enumerate(guess.rows) if len(row) == guess.width)
    header_is_short = start == 1 and len(guess.rows[0]) == guess.width - 1
    return 0 if header_is_short or len(guess.rows[0]) > guess.width else start


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: it does unless it looks like the rows below it.

    It looks like them where a column of numbers or dates already starts in the first row (consecutive years as column
    names aside), or, in a table of words, where most of its cells occur again below.
    """
    if not rows:
        return True
    first, below = rows[0], rows[1:500]
    typed = [index for index in range(len(first)) if _is_typed([row[index] for row in below if index < len(row)])]
    if not below:
        return not all(_looks_typed(cell) for cell in first)
    if typed:
        return not any(_looks_typed(first[index]) for index in typed) or _are_years(first)
    return len(below) < 20 or not _recur(first, below)


def _looks_typed(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _is_typed(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(_looks_typed, filled)) >= 0.8 * len(filled)


def _are_years(first: Sequence[str]) -> bool:
    years = [int(cell) for cell in first if re.fullmatch(r"(19|20)\d\d", cell.strip())]
    numbers = [cell for cell in first if _looks_typed(cell)]
    return len(years) == len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(years))


def _recur(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    again = sum(any(index < len(row) and row[index] == cell for row in below) for index, cell in enumerate(first))
    return again > 0.5 * len(first)


def refuse_broken(error: csv.Error) -> UnreadableTable:
    """What to say where the csv reader gave up; its own message names no cell, but says little."""
    long = "field larger" in str(error)
    happened = "A cell is longer than 131,072 characters." if long else "The file could not be split into cells."
    return UnreadableTable(happened, "A quotation mark is probably never closed; check the quotes.")
