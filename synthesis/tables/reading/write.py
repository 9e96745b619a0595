"""A frame as the bytes of a file, spelt the way its source was."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import pandas as pd

from synthesis.tables.reading.quotes import by_style, needy, sort
from synthesis.tables.reading.values import texts
from synthesis.tables.schema import Column, Schema
from synthesis.tables.table import Dialect

_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?")


def to_csv(frame: pd.DataFrame, schema: Schema, dialect: Dialect | None = None) -> bytes:
    """The columns of `schema` that `frame` has, in the schema's order, spelt as the dialect and each column say.

    Reading the bytes with the same schema and dialect gives the same frame. Numbers keep their decimals, whole numbers
    gain none, dates keep their pattern, a missing cell is the column's `blank`. In the place of each line before the
    table, which could tell anything, stands an empty one: programs that skip so many lines need no change.
    """
    dialect = dialect or Dialect()
    columns = [column for column in schema if column.name in frame.columns]
    cells = [_column(frame[column.name], column, dialect) for column in columns]
    lines = map(_joint(dialect).join, chain(_headers(columns, dialect), zip(*cells, strict=True)))
    text = "".join(_line(line, dialect) for line in lines)
    text = dialect.newline * dialect.skip + (text if dialect.ended else text.removesuffix(dialect.newline))
    return _encoded("\ufeff" + text if dialect.marked else text, dialect.encoding)


def _headers(columns: Sequence[Column], dialect: Dialect) -> Iterator[list[str]]:
    sorts = by_style(dialect.quoting) if dialect.quoted_header is None else dialect.quoted_header
    if dialect.header:
        headers = [column.name if column.header is None else column.header for column in columns]
        short = dialect.row_names and len(headers) > 1 and not headers[0]
        yield _quoted(headers[short:], dialect, sorts)
    if dialect.header and dialect.header_lines > 1:
        yield _quoted([column.under or "" for column in columns], dialect, sorts)


def _column(series: pd.Series, column: Column, dialect: Dialect) -> list[str]:
    cells = texts(series, column, dialect.decimal)
    plain = dialect.quoting == "text" and all(map(_NUMBER.fullmatch, {*cells} - {column.blank, ""}))
    usual = by_style("minimal" if plain else dialect.quoting)
    return _quoted(cells, dialect, usual if column.quoted is None else column.quoted)


def _joint(dialect: Dialect) -> str:
    return dialect.delimiter + " " if dialect.spaced and dialect.delimiter != " " else dialect.delimiter


def _quoted(cells: Sequence[str], dialect: Dialect, sorts: Sequence[str]) -> list[str]:
    """Cells between quotes: those of these sorts (see `quotes.SORTS`), and those that could not be read without."""
    quote, inside = dialect.quote, needy(dialect)
    chosen = (cell for cell in set(cells) if (sorts and sort(cell) in sorts) or inside.search(cell))
    spelt = {cell: quote + cell.replace(quote, quote * 2) + quote for cell in chosen}
    return [spelt.get(cell, cell) for cell in cells] if spelt else list(cells)


def _line(line: str, dialect: Dialect) -> str:
    """The line with its end; a lone empty cell is written as a pair of quotes, or it would be no line at all."""
    return (line or dialect.quote * 2) + dialect.newline


def _encoded(text: str, encoding: str) -> bytes:
    """The text as the file had it, or as UTF-8 where that encoding lacks a letter: no letter is ever lost."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")
