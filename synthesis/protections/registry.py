"""The protections that there are, and what they do to training rows, drawn rows and released rows in turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import Knob
from synthesis.protections.contract import Chosen, Originals, Protection, Setting, TrainingCells
from synthesis.protections.extremes import EXTREMES
from synthesis.protections.k_threshold import K_THRESHOLD
from synthesis.protections.near_duplicates import NEAR_COPIES
from synthesis.protections.rare_categories import RARE_CATEGORIES
from synthesis.protections.rare_pairs import RARE_PAIRS
from synthesis.protections.row_ceiling import ROW_CEILING
from synthesis.tables import Column, Schema, Table, rows_covering, subject_ids
from synthesis.tables.encode import from_numbers, numbers

PROTECTIONS: tuple[Protection[Any], ...] = (
    K_THRESHOLD,
    RARE_CATEGORIES,
    EXTREMES,
    ROW_CEILING,
    RARE_PAIRS,
    NEAR_COPIES,
)
"""The one list of them, in the order in which they are shown: a protection is a file of this room and its line here."""


class Protections(Chosen):
    """What holds for every generator, whatever it learns: a value for each protection, defaults where none is given.

    Keyword arguments are the keys of a recipe; TypeError for one that is none."""

    def __init__(self, floor: int = K_THRESHOLD.default, **values: Setting) -> None:
        defaults = {protection.key: protection.default for protection in PROTECTIONS}
        if unknown := sorted(set(values) - set(defaults)):
            raise TypeError(f"no protections of these names: {', '.join(unknown)}")
        super().__init__({**defaults, **values, K_THRESHOLD.key: floor})

    @classmethod
    def knobs(cls) -> tuple[Knob, ...]:
        """Each as a setting, in order."""
        return tuple(protection.knob for protection in PROTECTIONS)

    @property
    def on_drawn(self) -> tuple[Protection[Any], ...]:
        """Those that look at drawn rows, as they are set."""
        return tuple(one for one in PROTECTIONS if one.on_drawn is not None and self[one])

    def check_rows(self, asked: int, learned: int) -> None:
        """UnusableOption where `asked` rows are more than a protection allows for `learned` ones."""
        for protection in PROTECTIONS:
            if protection.on_request is not None:
                protection.on_request(asked, learned, self)

    def refused(self, made: pd.DataFrame, real: Table) -> Mapping[str, Flags]:
        """Which of the drawn rows each protection wants to be drawn again, by its key; `real` are the generalised
        training rows."""
        return {one.key: one.on_drawn(made, real, self) for one in self.on_drawn if one.on_drawn is not None}

    def released(self, frame: pd.DataFrame, originals: Originals) -> pd.DataFrame:
        """Completed rows as they are released."""
        for protection in PROTECTIONS:
            if protection.on_release is not None:
                frame = protection.on_release(frame, originals, self)
        return frame


def any_refused(refused: Mapping[str, Flags], rows: int) -> Flags:
    """Rows that any protection refuses."""
    return np.asarray(np.logical_or.reduce([np.zeros(rows, dtype=bool), *refused.values()]))


@dataclass(frozen=True, eq=False)
class Protected:
    """Training rows that a generator may see: only the columns that may be modelled, in order, with their types.

    `k_threshold` counts rows: what so many share, as many data subjects share as the k threshold asks for.
    """

    frame: pd.DataFrame
    schema: Schema
    k_threshold: int


def protect(train: Table, protections: Protections, seed: Seed) -> Protected:
    """The modelled columns of `train` after every protection that acts on training rows.

    Every category, and the blank, occurs in at least `k_threshold` rows or not at all; so does, where asked for, every
    pair of categories of two quasi-identifiers. The least and the greatest number of each column are shared by at least
    `k_threshold` rows, and by those of the `extremes` outermost. Where a column names whom rows are about, people are
    counted in place of rows. Row order and row count stay.
    """
    schema, people = train.schema.modelled, subject_ids(train)
    cells = {
        c.name: numbers(train.frame[c.name], c.kind) if c.numeric else train.frame[c.name].to_numpy(dtype=object)
        for c in schema
    }
    training = TrainingCells(schema, cells, people)
    for protection in sorted(PROTECTIONS, key=lambda one: one.turn):
        if protection.on_training is not None:
            training = training.changed(protection.on_training(training, protections, seed))
    columns = {c.name: _series(training.cells[c.name], c) for c in schema}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(train)))
    return Protected(frame, schema, rows_covering(people, protections.k_threshold))


def _series(cells: Array, column: Column) -> pd.Series:
    return from_numbers(cells, column.kind) if column.numeric else pd.Series(cells, dtype=object)
