"""Chooses how each rule that can be kept by construction is kept; each column is written by one transform at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Constraint, Schema
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.rules.transform import ConstraintTransform

COVERED = 0.5
"""The share of training rows that what is kept of them must hold, so that little of the table is bent."""


@dataclass(frozen=True, eq=False)
class CombinationSource:
    """Training rows as they are told, the columns they have, whom each is about (None: every row is a person), and how
    many people must share what is copied."""

    frame: pd.DataFrame
    schema: Schema
    people: Array | None
    k_threshold: int


class Builder:
    """The transforms of a table's rules as they are chosen: those added come in the order of what they read, those
    that finish rows behind them."""

    def __init__(
        self, source: CombinationSource, protected: pd.DataFrame, rules: Sequence[Constraint], seed: Seed
    ) -> None:
        self.source, self.protected, self.rules, self.seed = source, protected, rules, seed
        self.schema = source.schema
        self.transforms: list[ConstraintTransform] = []
        self._last: list[ConstraintTransform] = []

    @property
    def chosen(self) -> tuple[ConstraintTransform, ...]:
        """The transforms, each after those whose columns it reads."""
        return (*self._sorted(), *self._last)

    def kept_by(self, way: str) -> list[Constraint]:
        """The rules of the kinds that are kept in that way."""
        return [rule for rule in self.rules if way in kind_of(rule).kept_by]

    def add(self, transform: ConstraintTransform) -> bool:
        """Whether the transform is taken: no other writes its columns, and none waits for itself."""
        written = {name for one in self.transforms for name in one.writes}
        if written & set(transform.writes):
            return False
        try:
            list(self._sorted(transform))
        except CycleError:
            return False
        self.transforms.append(transform)
        return True

    def finish(self, transform: ConstraintTransform) -> None:
        """The transform sees to whole rows once all columns are there."""
        self._last.append(transform)

    def values(self, column: Column) -> Numbers:
        """The protected cells of a column as numbers."""
        return numbers(self.protected[column.name], column.kind)

    def lattice(self, column: Column) -> RoundingGrid:
        """The grid that a rule about steps sets for the column, else the one that its values lie on."""
        steps = [rule.value for rule in self.kept_by("increments") if rule.columns == (column.name,) and rule.value]
        return multiples_of(steps[0]) if steps else rounding_grid(self.values(column), column)

    def known(self, rule: Constraint) -> pd.DataFrame:
        """The rows that a rule's partners, values or combinations are known from."""
        if kind_of(rule).listed:
            return self.source.frame
        for transform in self.transforms:
            if transform.known is not None and transform.known[0] == rule.columns[:2]:
                return transform.known[1]
        return self.protected.iloc[:0]

    def _sorted(self, *more: ConstraintTransform) -> Iterator[ConstraintTransform]:
        transforms = [*self.transforms, *more]
        writer = {name: place for place, transform in enumerate(transforms) for name in transform.writes}
        before = {p: {writer[name] for name in d.reads if name in writer} for p, d in enumerate(transforms)}
        return (transforms[place] for place in list(TopologicalSorter(before).static_order()))


def multiples_of(step: float) -> RoundingGrid:
    """The grid of the whole multiples of a number with at most nine decimals."""
    decimals = next((d for d in range(9) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 9)
    return RoundingGrid(decimals, float(max(round(step * 10**decimals), 1)))
