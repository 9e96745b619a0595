"""What is done to made-up rows: the columns that no generator may learn are made new, repeated or left blank."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.protections.people import People, people
from synthesis.protections.shapes import Maker
from synthesis.protections.unowned import unowned
from synthesis.protections.value_makers import local, maker
from synthesis.tables import Column, Constraint, Kind, Role, Schema, Table, satisfaction, subject_ids
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.inference import headers
from synthesis.tables.inference.pii_detection import NAMING
from synthesis.tables.rounding_grid import rounding_grid

_TRIES = 60
_LONG = 80
"""Characters beyond which a cell is prose, and is left blank rather than made up."""

_ALIKE = 0.95
_OF_A_TOWN = 20


@dataclass(frozen=True, eq=False)
class Completion:
    """What made-up cells are made from: the rows that were learnt from, every original that must not come back, the
    made-up rows so far, the made-up person that each is about, and those people's names."""

    source: Table
    originals: Table
    sample: pd.DataFrame
    whose: Array
    people: People
    k_threshold: int


def complete(
    sample: pd.DataFrame,
    source: Table,
    seed: Seed,
    k_threshold: int = 5,
    originals: Table | None = None,
    whose: Array | None = None,
) -> pd.DataFrame:
    """The released columns of `source`, in order: those of `sample`, the others without a real value.

    Identifiers and personal data are made new, in the shape of the originals; without repeats where the originals have
    none; as often blank. None of them equals, capitals and outer spaces aside, a cell that `originals` (the whole
    table, held-out rows too; `source` alone where it is not given) has in that column. Birth dates and coordinates are
    learnt like any number, and those that fewer than `k_threshold` originals have are moved to the nearest place on
    their grid that is nobody's. A row's name, e-mail and user name belong together, first names follow a column of
    sexes, and postcodes and phone numbers have the shape they have in the row's town. Where rows are about people that
    have several, so are the made-up ones, and what is one person's own is the same in all of them; `whose` says which
    rows are one person's, from 0 in their order, where the rows were made so. A constant that `k_threshold` rows share
    is repeated. Free text is left blank (`left_blank` names those columns).
    """
    if whose is None:
        whose = _whose(source, len(sample), seed.child("whose"), k_threshold)
    completion = _completion(sample.reset_index(drop=True), source, originals or source, whose, seed, k_threshold)
    columns = {
        column.name: _learnt(completion, column)
        if column.modelled
        else _unlearnt(completion, column, seed.child(column.name))
        for column in source.schema.released
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(sample)))


def _completion(
    sample: pd.DataFrame, source: Table, originals: Table, whose: Array, seed: Seed, k_threshold: int
) -> Completion:
    count = int(whose.max(initial=-1)) + 1
    named = [c.name for c in source.schema.released if c.pii == "name" and not c.numeric]
    avoid = {str(cell).strip() for name in named for cell in originals.frame[name].dropna()}
    cast = people(count, seed.child("people"), avoid, _sexes(sample, source, whose))
    return Completion(source, originals, sample, whose, cast, k_threshold)


def _whose(source: Table, rows: int, seed: Seed, k_threshold: int) -> Array:
    """The number of the made-up person that each row is about; people have as many rows as real ones, except that no
    more are had than `k_threshold` real people have."""
    numbered = subject_ids(source)
    if numbered is None or not len(numbered):
        return np.arange(rows)
    sizes = np.sort(np.bincount(numbered))
    sizes = np.minimum(sizes, sizes[max(len(sizes) - k_threshold, 0)])
    drawn = seed.generator().choice(sizes, size=rows)
    return np.repeat(np.arange(rows), drawn)[:rows]


def _sexes(sample: pd.DataFrame, source: Table, whose: Array) -> list[str] | None:
    """`f`, `m` or nothing for each made-up person, from the first column of sexes: that of the person's first row."""
    name = next((c.name for c in source.schema.modelled if not c.numeric and headers.known(c.name) == "sex"), None)
    if name is None:
        return None
    _, first = np.unique(whose, return_index=True)
    spelt = [str(cell).strip().lower() for cell in sample[name].to_numpy(dtype=object)[first]]
    return ["f" if cell[:1] in ("f", "w") else "m" if cell[:1] in ("m", "h") else "" for cell in spelt]


def made_new(source: Table, k_threshold: int = 5) -> tuple[str, ...]:
    """The released columns of which `complete` makes every cell new: identifiers and personal data."""
    return tuple(
        column.name
        for column in source.schema.released
        if not column.modelled and _fate(source.frame[column.name], column, k_threshold) == "new"
    )


def pseudonyms(schema: Schema) -> tuple[str, ...]:
    """The released columns that name or number people or things, and so are never learnt: `complete` makes them up, but
    for those whose cells are prose."""
    return tuple(column.name for column in schema.released if not column.modelled and _names(column))


def _names(column: Column) -> bool:
    return column.role is Role.IDENTIFIER or column.kind.unique or column.pii in NAMING


def left_blank(source: Table, k_threshold: int = 5) -> tuple[str, ...]:
    """The released columns that `complete` leaves blank although the original has values: free text, rare constants."""
    return tuple(
        column.name
        for column in source.schema.released
        if not column.modelled
        and column.kind.filled
        and _fate(source.frame[column.name], column, k_threshold) == "blank"
    )


def _fate(series: pd.Series, column: Column, k_threshold: int) -> str:
    """What becomes of a column that no generator may learn: `new`, `repeat` or `blank`."""
    known = series.dropna()
    if not len(known):
        return "blank"
    if _names(column):
        prose = not column.numeric and known.str.len().median() > _LONG
        return "blank" if prose and column.pii is None else "new"
    repeated = column.kind is Kind.CONSTANT and len(known) >= k_threshold and known.nunique() == 1
    return "repeat" if repeated else "blank"


def _learnt(completion: Completion, column: Column) -> pd.Series:
    """The column as it was made; birth dates and coordinates without those that few originals have."""
    series = completion.sample[column.name]
    if column.pii not in ("birth-date", "coordinates") or not (column.kind.calendar or column.kind.decimal):
        return series
    real, made = numbers(completion.originals.frame[column.name], column.kind), numbers(series, column.kind)
    lattice = rounding_grid(numbers(completion.source.frame[column.name], column.kind), column)
    return from_numbers(
        unowned(made, real, lattice, completion.k_threshold, subject_ids(completion.originals)), column.kind
    )


def _unlearnt(completion: Completion, column: Column, seed: Seed) -> pd.Series:
    there = completion.source
    known = there.frame[column.name]
    fate = _fate(known, column, completion.k_threshold)
    own = _ones_own(there, column)
    if own:
        known = there.frame.drop_duplicates(there.schema.entity)[column.name]
    count = int(completion.whose.max(initial=-1)) + 1 if own else len(completion.sample)
    chance = seed.generator()
    blank = chance.random(count) < (1.0 if fate == "blank" else known.isna().mean())
    if column.numeric:
        made = _numeric(completion, column, known, count, chance, fate)
        made[blank] = np.nan
        return from_numbers(made[completion.whose] if own else made, column.kind)
    cells = _cells(completion, column, known, own, count, chance, fate)
    cells[blank] = None
    return pd.Series(cells[completion.whose] if own else cells, dtype=object)


def _ones_own(source: Table, column: Column) -> bool:
    """Whether nearly every person has the same in this column in all of their rows."""
    entity = source.schema.entity
    if entity is None or column.name == entity:
        return entity is not None
    frame = source.frame[[entity, column.name]]
    same = satisfaction(Constraint("determines", (entity, column.name)), frame, source.schema)
    return same.share >= _ALIKE and same.rows > 0


def _cells(
    completion: Completion,
    column: Column,
    known: pd.Series,
    own: bool,
    count: int,
    chance: np.random.Generator,
    fate: str,
) -> Array:
    filled = [str(cell) for cell in known.dropna()]
    cells = np.full(count, None, dtype=object)
    if fate == "repeat":
        cells[:] = filled[0]
    elif fate == "new" and filled:
        cast = completion.people if own else completion.people.of(completion.whose)
        make = _local(completion, column, own) or maker(column, filled, cast, completion.k_threshold)
        cells = fresh(make, filled, count, chance, completion.originals.frame[column.name].dropna())
    return cells


def _local(completion: Completion, column: Column, own: bool) -> Maker | None:
    """For postcodes and phone numbers beside a column of towns or regions that was learnt: a maker that follows it."""
    if column.pii not in ("postcode", "phone"):
        return None
    source = (
        completion.source.frame if not own else completion.source.frame.drop_duplicates(completion.source.schema.entity)
    )
    frame = source[source[column.name].notna()]
    places = [c.name for c in completion.source.schema.modelled if not c.numeric and headers.known(c.name) == "place"]
    sizes = {name: frame.groupby(name)[name].transform("size") for name in places}
    good = [name for name in places if (sizes[name] >= _OF_A_TOWN).sum() >= 0.5 * len(frame) > 0]
    if not good:
        return None
    town = max(good, key=lambda name: frame[name].nunique())
    here = (
        completion.sample[town]
        if not own
        else completion.sample[town].iloc[np.unique(completion.whose, return_index=True)[1]]
    )
    return local(frame[column.name], frame[town], here, completion.k_threshold)


def fresh(
    make: Maker, known: list[str], rows: int, chance: np.random.Generator, originals: Collection[object] = ()
) -> Array:
    """Cells from `make`, none of them in `known` or `originals`, capitals and outer spaces aside; without repeats where
    `known` has none. None where sixty tries find no such cell."""
    taken = {_bare(cell) for cells in (known, originals) for cell in cells}
    unique = len(set(known)) == len(known)
    cells = make(np.arange(rows), 0, chance)
    for refused in range(1, _TRIES):
        bad = _among(cells, taken)
        if unique:
            bad |= pd.Series(cells).duplicated().to_numpy()
        if not bad.any():
            return cells
        cells[bad] = make(np.flatnonzero(bad), refused, chance)
    cells[_among(cells, taken)] = None
    return cells


def _among(cells: Array, taken: Collection[str]) -> Array:
    return np.array([_bare(cell) in taken for cell in cells], dtype=bool)


def _bare(cell: object) -> str:
    return str(cell).strip().casefold()


def _numeric(
    completion: Completion, column: Column, known: pd.Series, count: int, chance: np.random.Generator, fate: str
) -> Numbers:
    if fate == "blank":
        return np.full(count, np.nan)
    taken = numbers(completion.originals.frame[column.name], column.kind)
    return _numbers(numbers(known, column.kind), column, count, chance, fate, taken)


def _numbers(
    values: Numbers, column: Column, rows: int, chance: np.random.Generator, fate: str, taken: Numbers
) -> Numbers:
    """Numbers on the column's grid between its outer twentieths, wider where originals leave no room."""
    known = values[np.isfinite(values)]
    if fate == "repeat":
        return np.full(rows, known[0])
    lattice = rounding_grid(known, column)
    low, high = np.quantile(known, [0.05, 0.95])
    unique = len(np.unique(known)) == len(known)
    width = max(high - low, lattice.unit * (4 * rows if unique else 20), 1e-6)
    made = np.full(rows, np.nan)
    for refused in range(_TRIES):
        bad = ~np.isfinite(made) | np.isin(made, taken)
        if unique:
            bad |= pd.Series(made).duplicated().to_numpy()
        if not bad.any():
            return made
        made[bad] = lattice.snap(low + chance.random(int(bad.sum())) * width * 2.0 ** (refused // 3))
    return np.where(np.isin(made, taken), np.nan, made)
