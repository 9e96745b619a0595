"""`verify PACK`: an evidence pack is whole and says what it must."""

import argparse
from pathlib import Path
from typing import Any

from synthesis.cli.command import Command, ExitCode


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("pack", type=Path)
    command.add_argument("--file", type=Path, help="a loose synthetic file that should be the one in the pack")


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis.release.pack import verify

    problems = verify(options.pack, options.file)
    code = ExitCode.PROBLEM if problems else ExitCode.DONE
    return {"valid": not problems, "problems": list(problems)}, code


VERIFY = Command("verify", "check an evidence pack", _arguments, _perform)
