"""Names and codes that belong to nobody."""

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.invention.description import PATTERNS, Described
from synthesis.protections.code_space import any_numbers, different_numbers, room, spelt
from synthesis.protections.people import People, addresses, addresses4, pages, towns
from synthesis.protections.shapes import CLASSES, Maker


def written(column: Described, rows: int, made: People, seed: Seed) -> Array:
    """One cell a row: of a made-up person, or a code in the column's pattern. Identifiers never repeat."""
    if column.pattern or column.kind in PATTERNS:
        pattern = column.pattern or PATTERNS[column.kind]
        return coded(pattern, rows, seed, column.name, unique=column.kind == "identifier")
    return _maker(column, made)(np.arange(rows), 0, seed.generator())


def _maker(column: Described, made: People) -> Maker:
    makers: dict[str, Maker] = {
        "name": made.names(column.name, ()),
        "email": made.emails,
        "username": made.usernames,
        "address": addresses(()),
        "city": towns,
        "ip": addresses4,
        "url": pages(("https://",)),
    }
    return makers[column.kind]


def coded(pattern: str, rows: int, seed: Seed, name: str = "", *, unique: bool = False) -> Array:
    """`rows` codes: 9 is any digit, A and a any letter, all else stands for itself. UnusableOption where unique codes
    are asked for and the pattern has too few."""
    places = [CLASSES.get(sign, sign) for sign in pattern]
    there = room(places)
    if unique and there < rows:
        raise UnusableOption(f"The pattern of {name} has too few codes for that many rows.", "Make the pattern longer.")
    return spelt(places, (different_numbers if unique else any_numbers)(there, rows, seed))
