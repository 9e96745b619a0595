"""How steps are kept: a number is moved to the nearest multiple."""

from dataclasses import dataclass

import pandas as pd

from synthesis.rules.builder import Builder
from synthesis.rules.cells import written
from synthesis.tables import Column
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import RoundingGrid
from synthesis.tables.rules.transform import ConstraintTransform


@dataclass(frozen=True, eq=False)
class Stepped(ConstraintTransform):
    """A number that is a multiple of another: moved to the nearest one."""

    column: Column
    lattice: RoundingGrid

    @property
    def writes(self) -> tuple[str, ...]:
        """The column."""
        return (self.column.name,)

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows as they were drawn."""
        return self.settle(made)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The nearest multiple."""
        return written(made, self.column, self.lattice.snap(numbers(made[self.column.name], self.column.kind)))


def keep_increments(builder: Builder) -> None:
    """A grid for each column of steps."""
    for rule in builder.kept_by("increments"):
        column = builder.schema[rule.columns[0]]
        builder.add(Stepped(column, builder.lattice(column)))
