"""The first lines of a file, as they stand in it and as they are split: what a user checks a guess against."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.dialect import parse, sniff
from synthesis.tables.reading.file_formats import format_of, within_ceiling
from synthesis.tables.reading.source import HEAD, decode, ending, load
from synthesis.tables.table import Dialect

_LINES, _WIDE = 12, 400


@dataclass(frozen=True)
class Preview:
    """The file's first lines as text, and the same as rows of cells under the dialect; rows alone where it is no
    text."""

    dialect: Dialect
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def preview(path: Path, dialect: Dialect | None = None) -> Preview:
    """The first 12 lines or rows, as they are read under `dialect`, or under the guessed one; UnreadableTable as
    read_table."""
    path = Path(path)
    file_format = format_of(path)
    if not file_format.text:
        return _of_cells(path, file_format, dialect)
    text, encoding = decode(load(path, HEAD), dialect.encoding if dialect else None, whole=False)
    found = dialect or sniff(text, ending(path), encoding)
    lines = tuple(line[:_WIDE] for line in text.splitlines()[:_LINES])
    rows = tuple(tuple(cell[:_WIDE] for cell in row) for row in islice(parse(text, found), _LINES))
    return Preview(found, lines, rows)


def _of_cells(path: Path, file_format: FileFormat, asked: Dialect | None) -> Preview:
    with within_ceiling(path):
        sheet, dialect = file_format.cells(path, asked, None)
    rows = range(min(_LINES - 1, len(sheet.columns[0])))
    top = tuple(cells.name if cells.header is None else cells.header for cells in sheet.columns)
    below = (tuple(cells.levels[int(cells.codes[row])][:_WIDE] for cells in sheet.columns) for row in rows)
    return Preview(dialect, (), (top, *below))
