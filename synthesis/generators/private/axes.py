"""Columns as places on axes that were declared: which place a cell has depends on that cell alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.generators.private.meter import PrivateRows
from synthesis.tables import Column, Kind
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.public_domain import Domain

EACH = 128
"""A number or date with at most so many values has a place for each."""

CELLS = 512
"""Others have about so many places of equal width, and one of its own for nought."""


class Axis(Protocol):
    """The places 0 … `size` − 1 that a column's values may have, and `size` for a blank.

    `ordered`: neighbouring places hold neighbouring values. `blanks`: whether a made-up cell may be blank.
    """

    @property
    def name(self) -> str:
        """The column's name."""

    @property
    def size(self) -> int:
        """How many places there are, the blank aside."""

    @property
    def ordered(self) -> bool:
        """See above."""

    @property
    def blanks(self) -> bool:
        """See above."""

    def places(self, rows: PrivateRows) -> Array:
        """The place of each row's cell. A cell outside what was declared is blank; a number is drawn to its bound."""

    def cells(self, places: Array, chance: np.random.Generator) -> pd.Series:
        """Cells at these places, in the table's own types."""


@dataclass(frozen=True, eq=False)
class Words:
    """An axis of categories."""

    name: str
    levels: tuple[str, ...]
    blanks: bool = True
    ordered: bool = False

    @property
    def size(self) -> int:
        """How many categories there are."""
        return len(self.levels)

    def places(self, rows: PrivateRows) -> Array:
        """The number of each row's category in the order declared; spaces around a cell do not count."""
        if self.name not in rows.kept:
            code = {level.strip(): place for place, level in enumerate(self.levels)}
            found, names = pd.factorize(rows.frame[self.name].to_numpy(dtype=object))
            places = [code.get(str(name).strip(), self.size) for name in names]
            rows.kept[self.name] = np.array([*places, self.size])[found]
        return rows.kept[self.name]

    def cells(self, places: Array, chance: np.random.Generator) -> pd.Series:
        """The categories' spellings."""
        names = np.array([*self.levels, None], dtype=object)
        return pd.Series(names[places], dtype=object)


@dataclass(frozen=True, eq=False)
class Grid:
    """An axis of numbers or dates: `low` + k · `unit` for k from 0; place p holds k from `starts[p]` to before the
    next."""

    name: str
    kind: Kind
    low: float
    unit: float
    starts: Array
    blanks: bool = True
    ordered: bool = True

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.starts) - 1

    def places(self, rows: PrivateRows) -> Array:
        """The place of the grid value nearest to each row's number."""
        if self.name not in rows.kept:
            values = numbers(rows.frame[self.name], self.kind)
            known = np.isfinite(values)
            steps = np.round((np.where(known, values, self.low) - self.low) / self.unit)
            steps = np.clip(steps, 0, self.starts[-1] - 1)
            found = np.searchsorted(self.starts, steps, side="right") - 1
            rows.kept[self.name] = np.where(known, found, self.size)
        return rows.kept[self.name]

    def cells(self, places: Array, chance: np.random.Generator) -> pd.Series:
        """A value drawn evenly from each place."""
        known = places < self.size
        held = np.where(known, places, 0)
        first, behind = self.starts[held], self.starts[held + 1]
        steps = first + np.floor(chance.random(len(places)) * (behind - first))
        values = np.round(self.low / self.unit + steps) * self.unit if self._whole else self.low + steps * self.unit
        return from_numbers(np.where(known, _tidy(values, self.unit), np.nan), self.kind)

    @property
    def _whole(self) -> bool:
        return bool(np.isclose(self.low / self.unit, np.round(self.low / self.unit), rtol=0, atol=1e-9))


def _tidy(values: Numbers, unit: float) -> Numbers:
    """Without the traces of binary fractions: 0.30000000000000004 is 0.3 where the unit is 0.1."""
    digits = max(0, int(np.ceil(-np.log10(unit))) + 3) if unit < 1 else 3
    return np.round(values, digits)


def starts(low: float, high: float, unit: float) -> Array:
    """Where places begin, in steps of the grid from `low` to `high`, and behind the last."""
    values = round((high - low) / unit) + 1
    if values <= EACH:
        return np.arange(values + 1)
    cuts = np.unique(np.round(np.linspace(0, values, CELLS + 1)).astype("int64"))
    nought = round(-low / unit)
    if low <= 0 <= high:
        cuts = np.unique([*cuts, nought, nought + 1])
    return np.asarray(cuts[cuts <= values])


def axis(column: Column, domain: Domain) -> Axis:
    """The axis that a domain of levels or bounds declares."""
    if domain.levels or not column.numeric:
        return Words(column.name, domain.levels, domain.blanks)
    low, high = domain.bounds
    return Grid(column.name, column.kind, low, domain.unit, starts(low, high, domain.unit), domain.blanks)


def joint(parts: Sequence[tuple[Array, int]]) -> tuple[Array, int]:
    """One code for several: places with the number of places each, the last running fastest."""
    code, size = np.zeros_like(parts[0][0]), 1
    for places, many in parts:
        code, size = code * many + places, size * many
    return code, size
