"""Whether each row of a text file is a row of its own, whatever stands in the others."""

import re
from bisect import bisect_right
from pathlib import Path

from synthesis.foundation import numerals
from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.dialect import parse
from synthesis.tables.reading.file_formats import format_of
from synthesis.tables.reading.source import decode, load
from synthesis.tables.table import Dialect

_QUOTES = "Close the quotes of that line, and write a quote within quotes twice."
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANK = re.compile(r"(?:\A|(?<=\n)|(?<=\r)(?!\n))(?:\r\n|\r|\n)")

Spans = list[tuple[int, int]]


def refuse_rows_that_touch(path: Path, dialect: Dialect) -> None:
    """UnreadableTable names a line of the file by which one row could change how others are read.

    A guarantee for rows is one for rows of the file only where a row more or less changes one row. So a quote that
    opens a cell is closed, before a delimiter or the end of a line: what is left open swallows the rows behind it.
    Where comments are left out, no other cell holds a quote, by which they are told. And no line is blank where it
    depends on others whether it is a row: in a file of one column, or without a header. Workbooks and Parquet files
    keep their rows apart."""
    if not format_of(path).text:
        return
    text = decode(load(path), dialect.encoding)[0].removeprefix("\ufeff")
    spanning = _closed_quotes(text, dialect)
    if not dialect.header or _width(text, dialect) == 1:
        _refuse_blank_lines(text, dialect, spanning)


def _width(text: str, dialect: Dialect) -> int:
    return len(next((row for row in parse(text, dialect) if row), []))


def _closed_quotes(text: str, dialect: Dialect) -> Spans:
    """Where quoted cells span lines; every quote is looked at once, from the first line of the table on."""
    mark, place, spanning = dialect.quote, _start(text, dialect.skip), Spans()
    if not mark:
        return spanning
    whole = re.compile(rf"{re.escape(mark)}(?:[^{re.escape(mark)}]|{re.escape(mark) * 2})*+{re.escape(mark)}")
    after = re.compile(rf"(?=[{re.escape(dialect.delimiter)}\r\n]|\Z)")
    cell_end = re.compile(rf"[{re.escape(dialect.delimiter)}\r\n]|\Z")
    while (place := text.find(mark, place)) >= 0:
        if _commented(text, place, dialect):
            place = _end(_LINE_END, text, place)
        elif _opens(text, place, dialect):
            found = whole.match(text, place)
            if found is None or not after.match(text, found.end()):
                raise _refused(text, place, "opens a quotation mark that is never closed")
            if _LINE_END.search(found[0]):
                spanning.append(found.span())
            place = found.end()
        elif dialect.comment:
            raise _refused(text, place, "has a quotation mark inside a cell without quotes")
        else:
            place = _end(cell_end, text, place)
    return spanning


def _opens(text: str, place: int, dialect: Dialect) -> bool:
    """Whether a quote stands at the start of a cell."""
    while dialect.spaced and place and text[place - 1] == " ":
        place -= 1
    return place == 0 or text[place - 1] in (dialect.delimiter, "\r", "\n")


def _commented(text: str, place: int, dialect: Dialect) -> bool:
    line = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    return bool(dialect.comment) and text.startswith(dialect.comment, line)


def _end(what: re.Pattern[str], text: str, place: int) -> int:
    found = what.search(text, place)
    return len(text) if found is None else found.end()


def _start(text: str, lines: int) -> int:
    place = 0
    for _ in range(lines):
        place = _end(_LINE_END, text, place)
    return place


def _refuse_blank_lines(text: str, dialect: Dialect, spanning: Spans) -> None:
    starts = [start for start, _ in spanning]
    for found in _BLANK.finditer(text, _start(text, dialect.skip)):
        before = bisect_right(starts, found.start()) - 1
        if before < 0 or found.start() >= spanning[before][1]:
            wanted = "Take the line out, or write two quotes where a cell is blank."
            raise _refused(text, found.start(), "is blank, and whether it is a row depends on others", wanted)


def _refused(text: str, place: int, why: str, advice: str = _QUOTES) -> UnreadableTable:
    line = sum(1 for _ in _LINE_END.finditer(text, 0, place)) + 1
    said = "so no guarantee for single rows would hold for the file"
    return UnreadableTable(f"Line {numerals.count(line)} {why}, {said}.", advice)
