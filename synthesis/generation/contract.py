"""What a pipeline is: the way from a file to a synthetic one under one kind of guarantee."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee, GuaranteeKind
from synthesis.foundation.progress import Report
from synthesis.recipe import Recipe
from synthesis.tables import Split, Table

Stage = Callable[[str], AbstractContextManager[None]]
"""From a stage's name to the block whose time is counted under it."""


class Ability(StrEnum):
    """What may be asked of a run beyond rows like the source's."""

    CONDITIONS = "conditions"
    RULES = "rules"
    PROTECTIONS = "protections"
    GENERALISATION = "generalisation"
    COLLAPSE = "collapse"


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be asked of a run, and what to do instead; both in sentences."""

    happened: str
    advice: str = ""


@dataclass(frozen=True, eq=False)
class SyntheticFile:
    """A synthetic table as it would be released, what it comes with, and what is to be said with it."""

    csv: bytes
    guarantee: Guarantee
    notes: tuple[str, ...]


class Make(Protocol):
    """The work itself: from the training rows of a split to a file."""

    def __call__(self, split: Split, recipe: Recipe, stage: Stage, report: Report) -> SyntheticFile:
        """Fit, draw and write."""


@dataclass(frozen=True, eq=False)
class Pipeline:
    """One way from a file and a recipe to a synthetic file, for all generators with one kind of guarantee.

    `open_table(path, recipe, target)` gives the table and the recipe with its columns settled; `target` is the column
    that models will be asked to predict, or None. `hold_out(table, recipe, whole)` divides it; with `whole`, a table
    too small for two parts may stay in one. `reads_rows`: kinds, bounds, how many rows there are and what to predict
    may be read off the rows; otherwise all of that is declared in the recipe. `outside` says what the guarantee does
    not cover. `refusals` are the abilities that it lacks, and why."""

    guarantee: GuaranteeKind
    reads_rows: bool
    open_table: Callable[[Path, Recipe, str | None], tuple[Recipe, Table]]
    hold_out: Callable[[Table, Recipe, bool], Split]
    work: Make
    outside: str = ""
    refusals: Mapping[Ability, Refusal] = field(default_factory=dict)

    def can(self, ability: Ability) -> bool:
        """Whether that may be asked of it."""
        return ability not in self.refusals

    def check(self, ability: Ability) -> None:
        """UnusableOption, with the reason, where that may not be asked of it."""
        if ability in self.refusals:
            refusal = self.refusals[ability]
            raise UnusableOption(refusal.happened, refusal.advice)

    def ignored(self, recipe: Recipe) -> tuple[str, ...]:
        """What a recipe says in vain, for the record: rules that were ticked and are not kept."""
        ticked = recipe.schema is not None and bool(recipe.schema.constraints)
        return (self.refusals[Ability.RULES].happened,) if ticked and not self.can(Ability.RULES) else ()

    def make(self, split: Split, recipe: Recipe, stage: Stage, report: Report) -> SyntheticFile:
        """The synthetic file for a recipe, from training rows alone. UnusableOption where it asks for conditions that
        cannot be met."""
        if recipe.wish:
            self.check(Ability.CONDITIONS)
        return self.work(split, recipe, stage, report)
