"""Which maker writes the new cells of a column, by the type of personal data that it holds."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.protections import check_digits
from synthesis.protections.people import People, addresses, addresses4, pages, towns
from synthesis.protections.shapes import Maker, shaped
from synthesis.tables import Column
from synthesis.tables.inference import headers

_LOCAL = 20
"""Rows of a place that must agree before new codes are made in its own shape."""

_CODES: dict[str, Callable[[Sequence[str], int], Maker]] = {
    "card": check_digits.cards,
    "iban": check_digits.accounts,
    "national-id": check_digits.nationals,
    "mac": check_digits.hardware,
    "coordinates": check_digits.places,
}


def maker(column: Column, known: Sequence[str], made: People, k_threshold: int) -> Maker:
    """A maker of new cells of this column's type, in the shape of the `known` ones; by shape alone where it has
    none."""
    header = column.header or column.name
    if column.pii == "name":
        return made.names(header, known)
    if column.pii == "email":
        return made.emails
    if column.pii == "username" and not headers.says(header, ("password", "pass word")):
        return made.usernames
    if column.pii == "address":
        return addresses(known)
    if column.pii == "city":
        return towns
    if column.pii == "url":
        return pages(known)
    if column.pii == "ip" and not any(":" in cell for cell in known):
        return addresses4
    return _CODES.get(column.pii or "", shaped)(known, k_threshold)


def local(known: pd.Series, there: pd.Series, here: pd.Series, k_threshold: int) -> Maker:
    """A maker of codes in the shape that they have where a row is: `there` says where the `known` ones are, `here`
    where the new ones will be. Places that fewer than twenty known cells share have the shape of all."""
    everywhere = shaped([str(cell) for cell in known], k_threshold)
    counts = there.value_counts()
    makers = {
        place: shaped([str(cell) for cell in known[(there == place).to_numpy()]], k_threshold)
        for place in counts.index[counts >= max(_LOCAL, k_threshold)]
    }
    where = here.to_numpy(dtype=object)

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        made = everywhere(rows, refused, chance)
        for place, ours in makers.items():
            mine = np.flatnonzero(where[rows] == place)
            made[mine] = ours(rows[mine], refused, chance)
        return made

    return make
