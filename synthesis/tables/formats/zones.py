"""Local times whose distance from Greenwich differs from row to row: the one zone whose clock gives all of them.

A date's format ends in `{Europe/Berlin|+hh:mm}` then: the zone, and how the distance is written (`+hhmm`, `+hh:mm`, or
`Z+hh:mm` where zero is a Z). Without a zone (`{|+hh:mm}`) rows have one of several distances by chance, and
`Column.zones` says how often."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

OFFSET = re.compile(r"\s?(?:Z|[+-]\d\d:?\d\d)$")
_CLAUSE = re.compile(r"\{([^|}]*)\|(.*)\}$")
_FIRST = (
    *("Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Halifax", "America/Sao_Paulo", "Asia/Jerusalem", "Asia/Tehran"),
    *("Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "Africa/Cairo"),
)
_FEW = 40


def clause(pattern: str) -> tuple[str, str, str]:
    """A format's own pattern, its zone, and the way a distance is written; the last two are empty where there is
    none."""
    found = _CLAUSE.search(pattern)
    return (pattern[: found.start()], found[1], found[2]) if found else (pattern, "", "")


def find_clause(stamps: Sequence[datetime], distances: Sequence[str]) -> str | None:
    """The clause that tells these distances of these local times; None where they are written in several ways."""
    way = next((way for way in ("+hh:mm", "Z+hh:mm", "+hhmm") if _written_so(distances, way)), None)
    if way is None:
        return None
    minutes = [_minutes(text) for text in distances]
    named = next((name for name in _likely(stamps, minutes) if _fits(name, stamps, minutes)), "")
    return f"{{{named}|{way}}}"


def spelt_distance(stamp: datetime, zone: str, way: str) -> str:
    """How far the zone's clock is from Greenwich at that local time, as it is written."""
    found = stamp.replace(tzinfo=_zone(zone)).utcoffset() or timedelta()
    return _spell(round(found.total_seconds() / 60), way)


def shares(distances: Sequence[str], counts: Sequence[int]) -> tuple[tuple[str, float], ...]:
    """Each way the distance is written with its share of the rows, the most common first."""
    found = Counter[str]()
    for text, count in zip(distances, counts, strict=True):
        found[text] += count
    total = sum(found.values())
    return tuple((text, count / total) for text, count in found.most_common())


def _likely(stamps: Sequence[datetime], minutes: Sequence[int]) -> list[str]:
    """Zones that fit a few of the times, well-known ones first."""
    step = max(1, len(stamps) // _FEW)
    few = (stamps[::step], minutes[::step])
    rest = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    )
    return [name for name in dict.fromkeys((*_FIRST, *rest)) if _fits(name, *few)]


def _fits(name: str, stamps: Sequence[datetime], minutes: Sequence[int]) -> bool:
    zone = _zone(name)
    return all(
        stamp.replace(tzinfo=zone).utcoffset() == timedelta(minutes=distance)
        for stamp, distance in zip(stamps, minutes, strict=True)
    )


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _written_so(distances: Sequence[str], way: str) -> bool:
    return all(_spell(_minutes(text), way) == text for text in set(distances))


def _minutes(text: str) -> int:
    digits = text.strip().replace(":", "")
    return 0 if digits == "Z" else int(f"{digits[0]}1") * (60 * int(digits[1:3]) + int(digits[3:5]))


def _spell(minutes: int, way: str) -> str:
    if not minutes and way.startswith("Z"):
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{':' if ':' in way else ''}{rest:02d}"
