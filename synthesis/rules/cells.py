"""Cells written into made-up rows."""

import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables import Column
from synthesis.tables.encode import from_numbers


def written(made: pd.DataFrame, column: Column, values: Numbers) -> pd.DataFrame:
    """The rows with these numbers in the column."""
    return made.assign(**{column.name: from_numbers(values, column.kind).set_axis(made.index)})


def blanked(cells: pd.Series, gone: Flags) -> pd.Series:
    """The cells, some of them blank now."""
    if not gone.any():
        return cells
    cells = cells.copy()
    cells[gone] = None
    return cells
