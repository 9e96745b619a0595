"""A judged table as it is found again later: what was found of it, and pictures of it on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from synthesis.fidelity import joint
from synthesis.fidelity.combinations import Combinations, combinations_of
from synthesis.fidelity.hexagons import Hexagons, hexagons
from synthesis.fidelity.lookup import CategoryLevels, calendar, calendars, category_levels
from synthesis.fidelity.score import Distribution, Joint
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.release.record import Source
from synthesis.tables import Schema


class StoredRows(Protocol):
    """The rows that a judged table is about; they never leave the store but as counts, and the synthetic ones."""

    def frame(self, part: str, names: Sequence[str] | None = None) -> pd.DataFrame | None:
        """These columns, or all, of `train`, `control` or `synthetic`, one that a part lacks blank throughout; None
        where there is no such part."""

    def released(self) -> bytes:
        """The synthetic file."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A judged table as it is found again later: everything but the rows, which stay in the store.

    `key`: the token of the work that it belongs to, and the id of the job that made it."""

    audit: Audit
    schema: Schema
    key: tuple[str, str]
    rows: StoredRows

    @property
    def id(self) -> str:
        """Names it within its work."""
        return self.key[1]

    def joint(self, x: str, y: str) -> Joint:
        """Two columns together, training beside synthetic, binned."""
        train, synthetic = (self._columns(part, x, y) for part in ("train", "synthetic"))
        return joint(train, synthetic, self.schema, x, y)

    def levels(self, name: str) -> CategoryLevels:
        """All categories of a column that may be named, training beside synthetic."""
        train, synthetic = (self._columns(part, name)[name] for part in ("train", "synthetic"))
        return category_levels(train, synthetic)

    def calendars(self, name: str) -> tuple[str, ...]:
        """The places in the calendar by which a date varies."""
        return calendars(self._columns("train", name)[name])

    def calendar(self, name: str, unit: str) -> Distribution:
        """A date by weekday, month or hour."""
        train, synthetic = (self._columns(part, name)[name] for part in ("train", "synthetic"))
        held = self._held(name)
        return calendar(name, unit, train, synthetic, None if held is None else held[name])

    def hexagons(self, x: str, y: str) -> Hexagons | None:
        """Two numbers together in hexagons; None where one has no continuous scale."""
        train, synthetic = (self._columns(part, x, y) for part in ("train", "synthetic"))
        return hexagons(train, synthetic, self.schema, x, y)

    def combinations(self, *names: str) -> Combinations:
        """Which combinations of the values of a few columns are farthest off."""
        train, synthetic = (self._columns(part, *names) for part in ("train", "synthetic"))
        return combinations_of(train, synthetic, self._held(*names), self.schema, names)

    def _held(self, *names: str) -> pd.DataFrame | None:
        return self.rows.frame("control", list(dict.fromkeys(names)))

    def _columns(self, part: str, *names: str) -> pd.DataFrame:
        found = self.rows.frame(part, list(dict.fromkeys(names)))
        assert found is not None
        return found


@dataclass(frozen=True, eq=False)
class Finished(Judged):
    """A candidate that was made here, with what it takes to make it again."""

    recipe: Recipe
    source: Source
    split_note: str
    notes: tuple[str, ...]
    target: str | None = None
    groups: tuple[str, ...] = ()
    """What a model of this table would be built for, and the groups of people it could treat differently, as
    proposed."""
