"""Text files with a delimiter between cells: the dialect is guessed, then every column is what stands in the file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path

from synthesis.foundation.memory import let_go
from synthesis.tables.formats import numerals
from synthesis.tables.reading.bulk import bulk_cells
from synthesis.tables.reading.cells import Cells, Sheet, split_cells
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.dialect import parse, sniff
from synthesis.tables.reading.quotes import quoted_columns
from synthesis.tables.reading.source import decode, ending, load
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect

_LARGE, _SNIFFED, _LOOKED = 1 << 24, 1 << 22, 5_000
_COMMA = re.compile(r"-?(?:\d{1,3}(?:[.'’\s]\d{3})+|\d+),\d+")
_POINT = re.compile(r"-?\d*\.\d+")
_WHOLE = re.compile(r"-?(?:\d+|\d{1,3}(?:[.'’\s]\d{3})+)")


def delimited_cells(path: Path, dialect: Dialect | None, schema: Schema | None) -> tuple[Sheet, Dialect]:
    """The columns of a text file, read in `dialect` or else in the one that it looks to be written in.

    A large file is split by Arrow where that is sure to see the same cells.
    """
    kind = ending(path)
    asked = dialect.encoding if dialect else None
    head = load(path, _LARGE)
    if len(head) == _LARGE:
        text, encoding = decode(head, asked, whole=False)
        del head
        text = text[:_SNIFFED]
        found = dialect or _sniffed(text, kind, encoding, schema)
        sheet = bulk_cells(path, text, found)
        if sheet is not None:
            let_go()
            return _spelt(sheet, text, found, dialect)
        head = load(path)
    text, encoding = decode(head, asked)
    found = dialect or replace(_sniffed(text, kind, encoding, schema), ended=text.endswith(("\n", "\r")))
    return _spelt(split_cells(text, found), text, found, dialect)


def _spelt(sheet: Sheet, text: str, found: Dialect, asked: Dialect | None) -> tuple[Sheet, Dialect]:
    """The columns with their quotes, and the dialect with what only the columns tell, unless it was asked for."""
    quotes = quoted_columns(text, found)
    columns = tuple(
        replace(cells, quoted=sorts) for cells, sorts in zip_longest(sheet.columns, quotes[: len(sheet.columns)])
    )
    sheet = replace(sheet, columns=columns)
    if asked:
        return sheet, replace(asked, row_names=sheet.row_names)
    return sheet, replace(found, decimal=_decimal(columns, found.delimiter), row_names=sheet.row_names)


def _sniffed(text: str, kind: str, encoding: str, schema: Schema | None) -> Dialect:
    dialect = sniff(text, kind, encoding)
    if schema is not None and _names_columns(next(parse(text, dialect), []), schema):
        return replace(dialect, header=True)
    return dialect


def _names_columns(first: Sequence[str], schema: Schema) -> bool:
    known = {(column.header or column.name).strip() for column in schema}
    return bool(known & {cell.strip() for cell in first})


def _decimal(columns: Sequence[Cells], delimiter: str) -> str:
    """A comma where columns of numbers are written with one and none is written with a point."""
    comma = point = 0
    for cells in columns:
        texts = [numerals.inner(text) for text in islice(cells.levels, _LOOKED) if text.strip()]
        if texts and all(_COMMA.fullmatch(text) or _WHOLE.fullmatch(text) for text in texts):
            comma += any("," in text for text in texts) and not _thousands(texts, delimiter)
        elif texts and all(_POINT.fullmatch(text) or _WHOLE.fullmatch(text) for text in texts):
            point += any("." in text for text in texts)
    return "," if comma > point else "."


def _thousands(texts: Sequence[str], delimiter: str) -> bool:
    """Whether commas part thousands: each has three digits behind it.

    Where semicolons part the cells that proves nothing; there, 1,700 beside 900 does, since a number of three decimals
    would be written 900,000, or 1,7 if zeros at the end were dropped.
    """
    if not all(re.fullmatch(r"[+-]?\d{1,3}(,\d{3})*", text) for text in texts):
        return False
    parted = [text for text in texts if "," in text]
    return delimiter != ";" or (len(parted) < len(texts) and any(text.endswith("0") for text in parted))


DELIMITED = FileFormat(
    title="CSV, TSV",
    described="a text file",
    endings=(".csv", ".tsv", ".txt"),
    cells=delimited_cells,
    text=True,
    packed=True,
    plain=True,
)
