"""A frame as the bytes of a file, spelt the way its source was."""

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pandas as pd

from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect
from synthesis.tables.values import texts


def to_csv(frame: pd.DataFrame, schema: Schema, dialect: Dialect | None = None) -> bytes:
    """The columns of `schema` that `frame` has, in the schema's order, spelt as the dialect and each column say.

    Reading the bytes with the same schema and dialect gives the same frame. Numbers keep their decimals, whole numbers
    gain none, dates keep their pattern, a missing cell is the column's `blank`. Lines before a header are not written.
    """
    dialect = dialect or Dialect()
    columns = [column for column in schema if column.name in frame.columns]
    cells = [_quoted(texts(frame[column.name], column, dialect.decimal), dialect) for column in columns]
    headers = [column.name if column.header is None else column.header for column in columns]
    rows = [_quoted(headers, dialect)] if dialect.header else []
    lines = map(dialect.delimiter.join, chain(rows, zip(*cells, strict=True)))
    return _encoded("".join(_line(line, dialect) for line in lines), dialect.encoding)


def _quoted(cells: Sequence[str], dialect: Dialect) -> list[str]:
    """Cells between quotes where they hold a delimiter, a quote or any kind of line end."""
    quote = dialect.quote
    needy = re.compile("[" + re.escape(dialect.delimiter + quote) + "\\r\\n]")
    spelt = {cell: quote + cell.replace(quote, quote * 2) + quote for cell in set(cells) if needy.search(cell)}
    return [spelt.get(cell, cell) for cell in cells] if spelt else list(cells)


def _line(line: str, dialect: Dialect) -> str:
    """The line with its end; a lone empty cell is written as a pair of quotes, or it would be no line at all."""
    return (line or dialect.quote * 2) + dialect.newline


def write_csv(path: Path, frame: pd.DataFrame, schema: Schema, dialect: Dialect | None = None) -> None:
    """The same bytes in a file, which appears whole or not at all."""
    spare = path.with_name(f".{path.name}.part")
    spare.write_bytes(to_csv(frame, schema, dialect))
    spare.replace(path)


def _encoded(text: str, encoding: str) -> bytes:
    """The text as the file had it, or as UTF-8 where that encoding lacks a letter: no letter is ever lost."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")
