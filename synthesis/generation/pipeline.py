"""From training rows to made-up ones: protect, plan how the rules are kept, fit, draw, make identifiers new."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis import rules
from synthesis.foundation.arrays import Array
from synthesis.foundation.errors import RunFailed, UnfitTable
from synthesis.foundation.progress import Report, Step, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generation.contract import Pipeline, Stage, SyntheticFile
from synthesis.generators import Capability, Conditional, Training, find
from synthesis.generators.par import PERSON
from synthesis.protections import (
    Protections,
    away_from,
    complete,
    generalise,
    invented,
    near_copies,
    notes,
    on_grids,
    protect,
)
from synthesis.recipe import Recipe
from synthesis.rules import ConditionQuotas, Plan
from synthesis.tables import Split, Table, count_subjects, hold_out, read_table, subject_ids, to_csv
from synthesis.tables.missingness import with_missingness
from synthesis.tables.rounding_grid import RoundingGrid

NOT_THE_SOURCE = "Not the source's distribution"
"""How everything is marked that was wished other than it is in the source."""

SMALLEST_SPLIT = 4
"""Fewer rows than this cannot be divided into two parts that are tables themselves."""

_COMPLETIONS = 5
_SEQUENCE_TURNS = 10


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted sampler (None: no column is modelled), how its rows become rows of the table, and what they are wished
    to be. `told` are the training rows as they may be told, `grids` the steps of their coarse numbers."""

    recipe: Recipe
    protections: Protections
    sampler: Any
    plan: Plan
    quotas: ConditionQuotas
    told: Table
    grids: Mapping[str, RoundingGrid]

    @property
    def seed(self) -> Seed:
        """The root of all chance."""
        return Seed(self.recipe.seed)

    @property
    def direct(self) -> bool:
        """Whether rows with the wished cells can be drawn as such."""
        wished = {column.name for column in self.quotas.columns}
        return self.quotas.direct and isinstance(self.sampler, Conditional) and not wished & self.plan.changed

    @property
    def named(self) -> frozenset[str]:
        """Columns that a rule or a wish speaks of."""
        ruled = (name for rule in self.plan.rules for name in rule.columns)
        return frozenset([*ruled, *(column.name for column in self.quotas.columns)])

    @property
    def bound(self) -> bool:
        """Whether drawn rows may turn out to be unfit for a rule or a wish."""
        return bool(self.plan.rules or self.quotas.columns)

    def fits(self, frame: pd.DataFrame) -> bool:
        """Whether every row keeps the rules and has what is wished of it."""
        return not self.bound or bool((~self.plan.broken(frame) & (self.quotas.places(frame) >= 0)).all())


@dataclass
class DrawCounts:
    """How many rows were drawn, how many of them nearly repeated a real one, and how many broke a rule."""

    drawn: int = 0
    near: int = 0
    checked: int = 0
    broken: int = 0


def fit(train: Table, recipe: Recipe, report: Report) -> Fitted:
    """Coarsen and protect the training rows, plan how the rules are kept, and fit what is learnt in the columns' place.

    What cannot be, a wish or rules or a number of rows, is refused before the fit.
    """
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    protections = make_settings(Protections, recipe.protections)
    seed, rows = Seed(recipe.seed), recipe.rows or len(train)
    if not len(train.schema.released):
        raise UnfitTable("Every column is dropped.", "Give at least one column another role.")
    protections.check_rows(rows, len(train))
    told, grids = generalise(train, seed.child("coarsen"))
    seen = protect(told, protections, seed.child("protect"))
    quotas = _wished(recipe, train, seen.frame, protections.floor, rows)
    plan = rules.no_plan(told)
    if seen.schema.constraints:
        plan = rules.plan(told, seen.frame, protections.floor, seed.child("rules"))
        seen = protect(plan.table, protections, seed.child("protect again"))
    each = len(train) / max(count_subjects(train), 1)
    first = tuple(column.name for column in quotas.columns if column.name in seen.schema)
    training = Training(
        seen.frame,
        seen.schema,
        seen.floor,
        each,
        first,
        whose=subject_ids(train),
        order=told.schema.order,
        people_floor=protections.floor,
    )
    sampler = generator.fit(training, settings, seed.child("fit"), report) if len(seen.schema) else None
    return Fitted(recipe, protections, sampler, plan, quotas, told, grids)


def _wished(recipe: Recipe, train: Table, protected: pd.DataFrame, floor: int, rows: int) -> ConditionQuotas:
    if not recipe.wish:
        return rules.unconditional(rows)
    return rules.condition_quotas(recipe.wish, protected, train.schema, subject_ids(train), floor, rows)


def sample(fitted: Fitted, split: Split, report: Report) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows that keep the rules and meet the wish, completed, and checked once more as they are to be written; with what
    was done, for the record."""
    spare, train, everybody = 0, split.train, _everybody(split)
    for _ in range(_COMPLETIONS):
        made, tally = _drawn(fitted, spare, within(report, 0.0, 0.7))
        report(Step("Making identifiers new", 0.7))
        seed, floor = fitted.seed.child("complete"), fitted.protections.floor
        frame = complete(made, train, seed, floor, everybody, _numbered(made))
        if fitted.protections.rare == "invent":
            frame = invented(frame, train, everybody, floor, fitted.seed.child("invent"), fitted.named)
        whole = rules.finished(frame, fitted.plan, fitted.quotas) if fitted.bound else frame
        if whole is not None:
            near = tally.near / max(tally.drawn, 1) if fitted.protections.copies else None
            return whole, (*notes(fitted.protections, train, near, fitted.named), *_kept(fitted, tally))
        spare = 4 * spare + 100
    raise RunFailed(
        "Rows that keep all rules break one when their identifiers are made new.",
        "Untick the rules about those columns.",
    )


def _everybody(split: Split) -> Table:
    """All rows of the table, so that nothing made up equals what anybody has, held out or not."""
    frame = pd.concat([split.train.frame, split.control.frame], ignore_index=True)
    return replace(split.train, frame=frame)


def _drawn(fitted: Fitted, spare: int, report: Report) -> tuple[pd.DataFrame, DrawCounts]:
    """Rows of the table; where that is asked for, away from single real rows."""
    tally, seed = DrawCounts(), fitted.seed.child("sample")
    if find(fitted.recipe.generator).can(Capability.SEQUENCES):
        return _sequences(fitted, tally, seed, spare, report), tally
    if fitted.bound:
        draw = _draw(fitted, tally, report, filtered=fitted.protections.copies)
        found = rules.drawn(draw, fitted.plan, fitted.quotas, seed, direct=fitted.direct, spare=spare)
        tally.checked, tally.broken = found.drawn, found.broken
        return found.frame, tally
    plain = _draw(fitted, tally, report, filtered=False)
    rows = int(fitted.quotas.counts.sum())
    if not fitted.protections.copies:
        return plain(rows, seed, None), tally
    away = away_from(
        lambda count, chance: plain(count, chance, None), rows, fitted.told, fitted.protections.floor, seed
    )
    if not len(away.frame):
        raise UnfitTable("Every drawn row nearly repeats a real one.", "Use a plainer generator or another protection.")
    tally.near = round((away.near or 0.0) * tally.drawn)
    return away.frame, tally


def _sequences(fitted: Fitted, tally: DrawCounts, seed: Seed, spare: int, report: Report) -> pd.DataFrame:
    """Whole sequences, the last one cut short; people with a row that breaks a rule, or nearly repeats a real one, are
    left out and others drawn. RunFailed where hardly anybody is left."""
    draw = _draw(fitted, tally, report, filtered=False)
    rows, kept = int(fitted.quotas.counts.sum()) + spare, list[pd.DataFrame]()
    for turn in range(_SEQUENCE_TURNS):
        missing = rows - sum(len(part) for part in kept)
        if missing <= 0:
            break
        made = draw(missing, seed.child("again", turn) if turn else seed, None)
        good = _whole_people(fitted, tally, made)
        kept.append(good.set_axis(good.index + sum(int(part.index.max(initial=-1)) + 1 for part in kept)))
    frame = pd.concat(kept).iloc[:rows]
    if len(frame) < rows:
        raise RunFailed(
            f"Only {len(frame):,} of the {rows:,} rows asked for belong to people who keep all rules.",
            "Untick a rule on the Data page, or pick another generator.",
        )
    return frame


def _whole_people(fitted: Fitted, tally: DrawCounts, made: pd.DataFrame) -> pd.DataFrame:
    """The settled rows of those people of whom every row is fit."""
    settled = fitted.plan.settle(made.reset_index(drop=True))
    wrong = fitted.plan.broken(settled) if fitted.plan.rules else np.zeros(len(made), dtype=bool)
    tally.checked, tally.broken = tally.checked + len(made), tally.broken + int(wrong.sum())
    if fitted.protections.copies:
        near = near_copies(settled, fitted.told, fitted.protections.floor)
        tally.near += int(near.sum())
        wrong = wrong | near
    bad = set(made.index[wrong])
    return settled.set_axis(made.index).loc[[person not in bad for person in made.index]]


def _numbered(made: pd.DataFrame) -> Array | None:
    """Whose each row is, where rows were made person by person."""
    return np.asarray(pd.factorize(made.index)[0], dtype="int64") if made.index.name == PERSON else None


def _draw(fitted: Fitted, tally: DrawCounts, report: Report, *, filtered: bool) -> rules.Draw:
    """Rows of the table as they may be told, without near-copies of single real ones where they are `filtered`."""

    def draw(rows: int, seed: Seed, cells: pd.DataFrame | None) -> pd.DataFrame:
        if fitted.sampler is None:
            return pd.DataFrame(index=range(rows))
        made = fitted.sampler(rows, seed, report) if cells is None else fitted.sampler.given(cells, seed, report)
        made = on_grids(fitted.plan.restore(made), fitted.told.schema, fitted.grids)
        tally.drawn += len(made)
        if filtered:
            made = fitted.plan.settle(made)
            near = near_copies(made, fitted.told, fitted.protections.floor)
            tally.near += int(near.sum())
            made = made.loc[~near].reset_index(drop=True)
        return made

    return draw


def _kept(fitted: Fitted, tally: DrawCounts) -> tuple[str, ...]:
    """What was done to keep the rules, and what the rows were wished to be."""
    wish, ticked = fitted.recipe.wish, fitted.plan.rules
    wishes = tuple(f"{NOT_THE_SOURCE}: {told}" for told in wish.told) if wish else ()
    if not ticked:
        return wishes
    count = "1 rule" if len(ticked) == 1 else f"{len(ticked)} rules"
    share = f"{100 * tally.broken / max(tally.checked, 1):.2g} %"
    told = f"of {tally.checked:,} rows drawn {share} broke one and were drawn anew"
    return (f"Kept in every row: {count}; {told if tally.broken else 'no row had to be drawn anew'}", *wishes)


def open_table(path: Path, recipe: Recipe, target: str | None = None) -> tuple[Recipe, Table]:
    """The table with the columns that the recipe says or reading proposes, and the recipe with those in it."""
    table = read_table(path, schema=recipe.schema, dialect=recipe.dialect)
    return recipe.with_schema(table.schema), table


def held_out(table: Table, recipe: Recipe, whole: bool = False) -> Split:
    """The control group of a table: the same rows for every generator and every seed. With `whole`, a table of a few
    rows is used whole."""
    if whole and len(table) < SMALLEST_SPLIT:
        nobody = replace(table, frame=table.frame.iloc[:0])
        return Split(table, nobody, 0.0, recipe.split, "No control group: the table has too few rows to hold any out.")
    return hold_out(table, Seed(recipe.split).child("split"), recipe.control)


def make_file(split: Split, recipe: Recipe, stage: Stage, report: Report) -> SyntheticFile:
    """Protect, fit, sample, make identifiers new, write."""
    with stage("fit"):
        fitted = fit(split.train, recipe, within(report, 0.0, 0.85))
    with stage("sample"):
        frame, notes = sample(fitted, split, within(report, 0.85, 1.0))
        gapped = with_missingness(frame, split.train, fitted.seed.child("gaps"))
        frame = gapped if fitted.fits(gapped) else frame
        csv = to_csv(frame, split.train.schema.released, split.train.dialect)
    return SyntheticFile(csv, find(recipe.generator).guarantee, notes)


FIT_AND_SAMPLE = Pipeline("none", True, open_table, held_out, make_file)
