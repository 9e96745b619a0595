"""What would lower a risk, as a run that can be started: the recipe that made the table, with one thing changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from synthesis.generation.contract import Ability
from synthesis.generation.pipelines import pipeline_for
from synthesis.generators import find
from synthesis.privacy import Suggestion
from synthesis.recipe import Recipe
from synthesis.tables import Role, share_held_out

_MORE_GUESSES = 4
_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Mitigation:
    """One change, ready to run. `title` says what is done, `cost` what is lost by it; `times` more guesses an
    attack."""

    title: str
    cost: str
    recipe: Recipe
    times: int = 1


def mitigation(recipe: Recipe, train_rows: int, suggestion: Suggestion) -> Mitigation | None:
    """The suggested change to a recipe with its columns settled; None where the recipe leaves nothing to change that
    way."""
    change = _CHANGES.get(suggestion.kind)
    return change(recipe, train_rows, suggestion.column) if change else None


def _drop(recipe: Recipe, _: int, column: str | None) -> Mitigation | None:
    schema = recipe.schema
    if schema is None or column is None or column not in schema or len(schema.modelled) < 2:
        return None
    without = schema.correct(column, role=Role.DROP)
    return Mitigation(
        f"Leave out {column}", "The synthetic table will not have this column.", recipe.with_schema(without)
    )


def _coarsen(recipe: Recipe, _: int, column: str | None) -> Mitigation | None:
    schema = recipe.schema
    if schema is None or column is None or column not in schema or schema[column].coarse:
        return None
    if not pipeline_for(recipe).can(Ability.GENERALISATION):
        return None
    cost = "Numbers and dates in about ten steps, categories of less than 2 % merged."
    return Mitigation(f"Generalise {column}", cost, recipe.with_schema(schema.generalise(column)))


def _safer(recipe: Recipe, _: int, __: str | None) -> Mitigation | None:
    """The generator's own step to the safe side: less of any single row is kept."""
    setting = find(recipe.generator).safer_setting(recipe.settings)
    if setting is None:
        return None
    settings = {**recipe.settings, setting.name: setting.value}
    return Mitigation(setting.title, "Finer patterns are lost.", replace(recipe, settings=settings))


def _generator(recipe: Recipe, _: int, __: str | None) -> Mitigation | None:
    now = find(recipe.generator)
    if now.plainer is None:
        return None
    plainer = find(now.plainer)
    title = f"Use {plainer.title} instead of {now.title}"
    return Mitigation(title, plainer.description, replace(recipe, generator=plainer.name, settings={}))


def _control(recipe: Recipe, train_rows: int, _: str | None) -> Mitigation | None:
    """Half of the rows for the control group, unless it has them: a table that was halved has twice its training
    rows."""
    now = share_held_out(2 * train_rows) if recipe.control is None else recipe.control
    if now >= _HALF:
        return None
    cost = "Fewer rows are left to learn from; the intervals of the attacks get narrower."
    return Mitigation("Hold out half of the rows", cost, replace(recipe, control=_HALF))


def _attacks(recipe: Recipe, _: int, __: str | None) -> Mitigation | None:
    cost = "The audit takes longer; its intervals get narrower."
    return Mitigation(f"Make {_MORE_GUESSES} times as many guesses", cost, recipe, times=_MORE_GUESSES)


_CHANGES: dict[str, Callable[[Recipe, int, str | None], Mitigation | None]] = {
    "drop": _drop,
    "coarsen": _coarsen,
    "leaf": _safer,
    "generator": _generator,
    "control": _control,
    "attacks": _attacks,
}
