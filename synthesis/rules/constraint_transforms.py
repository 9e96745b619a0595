"""How a rule is kept by construction: what a generator learns in place of the columns, and how they come back from
it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.rules.violations import first_partner, stacked
from synthesis.tables import Column, Kind
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.rounding_grid import RoundingGrid
from synthesis.tables.rules.satisfaction import unit

Learned = Mapping[str, tuple[Column, pd.Series]]
"""Columns that a generator learns, by name."""


class ConstraintTransform(ABC):
    """Keeps one rule, or several over the same columns. Where a device says nothing, its columns are learnt and drawn
    as they are."""

    @property
    @abstractmethod
    def writes(self) -> tuple[str, ...]:
        """The columns that it sees to."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that must be there before."""
        return ()

    @property
    def omits(self) -> tuple[str, ...]:
        """The columns that the generator does not learn."""
        return ()

    def learned(self) -> Learned:
        """What the generator learns in their place."""
        return {}

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows as they were learnt, with this device's columns."""
        return made

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """Whole rows, with this device's columns as the rule wants them."""
        return made


@dataclass(frozen=True, eq=False)
class CombinedKey(ConstraintTransform):
    """Columns that are learnt as one: each row holds one of the `cells`' combinations."""

    name: str
    cells: pd.DataFrame
    places: Array

    @property
    def writes(self) -> tuple[str, ...]:
        """The columns of the combinations."""
        return tuple(self.cells.columns)

    @property
    def omits(self) -> tuple[str, ...]:
        """All of them."""
        return self.writes

    def learned(self) -> Learned:
        """One category: the number of the combination."""
        wide = len(str(len(self.cells)))
        names = np.array([f"{number:0{wide}d}" for number in range(len(self.cells))], dtype=object)
        return {self.name: (Column(self.name, Kind.CATEGORY), pd.Series(names[self.places], dtype=object))}

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The combination of that number."""
        places = made[self.name].astype("int64").to_numpy()
        cells = self.cells.take(places).set_axis(made.index)
        return made.drop(columns=self.name).assign(**{str(name): cells[name] for name in cells})


@dataclass(frozen=True, eq=False)
class Decided(ConstraintTransform):
    """A column that another one decides: taken from the partners that were learnt, never drawn."""

    by: str
    column: Column
    partners: pd.Series
    omitted: bool

    @property
    def writes(self) -> tuple[str, ...]:
        """The decided column."""
        return (self.column.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The deciding column."""
        return (self.by,)

    @property
    def omits(self) -> tuple[str, ...]:
        """The decided column, where the deciding one is never blank."""
        return self.writes if self.omitted else ()

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The partner of each cell."""
        return self.settle(made.assign(**{self.column.name: self._blank(made)}) if self.omitted else made)

    def _blank(self, made: pd.DataFrame) -> pd.Series:
        return self.partners.iloc[:0].reindex(range(len(made))).set_axis(made.index)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The partner of each filled cell that has one; what stood there elsewhere."""
        places = self.partners.index.get_indexer(pd.Index(made[self.by]))
        has = (places >= 0) & made[self.by].notna().to_numpy()
        cells = made[self.column.name].copy()
        cells[has] = self.partners.take(places[has]).set_axis(cells.index[has])
        return made.assign(**{self.column.name: cells})


@dataclass(frozen=True, eq=False)
class Followed(ConstraintTransform):
    """A column that a number decides: of rows with the same number, all have what the first of them has."""

    by: str
    name: str

    @property
    def writes(self) -> tuple[str, ...]:
        """The decided column."""
        return (self.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The deciding column."""
        return (self.by,)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The first partner of each filled cell."""
        none = made.iloc[:0]
        first, _ = first_partner(made, none, self.by, self.name)
        spelt = stacked(none, made, self.name).drop_duplicates().to_numpy(dtype=object)
        cells = made[self.name].copy()
        has = made[self.by].notna().to_numpy()
        cells[has] = pd.Series(spelt[first[has]], dtype=object).astype(cells.dtype).to_numpy()
        return made.assign(**{self.name: cells})


@dataclass(frozen=True, eq=False)
class Gap(ConstraintTransform):
    """A number or date learnt as its distance from others that it may not pass: above the highest of `bases`, or below
    the lowest of them. `alone` are its values where no base is known, None where those are too few to be learnt."""

    column: Column
    bases: tuple[Column, ...]
    upward: bool
    distance: Numbers
    alone: Numbers | None
    lattice: RoundingGrid
    low: float
    high: float

    @property
    def writes(self) -> tuple[str, ...]:
        """The column."""
        return (self.column.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """Its bases."""
        return tuple(base.name for base in self.bases)

    @property
    def omits(self) -> tuple[str, ...]:
        """The column itself."""
        return self.writes

    @property
    def _alone(self) -> str:
        return f"{self.column.name}, alone"

    def learned(self) -> Learned:
        """The distance under the column's name, and its values where it stands alone."""
        whole = Kind.INTEGER if {c.kind for c in (self.column, *self.bases)} == {Kind.INTEGER} else Kind.FLOAT
        found = {self.column.name: (Column(self.column.name, whole), from_numbers(self.distance, whole))}
        if self.alone is not None:
            lone = Column(self._alone, self.column.kind, format=self.column.format)
            found[self._alone] = (lone, from_numbers(self.alone, self.column.kind))
        return found

    def base(self, made: pd.DataFrame) -> Numbers:
        """The value that may not be passed; NaN where no base is known."""
        values = np.column_stack([numbers(made[base.name], base.kind) for base in self.bases])
        outer = np.fmax.reduce if self.upward else np.fmin.reduce
        return np.asarray(outer(values, axis=1))

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The base and the distance together; where there is no base, what stands alone."""
        base, distance = self.base(made), np.maximum(made[self.column.name].astype("float64").to_numpy(np.float64), 0.0)
        values = base + distance if self.upward else base - distance
        if self.alone is not None:
            lone = numbers(made[self._alone], self.column.kind)
            values = np.where(np.isfinite(base), values, lone)
            made = made.drop(columns=self._alone)
        values = np.clip(self.lattice.snap(values), self.low, self.high)
        return self._within(made, values, base)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """Cells past their base moved to the nearest place on their grid that is not."""
        return self._within(made, numbers(made[self.column.name], self.column.kind), self.base(made))

    def _within(self, made: pd.DataFrame, values: Numbers, base: Numbers) -> pd.DataFrame:
        with np.errstate(invalid="ignore"):
            past = values < base if self.upward else values > base
        values = values.copy()
        values[past] = beyond(base[past], self.lattice, upward=self.upward)
        return written(made, self.column, values)


def written(made: pd.DataFrame, column: Column, values: Numbers) -> pd.DataFrame:
    """The rows with these numbers in the column."""
    return made.assign(**{column.name: from_numbers(values, column.kind).set_axis(made.index)})


def beyond(values: Numbers, lattice: RoundingGrid, *, upward: bool) -> Numbers:
    """The places on a grid at, or next above or below, the values."""
    room = 1.04 * lattice.unit if lattice.calendar else lattice.unit
    found = lattice.snap(values)
    for _ in range(2):
        short = found < values if upward else found > values
        found = np.where(short, lattice.snap(found + room if upward else found - room), found)
    return np.asarray(np.maximum(found, values) if upward else np.minimum(found, values))


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


@dataclass(frozen=True)
class Tie:
    """Where one of `leaders` is blank, all of `names` are."""

    leaders: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Blanks(ConstraintTransform):
    """Columns whose blanks hang together, by several ties: one's blanks may be another's leaders. `filled` holds, for
    columns that need no blanks of their own, the training cells without any."""

    ties: tuple[Tie, ...]
    filled: Learned

    @property
    def writes(self) -> tuple[str, ...]:
        """None that a generator may not draw: blanks are put into drawn columns."""
        return ()

    def learned(self) -> Learned:
        """The same columns, filled."""
        return self.filled

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """Blank where a leader is, and where a leader of that is, until nothing changes."""
        names = list(dict.fromkeys(name for tie in self.ties for name in (*tie.leaders, *tie.names)))
        before: Flags = made[names].isna().to_numpy()
        gone = before.copy()
        places = {name: place for place, name in enumerate(names)}
        ties = [([places[name] for name in tie.leaders], [places[name] for name in tie.names]) for tie in self.ties]
        count = -1
        while count != (count := int(gone.sum())):
            for leaders, followers in ties:
                gone[:, followers] |= gone[:, leaders].any(axis=1)[:, None]
        changed = [name for name in names if (gone & ~before)[:, places[name]].any()]
        return made.assign(**{name: blanked(made[name], gone[:, places[name]]) for name in changed})


def blanked(cells: pd.Series, gone: Flags) -> pd.Series:
    """The cells, some of them blank now."""
    if not gone.any():
        return cells
    cells = cells.copy()
    cells[gone] = None
    return cells


def multiples_of(step: float) -> RoundingGrid:
    """The grid of the whole multiples of a number with at most nine decimals."""
    decimals = next((d for d in range(9) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 9)
    return RoundingGrid(decimals, float(max(round(step * 10**decimals), 1)))
