"""`run FILE`: a synthetic table is made and judged, and its evidence written."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.cli.arguments import add_judging, author_of, share, whole
from synthesis.cli.command import Command, ExitCode, code_of
from synthesis.cli.input_files import domains_of, judging_of, loaded, make_folder, schema_of, written
from synthesis.cli.progress import stages

if TYPE_CHECKING:
    from synthesis.journey import Candidate
    from synthesis.recipe import Recipe


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path)
    command.add_argument("--out", type=Path, required=True, help="folder for the synthetic file and its evidence")
    _add_recipe(command)
    _add_columns(command)
    command.add_argument("--no-audit", action="store_true")
    command.add_argument("--again", action="store_true", help="attack the result once more with fresh draws")
    command.add_argument(
        "--collapse", type=whole, metavar="GENERATIONS", help="let the generator learn from its own output"
    )
    command.add_argument("--by", default=None, help="who runs it, for the record")
    add_judging(command)


def _add_recipe(command: argparse.ArgumentParser) -> None:
    command.add_argument("--recipe", type=Path, help="a recipe.json to repeat; other options override it")
    command.add_argument("--schema", type=Path)
    command.add_argument("--generator")
    command.add_argument("--declared", type=Path, help="what is public about the columns, for a private generator")
    command.add_argument("--rows", type=whole)
    command.add_argument("--seed", type=whole)
    command.add_argument("--control", type=share, help="share of rows held out")


def _add_columns(command: argparse.ArgumentParser) -> None:
    """Options that may be given several times."""
    for name, metavar, about in (
        ("--set", "KEY=VALUE", "a setting of the generator or a protection"),
        ("--protect", "KEY=VALUE", "a protection, whatever the generator"),
        (
            "--coarsen",
            "COLUMN=HOW",
            "tell a column coarsely: few, a step such as 10, day, month, quarter, year, or 'first 3' characters",
        ),
        ("--fix", "COLUMN=VALUE", "a value that every row is to have"),
        (
            "--share",
            "COLUMN=VALUE:SHARE",
            "the share of rows that are to have a value, such as income=high:0.3, whatever share the source has",
        ),
    ):
        command.add_argument(name, action="append", default=[], metavar=metavar, help=about)


def _perform(options: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis import journey
    from synthesis.foundation.serialisation import plain
    from synthesis.release.pack import build_pack

    recipe = _recipe(options)
    make_folder(options.out)
    candidate = journey.run(options.file, recipe, judging_of(options, skip=options.no_audit), stages())
    candidate, more = _followed_up(options, candidate)
    record = journey.record_of(candidate, by=author_of(options))
    build_pack(record, candidate.csv).write(options.out)
    audit = candidate.audit
    value = {**audit.contract(), "pack": str(options.out / "pack.zip"), "recipe": plain(candidate.recipe), **more}
    return value, code_of(audit.verdict.outcome.value)


def _followed_up(options: argparse.Namespace, candidate: "Candidate") -> tuple["Candidate", dict[str, Any]]:
    """The second round of attacks, the second opinion and the collapse check, where they were asked for."""
    from dataclasses import replace

    from synthesis.foundation.serialisation import plain
    from synthesis.journey import follow_up

    more = {}
    if options.again and not options.no_audit:
        guarantee = candidate.audit.privacy.promise
        again = follow_up.attack_again(candidate.split, candidate.csv, judging_of(options), guarantee, stages())
        audit = replace(candidate.audit, again=again).under(candidate.audit.policy)
        candidate = replace(candidate, audit=audit)
    if options.second_opinion:
        candidate = _second_opinion(candidate)
    if options.collapse:
        found = follow_up.collapse(candidate.split, candidate.recipe, options.collapse, stages())
        more["collapse"] = plain(found)
    return candidate, more


def _second_opinion(candidate: "Candidate") -> "Candidate":
    from dataclasses import replace

    from synthesis.journey import Clock, as_released
    from synthesis.journey.second_opinion import with_second_opinion

    split = candidate.split
    release = as_released(candidate.csv, split.train, Clock())
    audit = with_second_opinion(candidate.audit, split.train, split.control, release, stages())
    return replace(candidate, audit=audit)


def _recipe(options: argparse.Namespace) -> "Recipe":
    """The recipe of the file, or the default one, with what the options say otherwise."""
    from dataclasses import replace

    from synthesis.journey import generalised, settings_of

    recipe = _recipe_file(options.recipe)
    if options.generator and options.generator != recipe.generator:
        recipe = replace(recipe, generator=options.generator, settings={})
    recipe = replace(recipe, **_said(options))
    if options.coarsen:
        recipe = recipe.with_schema(generalised(options.file, recipe, options.coarsen))
    settings, protections = settings_of(recipe.generator, options.set, options.protect)
    return replace(recipe, settings={**recipe.settings, **settings}, protections={**recipe.protections, **protections})


def _recipe_file(path: Path | None) -> "Recipe":
    from synthesis.recipe import Recipe

    return loaded(written(Recipe, "recipe"), path, "recipe") if path else Recipe()


def _said(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of a recipe that options speak of."""
    from synthesis.rules import conditions_of

    given = {
        "rows": options.rows,
        "seed": options.seed,
        "control": options.control,
        "schema": schema_of(options.schema, options.file),
        "declared": domains_of(options.declared),
        "wish": conditions_of(options.fix, options.share),
    }
    return {name: value for name, value in given.items() if value is not None}


RUN = Command("run", "make a synthetic table, judge it, write the evidence", _arguments, _perform)
