"""`compare RUN…`: candidates side by side, and the pick attacked once more."""

import argparse
from pathlib import Path
from typing import Any

from synthesis.cli.arguments import author_of, whole
from synthesis.cli.command import Command, ExitCode, code_of
from synthesis.cli.input_files import make_folder
from synthesis.cli.progress import stages
from synthesis.foundation.errors import UnusableOption


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "runs", type=Path, nargs="+", help="folders that `run` wrote, or their record.json or pack.zip"
    )
    command.add_argument("--source", type=Path, help="the table that the runs are about: attack the pick once more")
    command.add_argument(
        "--out", type=Path, help="with --source: folder for the evidence of the pick, all candidates named"
    )
    command.add_argument("--attacks", type=whole, default=2000, help="guesses an attack makes in the second round")
    command.add_argument("--by", default=None, help="who picks, for the record")


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis.release.comparison import compare_records

    if options.out is not None and options.source is None:
        raise UnusableOption("The pick is packed once it was attacked again.", "Give --source, the table of the runs.")
    found = compare_records(options.runs)
    if options.source is None:
        return {**found, "again": None}, ExitCode.DONE
    return _picked(options, found)


def _picked(options: argparse.Namespace, found: dict[str, Any]) -> tuple[Any, ExitCode]:
    """The second round of attacks on the pick, and its evidence with every candidate that was compared."""
    from dataclasses import replace

    from synthesis.journey.follow_up import attack_pick
    from synthesis.release.comparison import attacked, pick_of
    from synthesis.release.load import all_tried, load_record
    from synthesis.release.pack import build_pack

    picked = pick_of(options.runs)
    if picked is None:
        return {**found, "again": None}, ExitCode.PROBLEM
    record, csv = load_record(picked)
    if options.out is not None:
        make_folder(options.out)
    record = attack_pick(options.source, record, csv, options.attacks, stages())
    if options.out is not None:
        tried = all_tried([load_record(run)[0] for run in options.runs], record)
        build_pack(replace(record, candidates=tried, by=author_of(options)), csv).write(options.out)
    return {**found, "again": attacked(record.audit)}, code_of(record.audit.verdict.outcome.value)


COMPARE = Command(
    "compare", "set candidates side by side: likeness, risk, the limit and the frontier", _arguments, _perform
)
