"""How large a workbook is once it is unpacked, told from its parts before anything is laid out by what they claim.

What is spelt otherwise than programs spell it is not seen here; the ceiling of the process that reads it holds all the
same.

A sheet is laid out as the rectangle around its filled cells: one stray cell in the last corner makes 17 billion of it.
A table of shared texts is laid out by the number that it claims to have. Both take kilobytes in a file."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from synthesis.foundation.errors import UnreadableTable
from synthesis.foundation.numerals import count

MOST_CELLS = 50_000_000
"""Cells that the rectangle around a sheet may have: a million rows of 48 columns, in 2.4 GB."""

_PIECE, _OVERLAP, _CELL, _TEXT = 1 << 20, 64, 48, len("<si/>")
_ANY_CLAIM = 1_000_000
_COLUMN = re.compile(rb' r="([A-Za-z]{1,3})[0-9]')
_ROW = re.compile(rb' r="[A-Za-z]{0,3}([0-9]{1,9})"')
_CLAIM = re.compile(rb"""\buniqueCount\s*=\s*["']([0-9]+)["']""")
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)

_STRAY = "Something stands far below or right of the table: delete the rows and columns beyond it, or save it as CSV."


def workbook_weight(path: Path) -> int:
    """Bytes that a workbook holds unpacked, or what laying out its largest sheet takes if that is more.

    UnreadableTable where a sheet would be laid out in too many cells, or claims more texts than it holds. A file that
    is no whole zip weighs what it has; its reader says better what is wrong."""
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            laid_out = [_of_part(book, part) for part in parts if part.filename.lower().endswith(".xml")]
    except _DAMAGED:
        return size
    return max(size, sum(part.file_size for part in parts), _CELL * max(laid_out, default=0))


def _of_part(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Cells that a sheet is laid out in; 0 for what is no sheet."""
    name = part.filename.lower()
    with book.open(part) as content:
        if name.endswith("sharedstrings.xml"):
            _refuse_claim(content.read(_PIECE), part.file_size)
        cells = _cells(content) if "sheets/" in name else 0
    if cells > MOST_CELLS:
        raise UnreadableTable(f"A sheet of the workbook spans more than {count(MOST_CELLS)} cells.", _STRAY)
    return cells


def _refuse_claim(head: bytes, size: int) -> None:
    """UnreadableTable where more texts are claimed than so many bytes can hold; a claim that costs little may be
    wrong."""
    claimed = max(map(int, _CLAIM.findall(head)), default=0)
    if claimed > max(size // _TEXT, _ANY_CLAIM):
        raise UnreadableTable(
            "The workbook claims to hold more texts than there is room for in it.", "Save it again, or bring it as CSV."
        )


def _cells(content: IO[bytes]) -> int:
    """Cells of the rectangle around everything that a sheet says the place of."""
    columns, rows = set[bytes](), set[bytes]()
    for piece in _pieces(content):
        columns.update(_COLUMN.findall(piece))
        found = {*_ROW.findall(piece), *rows}
        rows = {min(found, key=int), max(found, key=int)} if found else rows
    return _span(map(_number, columns)) * _span(map(int, rows))


def _span(places: Iterable[int]) -> int:
    found = [*places]
    return max(found) - min(found) + 1 if found else 0


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """The content a megabyte at a time, each with the end of the one before."""
    before = b""
    while piece := content.read(_PIECE):
        yield before + piece
        before = piece[-_OVERLAP:]


def _number(letters: bytes) -> int:
    """The place of a column: A is 1, Z is 26, AA is 27."""
    place = 0
    for letter in letters.upper():
        place = 26 * place + letter - ord("A") + 1
    return place
