"""From training rows to made-up ones: protect, plan how the rules are kept, fit, draw, make identifiers new."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis import rules
from synthesis.foundation import numerals
from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.errors import RunFailed, UnfitTable
from synthesis.foundation.progress import Report, Step, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generation.contract import Pipeline, Stage, SyntheticFile
from synthesis.generators import Capability, Conditional, Training, find
from synthesis.generators.par import PERSON
from synthesis.protections import (
    Originals,
    Protected,
    Protections,
    any_refused,
    complete,
    generalise,
    notes,
    on_grids,
    protect,
    redrawn,
)
from synthesis.recipe import Recipe
from synthesis.rules import ConditionQuotas, Plan
from synthesis.tables import Split, Table, count_subjects, hold_out, read_table, subject_ids, to_csv
from synthesis.tables.missingness import with_missingness
from synthesis.tables.rounding_grid import RoundingGrid

NOT_THE_SOURCE = "Not the source's distribution"
"""How everything is marked that was asked to be other than it is in the source."""

SMALLEST_SPLIT = 4
"""Fewer rows than this cannot be divided into two parts that are tables themselves."""

_COMPLETIONS = 5
_SEQUENCE_TURNS = 10


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted sampler (None: no column is modelled), how its rows become rows of the table, and under what
    conditions. `generalised` are the training rows as they may be told, `grids` the steps of their generalised
    numbers."""

    recipe: Recipe
    protections: Protections
    sampler: Any
    plan: Plan
    quotas: ConditionQuotas
    generalised: Table
    grids: Mapping[str, RoundingGrid]

    @property
    def seed(self) -> Seed:
        """The root of all chance."""
        return Seed(self.recipe.seed)

    @property
    def direct(self) -> bool:
        """Whether rows with the conditioned cells can be drawn as such."""
        conditioned = {column.name for column in self.quotas.columns}
        return self.quotas.direct and isinstance(self.sampler, Conditional) and not conditioned & self.plan.changed

    @property
    def named(self) -> frozenset[str]:
        """Columns that a rule or a condition speaks of."""
        ruled = (name for rule in self.plan.rules for name in rule.columns)
        return frozenset([*ruled, *(column.name for column in self.quotas.columns)])

    @property
    def bound(self) -> bool:
        """Whether drawn rows may turn out to be unfit for a rule or a condition."""
        return bool(self.plan.rules or self.quotas.columns)

    def fits(self, frame: pd.DataFrame) -> bool:
        """Whether every row keeps the rules and meets the conditions."""
        return not self.bound or bool((~self.plan.broken(frame) & (self.quotas.places(frame) >= 0)).all())


@dataclass
class DrawCounts:
    """How many rows were drawn, how many of them each protection refused, and how many broke a rule."""

    drawn: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    broken: int = 0


def fit(train: Table, recipe: Recipe, report: Report) -> Fitted:
    """Generalise and protect the training rows, plan how the rules are kept, and fit what is learnt in the columns'
    place.

    What cannot be, conditions or rules or a number of rows, is refused before the fit.
    """
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    protections = make_settings(Protections, recipe.protections)
    seed, rows, k = Seed(recipe.seed), recipe.rows or len(train), protections.k_threshold
    if not len(train.schema.released):
        raise UnfitTable("Every column is dropped.", "Give at least one column another role.")
    protections.check_rows(rows, len(train))
    generalised, grids = generalise(train, seed.child("coarsen"))
    protected = protect(generalised, protections, seed.child("protect"))
    quotas = _quotas(recipe, train, protected.frame, k, rows)
    plan = rules.no_plan(generalised)
    if protected.schema.constraints:
        plan = rules.plan(generalised, protected.frame, k, seed.child("rules"))
        protected = protect(plan.table, protections, seed.child("protect again"))
    training = _training(train, protected, quotas, generalised.schema.order, k)
    sampler = generator.fit(training, settings, seed.child("fit"), report) if len(protected.schema) else None
    return Fitted(recipe, protections, sampler, plan, quotas, generalised, grids)


def _training(train: Table, protected: Protected, quotas: ConditionQuotas, order: str | None, k: int) -> Training:
    """All that the generator is to see."""
    return Training(
        protected.frame,
        protected.schema,
        protected.k_threshold,
        len(train) / max(count_subjects(train), 1),
        tuple(column.name for column in quotas.columns if column.name in protected.schema),
        whose=subject_ids(train),
        order=order,
        k_subjects=k,
    )


def _quotas(recipe: Recipe, train: Table, protected: pd.DataFrame, k: int, rows: int) -> ConditionQuotas:
    if not recipe.wish:
        return rules.unconditional(rows)
    return rules.condition_quotas(recipe.wish, protected, train.schema, subject_ids(train), k, rows)


def sample(fitted: Fitted, split: Split, report: Report) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows that keep the rules and meet the conditions, completed, and checked once more as they are to be written;
    with what was done, for the record."""
    spare, train, everybody = 0, split.train, _everybody(split)
    for _ in range(_COMPLETIONS):
        made, counts = _drawn(fitted, spare, within(report, 0.0, 0.7))
        report(Step("Making identifiers new", 0.7))
        k = fitted.protections.k_threshold
        frame = complete(made, train, fitted.seed.child("complete"), k, everybody, _numbered(made))
        frame = fitted.protections.released(frame, Originals(train, everybody, fitted.named, fitted.seed))
        whole = rules.finished(frame, fitted.plan, fitted.quotas) if fitted.bound else frame
        if whole is not None:
            again = {key: count / max(counts.drawn, 1) for key, count in counts.refused.items()}
            return whole, (*notes(fitted.protections, train, again, fitted.named), *_rules_kept(fitted, counts))
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
    counts, seed = DrawCounts(), fitted.seed.child("sample")
    if find(fitted.recipe.generator).can(Capability.SEQUENCES):
        return _sequences(fitted, counts, seed, spare, report), counts
    if fitted.bound:
        draw = _draw(fitted, counts, report, filtered=bool(fitted.protections.on_drawn))
        found = rules.drawn(draw, fitted.plan, fitted.quotas, seed, direct=fitted.direct, spare=spare)
        counts.checked, counts.broken = found.drawn, found.broken
        return found.frame, counts
    plain = _draw(fitted, counts, report, filtered=False)
    rows = int(fitted.quotas.counts.sum())
    if not fitted.protections.on_drawn:
        return plain(rows, seed, None), counts
    accepted = redrawn(
        lambda count, chance: plain(count, chance, None), rows, lambda made: _refused(fitted, counts, made), seed
    )
    if not len(accepted.frame):
        happened = max(fitted.protections.on_drawn, key=lambda one: counts.refused[one.key]).none_left
        raise UnfitTable(happened, "Use a plainer generator or another protection.")
    return accepted.frame, counts


def _refused(fitted: Fitted, counts: DrawCounts, made: pd.DataFrame) -> Flags:
    """Which rows a protection wants to be drawn again; they are counted."""
    refused = fitted.protections.refused(made, fitted.generalised)
    counts.refused.update({key: int(flags.sum()) for key, flags in refused.items()})
    return any_refused(refused, len(made))


def _sequences(fitted: Fitted, counts: DrawCounts, seed: Seed, spare: int, report: Report) -> pd.DataFrame:
    """Whole sequences, the last one cut short; people with a row that breaks a rule, or nearly repeats a real one, are
    left out and others drawn. RunFailed where hardly anybody is left."""
    draw = _draw(fitted, counts, report, filtered=False)
    rows, kept = int(fitted.quotas.counts.sum()) + spare, list[pd.DataFrame]()
    for turn in range(_SEQUENCE_TURNS):
        missing = rows - sum(len(part) for part in kept)
        if missing <= 0:
            break
        made = draw(missing, seed.child("again", turn) if turn else seed, None)
        good = _whole_people(fitted, counts, made)
        kept.append(good.set_axis(good.index + sum(int(part.index.max(initial=-1)) + 1 for part in kept)))
    frame = pd.concat(kept).iloc[:rows]
    if len(frame) < rows:
        raise RunFailed(
            f"Only {numerals.count(len(frame))} of the {numerals.count(rows)} rows asked for belong to people "
            "who keep all rules.",
            "Untick a rule on the Data page, or pick another generator.",
        )
    return frame


def _whole_people(fitted: Fitted, counts: DrawCounts, made: pd.DataFrame) -> pd.DataFrame:
    """The settled rows of those people of whom every row is fit."""
    settled = fitted.plan.settle(made.reset_index(drop=True))
    wrong = fitted.plan.broken(settled) if fitted.plan.rules else np.zeros(len(made), dtype=bool)
    counts.checked, counts.broken = counts.checked + len(made), counts.broken + int(wrong.sum())
    wrong = wrong | _refused(fitted, counts, settled)
    bad = set(made.index[wrong])
    return settled.set_axis(made.index).loc[[person not in bad for person in made.index]]


def _numbered(made: pd.DataFrame) -> Array | None:
    """Whose each row is, where rows were made person by person."""
    return np.asarray(pd.factorize(made.index)[0], dtype="int64") if made.index.name == PERSON else None


def _draw(fitted: Fitted, counts: DrawCounts, report: Report, *, filtered: bool) -> rules.Draw:
    """Rows of the table, generalised, without those that a protection refuses where they are `filtered`."""

    def draw(rows: int, seed: Seed, cells: pd.DataFrame | None) -> pd.DataFrame:
        if fitted.sampler is None:
            return pd.DataFrame(index=range(rows))
        made = fitted.sampler(rows, seed, report) if cells is None else fitted.sampler.given(cells, seed, report)
        made = on_grids(fitted.plan.restore(made), fitted.generalised.schema, fitted.grids)
        counts.drawn += len(made)
        if filtered:
            made = fitted.plan.settle(made)
            made = made.loc[~_refused(fitted, counts, made)].reset_index(drop=True)
        return made

    return draw


def _rules_kept(fitted: Fitted, counts: DrawCounts) -> tuple[str, ...]:
    """What was done to keep the rules, and what was asked of the rows."""
    conditions, ticked = fitted.recipe.wish, fitted.plan.rules
    asked = tuple(f"{NOT_THE_SOURCE}: {told}" for told in conditions.sentences) if conditions else ()
    if not ticked:
        return asked
    count = "1 rule" if len(ticked) == 1 else f"{len(ticked)} rules"
    share = f"{100 * counts.broken / max(counts.checked, 1):.2g} %"
    told = f"of {numerals.count(counts.checked)} rows drawn {share} broke one and were drawn anew"
    return (f"Kept in every row: {count}; {told if counts.broken else 'no row had to be drawn anew'}", *asked)


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
