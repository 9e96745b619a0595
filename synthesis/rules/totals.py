"""How sums and products are kept: the total is worked out, never drawn."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.rules.builder import Builder
from synthesis.rules.cells import written
from synthesis.tables import Column
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import rounding_grid
from synthesis.tables.rules.checks import unit
from synthesis.tables.rules.totals import SUM
from synthesis.tables.rules.transform import ConstraintTransform


@dataclass(frozen=True, eq=False)
class Total(ConstraintTransform):
    """A column that is the sum, or the product, of others: worked out, never drawn."""

    parts: tuple[Column, ...]
    column: Column
    combine: Callable[..., Numbers]
    places: int | None
    omitted: bool

    @property
    def writes(self) -> tuple[str, ...]:
        """The total."""
        return (self.column.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The parts."""
        return tuple(part.name for part in self.parts)

    @property
    def omits(self) -> tuple[str, ...]:
        """The total, where it is blank just where a part is."""
        return self.writes if self.omitted else ()

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The total of the parts, blank where one is."""
        if not self.omitted:
            return self.settle(made)
        return written(made, self.column, self._worked(made))

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The total of the parts, where it and all of them are filled."""
        worked, held = self._worked(made), numbers(made[self.column.name], self.column.kind)
        values = np.where(np.isfinite(worked) & np.isfinite(held), worked, held)
        return written(made, self.column, values)

    def _worked(self, made: pd.DataFrame) -> Numbers:
        parts = np.column_stack([numbers(made[part.name], part.kind) for part in self.parts])
        worked = self.combine(parts, axis=1)
        last = unit(self.column)
        if last:
            return np.asarray(np.round(worked / last) * last)
        return worked if self.places is None else np.asarray(np.round(worked, self.places))


def keep_totals(builder: Builder) -> None:
    """A total for each sum and product."""
    for rule in builder.kept_by("total"):
        *parts, total = (builder.schema[name] for name in rule.columns)
        filled = [np.isfinite(builder.values(column)) for column in (*parts, total)]
        follows = bool((np.all(filled[:-1], axis=0) == filled[-1]).all())
        decimals = [rounding_grid(builder.values(column), column).decimals for column in (*parts, total)]
        places = None if None in decimals else max(d or 0 for d in decimals)
        combine = np.sum if rule.kind == SUM.name else np.prod
        builder.add(Total(tuple(parts), total, combine, places, follows))
