"""What a column means to somebody who wants to find a person, from its header and the look of its cells."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.tables.data_subject import subjects_sharing
from synthesis.tables.inference import headers, pii_detection
from synthesis.tables.inference.kinds import ValueCounts, value_counts
from synthesis.tables.reading.cells import Cells
from synthesis.tables.schema import Column, Kind, Role

_NEARLY, _OFTEN, _FEW = 0.9, 0.2, 20
_PERSONS, _SHARED = 0.95, 5
_YEAR = re.compile(r"(?:18|19|20)\d\d")


def assign(column: Column, cells: Cells) -> Column:
    """The column with the role and type of personal data that are proposed for it, and why."""
    if column.kind.constant:
        return column
    values = value_counts(cells)
    for rule in (_people, _direct, _postcode, _town, _numbering, _secret, _known, _lifetime):
        found = rule(column, values)
        if found is not None:
            return found
    return _otherwise(column)


def _because(column: Column, why: str) -> str:
    return f"{column.reason}; {why}" if column.reason else why


def one_data_subject(pairs: Sequence[tuple[Column, Cells]]) -> list[tuple[Column, Cells]]:
    """The columns with at most one that names the people: the one whose header says so most surely, the first of them.

    Where no code does, e-mail addresses and national identity numbers that repeat are taken.
    """
    sure = [_sureness(column, cells) for column, cells in pairs]
    if not max(sure, default=0):
        return list(pairs)
    chosen = sure.index(max(sure))
    people = pairs[chosen][1].codes
    return [
        (_named(column) if place == chosen else _among(replace(column, entity=False), cells, people), cells)
        for place, (column, cells) in enumerate(pairs)
    ]


def _among(column: Column, cells: Cells, people: Array) -> Column:
    """A postcode that many rows share is a person's own all the same where they are all about one."""
    if column.pii != "postcode" or column.kind is not Kind.CATEGORY:
        return column
    own = subjects_sharing(cells.codes, people)[cells.codes] < _SHARED
    if own.mean() < 0.5:
        return column
    return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, "postcode", "few people share it")


def _sureness(column: Column, cells: Cells) -> int:
    if column.entity:
        return 1 + headers.names_people(column.name)
    filled = (1 - column.missing) * len(cells)
    repeats = _FEW <= column.distinct <= _PERSONS * filled
    return int(column.role is Role.IDENTIFIER and column.pii in ("email", "national-id") and repeats)


def _named(column: Column) -> Column:
    return replace(column, entity=True, reason=_because(column, "several rows are about the same person"))


def _people(column: Column, values: ValueCounts) -> Column | None:
    """A code that several rows share, under a header that speaks of people or is nothing but `id`."""
    sure = headers.names_people(column.name)
    coded = column.kind in (Kind.INTEGER, Kind.CATEGORY, Kind.IDENTIFIER)
    repeats = values.filled - len(values.texts)
    enough = len(values.texts) >= min(_FEW, values.filled / 2) and values.filled >= _FEW
    least, widest = (1, 0.0) if sure == 2 else (0.02 * values.filled, 0.02)
    if not (sure and coded and enough and repeats >= least and values.distinct >= widest):
        return None
    shape = pii_detection.recognise(values.texts, values.counts)
    pii = shape.pii if shape is not None and shape.pii in pii_detection.NAMING else None
    return replace(_spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, pii, "its header names people"), entity=True)


def _direct(column: Column, values: ValueCounts) -> Column | None:
    shape = pii_detection.recognise(values.texts, values.counts) if not column.kind.calendar else None
    if shape is not None and shape.pii in ("postcode", "coordinates"):
        return None
    if shape is not None and shape.pii in pii_detection.GUESSED and headers.known(column.name) is not None:
        return None
    promised = headers.direct(column.name)
    if shape is None and (promised is None or not _plausible(promised, column, values)):
        return None
    kind = Kind.TEXT if column.kind.prose else Kind.IDENTIFIER
    pii = shape.pii if shape else str(promised)
    match = shape.share if shape else pii_detection.share_of(pii, values.texts, values.counts)
    why = _looks(pii, shape.share) if shape else f"its header names {pii_detection.LABELS[pii]}{_also(match)}"
    return replace(
        _spelt(column, kind, Role.IDENTIFIER, None if pii == "uuid" else pii, why),
        match=None if pii == "uuid" else match,
    )


def _looks(pii: str, share: float) -> str:
    return f"{_percent(share)} of its cells look like {pii_detection.LABELS[pii]}"


def _also(share: float | None) -> str:
    if not share:
        return "" if share is None else ", though none of its cells could be"
    return f", and {_percent(share)} of its cells could be"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share in (0, 1) or 0.01 <= share < 0.995 else f"{100 * share:.1f} %"


def _plausible(promised: str, column: Column, values: ValueCounts) -> bool:
    """Whether cells could be what the header promises: `telephone` over yes and no is about having one."""
    if column.kind.calendar or column.kind.truth or len(values.texts) < min(_FEW, values.rows):
        return False
    if promised == "name":
        return column.kind in (Kind.TEXT, Kind.CATEGORY, Kind.IDENTIFIER) and values.distinct > 0.02
    if promised == "phone":
        digits = [sum(map(str.isdigit, text)) for text in values.texts[:400]]
        return float(np.median(digits)) >= 6
    return values.distinct > _OFTEN


def _town(column: Column, values: ValueCounts) -> Column | None:
    """Towns of which most rows have one of their own say nearly where a person lives."""
    if not (column.kind.prose or column.kind.unique) or not headers.says(column.name, headers.TOWN):
        return None
    match = pii_detection.share_of("city", values.texts, values.counts)
    why = f"its header names {pii_detection.LABELS['city']}{_also(match)}"
    return replace(_spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, "city", why), match=match)


def _numbering(column: Column, values: ValueCounts) -> Column | None:
    named = headers.numbers_rows(column.name)
    if column.kind.unique:
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "")
    if column.kind.whole and values.unique and values.rows >= _FEW and (named or _counts_up(values)):
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "it numbers the rows")
    if named and column.kind in (Kind.INTEGER, Kind.CATEGORY) and values.filled >= _FEW and values.distinct > _OFTEN:
        return _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, None, "its header names an identifier")
    return None


def _counts_up(values: ValueCounts) -> bool:
    """Whether the rows are numbered in order, from 0 or 1."""
    if not all(text.isdecimal() for text in values.texts):
        return False
    numbers = np.array([int(text) for text in values.texts])
    return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())


def _postcode(column: Column, values: ValueCounts) -> Column | None:
    if column.kind.calendar or column.kind.truth or column.kind.decimal:
        return None
    shape = pii_detection.recognise(values.texts, values.counts) if not column.kind.whole else None
    looks = shape is not None and shape.pii == "postcode"
    if headers.known(column.name) != "postcode" and not looks:
        return None
    match = shape.share if looks and shape else pii_detection.share_of("postcode", values.texts, values.counts)
    shared = sum(count for count in values.counts if count >= _SHARED)
    if values.filled >= _FEW and shared < 0.5 * values.filled:
        why, kind, role = "most rows have a postcode that hardly anybody shares", Kind.IDENTIFIER, Role.IDENTIFIER
    else:
        why, kind, role = "a postcode is a name, not an amount", Kind.CATEGORY, Role.QUASI_IDENTIFIER
    return replace(_spelt(column, kind, role, "postcode", f"{why}{_also(match)}"), match=match)


def _secret(column: Column, values: ValueCounts) -> Column | None:
    if column.modelled and headers.secret(column.name):
        return replace(column, role=Role.SENSITIVE, reason=_because(column, "a person would not want it found out"))
    return None


def _known(column: Column, values: ValueCounts) -> Column | None:
    what = headers.known(column.name)
    if what == "coordinates" and not column.kind.decimal:
        what = None
    if what is None:
        return _pairs(column, values)
    if not column.modelled:
        return None
    pii = what if what in ("birth-date", "coordinates") else None
    match = pii_detection.share_of(pii, values.texts, values.counts) if pii else None
    why = f"others may know it{_also(match)}" if pii else "others may know it"
    return replace(column, role=Role.QUASI_IDENTIFIER, pii=pii, match=match, reason=_because(column, why))


def _pairs(column: Column, values: ValueCounts) -> Column | None:
    """Latitude and longitude in one cell: words to a generator, and a place on the map to everybody else."""
    if column.numeric or column.kind.truth:
        return None
    shape = pii_detection.recognise(values.texts, values.counts)
    if shape is None or shape.pii != "coordinates":
        return None
    found = _spelt(column, Kind.IDENTIFIER, Role.IDENTIFIER, "coordinates", _looks("coordinates", shape.share))
    return replace(found, match=shape.share)


def _lifetime(column: Column, values: ValueCounts) -> Column | None:
    """Days of many different years, back to those when the oldest people now alive were young."""
    pattern = column.format or ""
    if not column.kind.calendar or "%H" in pattern or "%I" in pattern or "%Y" not in pattern:
        return None
    years = [
        int(found[0]) for text in values.texts[:: max(1, len(values.texts) // 400)] if (found := _YEAR.search(text))
    ]
    if len(years) < _FEW or values.distinct < 0.1:
        return None
    old, new = np.quantile(years, [0.05, 0.95])
    if not (1_900 <= old <= 1_975 and 25 <= new - old <= 90):
        return None
    why = "days of many years, as birth dates are"
    return replace(column, role=Role.QUASI_IDENTIFIER, pii="birth-date", reason=_because(column, why))


def _otherwise(column: Column) -> Column:
    if column.kind.prose:
        return replace(
            column, role=Role.DROP, reason=_because(column, "such texts cannot be judged, so it is left out")
        )
    return replace(column, role=Role.OTHER)


def _spelt(column: Column, kind: Kind, role: Role, pii: str | None, why: str) -> Column:
    """The column as text: names and codes have no format, and only an empty cell of theirs is missing."""
    reason = _because(column, why) if why else column.reason
    blank = column.blank if not column.blank.strip() else ""
    return replace(column, kind=kind, role=role, pii=pii, format=None, trimmed=False, blank=blank, reason=reason)
