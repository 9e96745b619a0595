"""Steps: a column of which every value is a multiple of some number."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import rounding_grid
from synthesis.tables.rules.checks import multiples, share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind
from synthesis.tables.rules.sample import FEWEST_ROWS, Sample
from synthesis.tables.schema import Column, Constraint

_UNLIKELY = 1e-6


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    """Columns of which every value is a multiple of some step, larger than the last decimal.

    Values on any other grid would all fall on the step by chance with probability step^-d for d different values; that
    must be below one in a million.
    """
    for column in sample.numeric:
        values = numbers(sample.frame[column.name], column.kind)
        step = None if column.kind.calendar else _step(values[np.isfinite(values)], column)
        if step is not None:
            yield INCREMENTS.stated(column.name, value=step)


def _step(known: Numbers, column: Column) -> float | None:
    if len(known) < FEWEST_ROWS:
        return None
    found, kinds = rounding_grid(known, column), len(np.unique(known))
    if found.decimals is None or found.step <= 1 or found.origin:
        return None
    return found.unit if -kinds * np.log(found.step) < np.log(_UNLIKELY) else None


def _multiple(asked: RuleCheck) -> tuple[float, int]:
    values, step = asked.values[:, 0], asked.rule.value
    known = values[np.isfinite(values)]
    return share_of(multiples(known, step)) if step else (0.0, 0)


def _between(asked: RuleCheck) -> Flags:
    values, step = asked.values[:, 0], asked.rule.value
    filled = np.isfinite(values)
    return np.asarray(filled & ~multiples(np.where(filled, values, 0.0), step)) if step else np.zeros_like(filled)


def _sentence(names: Sequence[str], step: float | None) -> str:
    return f"{names[0]} is a whole number." if step == 1 else f"{names[0]} is a multiple of {step:g}."


INCREMENTS = RuleKind(
    "increments", _sentence, _multiple, _between, propose=_proposed, strict=True, kept_by=("increments",)
)
