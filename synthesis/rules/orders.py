"""How orders are kept: a number or date is learnt as its distance from what it may not pass."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.errors import UnfitTable
from synthesis.rules.builder import Builder
from synthesis.rules.cells import written
from synthesis.tables import Column, Constraint, Kind
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.rounding_grid import RoundingGrid
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.rules.transform import ConstraintTransform, Learned

_ALONE = 20


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
        whole = Kind.INTEGER if all(c.kind.whole for c in (self.column, *self.bases)) else Kind.FLOAT
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


def beyond(values: Numbers, lattice: RoundingGrid, *, upward: bool) -> Numbers:
    """The places on a grid at, or next above or below, the values."""
    room = 1.04 * lattice.unit if lattice.calendar else lattice.unit
    found = lattice.snap(values)
    for _ in range(2):
        short = found < values if upward else found > values
        found = np.where(short, lattice.snap(found + room if upward else found - room), found)
    return np.asarray(np.maximum(found, values) if upward else np.minimum(found, values))


def refuse_circles(rules: Iterable[Constraint]) -> None:
    """UnfitTable where orders run in a circle."""
    above: dict[str, set[str]] = {}
    for low, high in ordered_pairs(rules):
        above.setdefault(high, set()).add(low)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as found:
        names = ", ".join(f"'{name}'" for name in dict.fromkeys(found.args[1]))
        raise UnfitTable(
            f"The rules say of {names} that each is at most the next, in a circle.", "Untick one of these rules."
        ) from None


def ordered_pairs(rules: Iterable[Constraint]) -> Iterator[tuple[str, str]]:
    """Every pair of columns of which a rule says that the first is at most the second."""
    for rule in rules:
        if "order" in kind_of(rule).kept_by:
            for place, high in enumerate(rule.columns):
                yield from ((low, high) for low in rule.columns[:place])


def keep_orders(builder: Builder) -> None:
    """A distance for each column that stands above others, or else for each below it."""
    lows: dict[str, list[str]] = {}
    for low, high in ordered_pairs(builder.rules):
        if low not in lows.setdefault(high, []):
            lows[high].append(low)
    for high in TopologicalSorter(lows).static_order():
        if high in lows and not builder.add(_gap(builder, high, lows[high], upward=True)):
            for low in lows[high]:
                builder.add(_gap(builder, low, [high], upward=False))


def _gap(builder: Builder, name: str, bases: Sequence[str], *, upward: bool) -> Gap:
    column, others = builder.schema[name], tuple(builder.schema[base] for base in bases)
    values = builder.values(column)
    blank = Gap(column, others, upward, values, None, builder.lattice(column), *_range(values))
    base = blank.base(builder.protected)
    distance = np.maximum(values - base if upward else base - values, 0.0)
    alone = np.where(np.isfinite(base), np.nan, values)
    enough = int(np.isfinite(alone).sum()) >= max(builder.source.k_threshold, _ALONE)
    chance = builder.seed.child("gap", name).generator()
    if enough:
        alone = _filled(alone, np.isfinite(values), chance)
        distance = _filled(distance, np.isfinite(values), chance)
    return replace(blank, distance=distance, alone=alone if enough else None)


def _range(values: Numbers) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if len(known) else (-np.inf, np.inf)


def _filled(values: Numbers, wanted: Flags, chance: np.random.Generator) -> Numbers:
    """The values, with the unknown ones that are wanted drawn from the known; none where nothing is known."""
    known = values[np.isfinite(values)]
    gone = wanted & ~np.isfinite(values)
    filled = values.copy()
    if len(known):
        filled[gone] = chance.choice(known, size=int(gone.sum()))
    return filled
