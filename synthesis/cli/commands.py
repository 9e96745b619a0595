"""The commands there are: one file each, and one line here."""

from functools import cache

from synthesis.cli.arguments import Parser
from synthesis.cli.audit import AUDIT
from synthesis.cli.command import Command
from synthesis.cli.compare import COMPARE
from synthesis.cli.describe import DESCRIBE
from synthesis.cli.generators import GENERATORS
from synthesis.cli.invent import INVENT
from synthesis.cli.run import RUN
from synthesis.cli.verify import VERIFY

COMMANDS: tuple[Command, ...] = (DESCRIBE, GENERATORS, RUN, AUDIT, INVENT, COMPARE, VERIFY)


@cache
def parser(prog: str) -> Parser:
    """What understands a command line; `prog` is how the program was called."""
    top = Parser(prog=prog, description="Make a synthetic table, and judge it.")
    listed = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    for command in COMMANDS:
        command.arguments(listed.add_parser(command.name, help=command.about))
    return top


def find_command(name: str) -> Command:
    """The command of that name."""
    return next(command for command in COMMANDS if command.name == name)
