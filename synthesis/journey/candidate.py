"""From a file and a recipe to a judged synthetic file."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generation.pipeline import fit, sample
from synthesis.generation.private_pipeline import held_out_each, is_private, make_private, open_declared
from synthesis.generators import find
from synthesis.journey.audits import Clock, Judging, judge_table
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.release.record import Source
from synthesis.tables import Split, Table, hold_out, read_table, to_csv
from synthesis.tables.missingness import with_missingness

UNKEPT = "Not kept: the rules that were ticked; a private generator sees nothing but what is declared"
"""What a private run has to say of rules."""

SMALLEST_SPLIT = 4
"""Fewer rows than this cannot be divided into two parts that are tables themselves."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A synthetic table with its audit and the file as it would be released. `split` holds real rows."""

    recipe: Recipe
    source: Source
    split: Split
    synthetic: Table
    csv: bytes
    audit: Audit
    notes: tuple[str, ...] = ()


def run(path: Path, recipe: Recipe, judging: Judging, report: Report = silent) -> Candidate:
    """Hold out a control group, fit and sample on the rest, and judge the result exactly as it would be released."""
    clock = Clock()
    with clock.stage("read"):
        report(Step("Reading the table", 0.01))
        ticked = recipe.schema.constraints if recipe.schema and is_private(recipe) else ()
        recipe, table = _opened(path, recipe, judging)
    candidate = run_table(table, recipe, judging, report, clock)
    return replace(candidate, notes=(*candidate.notes, UNKEPT)) if ticked else candidate


def run_table(
    table: Table, recipe: Recipe, judging: Judging, report: Report = silent, clock: Clock | None = None
) -> Candidate:
    """The same for a table that was read already, with the columns that it was read with; what a private generator
    declares is those columns."""
    recipe, clock = recipe.with_schema(table.schema), clock or Clock()
    with clock.stage("read"):
        judging.check(table.schema)
        report(Step("Holding out a control group", 0.03))
        split = _split(table, recipe, judging)
    ends = 1.0 if judging.skip else _share_of_making(recipe, split)
    csv, promise, notes = make(split, recipe, clock, within(report, 0.05, ends))
    synthetic = as_released(csv, table, clock)
    audit = judge_table(
        split.train, split.control, synthetic, recipe.seed, judging, promise, clock, within(report, ends, 1.0)
    )
    audit = replace(audit, wished=recipe.wish.told if recipe.wish else ())
    source = Source(table.fingerprint, len(table), len(table.schema))
    return Candidate(recipe, source, split, synthetic, csv, audit, notes)


def _opened(path: Path, recipe: Recipe, judging: Judging) -> tuple[Recipe, Table]:
    """The table with the columns that the recipe says or reading proposes; for a private generator, that are
    declared."""
    if is_private(recipe):
        if recipe.declared is not None and recipe.declared.target is None:
            recipe = replace(recipe, declared=replace(recipe.declared, target=judging.target))
        return open_declared(path, recipe)
    table = read_table(path, schema=recipe.schema, dialect=recipe.dialect)
    return recipe.with_schema(table.schema), table


def _split(table: Table, recipe: Recipe, judging: Judging) -> Split:
    """The control group is held out before anything else sees the table. A table of a few rows, which could not be
    judged anyway, is used whole when no audit is asked for."""
    if is_private(recipe):
        return held_out_each(table, recipe)
    if judging.skip and len(table) < SMALLEST_SPLIT:
        nobody = replace(table, frame=table.frame.iloc[:0])
        return Split(table, nobody, 0.0, recipe.split, "No control group: the table has too few rows to hold any out.")
    return held_out(table, recipe)


def held_out(table: Table, recipe: Recipe) -> Split:
    """The control group of a table: the same rows for every generator and every seed."""
    return hold_out(table, Seed(recipe.split).child("split"), recipe.control)


def _share_of_making(recipe: Recipe, split: Split) -> float:
    """How much of the whole work the fit is expected to take, so that progress runs evenly."""
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    making = generator.expected(len(split.train), split.train.schema, settings)
    return 0.05 + 0.9 * making / (making + 25.0)


def make(split: Split, recipe: Recipe, clock: Clock, report: Report) -> tuple[bytes, Guarantee, tuple[str, ...]]:
    """The synthetic file for a recipe, from training rows alone: protect, fit, sample, make identifiers new, write."""
    if is_private(recipe):
        if recipe.wish:
            raise UnusableOption("A private generator takes no wishes.", "Pick another generator, or wish nothing.")
        with clock.stage("fit"):
            return make_private(split, recipe, report)
    with clock.stage("fit"):
        fitted = fit(split.train, recipe, within(report, 0.0, 0.85))
    with clock.stage("sample"):
        frame, said = sample(fitted, split, within(report, 0.85, 1.0))
        gapped = with_missingness(frame, split.train, fitted.seed.child("gaps"))
        frame = gapped if fitted.fits(gapped) else frame
        csv = to_csv(frame, split.train.schema.released, split.train.dialect)
    return csv, find(recipe.generator).promise, said


def as_released(csv: bytes, table: Table, clock: Clock) -> Table:
    """The synthetic file read back: what is judged is the file itself, not what it was made from."""
    with clock.stage("read"), tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder) / "synthetic.csv"
        path.write_bytes(csv)
        return read_table(path, schema=table.schema.released, dialect=table.dialect)
