"""Arithmetic dependencies: a column that is the sum or the product of others."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables.rules.checks import near, share_of, unit
from synthesis.tables.rules.contract import RuleCheck, RuleKind
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.sample import BEYOND_CHANCE, FEWEST_ROWS, KEPT, Sample, beyond, shuffled
from synthesis.tables.schema import Column, Constraint

_ADDENDS = 60


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    """Columns that are the sum of two others or of several side by side, or the product of two others."""
    columns, values = sample.numbers(dates=False)
    columns, values = columns[:_ADDENDS], values[:, :_ADDENDS]
    few = values[sample.some(200)]
    told = set[tuple[str, ...]]()
    for kind, parts, made in _combined(few):
        for total in _equal(made, few, columns):
            rule = kind.stated(*(columns[part].name for part in parts), columns[total].name)
            if total not in parts and _adds_up(rule, sample, columns, values) and rule.columns not in told:
                told.add(rule.columns)
                yield rule


def _combined(values: Numbers) -> Iterator[tuple[RuleKind, tuple[int, ...], Numbers]]:
    wide = values.shape[1]
    for a in range(wide):
        for b in range(a + 1, wide):
            yield SUM, (a, b), values[:, a] + values[:, b]
            yield PRODUCT, (a, b), values[:, a] * values[:, b]
        running = np.cumsum(values[:, a:], axis=1)
        for b in range(a + 2, wide):
            yield SUM, tuple(range(a, b + 1)), running[:, b - a]


def _equal(made: Numbers, values: Numbers, columns: Sequence[Column]) -> list[int]:
    """The columns that are `made`, in nearly every row where it is known."""
    known = np.isfinite(made)
    if known.sum() < FEWEST_ROWS:
        return []
    first = np.abs(values[known][:8] - made[known][:8, None]) <= _slack(columns, made[known][:8])
    return [
        int(total)
        for total in np.flatnonzero(first.sum(axis=0) >= min(7, len(first)))
        if np.mean(near(made, values[:, total], columns[total])[known & np.isfinite(values[:, total])]) >= KEPT - 0.03
    ]


def _slack(columns: Sequence[Column], made: Numbers) -> Numbers:
    return np.array([unit(column) for column in columns])[None, :] / 2 + 1e-9 * (1 + np.abs(made))[:, None]


def _adds_up(rule: Constraint, sample: Sample, columns: Sequence[Column], values: Numbers) -> bool:
    place = {column.name: index for index, column in enumerate(columns)}
    *parts, total = (values[:, place[name]] for name in rule.columns)
    known = np.isfinite(np.column_stack([*parts, total])).all(axis=1)
    if known.sum() < FEWEST_ROWS or len(np.unique(total[known])) < 3:
        return False
    parts, total = [part[known] for part in parts], total[known]
    combine = np.sum if rule.kind == "sum" else np.prod
    share = float(near(combine(parts, axis=0), total, columns[place[rule.columns[-1]]]).mean())
    for index, part in enumerate(parts):
        others = [*parts[:index], shuffled(part), *parts[index + 1 :]]
        chance = float(near(combine(others, axis=0), total, columns[place[rule.columns[-1]]]).mean())
        if beyond(share, chance) < BEYOND_CHANCE or (part != 0).mean() < 0.02:
            return False
    return share >= KEPT


def _kept(combine: Callable[..., Numbers]) -> Callable[[RuleCheck], tuple[float, int]]:
    def kept(asked: RuleCheck) -> tuple[float, int]:
        values = asked.values
        values = values[np.isfinite(values).all(axis=1)]
        return share_of(near(combine(values[:, :-1], axis=1), values[:, -1], asked.columns[-1]))

    return kept


def _wrong(combine: Callable[..., Numbers]) -> Callable[[RuleCheck], Flags]:
    def wrong(asked: RuleCheck) -> Flags:
        values = asked.values
        filled = np.isfinite(values).all(axis=1)
        made = combine(np.where(filled[:, None], values, 0.0)[:, :-1], axis=1)
        return np.asarray(filled & ~near(made, np.where(filled, values[:, -1], 0.0), asked.columns[-1]))

    return wrong


def _described(spoken: str, combine: Callable[..., Numbers]) -> DescribedRule:
    return DescribedRule(
        spoken,
        lambda drawn, names: drawn.reckon(names, combine),
        blanks="follow",
        takes=lambda kind: kind.amount,
        least=3,
        most=None,
    )


SUM = RuleKind(
    "sum",
    lambda names, _: f"{names[-1]} is {' + '.join(names[:-1])}.",
    _kept(np.sum),
    _wrong(np.sum),
    propose=_proposed,
    kept_by=("total",),
    described=_described("add up to the last", np.sum),
)
PRODUCT = RuleKind(
    "product",
    lambda names, _: f"{names[-1]} is {' × '.join(names[:-1])}.",
    _kept(np.prod),
    _wrong(np.prod),
    kept_by=("total",),
    described=_described("multiplied give the last", np.prod),
)
