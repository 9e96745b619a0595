"""The rows in which rules are looked for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.tables.data_subject import one_row_per_subject
from synthesis.tables.encode import numbers
from synthesis.tables.rules.checks import codes
from synthesis.tables.schema import Column, Schema
from synthesis.tables.table import Table

SAMPLED_ROWS = 20_000
"""Rows that rules are looked for in, drawn by chance where there are more."""
FEWEST_ROWS = 30
"""Rows that must speak of a rule."""
KEPT, BEYOND_CHANCE = 0.99, 0.9
"""The share of them that must keep it, and the share of the gap between chance and certainty that it must close."""
WORK = 300_000_000
"""Comparisons that a search of pairs may cost."""


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows that are looked at, column by column: as codes (the blank is one), as numbers, and where blank."""

    frame: pd.DataFrame
    schema: Schema

    @classmethod
    def of(cls, table: Table) -> "Sample":
        schema = replace(table.schema.modelled, constraints=())
        table = one_row_per_subject(table, Seed(0).child("people"))
        rows = len(table)
        drawn: Array = np.arange(rows)
        if rows > SAMPLED_ROWS:
            drawn = np.sort(Seed(0).child("rules").generator().choice(rows, SAMPLED_ROWS, replace=False))
        few = {name: table.frame[name].iloc[drawn].reset_index(drop=True) for name in schema.names}
        return cls(pd.DataFrame(few, copy=False), schema)

    @cached_property
    def codes(self) -> Array:
        return np.column_stack([codes(self.frame[name]) for name in self.schema.names])

    @cached_property
    def numeric(self) -> tuple[Column, ...]:
        return tuple(column for column in self.schema if column.numeric)

    @cached_property
    def blank(self) -> Flags:
        return np.asarray(self.frame.isna().to_numpy(), dtype=bool)

    def numbers(self, dates: bool) -> tuple[tuple[Column, ...], Numbers]:
        """The columns of dates, or else of amounts, and their values."""
        columns = tuple(c for c in self.numeric if (c.kind.calendar) == dates)
        values = [numbers(self.frame[c.name], c.kind) for c in columns]
        return columns, np.column_stack(values) if values else np.empty((len(self.frame), 0))

    def some(self, rows: int) -> Array:
        """The numbers of that many rows, drawn by chance, or of all."""
        every = len(self.frame)
        return Seed(0).child("some").generator().permutation(every)[: min(rows, every)]


def beyond(share: Numbers | float, chance: Numbers | float) -> Numbers:
    """How much of the gap between chance and certainty is closed."""
    return np.asarray((np.asarray(share) - chance) / np.maximum(1.0 - np.asarray(chance), 1e-9))


def reduced(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that do not follow from two others."""
    given = set(pairs)
    after: dict[int, set[int]] = {}
    for a, b in given:
        after.setdefault(a, set()).add(b)
    return sorted((a, b) for a, b in given if not any(b in after.get(c, ()) for c in after[a] if c != b))


def shuffled(values: Numbers) -> Numbers:
    """The same values in another order, always the same one."""
    return np.asarray(values[Seed(0).child("shuffled").generator().permutation(len(values))])
