"""What is done to the training rows before any generator sees them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.arrays import Array, Numbers
from synthesis.protections.rare import clip, pool
from synthesis.seed import Seed
from synthesis.settings import knob
from synthesis.tables import Column, Schema, Table, persons, rows_of
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.resolution import grid


@dataclass(frozen=True)
class Protections:
    """What holds for every generator, whatever it learns."""

    floor: int = knob(
        5,
        2,
        50,
        "A category that fewer rows share is merged with others, and the smallest and largest numbers of a column are "
        "drawn in, so that no one can be found by a value of their own. More is safer and loses more of the rare.",
        title="Rare-value floor",
    )


@dataclass(frozen=True, eq=False)
class Protected:
    """Training rows that a generator may see: only the columns that may be modelled, in order, with their types.

    `floor` counts rows: what so many share, as many people share as the protections ask for.
    """

    frame: pd.DataFrame
    schema: Schema
    floor: int


def protect(train: Table, protections: Protections, seed: Seed) -> Protected:
    """The modelled columns of `train` without rare categories, rare blanks and true extremes.

    Every category, and the blank, occurs in at least `floor` rows or not at all; the least and the greatest number of
    each column are shared by at least `floor` rows. Where a column names whom rows are about, people are counted in
    place of rows. Row order and row count stay.
    """
    schema, people = train.schema.modelled, persons(train)
    columns = {c.name: _column(train.frame[c.name], c, protections.floor, people, seed.child(c.name)) for c in schema}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(train)))
    return Protected(frame, schema, rows_of(people, protections.floor))


def _column(series: pd.Series, column: Column, floor: int, people: Array | None, seed: Seed) -> pd.Series:
    chance = seed.generator()
    if not column.numeric:
        return pd.Series(pool(series.to_numpy(dtype=object), floor, chance, people), dtype=object)
    values = numbers(series, column.kind)
    clipped, _ = clip(_without_rare_blanks(values, floor, people, chance), floor, grid(values, column), people)
    return from_numbers(clipped, column.kind)


def _without_rare_blanks(values: Numbers, floor: int, people: Array | None, chance: np.random.Generator) -> Numbers:
    blank = ~np.isfinite(values)
    missing = int(blank.sum()) if people is None else len(np.unique(people[blank]))
    if not 0 < missing < floor or blank.all():
        return values
    filled = values.copy()
    filled[blank] = chance.choice(values[~blank], size=int(blank.sum()))
    return filled
