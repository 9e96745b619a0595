"""What is done to made-up rows: the columns that no generator may learn are made new, repeated or left blank."""

import numpy as np
import pandas as pd

from synthesis.arrays import Array, Numbers
from synthesis.protections.people import People, people
from synthesis.protections.shapes import Maker, shaped
from synthesis.seed import Seed
from synthesis.tables import Column, Kind, Role, Table
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.resolution import grid

_TRIES = 60
_LONG = 80
"""Characters beyond which a cell is prose, and is left blank rather than made up."""


def complete(sample: pd.DataFrame, source: Table, seed: Seed, floor: int = 5) -> pd.DataFrame:
    """The released columns of `source`, in order: those of `sample` as they are, the others without a real value.

    Identifiers and personal data are made new, in the shape of the originals, never equal to one of them; without
    repeats where the originals have none; as often blank. A constant that `floor` rows share is repeated. Free text
    is left blank (`left_blank` names those columns).
    """
    rows = len(sample)
    made = people(rows, seed.child("people"), _real_names(source))
    columns = {
        column.name: sample[column.name].reset_index(drop=True)
        if column.modelled
        else _unlearnt(source.frame[column.name], column, rows, made, seed.child(column.name), floor)
        for column in source.schema.released
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


def _real_names(source: Table) -> set[str]:
    named = [column.name for column in source.schema.released if column.pii == "name" and not column.numeric]
    return {str(cell).strip() for name in named for cell in source.frame[name].dropna()}


def left_blank(source: Table, floor: int = 5) -> tuple[str, ...]:
    """The released columns that `complete` leaves blank although the original has values: free text, rare constants."""
    return tuple(
        column.name
        for column in source.schema.released
        if not column.modelled
        and column.kind is not Kind.EMPTY
        and _fate(source.frame[column.name], column, floor) == "blank"
    )


def _fate(series: pd.Series, column: Column, floor: int) -> str:
    """What becomes of a column that no generator may learn: `new`, `repeat` or `blank`."""
    known = series.dropna()
    if not len(known):
        return "blank"
    if column.role is Role.IDENTIFIER or column.kind is Kind.IDENTIFIER:
        prose = not column.numeric and known.str.len().median() > _LONG
        return "blank" if prose and column.pii is None else "new"
    repeated = column.kind is Kind.CONSTANT and len(known) >= floor and known.nunique() == 1
    return "repeat" if repeated else "blank"


def _unlearnt(series: pd.Series, column: Column, rows: int, made: People, seed: Seed, floor: int) -> pd.Series:
    fate = _fate(series, column, floor)
    chance = seed.generator()
    blank = chance.random(rows) < (1.0 if fate == "blank" else series.isna().mean())
    if column.numeric:
        values = numbers(series, column.kind)
        new = np.full(rows, np.nan) if fate == "blank" else _numbers(values, column, rows, chance, fate)
        return from_numbers(np.where(blank, np.nan, new), column.kind)
    known = [str(cell) for cell in series.dropna()]
    cells = np.full(rows, None, dtype=object)
    if fate == "repeat":
        cells[:] = known[0]
    elif fate == "new":
        cells = fresh(_maker(column, known, made, floor), known, rows, chance)
    cells[blank] = None
    return pd.Series(cells, dtype=object)


def _maker(column: Column, known: list[str], made: People, floor: int) -> Maker:
    if column.pii == "name":
        return made.names(column.header or column.name, known)
    if column.pii == "ip" and any(":" in cell for cell in known):
        return shaped(known, floor)
    return made.makers.get(column.pii or "") or shaped(known, floor)


def fresh(make: Maker, known: list[str], rows: int, chance: np.random.Generator) -> Array:
    """Cells from `make`, none of them in `known`; without repeats where `known` has none."""
    taken = set(known)
    unique = len(taken) == len(known)
    cells = make(np.arange(rows), 0, chance)
    for refused in range(1, _TRIES):
        bad = pd.Series(cells).isin(taken).to_numpy()
        if unique:
            bad |= pd.Series(cells).duplicated().to_numpy()
        if not bad.any():
            return cells
        cells[bad] = make(np.flatnonzero(bad), refused, chance)
    cells[pd.Series(cells).isin(taken).to_numpy()] = None
    return cells


def _numbers(values: Numbers, column: Column, rows: int, chance: np.random.Generator, fate: str) -> Numbers:
    """Numbers on the column's grid between its outer twentieths, wider where originals leave no room."""
    known = values[np.isfinite(values)]
    if fate == "repeat":
        return np.full(rows, known[0])
    lattice = grid(known, column)
    low, high = np.quantile(known, [0.05, 0.95])
    unique = len(np.unique(known)) == len(known)
    width = max(high - low, lattice.unit * (4 * rows if unique else 20), 1e-6)
    made = np.full(rows, np.nan)
    for refused in range(_TRIES):
        bad = ~np.isfinite(made) | np.isin(made, known)
        if unique:
            bad |= pd.Series(made).duplicated().to_numpy()
        if not bad.any():
            return made
        made[bad] = lattice.snap(low + chance.random(int(bad.sum())) * width * 2.0 ** (refused // 3))
    return np.where(np.isin(made, known), np.nan, made)
