"""Excel workbooks as the same columns of texts that a CSV file gives."""

import datetime
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.cells import Sheet, sheet_of
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.dialect import has_header
from synthesis.tables.reading.source import load
from synthesis.tables.reading.workbook_size import workbook_weight
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect

_MIDNIGHT = datetime.time()


def excel_cells(content: bytes, named: str | None = None, likely: str | None = None) -> tuple[Sheet, Dialect, int]:
    """The sheet that is named, else the likely one if there is one, else the first that holds anything; title lines are
    left out. Also how many other sheets hold something. UnreadableTable where it is broken or empty, or has no such
    sheet.

    A cell is text as CSV would have it: dates as year-month-day, with the time of day where there is one, whole
    numbers without decimals, TRUE and FALSE. A formula counts as the value that was last computed for it.
    """
    with _book(content) as book:
        known = _known(book)
        chosen = _chosen(known, named, likely)
        rows = _filled(book.get_sheet_by_name(chosen).to_python())
    if not rows:
        raise UnreadableTable("The sheet is empty.", "Bring one with a header line and at least one row.")
    first = _first(rows)
    sheet = chosen if len(known) > 1 else None
    dialect = Dialect(skip=first, header=has_header(rows[first:]), sheet=sheet)
    return sheet_of(rows[first:], dialect), dialect, len(known) - 1


def sheets(content: bytes) -> tuple[str, ...]:
    """The names of the sheets that hold anything, in the workbook's order."""
    with _book(content) as book:
        return _known(book)


def _known(book: Any) -> tuple[str, ...]:
    return tuple(name for name in book.sheet_names if book.get_sheet_by_name(name).height)


def _chosen(known: Sequence[str], named: str | None, likely: str | None) -> str:
    if not known:
        raise UnreadableTable("The workbook is empty.", "Bring one with a header line and at least one row.")
    if named is not None and named not in known:
        told = ", ".join(f"“{name}”" for name in known)
        raise UnreadableTable("The workbook has no sheet of that name that holds anything.", f"Its sheets: {told}.")
    return named or (likely if likely in known else None) or known[0]


@contextmanager
def _book(content: bytes) -> Iterator[Any]:
    import python_calamine

    broken = UnreadableTable(
        "The file is not a whole Excel workbook.", "Save it again as .xlsx without a password, or as CSV."
    )
    try:
        yield python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise broken from None
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":  # how a fault in the reader's Rust arrives
            raise broken from None
        raise


def _filled(rows: list[list[Any]]) -> list[list[str]]:
    """The rows that hold anything, without the empty columns on the right."""
    spelt = [[_text(cell) for cell in row] for row in rows]
    spelt = [row for row in spelt if any(spelt_cell.strip() for spelt_cell in row)]
    width = max((place for row in spelt for place, cell in enumerate(row, 1) if cell.strip()), default=0)
    return [row[:width] for row in spelt]


def _first(rows: list[list[str]]) -> int:
    """The row that starts the table: the first that is filled as far as most of them are."""
    widths = [max(place for place, cell in enumerate(row, 1) if cell.strip()) for row in rows]
    usual = Counter(widths).most_common(1)[0][0]
    first = next(index for index, width in enumerate(widths) if width >= usual)
    return first if first < 0.5 * len(rows) else 0


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return str(cell.date()) if cell.time() == _MIDNIGHT else cell.isoformat(" ")
    return str(cell)


def _read(path: Path, dialect: Dialect | None, schema: Schema | None) -> tuple[Sheet, Dialect]:
    """The sheet that the dialect names, else the one of the schema if the workbook has it, else the first."""
    sheet, found, others = excel_cells(load(path), dialect.sheet if dialect else None, schema.sheet if schema else None)
    return replace(sheet, others=others), found


EXCEL = FileFormat(
    title="Excel",
    described="a spreadsheet",
    endings=(".xlsx",),
    cells=_read,
    looks=lambda head: head.startswith(b"PK\x03\x04") and (b"xl/" in head or b"[Content_Types]" in head),
    sheets=lambda path: sheets(load(path)),
    weight=workbook_weight,
)
