"""From a file to a table: everything is text first, then each column is what all of its cells agree on."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from synthesis.foundation.errors import NoRows, UnreadableTable
from synthesis.foundation.memory import let_go
from synthesis.foundation.numerals import counted
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.inference.kinds import propose, settle
from synthesis.tables.inference.roles import assign, one_data_subject
from synthesis.tables.reading.cells import Cells, Sheet, sheet_of
from synthesis.tables.reading.dialect import parse
from synthesis.tables.reading.file_formats import format_of, within_ceiling
from synthesis.tables.reading.source import decode, load, opened
from synthesis.tables.reading.values import values
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.schema import Column, Schema
from synthesis.tables.table import Dialect, Finding, Table

_MANY = 200_000


def read_table(
    path: Path,
    name: str | None = None,
    *,
    schema: Schema | None = None,
    dialect: Dialect | None = None,
    strangers: bool = False,
) -> Table:
    """The table in a file, in which no cell means anything that the file does not say.

    Without `schema`, kinds and roles are proposed, each with its reason. With it, cells are read as it says: columns
    are matched by name, then by header; those that the file lacks are left out, others ignored (kept as reading
    proposes them, if `strangers`), and cells that do not fit their kind are missing. `dialect` overrules what the file
    looks like. UnreadableTable where the file holds no table."""
    with within_ceiling(path):
        return _read(Path(path), name, schema, dialect, strangers)


def _read(path: Path, name: str | None, schema: Schema | None, dialect: Dialect | None, strangers: bool) -> Table:
    sheet, dialect = format_of(path).cells(path, dialect, schema)
    if schema is None:
        pairs = list(one_data_subject([_proposed(cells, dialect.decimal) for cells in sheet.columns]))
    else:
        pairs = _matched(sheet.columns, schema, dialect)
        pairs += _strangers(sheet.columns, pairs, dialect) if strangers else []
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
    with within_ceiling(path):
        return _column_names(Path(path), dialect)


def _column_names(path: Path, dialect: Dialect) -> tuple[str, ...]:
    found = format_of(path)
    try:
        sheet, _ = found.cells(path, dialect, None)
    except NoRows:
        if not (found.text and dialect.header):
            raise
        header = next(parse(decode(load(path), dialect.encoding)[0], dialect))
        return tuple(cells.name for cells in sheet_of([header, ["."] * len(header)], Dialect()).columns)
    return tuple(cells.name for cells in sheet.columns)


def table_of(path: Path, schema: Schema, dialect: Dialect) -> Table:
    """The table in a file, with the columns that `schema` declares and nothing learnt from its cells: maybe no rows."""
    try:
        return replace(read_table(path, schema=schema, dialect=dialect), schema=schema)
    except NoRows:
        empty = {column.name: pd.Series([], dtype=column.kind.dtype) for column in schema}
        return Table(Path(path).name, pd.DataFrame(empty), schema, _mark(Path(path)), dialect)


def with_rules(table: Table, schema: Schema) -> Table:
    """The table with those of the schema's rules whose columns it has; UnusableOption for a rule of no known kind."""
    for rule in schema.constraints:
        kind_of(rule)
    rules = (rule for rule in schema.constraints if set(rule.columns) <= set(table.schema.names))
    return replace(table, schema=table.schema.ruled(rules))


def _proposed(cells: Cells, decimal: str) -> tuple[Column, Cells]:
    held = cells.held
    return assign(propose(held, decimal), held), cells


def _mark(path: Path) -> str:
    with opened(path) as file:
        return fingerprint(file)


def sheets(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that hold anything; none where the file is of a format without sheets. UnreadableTable
    where it is broken."""
    named = format_of(path).sheets
    if named is None:
        return ()
    with within_ceiling(path):
        return named(path)


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


def _strangers(
    columns: Sequence[Cells], pairs: Sequence[tuple[Column, Cells]], dialect: Dialect
) -> list[tuple[Column, Cells]]:
    """The columns of the file that are none of the schema's, as reading proposes them."""
    known, taken = {id(cells) for _, cells in pairs}, {column.name for column, _ in pairs}
    others = (cells for cells in columns if id(cells) not in known and cells.name not in taken)
    return [_proposed(cells, dialect.decimal) for cells in others]


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
