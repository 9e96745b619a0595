"""What would lower a risk, as a run that can be started: the recipe that made the table, with one thing changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from synthesis.foundation.settings import knobs
from synthesis.generators import find
from synthesis.privacy import Suggestion
from synthesis.recipe import Recipe
from synthesis.tables import Role, share_held_out

_PLAINER = {
    "trees": "gaussian-copula",
    "ctgan": "gaussian-copula",
    "tvae": "gaussian-copula",
    "copula-gan": "gaussian-copula",
    "gaussian-copula": "marginals",
    "perturbed": "trees",
}
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
    if find(recipe.generator).promise.kind != "none":
        return None
    cost = "Numbers and dates in about ten steps, categories of less than 2 % merged."
    return Mitigation(f"Coarsen {column}", cost, recipe.with_schema(schema.coarsen(column)))


def _leaf(recipe: Recipe, _: int, __: str | None) -> Mitigation | None:
    """A safer position or twice the leaf of the trees, or half the passes of a network: either way less of any single
    row is kept."""
    known = {item.name: item for item in knobs(find(recipe.generator).settings)}
    now = int(recipe.settings.get("smallest_leaf", 0))
    if "strength" in known and not now:
        return _safer(recipe, known["strength"])
    if "smallest_leaf" in known:
        return _set(recipe, known["smallest_leaf"], 2 * now, f"Leaves of {2 * now:,} rows instead of {now:,}")
    if "epsilon" in known:
        half = float(recipe.settings.get("epsilon", known["epsilon"].default)) / 2
        return _set(recipe, known["epsilon"], half, f"ε {half:g} instead of {2 * half:g}")
    if "epochs" in known:
        knob = known["epochs"]
        now = int(recipe.settings.get("epochs", knob.default))
        return _set(recipe, knob, now // 2, f"{now // 2:,} passes instead of {now:,}")
    return None


def _safer(recipe: Recipe, knob: Any) -> Mitigation | None:
    """The next safer position of the dial."""
    place = knob.choices.index(recipe.settings.get(knob.name, knob.default)) + 1
    if place == len(knob.choices):
        return None
    settings = {**recipe.settings, knob.name: knob.choices[place]}
    return Mitigation(
        f"Set the strength to {knob.choices[place]}", "Finer patterns are lost.", replace(recipe, settings=settings)
    )


def _set(recipe: Recipe, knob: Any, value: float, title: str) -> Mitigation | None:
    if not (knob.low or 0) < value <= (knob.high or value):
        return None
    settings = {**recipe.settings, knob.name: value}
    return Mitigation(title, "Finer patterns are lost.", replace(recipe, settings=settings))


def _generator(recipe: Recipe, _: int, __: str | None) -> Mitigation | None:
    plainer = _PLAINER.get(recipe.generator)
    if plainer is None:
        return None
    title = f"Use {find(plainer).title} instead of {find(recipe.generator).title}"
    return Mitigation(title, find(plainer).description, replace(recipe, generator=plainer, settings={}))


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
    "leaf": _leaf,
    "generator": _generator,
    "control": _control,
    "attacks": _attacks,
}
