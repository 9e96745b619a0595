"""Ways to guess a secret of somebody of whom other columns are known: the attackers that an inference attack tries."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import Planting
from synthesis.privacy.gower import NO_COLUMN, Points, nearer_without, nearest_without
from synthesis.privacy.measurement import Trials
from synthesis.tables.schema import Column

TOLERANCE = 0.05
NEAREST, HALF, LEARNT = "the most similar row", "the most similar row by half of the columns", "boosted trees"
_NONE = np.array([NO_COLUMN])
_WIDE = 100
_TAUGHT, _ROUNDS, _LEAVES, _CLASSES, _MOST_LEARNT = 2_500, 24, 15, 10, 15


@dataclass(frozen=True, eq=False)
class Targets:
    """People whose secrets are guessed: their rows, and for each secret the row of the release that is most like them.

    `distance`: how far that row is, over the columns that are known.
    """

    values: Numbers
    alike: RowNumbers
    distance: Points


@dataclass(frozen=True, eq=False)
class Guesses:
    """What one attacker guesses right of one secret, for the training and control rows of `sampled_rows`; `known`: the
    columns by which it guesses, where these are not all the others."""

    attacker: str
    main: Flags
    control: Flags
    known: tuple[str, ...] = ()

    @property
    def p_value(self) -> float:
        """Of this one attacker, by Fisher's test."""
        return Trials.of(self.main, self.control).p_value


def attempts(context: AttackContext, column: int) -> tuple[Guesses, ...]:
    """What each of the attackers guesses of a secret, the most significant first."""

    def found() -> tuple[Guesses, ...]:
        return tuple(sorted(_attempts(context, column), key=lambda one: one.p_value))

    return context.once(f"guessed of {column}", found)


def _attempts(context: AttackContext, column: int) -> Iterator[Guesses]:
    """Each attacker; no model is learnt where only gains beside another release are wanted."""
    yield Guesses(NEAREST, *guessed(context, column))
    if len(context.columns) > 3 and context.controlled:
        yield _by_half(context, column)
    if context.controlled and not context.rerun and context.names[column] in context.ranked_secrets[:_MOST_LEARNT]:
        yield _by_model(context, column)


def guessable(context: AttackContext) -> RowNumbers:
    """The columns whose cells are guessed in one pass: all, or of a very wide table the secrets."""

    def found() -> RowNumbers:
        width, secrets = len(context.columns), set(context.secrets)
        return np.array([c for c in range(width) if width <= _WIDE or context.names[c] in secrets], dtype=np.int64)

    return context.once_for_all("guessable", found)


def guessed(context: AttackContext, column: int) -> tuple[Flags, Flags]:
    """For the training and control rows of `sampled_rows`: whether the row of the release that is nearest over all
    other columns has this cell right."""
    place = int(np.searchsorted(guessable(context), column))
    main, control = (_right_about(context, targets, place, column) for targets in everybody(context))
    return main, control


def everybody(context: AttackContext) -> tuple[Targets, Targets]:
    """Training and control rows with the rows most like them, over all columns but one."""
    every, places = np.arange(len(context.columns)), guessable(context)
    return context.once("guessed", lambda: _both(context, every, places))


def _both(context: AttackContext, columns: Array, left_out: Array) -> tuple[Targets, Targets]:
    return _targets(context, "train", columns, left_out), _targets(context, "control", columns, left_out)


def _right_about(context: AttackContext, targets: Targets, place: int, column: int) -> Flags:
    guesses = context.synthetic[targets.alike[:, place], column]
    return right(guesses, targets.values[:, column], context.columns[column], float(context.ruler.unit[column]))


def _targets(context: AttackContext, group: str, columns: Array, left_out: Array) -> Targets:
    rows = context.some(group, context.attacks)
    values, points = getattr(context, group)[rows], _some(context.points[group][rows], columns)
    if not len(points):
        return Targets(values, np.zeros((0, len(left_out)), np.int64), np.zeros((0, len(left_out)), np.float32))
    offered = _some(context.points["synthetic"], columns)
    return Targets(values, *nearest_without(points, offered, context.numeric[columns], left_out))


def _some(points: Points, columns: Array) -> Points:
    return points if len(columns) == points.shape[1] else np.ascontiguousarray(points[:, columns])


def halves(context: AttackContext) -> tuple[Array, Array]:
    """The columns in two random halves: what somebody knows in part."""

    def found() -> tuple[Array, Array]:
        order = context.seed.child("half of the columns").generator().permutation(len(context.columns))
        return np.sort(order[::2]), np.sort(order[1::2])

    return context.once_for_all("halves of the columns", found)


def _by_half(context: AttackContext, column: int) -> Guesses:
    """The row nearest over the half of the columns that the secret is not in."""
    half = int(column in halves(context)[0])
    main, control = (_right_about(context, targets, 0, column) for targets in _nearest_by_half(context)[half])
    return Guesses(HALF, main, control, tuple(context.names[place] for place in halves(context)[half]))


def _nearest_by_half(context: AttackContext) -> tuple[tuple[Targets, Targets], ...]:
    return context.once("guessed by half", lambda: tuple(_both(context, half, _NONE) for half in halves(context)))


def plant(given: Planting) -> None:
    """Who is most like whom: a row of the release as it was, or one that was hidden in it."""
    if len(given.before.columns) < 2:
        return
    every, places = np.arange(len(given.before.columns)), guessable(given.before)
    given.planted.known("guessed", _with_hidden(given, everybody(given.before), every, places))
    if len(given.before.columns) > 3 and given.before.controlled:
        pairs = zip(_nearest_by_half(given.before), halves(given.before), strict=True)
        given.planted.known("guessed by half", tuple(_with_hidden(given, one, half, _NONE) for one, half in pairs))


def _with_hidden(
    given: Planting, known: tuple[Targets, Targets], columns: Array, left_out: Array
) -> tuple[Targets, Targets]:
    before, hidden, offset = given.before, given.hidden, len(given.planted.synthetic) - len(given.hidden)
    offered, numeric = _some(before.points["train"][hidden], columns), before.numeric[columns]

    def more(group: str, targets: Targets) -> Targets:
        queries = _some(before.points[group][before.some(group, before.attacks)], columns)
        if not len(queries):
            return targets
        found = nearest_without(queries, offered, numeric, left_out)
        alike, distance = nearer_without((targets.alike, targets.distance), found, offset)
        return replace(targets, alike=alike, distance=distance)

    return more("train", known[0]), more("control", known[1])


def _by_model(context: AttackContext, column: int) -> Guesses:
    """A model of the secret by all other columns, learnt from the release alone: no real row had a part in it."""
    others = np.array([place for place in range(len(context.columns)) if place != column])
    rows = context.synthetic[: 2 * _TAUGHT]
    rows = rows[~np.isnan(rows[:, column])][:_TAUGHT]
    secret, unit = context.columns[column], float(context.ruler.unit[column])
    guess = _learner(secret, rows[:, others], rows[:, column], context.seed.child("learnt", secret.name))
    people = [getattr(context, group)[context.some(group, context.attacks)] for group in ("train", "control")]
    main, control = (right(guess(some[:, others]), some[:, column], secret, unit) for some in people)
    return Guesses(LEARNT, main, control)


def _learner(secret: Column, known: Numbers, values: Numbers, seed: Seed) -> Callable[[Numbers], Numbers]:
    """What boosted trees say of the secret, by what is known: one of the commonest classes, or a median."""
    if not secret.numeric:
        levels, times = np.unique(values, return_counts=True)
        usual = np.isin(values, levels[np.argsort(-times, kind="stable")][:_CLASSES])
        known, values = known[usual], values[usual]
    different = np.unique(values)
    if len(different) < 2:
        only = different[0] if len(different) else np.nan
        return lambda rows: np.full(len(rows), only)
    model = _boosted(secret.numeric, len(different), seed)
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore")
        model.fit(np.where(np.isnan(known).all(axis=0), 0.0, known), values)

    def guess(rows: Numbers) -> Numbers:
        with threadpool_limits(limits=1):
            return np.asarray(model.predict(rows), dtype=np.float64)

    return guess


def _boosted(numeric: bool, classes: int, seed: Seed) -> Any:
    """Histogram gradient boosting, with fewer rounds where each has a tree a class."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    settings: dict[str, Any] = {"max_leaf_nodes": _LEAVES, "early_stopping": False, "random_state": seed.integer}
    if numeric:
        return HistGradientBoostingRegressor(loss="absolute_error", max_iter=_ROUNDS, **settings)
    rounds = _ROUNDS if classes == 2 else max(4, _ROUNDS // classes)
    return HistGradientBoostingClassifier(max_iter=rounds, learning_rate=0.2, **settings)


def right(guesses: Numbers, secrets: Numbers, column: Column, unit: float) -> Flags:
    """Whether each guess is right; `unit` is the column's 1–99 % range."""
    both_blank = np.isnan(guesses) & np.isnan(secrets)
    if not column.numeric:
        return np.asarray((guesses == secrets) | both_blank)
    slack = np.full(len(secrets), unit) if column.kind.calendar else np.abs(secrets)
    return np.asarray((np.abs(guesses - secrets) <= TOLERANCE * slack * (1 + 1e-12)) | both_blank)
