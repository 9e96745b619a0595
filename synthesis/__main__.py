"""The commands of the outer contract. JSON on stdout, progress on stderr, no traceback and no cell of a table."""

import argparse
import getpass
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from synthesis.cli.arguments import parser
from synthesis.foundation.errors import RunFailed, SynthesisError, UnusableOption
from synthesis.foundation.progress import Report, Step

DONE, FAILED_VERDICT, UNUSABLE, INCONCLUSIVE, BROKEN = 0, 1, 2, 3, 4
READING = 0.05
"""The share of a run in which input may still be refused."""

_CODES = {"PASS": DONE, "FAIL": FAILED_VERDICT, "INCONCLUSIVE": INCONCLUSIVE}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the contract's."""
    try:
        options = parser().parse_args(arguments)
        value, code = _COMMANDS[options.command](options)
    except RunFailed as error:
        return _tell(error, BROKEN)
    except SynthesisError as error:
        return _tell(error, UNUSABLE)
    except KeyboardInterrupt:
        return _tell(SynthesisError("The run was interrupted.", "Start it again when you are ready."), BROKEN)
    except Exception as error:  # the last door: whatever comes here is a bug of ours
        return _tell(_unexpected(error), BROKEN)
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))
    return code


def _be_quiet() -> None:
    """Libraries print warnings that can quote cells; nobody but us speaks on stderr."""
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("OMP_NUM_THREADS", "2")


def _tell(error: SynthesisError, code: int) -> int:
    print(error.happened, error.advice, sep="\n", file=sys.stderr)
    return code


def _unexpected(error: Exception) -> SynthesisError:
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(place.filename).name}, line {place.lineno}"
    return SynthesisError(f"The program itself failed ({where}).", "Report this line; it holds nothing of your table.")


def _progress() -> Report:
    """A listener that prints one line a stage. Reading is told once it has ended: input that is refused then leaves
    stderr to the two lines that say so."""
    told: list[str] = []
    held: list[str] = []

    def report(step: Step) -> None:
        if step.stage not in (*told[-1:], *held):
            held.append(step.stage)
        if step.done > READING:
            print(*held, sep="\n", end="\n" * bool(held), file=sys.stderr, flush=True)
            told.extend(held)
            held.clear()

    return report


def _describe(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis import journey

    return journey.describe(options.file, _schema(options.schema, options.file)), DONE


def _generators(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis.foundation.serialisation import plain
    from synthesis.foundation.settings import knobs
    from synthesis.generators import EVERY
    from synthesis.protections import Protections

    protections = plain(knobs(Protections))
    listed = [
        {
            "name": generator.name,
            "title": generator.title,
            "description": generator.description,
            "promise": plain(generator.promise),
            "settings": plain(knobs(generator.settings)),
            "protections": protections,
        }
        for generator in EVERY
    ]
    return listed, DONE


def _run(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis import journey
    from synthesis.foundation.serialisation import plain
    from synthesis.release.pack import build_pack

    recipe = _recipe(options)
    _writable(options.out)
    candidate = journey.run(options.file, recipe, _judging(options, skip=options.no_audit), _progress())
    candidate, more = _afterwards(options, candidate)
    record = journey.record_of(candidate, by=options.by or getpass.getuser())
    build_pack(record, candidate.csv).write(options.out)
    audit = candidate.audit
    value = {**audit.contract(), "pack": str(options.out / "pack.zip"), "recipe": plain(candidate.recipe), **more}
    return value, _CODES[audit.verdict.outcome.value]


def _afterwards(options: argparse.Namespace, candidate: Any) -> tuple[Any, dict[str, Any]]:
    """The second round of attacks and the collapse check, where they were asked for."""
    from dataclasses import replace

    from synthesis.foundation.serialisation import plain
    from synthesis.journey import follow_up

    more = {}
    if options.again and not options.no_audit:
        promise = candidate.audit.privacy.promise
        again = follow_up.attack_again(candidate.split, candidate.csv, _judging(options), promise, _progress())
        audit = replace(candidate.audit, again=again).under(candidate.audit.policy)
        candidate = replace(candidate, audit=audit)
    if options.collapse:
        found = follow_up.collapse(candidate.split, candidate.recipe, options.collapse, _progress())
        more["collapse"] = plain(found)
    return candidate, more


def _compare(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis.release.comparison import compare_records

    if options.out is not None and options.source is None:
        raise UnusableOption("The pick is packed once it was attacked again.", "Give --source, the table of the runs.")
    found = compare_records(options.runs)
    if options.source is None:
        return {**found, "again": None}, DONE
    return _picked(options, found)


def _picked(options: argparse.Namespace, found: dict[str, Any]) -> tuple[Any, int]:
    """The second round of attacks on the pick, and its evidence with every candidate that was compared."""
    from dataclasses import replace

    from synthesis.journey.follow_up import attack_pick
    from synthesis.release.comparison import attacked, pick_of
    from synthesis.release.load import all_tried, load_record
    from synthesis.release.pack import build_pack

    picked = pick_of(options.runs)
    if picked is None:
        return {**found, "again": None}, FAILED_VERDICT
    record, csv = load_record(picked)
    if options.out is not None:
        _writable(options.out)
    record = attack_pick(options.source, record, csv, options.attacks, _progress())
    if options.out is not None:
        tried = all_tried([load_record(run)[0] for run in options.runs], record)
        build_pack(replace(record, candidates=tried, by=options.by or getpass.getuser()), csv).write(options.out)
    return {**found, "again": attacked(record.audit)}, _CODES[record.audit.verdict.outcome.value]


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UnusableOption(
            "The output folder cannot be made.", "Give --out a folder that you may write to."
        ) from None


def _audit(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis import journey

    audit = journey.audit(
        options.train,
        options.control,
        options.synthetic,
        _judging(options),
        _schema(options.schema, options.train),
        options.seed,
        _progress(),
    )
    return audit.contract(), _CODES[audit.verdict.outcome.value]


def _verify(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis.release.pack import verify

    problems = verify(options.pack, options.file)
    return {"valid": not problems, "problems": list(problems)}, FAILED_VERDICT if problems else DONE


def _invent(options: argparse.Namespace) -> tuple[Any, int]:
    from synthesis import invention
    from synthesis.foundation.seed import Seed
    from synthesis.foundation.serialisation import as_json, plain, revive

    if options.description is None:
        return plain(_to_begin_with(options)), DONE
    description = _loaded(partial(revive, invention.Description), options.description, "description")
    if options.out is None:
        raise UnusableOption("There is nowhere to write the table.", "Give --out a folder.")
    _writable(options.out)
    made = invention.invent(description, options.rows, Seed(options.seed), _progress())
    csv = invention.csv_of(made)
    record = invention.record_of(description, made, csv, options.seed, options.by or getpass.getuser())
    for name, content in {
        "synthetic.csv": csv,
        "description.json": invention.description_json(description),
        "record.json": as_json(record),
    }.items():
        (options.out / name).write_bytes(content)
    return record, DONE


def _to_begin_with(options: argparse.Namespace) -> Any:
    """A description to edit: of a schema's columns, or an example."""
    from synthesis import invention
    from synthesis.foundation.serialisation import revive
    from synthesis.tables import Schema

    if options.schema:
        return invention.blank_description(_loaded(partial(revive, Schema), options.schema, "schema"))
    name = options.example or next(iter(invention.EXAMPLES))
    if name not in invention.EXAMPLES:
        raise UnusableOption("There is no such example.", f"Examples: {', '.join(invention.EXAMPLES)}.")
    return invention.EXAMPLES[name]


def _judging(options: argparse.Namespace, *, skip: bool = False) -> Any:
    from synthesis.journey import Judging
    from synthesis.release.policy import find_policy

    return Judging(find_policy(options.policy), options.attacks, tuple(options.secret), options.target, skip)


def _recipe(options: argparse.Namespace) -> Any:
    from dataclasses import replace

    from synthesis.foundation.serialisation import revive
    from synthesis.journey import coarsened, settings_of
    from synthesis.recipe import Recipe
    from synthesis.rules import conditions_of

    recipe = _loaded(partial(revive, Recipe), options.recipe, "recipe") if options.recipe else Recipe()
    if options.generator and options.generator != recipe.generator:
        recipe = replace(recipe, generator=options.generator, settings={})
    given = {
        "rows": options.rows,
        "seed": options.seed,
        "control": options.control,
        "schema": _schema(options.schema, options.file),
        "declared": _declared(options.declared),
        "wish": conditions_of(options.fix, options.share),
    }
    recipe = replace(recipe, **{name: value for name, value in given.items() if value is not None})
    if options.coarsen:
        recipe = recipe.with_schema(coarsened(options.file, recipe, options.coarsen))
    settings, protections = settings_of(recipe.generator, options.set, options.protect)
    return replace(recipe, settings={**recipe.settings, **settings}, protections={**recipe.protections, **protections})


def _schema(path: Path | None, table: Path) -> Any:
    """What a schema file says of the columns it names; of the others, what reading proposes."""
    from synthesis.journey import corrected

    return _loaded(lambda value: corrected(table, value), path, "schema") if path else None


def _declared(path: Path | None) -> Any:
    from synthesis.generation.private_pipeline import declared_of

    return _loaded(declared_of, path, "declared") if path else None


def _loaded(revived: Callable[[Any], Any], path: Path, what: str) -> Any:
    """A value from a JSON file; the output of `describe` serves as a schema too."""
    advice = f"Give the {what}.json that a run wrote."
    try:
        value = json.loads(path.read_text("utf-8"))
        return revived(value.get(what, value))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise UnusableOption(f"The {what} file cannot be read as JSON.", advice) from None
    except (TypeError, KeyError, ValueError, AttributeError):
        raise UnusableOption(f"The {what} file does not hold a {what}.", advice) from None


_COMMANDS = {
    "describe": _describe,
    "generators": _generators,
    "run": _run,
    "audit": _audit,
    "compare": _compare,
    "verify": _verify,
    "invent": _invent,
}

if __name__ == "__main__":
    _be_quiet()
    sys.exit(main())
