"""Columns that are told more coarsely: numbers and dates in steps, words by their first characters or their
frequency."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.seed import Seed
from synthesis.protections.pooling import pool
from synthesis.tables import Column, Schema, Table
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.generalisation import generalisation_of
from synthesis.tables.rounding_grid import RoundingGrid

_STEPS = 10
_FREQUENT = 0.02
_MOST_DECIMALS = 9
_YEAR = 365.25 * 86_400
_LONG_SPAN = 3 * _YEAR


def generalise(train: Table, seed: Seed) -> tuple[Table, Mapping[str, RoundingGrid]]:
    """The table with every coarse column told coarsely, and the grids of its numbers and dates.

    Words are told by their first characters where the column says how many; else categories of less than 2 % of the
    rows are merged.
    """
    grids = _steps(train)
    told = on_grids(cut_prefixes(train).frame, train.schema, grids)
    least = int(np.ceil(_FREQUENT * len(train)))
    for column in _coarse(train.schema):
        if not column.numeric and not _first(column):
            chance = seed.child(column.name).generator()
            cells = pool(told[column.name].to_numpy(dtype=object), least, chance)
            told = told.assign(**{column.name: pd.Series(cells, index=told.index, dtype=object)})
    return replace(train, frame=told), grids


def cut_prefixes(table: Table) -> Table:
    """The table with the words that are told by their first characters told so. Doing it twice changes nothing more."""
    names = {column.name: _first(column) for column in _coarse(table.schema) if _first(column)}
    if not names:
        return table
    told = {name: _cut(table.frame[name], first) for name, first in names.items() if name in table.frame}
    return replace(table, frame=table.frame.assign(**told))


def _first(column: Column) -> int:
    return generalisation_of(column.told, column.kind).first


def _cut(cells: pd.Series, first: int) -> pd.Series:
    codes, names = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=True)
    short = np.array([*(str(name)[:first].rstrip() for name in names), None], dtype=object)
    return pd.Series(short[codes], index=cells.index, dtype=object)


def on_grids(frame: pd.DataFrame, schema: Schema, grids: Mapping[str, RoundingGrid]) -> pd.DataFrame:
    """The frame with its coarse numbers and dates on their grids; what was made from coarse values is told so too."""
    told = {
        name: from_numbers(steps.snap(numbers(frame[name], schema[name].kind)), schema[name].kind).set_axis(frame.index)
        for name, steps in grids.items()
        if name in frame
    }
    return frame.assign(**told)


def _steps(train: Table) -> Mapping[str, RoundingGrid]:
    """The grid that each coarse number or date of `train` is told on.

    The column's own, where it says. Else, for numbers: the step of 1, 2 or 5 times a power of ten that leaves at most
    ten of them between the 1 % and the 99 % point, and never a finer one than whole numbers have. For dates: the first
    of the month, or of the year where those points are more than three years apart.
    """
    return {c.name: lattice(numbers(train.frame[c.name], c.kind), c) for c in _coarse(train.schema) if c.numeric}


def _coarse(schema: Schema) -> tuple[Column, ...]:
    return tuple(column for column in schema.modelled if column.coarse)


def lattice(values: Numbers, column: Column) -> RoundingGrid:
    """The grid that a coarse column of these values is told on."""
    asked = generalisation_of(column.told, column.kind)
    if asked.calendar:
        return RoundingGrid(0, calendar=asked.calendar)
    return _every(asked.step) if asked.step else _few(values, column)


def _every(step: float) -> RoundingGrid:
    """Multiples of `step`."""
    decimals = next((places for places in range(_MOST_DECIMALS) if round(step, places) == step), _MOST_DECIMALS)
    return RoundingGrid(decimals, float(round(step * 10.0**decimals)))


def _few(values: Numbers, column: Column) -> RoundingGrid:
    known = values[np.isfinite(values)]
    span = float(np.subtract(*np.quantile(known, (0.99, 0.01)))) if len(known) else 0.0
    if column.kind.calendar:
        return RoundingGrid(0, calendar="Y" if span > _LONG_SPAN else "M")
    least = span / _STEPS if span > 0 else 1.0
    power = int(np.floor(np.log10(least)))
    digit = next(digit for digit in (1, 2, 5, 10) if digit * 10.0**power >= least * (1 - 1e-9))
    if column.kind.whole and digit * 10.0**power < 1.0:
        return RoundingGrid(0)
    decimals = max(-power, 0)
    return RoundingGrid(decimals, float(round(digit * 10.0 ** (power + decimals))))
