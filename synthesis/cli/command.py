"""What a command is, and the exit codes of the outer contract."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """How a command ended, as the outer contract numbers it."""

    DONE = 0
    PROBLEM = 1
    UNUSABLE = 2
    INCONCLUSIVE = 3
    BROKEN = 4


def code_of(verdict: str) -> ExitCode:
    """The exit code of a verdict: PASS, FAIL or INCONCLUSIVE."""
    return {"PASS": ExitCode.DONE, "FAIL": ExitCode.PROBLEM, "INCONCLUSIVE": ExitCode.INCONCLUSIVE}[verdict]


@dataclass(frozen=True)
class Command:
    """A command: its name, a line of help, the arguments that it adds to a parser, and what it does.

    `perform` answers the JSON value that is printed, and the exit code; it imports what is heavy only when called.
    """

    name: str
    about: str
    arguments: Callable[[argparse.ArgumentParser], object]
    perform: Callable[[argparse.Namespace], tuple[Any, ExitCode]]
