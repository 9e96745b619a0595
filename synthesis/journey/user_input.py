"""What a user asks for in words: a file to be described, columns to be corrected, settings spelt KEY=VALUE."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain, revive
from synthesis.foundation.settings import knobs
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
from synthesis.tables.reading.file_formats import format_of


def describe(path: Path, schema: Schema | None = None) -> dict[str, Any]:
    """A file as the upload page would understand it, in the shape of the outer contract."""
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


def corrected(path: Path, value: Mapping[str, Any]) -> Schema:
    """The schema that reading proposes, with what `value` says of the columns it names: any of their fields.

    A kind of its own lets the reader find the spelling anew. UnusableOption for a column that the table does not have.
    """
    sheet = value.get("sheet") if format_of(path).sheets else None
    proposed = read_table(path, dialect=Dialect(sheet=sheet) if sheet else None).schema
    said = {str(column["name"]): column for column in value["columns"]}
    for name in said:
        proposed[name]
    columns = [_column_said(column, said.get(column.name, {})) for column in proposed]
    return revive(Schema, {**plain(proposed), **value, "columns": columns})


def _column_said(column: Column, said: Mapping[str, Any]) -> dict[str, Any]:
    spelling = {} if said.get("kind", column.kind) == column.kind else {"format": None, "trimmed": False}
    return {**plain(column), **spelling, **said}


def coarsened(path: Path, recipe: Recipe, assignments: Sequence[str]) -> Schema:
    """The recipe's columns, or those that reading proposes, with COLUMN=HOW texts as how some are told coarsely."""
    schema = recipe.schema or read_table(path, dialect=recipe.dialect).schema
    for assignment in assignments:
        name, _, told = assignment.rpartition("=") if "=" in assignment else (assignment, "", "")
        schema = schema.coarsen(name, told)
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
            known = ", ".join([*of_generator, *of_protections])
            raise UnusableOption(f"The generator {generator} has no such setting.", f"Settings are: {known}.")
    for assignment in protecting:
        name, _, value = assignment.partition("=")
        if name not in of_protections:
            raise UnusableOption("There is no such protection.", f"Protections are: {', '.join(of_protections)}.")
        protections[name] = of_protections[name].read(value)
    return settings, protections
