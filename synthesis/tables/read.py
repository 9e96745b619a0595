"""From a file to a table: everything is text first, then each column is what all of its cells agree on."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path

import pandas as pd

from synthesis.foundation.errors import NoRows, UnreadableTable
from synthesis.foundation.memory import let_go
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.formats import numerals
from synthesis.tables.inference.kinds import propose, settle
from synthesis.tables.inference.roles import assign, one_entity
from synthesis.tables.profile.findings import counted
from synthesis.tables.reading.bulk import bulk_cells
from synthesis.tables.reading.cells import Cells, Sheet, sheet_of, split_cells
from synthesis.tables.reading.dialect import parse, sniff
from synthesis.tables.reading.quotes import quoted_columns
from synthesis.tables.reading.source import decode, ending, load, opened
from synthesis.tables.reading.values import values
from synthesis.tables.schema import Column, Kind, Schema
from synthesis.tables.table import Dialect, Finding, Table

_LARGE, _SNIFFED, _LOOKED, _MANY = 1 << 24, 1 << 22, 5_000, 200_000
_COMMA = re.compile(r"-?(?:\d{1,3}(?:[.'’\s]\d{3})+|\d+),\d+")
_POINT = re.compile(r"-?\d*\.\d+")
_WHOLE = re.compile(r"-?(?:\d+|\d{1,3}(?:[.'’\s]\d{3})+)")


def read_table(
    path: Path, name: str | None = None, *, schema: Schema | None = None, dialect: Dialect | None = None
) -> Table:
    """The table in a file, in which no cell means anything that the file does not say.

    Without `schema`, kinds and roles are proposed, each with its reason. With it, cells are read as it says: columns
    are matched by name, then by header; those that the file lacks are left out, others ignored, and cells that do not
    fit their kind are missing. `dialect` overrules what the file looks like. UnreadableTable where the file holds no
    table.
    """
    path = Path(path)
    kind = ending(path)
    sheet, dialect = BINARY[kind](path, dialect, schema) if kind in BINARY else _text(path, kind, dialect, schema)
    if schema is None:
        pairs = list(one_entity([_proposed(cells, dialect.decimal) for cells in sheet.columns]))
    else:
        pairs = _matched(sheet.columns, schema, dialect)
    if not pairs:
        raise UnreadableTable(
            "The file has none of the columns it should have.", "Bring a file with the same header as the first table."
        )
    noticed = [*_ragged(sheet), *_sheets(sheet, dialect)]
    del sheet
    table = _table(name or path.name, noticed, pairs, _mark(path), dialect)
    table = replace(table, schema=replace(table.schema, sheet=dialect.sheet))
    return table if schema is None else with_rules(table, schema)


def column_names(path: Path, dialect: Dialect) -> tuple[str, ...]:
    """The names of the columns that a file spelt so has, whether or not it has rows."""
    kind = ending(Path(path))
    try:
        sheet, _ = BINARY[kind](Path(path), dialect, None) if kind in BINARY else _text(Path(path), kind, dialect, None)
    except NoRows:
        if kind in BINARY or not dialect.header:
            raise
        header = next(parse(decode(load(path), dialect.encoding)[0], dialect))
        return tuple(cells.name for cells in sheet_of([header, ["."] * len(header)], Dialect()).columns)
    return tuple(cells.name for cells in sheet.columns)


def table_of(path: Path, schema: Schema, dialect: Dialect) -> Table:
    """The table in a file, with the columns that `schema` declares and nothing learnt from its cells: maybe no rows."""
    try:
        return replace(read_table(path, schema=schema, dialect=dialect), schema=schema)
    except NoRows:
        types = {Kind.INTEGER: "Int64", Kind.FLOAT: "float64", Kind.DATETIME: "datetime64[us]"}
        empty = {column.name: pd.Series([], dtype=types.get(column.kind, "object")) for column in schema}
        return Table(Path(path).name, pd.DataFrame(empty), schema, _mark(Path(path)), dialect)


def with_rules(table: Table, schema: Schema) -> Table:
    """The table with those of the schema's rules whose columns it has."""
    rules = (rule for rule in schema.constraints if set(rule.columns) <= set(table.schema.names))
    return replace(table, schema=table.schema.ruled(rules))


def _proposed(cells: Cells, decimal: str) -> tuple[Column, Cells]:
    held = cells.held
    return assign(propose(held, decimal), held), cells


def _mark(path: Path) -> str:
    with opened(path) as file:
        return fingerprint(file)


def _text(path: Path, kind: str, dialect: Dialect | None, schema: Schema | None) -> tuple[Sheet, Dialect]:
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


def _parquet(path: Path, dialect: Dialect | None = None, schema: Schema | None = None) -> tuple[Sheet, Dialect]:
    from synthesis.tables.reading.parquet import parquet_cells

    return parquet_cells(load(path)), Dialect()


def _excel(path: Path, dialect: Dialect | None = None, schema: Schema | None = None) -> tuple[Sheet, Dialect]:
    """The sheet that the dialect names, else the one of the schema if the workbook has it, else the first."""
    from synthesis.tables.reading.excel import excel_cells

    sheet, found, others = excel_cells(load(path), dialect.sheet if dialect else None, schema.sheet if schema else None)
    return replace(sheet, others=others), found


def sheets(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that hold anything; none where the file is no workbook. UnreadableTable where it is
    broken."""
    from synthesis.tables.reading.excel import sheets

    return sheets(load(path)) if ending(path) == ".xlsx" else ()


BINARY: dict[str, Callable[[Path, Dialect | None, Schema | None], tuple[Sheet, Dialect]]] = {
    ".parquet": _parquet,
    ".xlsx": _excel,
}
"""How files are read that are no text, by the ending of their names."""


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


def _matched(columns: Sequence[Cells], schema: Schema, dialect: Dialect) -> list[tuple[Column, Cells]]:
    """Each column of the schema with the column of the file that it means, by name, by header, else by place."""
    if not dialect.header and len(columns) == len(schema.released) < len(schema):
        return list(zip(schema.released, columns, strict=True))
    named = {cells.name: cells for cells in columns}
    headed: dict[str, Cells] = {}
    for cells in columns:
        headed.setdefault((cells.header or cells.name).strip(), cells)
    pairs = [
        (column, named.get(column.name) or headed.get((column.header or column.name).strip())) for column in schema
    ]
    return [(column, cells) for column, cells in pairs if cells is not None]


def _table(name: str, noticed: list[Finding], pairs: list[tuple[Column, Cells]], mark: str, dialect: Dialect) -> Table:
    """The table of these columns; each one's cells are let go as soon as its values stand, for the sake of memory."""
    series: dict[str, pd.Series] = {}
    columns = []
    while pairs:
        column, cells = pairs.pop(0)
        cells = cells.held
        column = settle(column, cells, dialect.decimal)
        found = values(cells, column, dialect.decimal)
        del cells
        series[column.name] = found.series
        if len(found.series) > _MANY:
            let_go()
        columns.append(replace(column, missing=float(found.series.isna().mean()), distinct=found.distinct))
        if found.unread:
            noticed.append(_unread(column, found.unread))
    return Table(name, pd.DataFrame(series, copy=False), Schema(tuple(columns)), mark, dialect, tuple(noticed))


def _ragged(sheet: Sheet) -> list[Finding]:
    found = []
    if sheet.short:
        happened = f"{counted(sheet.short, 'row has', 'rows have')} fewer cells than the header."
        found.append(Finding("warning", None, happened, "The cells that lack count as missing; check the quotes."))
    if sheet.long:
        happened = f"{counted(sheet.long, 'row has', 'rows have')} more cells than the header."
        found.append(Finding("warning", None, happened, "What was over is left out; check the quotes."))
    return found


def _sheets(sheet: Sheet, dialect: Dialect) -> list[Finding]:
    if not sheet.others:
        return []
    happened = (
        f"The workbook has {counted(sheet.others, 'more sheet', 'more sheets')}; only “{dialect.sheet}” was read."
    )
    return [Finding("warning", None, happened, "Pick another one, or name it as `sheet` in the schema file.")]


def _unread(column: Column, count: int) -> Finding:
    happened = f"{counted(count, 'cell', 'cells')} could not be read as {column.kind.value}."
    return Finding("warning", column.name, happened, "They count as missing; correct the kind if that is wrong.")
