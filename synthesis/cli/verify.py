"""`verify PACK`: an evidence pack is whole and says what it must."""

import argparse
from pathlib import Path
from typing import Any

from synthesis.cli.command import Command, ExitCode


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("pack", type=Path)
    command.add_argument("--file", type=Path, help="a loose synthetic file that should be the one in the pack")


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis.release.verification import check_pack

    found = check_pack(options.pack, options.file)
    value = {
        "valid": found.valid,
        "problems": list(found.problems),
        "status": found.status,
        "version": found.version,
        "made_by": found.made_by,
        "record": found.record,
    }
    return value, ExitCode.DONE if found.valid else ExitCode.PROBLEM


VERIFY = Command("verify", "check an evidence pack", _arguments, _perform)
