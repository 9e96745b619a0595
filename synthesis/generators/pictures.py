"""From a numeric picture of a table back to the table's own types."""

import numpy as np
import pandas as pd

from synthesis.arrays import Array, Numbers
from synthesis.tables import Encoded, Schema
from synthesis.tables.encode import from_numbers


def restore(schema: Schema, picture: Encoded, values: Numbers) -> pd.DataFrame:
    """A frame with the columns, order and types of `schema` from numbers and codes laid out as in `picture`."""
    columns = {
        column.name: from_numbers(values[:, place], column.kind)
        if column.numeric
        else pd.Series(spell(picture.levels[place], values[:, place]), dtype=object)
        for place, column in enumerate(schema)
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(values)))


def spell(levels: tuple[str | None, ...], codes: Numbers) -> Array:
    """The levels' spellings for their codes; a missing level as None."""
    names = np.empty(len(levels), dtype=object)
    names[:] = levels
    return np.asarray(names[codes.astype(int)])
