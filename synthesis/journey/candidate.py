"""From a file and a recipe to a judged synthetic file."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.settings import make_settings
from synthesis.generation.pipelines import pipeline_for
from synthesis.generators import find
from synthesis.journey.audits import Clock, Judging, judge_table
from synthesis.journey.control_group import settled
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.release.control_group import power_sentence
from synthesis.release.record import Source
from synthesis.tables import Split, Table, read_table


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
    clock, pipeline = Clock(), pipeline_for(recipe)
    ignored = pipeline.ignored(recipe)
    with clock.stage("read"):
        report(Step("Reading the table", 0.01))
        recipe, table = pipeline.open_table(path, recipe, judging.target)
    candidate = run_table(table, recipe, judging, report, clock)
    return replace(candidate, notes=(*candidate.notes, *ignored))


def run_table(
    table: Table, recipe: Recipe, judging: Judging, report: Report = silent, clock: Clock | None = None
) -> Candidate:
    """The same for a table that was read already, with the columns that it was read with; what a private generator
    declares is those columns."""
    recipe, clock, pipeline = recipe.with_schema(table.schema), clock or Clock(), pipeline_for(recipe)
    with clock.stage("read"):
        judging.check(table.schema)
        report(Step("Holding out a control group", 0.03))
        recipe, expected = settled(recipe, table, judging)
        split = pipeline.hold_out(table, recipe, judging.skip)
    ends = 1.0 if judging.skip else _share_of_making(recipe, split)
    made = pipeline.make(split, recipe, clock.stage, within(report, 0.05, ends))
    synthetic = as_released(made.csv, table, clock)
    audit = judge_table(
        split.train, split.control, synthetic, recipe.seed, judging, made.guarantee, clock, within(report, ends, 1.0)
    )
    audit = replace(audit, wished=recipe.wish.sentences if recipe.wish else ())
    source = Source(table.fingerprint, len(table), len(table.schema))
    foretold = () if expected is None else (power_sentence(expected, judging.policy),)
    return Candidate(recipe, source, split, synthetic, made.csv, audit, (*made.notes, *foretold))


def _share_of_making(recipe: Recipe, split: Split) -> float:
    """How much of the whole work the fit is expected to take, so that progress runs evenly."""
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    making = generator.expected(len(split.train), split.train.schema, settings)
    return 0.05 + 0.9 * making / (making + 25.0)


def as_released(csv: bytes, table: Table, clock: Clock, strangers: bool = False) -> Table:
    """The synthetic file read back: what is judged is the file itself, not what it was made from. `strangers`: as in
    `read_table`."""
    with clock.stage("read"), tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder) / "synthetic.csv"
        path.write_bytes(csv)
        return read_table(path, schema=table.schema.released, dialect=table.dialect, strangers=strangers)
