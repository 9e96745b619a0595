"""`describe FILE`: how a file is understood."""

import argparse
from pathlib import Path
from typing import Any

from synthesis.cli.command import Command, ExitCode
from synthesis.cli.input_files import schema_of


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path)
    command.add_argument("--schema", type=Path, help="kinds and roles to read it with")


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis import journey

    return journey.describe(options.file, schema_of(options.schema, options.file)), ExitCode.DONE


DESCRIBE = Command("describe", "how a file is understood", _arguments, _perform)
