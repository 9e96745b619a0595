"""What a column means to somebody who wants to find a person, from its header and the look of its cells."""

from dataclasses import replace

import numpy as np

from synthesis.tables import personal, words
from synthesis.tables.cells import Cells
from synthesis.tables.kinds import Picture, picture
from synthesis.tables.schema import Column, Kind, Role

_NEARLY, _OFTEN, _FEW = 0.9, 0.2, 20


def assign(column: Column, cells: Cells) -> Column:
    """The column with the role and type of personal data that are proposed for it, and why."""
    if column.kind in (Kind.EMPTY, Kind.CONSTANT):
        return column
    seen = picture(cells)
    for rule in (_direct, _postcode, _numbering, _secret, _known):
        found = rule(column, seen)
        if found is not None:
            return found
    return _otherwise(column)


def _because(column: Column, why: str) -> str:
    return f"{column.reason}; {why}" if column.reason else why


def _direct(column: Column, seen: Picture) -> Column | None:
    shape = personal.looks_like(seen.texts) if column.kind is not Kind.DATETIME else None
    promised = words.direct(column.name)
    if shape is None and (promised is None or not _plausible(promised, column, seen)):
        return None
    kind = Kind.TEXT if column.kind is Kind.TEXT else Kind.IDENTIFIER
    why = f"its cells look like {shape}" if shape else f"its header names {promised}"
    return _spelt(column, kind, Role.IDENTIFIER, None if shape == "uuid" else shape or promised, why)


def _plausible(promised: str, column: Column, seen: Picture) -> bool:
    """Whether cells could be what the header promises: `telephone` over yes and no is about having one."""
    if column.kind in (Kind.DATETIME, Kind.BOOLEAN) or len(seen.texts) < min(_FEW, seen.rows):
        return False
    if promised == "name":
        return column.kind in (Kind.TEXT, Kind.CATEGORY, Kind.IDENTIFIER) and seen.distinct > 0.02
    if promised == "phone":
        digits = [sum(map(str.isdigit, text)) for text in seen.texts[:400]]
        return float(np.median(digits)) >= 6
    return seen.distinct > _OFTEN


def _numbering(column: Column, seen: Picture) -> Column | None:
    named = words.numbers_rows(column.name)
    if column.kind is Kind.IDENTIFIER:
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "")
    if column.kind is Kind.INTEGER and seen.unique and seen.rows >= _FEW and (named or _counts_up(seen)):
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "it numbers the rows")
    if named and column.kind in (Kind.INTEGER, Kind.CATEGORY) and seen.filled >= _FEW and seen.distinct > _OFTEN:
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "its header names an identifier")
    return None


def _counts_up(seen: Picture) -> bool:
    """Whether the rows are numbered in order, from 0 or 1."""
    if not all(text.isdecimal() for text in seen.texts):
        return False
    numbers = np.array([int(text) for text in seen.texts])
    return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())


def _postcode(column: Column, seen: Picture) -> Column | None:
    if words.known(column.name) != "postcode" or column.kind in (Kind.DATETIME, Kind.BOOLEAN, Kind.FLOAT):
        return None
    if seen.distinct >= _NEARLY and seen.filled >= _FEW:
        return _spelt(
            column, Kind.IDENTIFIER, Role.IDENTIFIER, "postcode", "nearly every row has a postcode of its own"
        )
    return _spelt(column, Kind.CATEGORY, Role.QUASI_IDENTIFIER, "postcode", "a postcode is a name, not an amount")


def _secret(column: Column, seen: Picture) -> Column | None:
    if column.modelled and words.secret(column.name):
        return replace(column, role=Role.SENSITIVE, reason=_because(column, "a person would not want it found out"))
    return None


def _known(column: Column, seen: Picture) -> Column | None:
    what = words.known(column.name)
    if what is None or not column.modelled:
        return None
    if what == "coordinates" and column.kind is not Kind.FLOAT:
        return None
    pii = what if what in ("birth-date", "coordinates") else None
    return replace(column, role=Role.QUASI_IDENTIFIER, pii=pii, reason=_because(column, "others may know it"))


def _otherwise(column: Column) -> Column:
    if column.kind is Kind.TEXT:
        return replace(
            column, role=Role.DROP, reason=_because(column, "such texts cannot be judged, so it is left out")
        )
    return replace(column, role=Role.OTHER)


def _spelt(column: Column, kind: Kind, role: Role, pii: str | None, why: str) -> Column:
    """The column as text: names and codes have no format, and only an empty cell of theirs is missing."""
    reason = _because(column, why) if why else column.reason
    blank = column.blank if not column.blank.strip() else ""
    return replace(column, kind=kind, role=role, pii=pii, format=None, trimmed=False, blank=blank, reason=reason)
