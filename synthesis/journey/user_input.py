"""What a user asks for in words: a file to be described, columns to be corrected, settings spelt KEY=VALUE."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.nearest import nearest
from synthesis.foundation.serialisation import plain
from synthesis.foundation.settings import knobs
from synthesis.foundation.strict_reader import read_strictly
from synthesis.generation.resource_estimate import resource_estimates
from synthesis.generators import find
from synthesis.protections import Protections
from synthesis.recipe import Recipe, Value
from synthesis.tables import (
    Column,
    Dialect,
    Schema,
    blank_blocks,
    findings,
    profile,
    proposed_missing_codes,
    read_table,
    sheets,
    size,
    survey,
)
from synthesis.tables.reading.file_formats import within_ceiling


def describe(path: Path, schema: Schema | None = None) -> dict[str, Any]:
    """A file as the upload page would understand it, in the shape of the outer contract."""
    with within_ceiling(path):
        return _described(path, schema)


def _described(path: Path, schema: Schema | None) -> dict[str, Any]:
    table = read_table(path, schema=schema)
    dialect = table.dialect
    about = {
        "name": table.name,
        "rows": len(table),
        "columns": len(table.schema),
        "fingerprint": table.fingerprint,
        "encoding": dialect.encoding,
        "delimiter": dialect.delimiter,
        "decimal": dialect.decimal,
        "header": dialect.header,
    }
    return {
        "table": {**about, "size": plain(size(table)), "dialect": plain(dialect), "sheets": list(sheets(path))},
        "schema": plain(table.schema),
        "findings": plain(findings(table)),
        "markers": plain(proposed_missing_codes(table)),
        "blocks": plain(blank_blocks(table)),
        "profile": plain(profile(table)),
        "survey": plain(survey(table)),
        "estimates": plain(resource_estimates(table)),
    }


def corrected(path: Path, value: Any) -> Schema:
    """The schema that reading proposes, with what `value` says of the columns it names: any of their fields.

    A kind of its own lets the reader find the spelling anew. UnusableOption for a column that the table does not have,
    and for what no column or schema has."""
    said = _columns_said(value)
    sheet = value.get("sheet") if path.suffix.lower() == ".xlsx" and isinstance(value.get("sheet"), str) else None
    proposed = read_table(path, dialect=Dialect(sheet=sheet) if sheet else None).schema
    for name in said:
        proposed[name]
    columns = [_column_said(column, said.get(column.name, {})) for column in proposed]
    return read_strictly(Schema, {**plain(proposed), **value, "columns": columns}, "schema")


def _columns_said(value: Any) -> dict[str, Mapping[str, Any]]:
    """What a user's schema says of each column. UnusableOption where it names none, or one twice."""
    how = 'Write {"columns": [{"name": "…", "role": "…"}]}, as `describe` prints it.'
    columns = value.get("columns") if isinstance(value, Mapping) else None
    if not isinstance(columns, list):
        raise UnusableOption('The schema has no list of "columns".', how)
    if not all(isinstance(column, Mapping) and isinstance(column.get("name"), str) for column in columns):
        raise UnusableOption('A column of the schema has no "name".', how)
    said = {column["name"]: column for column in columns}
    if len(said) < len(columns):
        raise UnusableOption("The schema names a column twice.", "Give every column a name of its own.")
    return said


def _column_said(column: Column, said: Mapping[str, Any]) -> dict[str, Any]:
    spelling = {} if said.get("kind", column.kind) == column.kind else {"format": None, "trimmed": False}
    return {**plain(column), **spelling, **said}


def generalised(path: Path, recipe: Recipe, assignments: Sequence[str]) -> Schema:
    """The recipe's columns, or those that reading proposes, with COLUMN=HOW texts as how some are told coarsely."""
    schema = recipe.schema or read_table(path, dialect=recipe.dialect).schema
    for assignment in assignments:
        name, _, told = assignment.rpartition("=") if "=" in assignment else (assignment, "", "")
        schema = schema.generalise(name, told)
    return schema


def settings_of(
    generator: str, assignments: Sequence[str], protecting: Sequence[str] = ()
) -> tuple[dict[str, Value], dict[str, Value]]:
    """KEY=VALUE texts as settings of a generator and as protections; those of `protecting` as protections only.

    UnusableOption names what there is.
    """
    of_generator = {item.name: item for item in knobs(find(generator).settings)}
    of_protections = {item.name: item for item in knobs(Protections)}
    settings: dict[str, Value] = {}
    protections: dict[str, Value] = {}
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        if name in of_generator:
            settings[name] = of_generator[name].read(value)
        elif name in of_protections:
            protections[name] = of_protections[name].read(value)
        else:
            known = [*of_generator, *of_protections]
            advice = nearest(name, known) + f"Settings are: {', '.join(known)}."
            raise UnusableOption(f"The generator {generator} has no such setting.", advice)
    for assignment in protecting:
        name, _, value = assignment.partition("=")
        if name not in of_protections:
            advice = nearest(name, of_protections) + f"Protections are: {', '.join(of_protections)}."
            raise UnusableOption("There is no such protection.", advice)
        protections[name] = of_protections[name].read(value)
    return settings, protections
