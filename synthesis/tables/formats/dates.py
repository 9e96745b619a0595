"""Dates as files spell them: finding the one pattern that all cells of a column are written in."""

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.tables.formats.numerals import every
from synthesis.tables.formats.zones import OFFSET, clause, find_clause, spelt_distance

_DAYS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d %b %Y",
    "%d-%B-%Y",
    "%a %d %b %Y",
    "%A, %d %B %Y",
    "%a, %d %b %Y",
    "%a %b %d %Y",
    "%d %b %y",
    "%Y/%m",
    "%d-%b-%Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y.%m.%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d-%b-%y",
    "%Y-%m",
    "%b-%y",
    "%b %Y",
    "%B %Y",
    "%m/%Y",
)
_TIMES = ("", "%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%H.%M")
_SHAPE = re.compile(r"(?=.*\d)(?=.*[-/.:, ])[\dA-Za-z][\dA-Za-z/.:,+ -]{3,34}")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_PADDED = {"%d": "{0.day}", "%m": "{0.month}", "%H": "{0.hour}"}
_DIGITS = dict.fromkeys(("%d", "%m", "%y", "%H", "%I", "%M", "%S"), r"\d\d") | {
    "%Y": r"\d{4}",
    "%f": r"\d{6}",
    "%p": "[AP]M",
    "%a": "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "%b": "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    "%B": "(?:January|February|March|April|May|June|July|August|September|October|November|December)",
}
_TRIMMED = _DIGITS | {"%d": r"[1-9]\d?", "%m": r"[1-9]\d?", "%H": r"(?:\d|[12]\d)", "%I": r"[1-9]\d?", "%f": r"\d{3}"}
_MANY = 5_000
TWINS = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y", "%d/%m/%y": "%m/%d/%y"}


def find_pattern(texts: Sequence[str]) -> tuple[str, bool] | None:
    """The pattern that spells every one of these texts, and whether it does so without leading zeros.

    A pattern is accepted only where each text, read and written again, is the text it was. Where day and month could
    be either way round in all of them, day first is tried first; `either_way` says so.
    """
    if not texts or not all(_SHAPE.fullmatch(text) for text in texts[:20]):
        return None
    return _plain_pattern(texts) or _zoned(texts)


def _zoned(texts: Sequence[str]) -> tuple[str, bool] | None:
    """The pattern of times of day whose distance from Greenwich differs (see `zones`)."""
    matches = [OFFSET.search(text) if ":" in text else None for text in texts]
    ends = [match.group() for match in matches if match]
    if len(ends) < len(texts) or len(set(ends)) < 2:
        return None
    stems = [text.removesuffix(end) for text, end in zip(texts, ends, strict=True)]
    plain = _plain_pattern(stems)
    step = max(1, len(stems) // _MANY)
    stamps = _strictly(stems[::step], plain[0]) if plain else None
    told = find_clause(stamps, ends[::step]) if stamps else None
    return (plain[0] + told, plain[1]) if plain and told else None


def _plain_pattern(texts: Sequence[str]) -> tuple[str, bool] | None:
    few = list(texts[:: max(1, len(texts) // 40)])
    for pattern in _candidates(texts[0]):
        for trimmed in (False, True):
            if _spells(few, pattern, trimmed) and _spells(texts, pattern, trimmed):
                return pattern, trimmed
    return None


def either_way(texts: Sequence[str], pattern: str, trimmed: bool) -> bool:
    """Whether the same texts could also be read with the month first."""
    day, _, rest = pattern.partition(" ")
    twin = TWINS.get(day)
    return twin is not None and _spells(texts, twin + (" " + rest if rest else ""), trimmed)


def read_dates(texts: Sequence[str], pattern: str) -> Array:
    """The texts as datetime64[us], local time where they have a zone; NaT where one does not follow the pattern."""
    pattern, _, way = clause(pattern)
    texts = [OFFSET.sub("", text) for text in texts] if way else texts
    series = pd.Series(texts, dtype=object)
    stamps = pd.to_datetime(series, format=pattern, errors="coerce").astype("datetime64[us]").to_numpy().copy()
    for index in np.flatnonzero(np.isnat(stamps)):
        stamps[index] = _far_date(texts[index], pattern)
    return stamps


def _far_date(text: str, pattern: str) -> np.datetime64:
    """Years that nanoseconds cannot hold (before 1677, after 2262), such as 9999-12-31."""
    try:
        return np.datetime64(datetime.strptime(text, pattern), "us")
    except ValueError:
        return np.datetime64("NaT", "us")


def spell(stamp: datetime, pattern: str, trimmed: bool = False) -> str:
    """The date as the file spells it; trimmed drops leading zeros, and writes fractions of a second as thousandths."""
    pattern, zone, way = clause(pattern)
    if zone:
        return spell(stamp, pattern, trimmed) + spelt_distance(stamp, zone, way)
    if trimmed:
        for directive, digits in _PADDED.items():
            pattern = pattern.replace(directive, digits.format(stamp)) if "%f" not in pattern else pattern
        pattern = pattern.replace("%f", f"{stamp.microsecond // 1000:03d}")
        pattern = pattern.replace("%I", str(stamp.hour % 12 or 12))
    return stamp.strftime(pattern.replace("%Y", f"{stamp.year:04d}"))


def follow(texts: Sequence[str], pattern: str) -> bool:
    """Whether there are texts and each of them, read and written again, is the text it was."""
    return bool(texts) and _spells(texts, pattern, trimmed=False)


def likeliest(texts: Sequence[str]) -> str:
    """The pattern that most of the texts follow: for a column of which a user says that it holds dates."""
    few = list(texts[:: max(1, len(texts) // 200)])
    patterns = dict.fromkeys(pattern for text in few[:5] for pattern in (*_candidates(text), "%Y%m%d"))
    hits = {pattern: int((~np.isnat(read_dates(few, pattern))).sum()) for pattern in patterns}
    best = max(hits, key=lambda pattern: hits[pattern], default="%Y-%m-%d")
    return best if hits.get(best) else "%Y-%m-%d"


def _spells(texts: Sequence[str], pattern: str, trimmed: bool) -> bool:
    """Whether each text, read and written again, is the text it was; of many, by their shape and their reading."""
    if len(texts) > _MANY:
        shape = _shape(pattern, trimmed)
        return shape is not None and every(shape, texts) and not np.isnat(read_dates(texts, pattern)).any()
    stamps = _strictly(texts, pattern)
    return stamps is not None and all(
        spell(stamp, pattern, trimmed) == text for stamp, text in zip(stamps, texts, strict=True)
    )


def _shape(pattern: str, trimmed: bool) -> str | None:
    """The regular expression that dates of this pattern obey to the letter; None where it has a part that has none."""
    digits = _TRIMMED if trimmed else _DIGITS
    parts = re.split(r"(%[A-Za-z])", pattern)
    if any(part.startswith("%") and part not in digits for part in parts):
        return None
    return "".join(digits[part] if part in digits else re.escape(part) for part in parts)


def _strictly(texts: Sequence[str], pattern: str) -> list[datetime] | None:
    try:
        return [datetime.strptime(text, pattern) for text in texts]
    except ValueError:
        return None


def _candidates(example: str) -> list[str]:
    zone = _ZONE.search(example) if ":" in example else None
    end = zone.group() if zone else ""
    stem = example.removesuffix(end)
    timed = ":" in stem
    between = "T" if re.search(r"\dT\d", stem) else ", " if re.search(r"\d, \d\d?:", stem) else " "
    times = [time for time in _TIMES if bool(time) == timed]
    return [day + (between + time if time else "") + end for day in _DAYS for time in times]
