"""`invent DESCRIPTION`: a table from a description, with no data at all."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.cli.arguments import author_of, whole
from synthesis.cli.command import Command, ExitCode
from synthesis.cli.input_files import loaded, make_folder, written
from synthesis.cli.progress import stages
from synthesis.foundation.errors import UnusableOption

if TYPE_CHECKING:
    from synthesis.invention import Description


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "description", type=Path, nargs="?", help="a description.json; without it one to edit is printed"
    )
    command.add_argument("--out", type=Path, help="folder for the table, its description and its record")
    command.add_argument("--rows", type=whole, default=1000)
    command.add_argument("--seed", type=whole, default=0)
    command.add_argument("--by", default=None, help="who makes it, for the record")
    command.add_argument("--schema", type=Path, help="without a description: begin with the columns of a schema.json")
    command.add_argument("--example", metavar="NAME", help="without a description: begin with an example")


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis import invention
    from synthesis.foundation.serialisation import plain

    if options.description is None:
        return plain(_to_begin_with(options)), ExitCode.DONE
    description = loaded(written(invention.Description, "description"), options.description, "description")
    if options.out is None:
        raise UnusableOption("There is nowhere to write the table.", "Give --out a folder.")
    make_folder(options.out)
    return _invented(options, description), ExitCode.DONE


def _invented(options: argparse.Namespace, description: "Description") -> dict[str, Any]:
    """The record of the table that was made; table, description and record are then in the folder."""
    from synthesis import invention
    from synthesis.foundation.seed import Seed
    from synthesis.foundation.serialisation import as_json
    from synthesis.foundation.whole_files import write_whole

    made = invention.invent(description, options.rows, Seed(options.seed), stages())
    csv = invention.csv_of(made)
    record = invention.record_of(description, made, csv, options.seed, author_of(options))
    files = {"description.json": invention.description_json(description), "record.json": as_json(record)}
    write_whole(options.out, {"synthetic.csv": csv, **files})
    return record


def _to_begin_with(options: argparse.Namespace) -> "Description":
    """A description to edit: of a schema's columns, or an example."""
    from synthesis import invention
    from synthesis.tables import Schema

    if options.schema:
        return invention.blank_description(loaded(written(Schema, "schema"), options.schema, "schema"))
    name = options.example or next(iter(invention.EXAMPLES))
    if name not in invention.EXAMPLES:
        raise UnusableOption("There is no such example.", f"Examples: {', '.join(invention.EXAMPLES)}.")
    return invention.EXAMPLES[name]


INVENT = Command("invent", "make a table from a description, with no data at all", _arguments, _perform)
