"""How options are spelt that several commands share, and how one that is misspelt is refused."""

import argparse
import getpass
from typing import NoReturn

from synthesis.foundation.errors import UnusableOption


class Parser(argparse.ArgumentParser):
    """A parser that reports a bad option as every other bad input is reported."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and leaving."""
        raise UnusableOption(f"The command was not understood: {message}.", f"See: {self.prog} --help")


def add_judging(command: argparse.ArgumentParser) -> None:
    """The options that say how a release is judged."""
    command.add_argument("--policy", default="public", help="a preset's name or a JSON file")
    command.add_argument("--attacks", type=whole, default=2000)
    command.add_argument("--secret", action="append", default=[], metavar="COLUMN")
    command.add_argument("--target", metavar="COLUMN")
    command.add_argument(
        "--second-opinion",
        action="store_true",
        help="also run stock anonymeter and SDMetrics on the same rows; they decide nothing",
    )


def author_of(options: argparse.Namespace) -> str:
    """Who is named in the record: whom the options name, else the user of this machine."""
    try:
        return str(options.by or getpass.getuser())
    except (KeyError, OSError):
        return "nobody named"


def whole(text: str) -> int:
    """A whole number, or UnusableOption."""
    try:
        return int(text)
    except ValueError:
        raise UnusableOption("An option needs a whole number.", "Give digits only.") from None


def share(text: str) -> float:
    """A share of the rows, or UnusableOption."""
    try:
        return float(text)
    except ValueError:
        raise UnusableOption("The control share is not a number.", "Give a share such as 0.2.") from None
