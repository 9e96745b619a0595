"""What a protection is: a value that names itself, says what it does and what it costs, and acts at one place or more.

A protection is a file of this room and a line in `PROTECTIONS`. Form, commands, presets, record and tests follow.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import Knob, kind_of
from synthesis.tables import Schema, Table

Setting = int | float | bool | str
V = TypeVar("V", bound=Setting)

K_KEY = "floor"
"""The key of the k threshold in a recipe: most other protections count by it too."""


@dataclass(frozen=True)
class Chosen:
    """The value of every protection by its key in a recipe: `chosen[EXTREMES]` is that protection's."""

    values: Mapping[str, Setting]

    def __getitem__(self, protection: "Protection[V]") -> V:
        return cast("V", self.values.get(protection.key, protection.default))

    @property
    def k_threshold(self) -> int:
        """The minimum frequency: what fewer rows (data subjects, where a column names them) share is not learned."""
        return int(self.values[K_KEY])


@dataclass(frozen=True, eq=False)
class TrainingCells:
    """The modelled columns of training rows while they are protected: numbers and dates as numbers, others as cells.

    `people`, where a column names data subjects: a number a row. They are then counted in place of rows."""

    schema: Schema
    cells: Mapping[str, Array]
    people: Array | None

    def changed(self, cells: Mapping[str, Array]) -> "TrainingCells":
        """The same with other cells in some columns."""
        return TrainingCells(self.schema, {**self.cells, **cells}, self.people)


@dataclass(frozen=True, eq=False)
class Originals:
    """What released rows must not give away: the training rows, every row of the table, held out or not, and the
    columns that a rule or a condition is about. `seed` is the root of all chance."""

    train: Table
    everybody: Table
    bound: Collection[str]
    seed: Seed


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a run: its training rows, the share of drawn rows that this protection had drawn again (None where
    it looked at none), and the columns that a rule or a condition is about."""

    train: Table
    drawn_again: float | None
    bound: Collection[str]


OnRequest = Callable[[int, int, Chosen], None]
"""Told how many rows are asked for and how many are learned from; raises UnusableOption where that is too many."""

OnTraining = Callable[[TrainingCells, Chosen, Seed], Mapping[str, Array]]
"""Columns of the training rows as a generator may see them; only those that it changes."""

OnDrawn = Callable[[pd.DataFrame, Table, Chosen], Flags]
"""Which drawn rows to draw again, beside the generalised training rows; asked where its value is not False or 0."""

OnRelease = Callable[[pd.DataFrame, Originals, Chosen], pd.DataFrame]
"""The rows as they are released, from the completed ones."""

Note = Callable[[Outcome, Chosen], tuple[str, ...]]
"""Sentences for the record beyond title and value; without a cell of the table."""


def _no_levels() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Protection(Generic[V]):
    """Something done to a table whatever the generator: all that form, commands, presets and record know of it.

    `key` names it in recipes and after `--protect`. `about` says what it does, `cost` what is lost by it, both in
    sentences; `example` is a cell before and after. `default`, `low`, `high` and `choices` are those of a knob.
    `levels` are its values under the presets, by their names. It acts where it has a function: on the request, on
    training rows (in the order of `turn`, then of the list), on drawn rows, on what is released. `none_left` is said
    where every drawn row has to be drawn again."""

    key: str
    title: str
    about: str
    cost: str
    default: V
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    example: tuple[str, str] | None = None
    levels: Mapping[str, V] = field(default_factory=_no_levels)
    on_request: OnRequest | None = None
    on_training: OnTraining | None = None
    on_drawn: OnDrawn | None = None
    on_release: OnRelease | None = None
    note: Note | None = None
    none_left: str = "Every drawn row would have to be drawn again."
    turn: int = 0

    @property
    def knob(self) -> Knob:
        """The setting that a user is shown."""
        example = f" Example: {self.example[0]} → {self.example[1]}." if self.example else ""
        help_ = f"{self.about} {self.cost}{example} Acts on {' and '.join(self.acts_on)}."
        kind = kind_of(self.default)
        return Knob(self.key, self.title, kind, self.default, self.low, self.high, self.choices, help_)

    @property
    def acts_on(self) -> tuple[str, ...]:
        """Where it acts, in words."""
        places = {
            "the request": self.on_request,
            "training rows": self.on_training,
            "drawn rows": self.on_drawn,
            "what is released": self.on_release,
        }
        return tuple(place for place, acts in places.items() if acts is not None)
