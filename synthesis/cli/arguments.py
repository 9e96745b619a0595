"""The commands and their options, as a user types them."""

import argparse
from pathlib import Path
from typing import NoReturn

from synthesis.foundation.errors import UnusableOption


class Parser(argparse.ArgumentParser):
    """A parser that reports a bad option as every other bad input is reported."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and leaving."""
        raise UnusableOption(f"The command was not understood: {message}.", f"See: {self.prog} --help")


def parser() -> Parser:
    """The commands and their options."""
    top = Parser(prog="python -m synthesis", description="Make a synthetic table, and judge it.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    about = commands.add_parser("describe", help="how a file is understood")
    about.add_argument("file", type=Path)
    about.add_argument("--schema", type=Path, help="kinds and roles to read it with")
    commands.add_parser("generators", help="what can be picked, with every setting")
    _add_run(commands.add_parser("run", help="make a synthetic table, judge it, write the evidence"))
    _add_audit(commands.add_parser("audit", help="judge a synthetic file made anywhere"))
    _add_invent(commands.add_parser("invent", help="make a table from a description, with no data at all"))
    _add_compare(
        commands.add_parser("compare", help="set candidates side by side: likeness, risk, the limit and the frontier")
    )
    check = commands.add_parser("verify", help="check an evidence pack")
    check.add_argument("pack", type=Path)
    check.add_argument("--file", type=Path, help="a loose synthetic file that should be the one in the pack")
    return top


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("file", type=Path)
    run.add_argument("--out", type=Path, required=True, help="folder for the synthetic file and its evidence")
    run.add_argument("--recipe", type=Path, help="a recipe.json to repeat; other options override it")
    run.add_argument("--schema", type=Path)
    run.add_argument("--generator")
    run.add_argument("--declared", type=Path, help="what is public about the columns, for a private generator")
    run.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the generator or a protection"
    )
    run.add_argument(
        "--protect", action="append", default=[], metavar="KEY=VALUE", help="a protection, whatever the generator"
    )
    run.add_argument(
        "--coarsen",
        action="append",
        default=[],
        metavar="COLUMN=HOW",
        help="tell a column coarsely: few, a step such as 10, day, month, quarter, year, or 'first 3' characters",
    )
    run.add_argument(
        "--fix", action="append", default=[], metavar="COLUMN=VALUE", help="a value that every row is to have"
    )
    run.add_argument(
        "--share",
        action="append",
        default=[],
        metavar="COLUMN=VALUE:SHARE",
        help="the share of rows that are to have a value, such as income=high:0.3, whatever share the source has",
    )
    run.add_argument("--rows", type=_whole)
    run.add_argument("--seed", type=_whole)
    run.add_argument("--control", type=_share, help="share of rows held out")
    run.add_argument("--no-audit", action="store_true")
    run.add_argument("--again", action="store_true", help="attack the result once more with fresh draws")
    run.add_argument(
        "--collapse", type=_whole, metavar="GENERATIONS", help="let the generator learn from its own output"
    )
    run.add_argument("--by", default=None, help="who runs it, for the record")
    _add_judging(run)


def _add_audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("--train", type=Path, required=True)
    audit.add_argument("--control", type=Path)
    audit.add_argument("--synthetic", type=Path, required=True)
    audit.add_argument("--schema", type=Path)
    audit.add_argument("--seed", type=_whole, default=0)
    _add_judging(audit)


def _add_invent(invent: argparse.ArgumentParser) -> None:
    invent.add_argument(
        "description", type=Path, nargs="?", help="a description.json; without it one to edit is printed"
    )
    invent.add_argument("--out", type=Path, help="folder for the table, its description and its record")
    invent.add_argument("--rows", type=_whole, default=1000)
    invent.add_argument("--seed", type=_whole, default=0)
    invent.add_argument("--by", default=None, help="who makes it, for the record")
    invent.add_argument("--schema", type=Path, help="without a description: begin with the columns of a schema.json")
    invent.add_argument("--example", metavar="NAME", help="without a description: begin with an example")


def _add_compare(compare: argparse.ArgumentParser) -> None:
    compare.add_argument(
        "runs", type=Path, nargs="+", help="folders that `run` wrote, or their record.json or pack.zip"
    )
    compare.add_argument("--source", type=Path, help="the table that the runs are about: attack the pick once more")
    compare.add_argument(
        "--out", type=Path, help="with --source: folder for the evidence of the pick, all candidates named"
    )
    compare.add_argument("--attacks", type=_whole, default=2000, help="guesses an attack makes in the second round")
    compare.add_argument("--by", default=None, help="who picks, for the record")


def _add_judging(command: argparse.ArgumentParser) -> None:
    command.add_argument("--policy", default="public", help="a preset's name or a JSON file")
    command.add_argument("--attacks", type=_whole, default=2000)
    command.add_argument("--secret", action="append", default=[], metavar="COLUMN")
    command.add_argument("--target", metavar="COLUMN")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnusableOption("An option needs a whole number.", "Give digits only.") from None


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UnusableOption("The control share is not a number.", "Give a share such as 0.2.") from None
