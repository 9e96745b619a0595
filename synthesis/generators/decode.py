"""From an encoded table back to the table's own types."""

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.errors import UnfitTable
from synthesis.tables import Encoded, Schema
from synthesis.tables.encode import from_numbers, numbers


def restore(schema: Schema, encoded: Encoded, values: Numbers) -> pd.DataFrame:
    """A frame with the columns, order and types of `schema` from numbers and codes laid out as in `encoded`."""
    columns = {
        column.name: from_numbers(values[:, place], column.kind)
        if column.numeric
        else pd.Series(spell(encoded.levels[place], values[:, place]), dtype=object)
        for place, column in enumerate(schema)
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(values)))


def spell(levels: tuple[str | None, ...], codes: Numbers) -> Array:
    """The levels' spellings for their codes; a missing level as None."""
    names = np.empty(len(levels), dtype=object)
    names[:] = levels
    return np.asarray(names[codes.astype(int)])


def decoded(schema: Schema, encoded: Encoded, cells: pd.DataFrame) -> dict[int, Numbers]:
    """The columns of `cells` as numbers and codes laid out as in `encoded`, by their places in it.

    A level that it does not have is UnfitTable.
    """
    return {schema.names.index(str(name)): _encode(schema, encoded, cells[name]) for name in cells}


def _encode(schema: Schema, encoded: Encoded, cells: pd.Series) -> Numbers:
    column = schema[str(cells.name)]
    if column.numeric:
        return numbers(cells, column.kind)
    codes = {level: code for code, level in enumerate(encoded.levels[schema.names.index(column.name)])}
    spelt = [None if blank else str(cell) for cell, blank in zip(cells, cells.isna(), strict=True)]
    if not set(spelt) <= set(codes):
        raise UnfitTable(f"A value was given for '{column.name}' that was not learnt.", "Give one that the column has.")
    return np.array([codes[cell] for cell in spelt], dtype="float64")
