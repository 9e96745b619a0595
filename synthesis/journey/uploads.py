"""What pages ask of a file that was brought, in JSON values, so that a process of its own can answer."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.foundation.serialisation import plain, revive
from synthesis.journey.audits import shares_rows
from synthesis.journey.description import as_asked
from synthesis.tables import Schema, Table, count_subjects, read_table
from synthesis.tables.reading.file_formats import within_ceiling


def understood(spec: Mapping[str, Any]) -> Any:
    """The table in a file as its owner is shown it: an `Understood` in JSON values. `spec` as `as_asked` has it."""
    return plain(as_asked(spec))


def facts(spec: Mapping[str, Any]) -> dict[str, Any]:
    """How large the table in the file `source` is and what columns it has; how many `persons` it is about by the column
    that the `schema` of another table names for them, or its own, null where every row is a person."""
    with within_ceiling(Path(spec["source"])):
        table = read_table(Path(spec["source"]), spec["name"])
        told = revive(Schema, spec["schema"]) if spec["schema"] else table.schema
        return {
            "name": table.name,
            "fingerprint": table.fingerprint,
            "rows": len(table),
            "columns": len(table.schema),
            "persons": _persons(table, told),
            "header": table.dialect.header,
            "schema": plain(table.schema),
        }


def _persons(table: Table, schema: Schema) -> int | None:
    if schema.entity is None or schema.entity not in table.schema:
        return None
    return count_subjects(replace(table, schema=table.schema.of_people(schema.entity)))


def rows_shared(spec: Mapping[str, Any]) -> bool:
    """Whether the rows of the file `control` stand in the file `train`, read with `schema`; see `shares_rows`."""
    train = read_table(Path(spec["train"]), schema=revive(Schema, spec["schema"]) if spec["schema"] else None)
    return shares_rows(train, read_table(Path(spec["control"]), schema=train.schema))
