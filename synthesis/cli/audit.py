"""`audit`: a synthetic file made anywhere is judged."""

import argparse
from pathlib import Path
from typing import Any

from synthesis.cli.arguments import add_judging, whole
from synthesis.cli.command import Command, ExitCode, code_of
from synthesis.cli.input_files import judging_of, schema_of
from synthesis.cli.progress import stages


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--train", type=Path, required=True)
    command.add_argument("--control", type=Path)
    command.add_argument(
        "--synthetic",
        type=Path,
        required=True,
        action="append",
        help="the release; given several times, releases of one source are judged together",
    )
    command.add_argument("--schema", type=Path)
    command.add_argument("--seed", type=whole, default=0)
    add_judging(command)


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis.journey.audits import audited

    found = audited(
        options.train,
        options.control,
        options.synthetic,
        judging_of(options),
        schema_of(options.schema, options.train),
        options.seed,
        stages(),
    )
    audit = found.audit
    if options.second_opinion:
        from synthesis.journey.second_opinion import with_second_opinion

        audit = with_second_opinion(audit, found.train, found.control, found.synthetic, stages())
    return audit.contract(), code_of(audit.verdict.outcome.value)


AUDIT = Command(
    "audit", "judge a synthetic file made anywhere, or several of one source together", _arguments, _perform
)
