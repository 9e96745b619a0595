"""All that is known of a table before any work: worked out once, kept without its rows, shown as often as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.memory import let_go
from synthesis.foundation.progress import Report, Step, silent
from synthesis.foundation.serialisation import revive
from synthesis.generation.resource_estimate import ResourceEstimate, held_out_rows, resource_estimates
from synthesis.journey.audits import Judging
from synthesis.journey.control_group import share_of, tried
from synthesis.privacy.pilot import Pilot
from synthesis.recipe import Recipe
from synthesis.release.policy import read_policy
from synthesis.tables import (
    Block,
    Column,
    ColumnProfile,
    Dialect,
    Finding,
    MissingCode,
    Schema,
    Size,
    Survey,
    Table,
    blank_blocks,
    count_subjects,
    findings,
    profile,
    proposed_missing_codes,
    read_table,
    sheets,
    size,
    subject_ids,
    survey,
)
from synthesis.tables.reading.file_formats import within_ceiling
from synthesis.tables.reading.values import texts
from synthesis.utility import propose_target

_HEAD = 8


@dataclass(frozen=True)
class Parts:
    """How many rows a generator may learn from, how many are held out, and what to know about the split.

    `people` are those of the two parts: fewer than rows where a column names whom a row is about. `share`: what is held
    out where the power of the audit decides, null for the usual share or the user's own; `pilot`: what it was decided
    by.
    """

    train: int
    control: int
    note: str = ""
    people: tuple[int, int] = (0, 0)
    share: float | None = None
    pilot: Pilot | None = None


@dataclass(frozen=True, eq=False)
class Understood:
    """A table as its owner is shown it, small enough to be kept whole.

    `head` are its first rows as text, blank cells as None: the only rows in here, for the owner's eyes. `parts` is the
    split that would be, or None where the table is unfit for one; `unfit` then says why and what to do. `target`: what
    a model of this table would be built to predict, as proposed. `sheets` are those of the workbook that it was read
    from, if it was one."""

    name: str
    rows: int
    schema: Schema
    fingerprint: str
    dialect: Dialect
    survey: Survey
    size: Size
    head: tuple[tuple[str | None, ...], ...] = ()
    findings: tuple[Finding, ...] = ()
    profiles: tuple[ColumnProfile, ...] = ()
    markers: tuple[MissingCode, ...] = ()
    blocks: tuple[Block, ...] = ()
    estimates: tuple[ResourceEstimate, ...] = ()
    parts: Parts | None = None
    unfit: tuple[str, ...] = field(default=())
    target: str | None = None
    sheets: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.rows

    def split(self) -> Parts:
        """The split that would be. UnfitTable where there can be none."""
        if self.parts is None:
            raise UnfitTable(*self.unfit)
        return self.parts


def understand(
    path: Path,
    name: str,
    *,
    schema: Schema | None = None,
    dialect: Dialect | None = None,
    control: float | None = None,
    judging: Judging | None = None,
    report: Report = silent,
) -> Understood:
    """The table in a file, its profile, its findings and its split; `schema` and `dialect` as read_table has them.

    `judging`: how a release is to be judged, so that the control group can be chosen by it."""
    report(Step("Reading the table", 0.02))
    with within_ceiling(path):
        table = read_table(path, name, schema=schema, dialect=dialect)
        return understand_table(table, control=control, judging=judging, sheets=sheets(path), report=report)


def understand_table(
    table: Table,
    *,
    control: float | None = None,
    judging: Judging | None = None,
    sheets: tuple[str, ...] = (),
    report: Report = silent,
) -> Understood:
    """The same of a table that was read already."""
    let_go()
    report(Step("Looking at its columns", 0.6))
    pictures, markers, blocks = profile(table), proposed_missing_codes(table), blank_blocks(table)
    let_go()
    report(Step("Looking for rules and for people who stand alone", 0.75))
    whole, found = survey(table), findings(table)
    let_go()
    report(Step("Trying the control group", 0.9))
    parts, unfit = _parts(table, control, judging)
    return Understood(
        table.name,
        len(table),
        table.schema,
        table.fingerprint,
        table.dialect,
        whole,
        size(table),
        _head(table),
        found,
        pictures,
        markers,
        blocks,
        resource_estimates(table, control),
        parts,
        unfit,
        propose_target(table),
        sheets,
    )


def _parts(table: Table, control: float | None, judging: Judging | None) -> tuple[Parts | None, tuple[str, ...]]:
    found, share = None, None
    if judging is not None:
        found = tried(table, judging.attacks)
        share = share_of(found, count_subjects(table), judging.policy)[0] if control is None else None
    try:
        held, note = held_out_rows(table, Recipe(control=share if control is None else control))
    except UnfitTable as error:
        return None, (error.happened, error.advice)
    whose = subject_ids(table)
    rows = int((~held).sum()), int(held.sum())
    people = rows if whose is None else (len(np.unique(whose[~held])), len(np.unique(whose[held])))
    return Parts(*rows, note, people, share, found), ()


def _head(table: Table) -> tuple[tuple[str | None, ...], ...]:
    """The first rows as the file spells them: times as times and money as money, whatever the frame counts in."""
    few = table.frame.head(_HEAD)
    columns = (_spelt(few[column.name], column, table.dialect.decimal) for column in table.schema)
    return tuple(zip(*columns, strict=True))


def _spelt(series: pd.Series, column: Column, decimal: str) -> list[str | None]:
    gone = series.isna()
    return [None if blank else cell for cell, blank in zip(texts(series, column, decimal), gone, strict=True)]


def as_asked(spec: Mapping[str, Any], report: Report = silent) -> Understood:
    """`understand` by plain JSON values: `source` (a path), `name`, `schema`, `dialect` and `control`, the last three
    or null; once the columns are `confirmed`, the `policy` and the number of `attacks` by which a release will be
    judged."""
    schema, dialect = spec["schema"], spec["dialect"]
    judging = Judging(read_policy(spec["policy"]), spec["attacks"]) if spec.get("confirmed") else None
    return understand(
        Path(spec["source"]),
        spec["name"],
        schema=revive(Schema, schema) if schema else None,
        dialect=revive(Dialect, dialect) if dialect else None,
        control=spec["control"],
        judging=judging,
        report=report,
    )
