"""Durations as files spell them: PT1H30M, 3h 20m, 2 days 03:04:05; whole minutes behind, or seconds where they have
any.

A format has the parts in square brackets, as `PT[h]H[m]M`, `[h]h [m]m` or `[d] days [hh]:[mm]:[ss]`; a question mark
before it says that parts that are zero are left out, and `hour(s)` that one of them is written without the s."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from synthesis.tables.formats.numerals import every

_SIZES = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WORDS = {
    **dict.fromkeys(("d", "day", "days", "D"), "d"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "H"), "h"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "M"), "m"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "S"), "s"),
}
_UNIT = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_SPELT = rf"\d{{1,6}} ?{_UNIT}(?:(?:,? )?\d{{1,6}} ?{_UNIT}){{0,3}}"
_PART = re.compile(rf"(\d+)( ?)({_UNIT})((?:,? )?)")
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_DAYS = r"\d{1,6} days \d\d:\d\d:\d\d"
_HOLE = re.compile(r"\[([dhms])\1?\]")
FORMAT = re.compile(r".*\[[dhms]+\].*")


def find_duration(texts: Sequence[str]) -> str | None:
    """The format that spells every text; None where there is none, or all have the same single unit."""
    if all(text.startswith("P") for text in texts[:20]):
        found = _iso(texts)
    elif every(_DAYS, texts):
        found = "[d] days [hh]:[mm]:[ss]"
    else:
        found = _worded(texts) if every(_SPELT, texts) else None
    if found is None:
        return None
    return next((pattern for pattern in (found, f"?{found}") if _spells(texts, pattern)), None)


def _iso(texts: Sequence[str]) -> str | None:
    parts = [_ISO.fullmatch(text) for text in texts]
    seen = [unit for place, unit in enumerate("dhms", 1) if any(part and part[place] for part in parts)]
    if not all(parts) or not seen:
        return None
    days, rest = ("[d]D" if "d" in seen else ""), "".join(f"[{unit}]{unit.upper()}" for unit in seen if unit != "d")
    return f"P{days}T{rest}" if rest else f"P{days}"


def _worded(texts: Sequence[str]) -> str | None:
    """The format by the words that are used for each unit; the gap between two parts is one throughout."""
    words: dict[str, set[tuple[str, str]]] = {}
    gaps = set[str]()
    for text in texts:
        parts = _PART.findall(text)
        gaps |= {part[3] for part in parts[:-1]}
        for _, space, word, _ in parts:
            words.setdefault(_WORDS[word], set()).add((space, word))
    if len(words) < 2 or len(gaps) > 1:
        return None
    units = [unit for unit in "dhms" if unit in words]
    told = [_unit(unit, words[unit]) for unit in units]
    return "".join(gaps).join(part for part in told if part) if all(told) else None


def _unit(unit: str, spelt: set[tuple[str, str]]) -> str | None:
    spaces, forms = {space for space, _ in spelt}, {word for _, word in spelt}
    longest = max(forms, key=len)
    if len(spaces) > 1 or not forms <= {longest, longest.removesuffix("s")}:
        return None
    word = longest[:-1] + "(s)" if longest.endswith("s") and len(longest) > 2 else longest
    return f"[{unit}]{spaces.pop()}{word}"


def _spells(texts: Sequence[str], pattern: str) -> bool:
    return all(spell_duration(read_duration(text, pattern), pattern) == text for text in texts)


def read_duration(text: str, pattern: str) -> float:
    """Minutes, or seconds where the format has them; NaN where the text is no such duration."""
    found = _reader(pattern).fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return math.nan
    seconds = sum(_SIZES[unit] * int(amount or 0) for unit, amount in found.groupdict().items())
    return seconds / (1 if "[s" in pattern else 60)


def spell_duration(value: float, pattern: str) -> str:
    """The duration as its format has it; a negative one is spelt as none."""
    if math.isnan(value):
        return ""
    left = max(round(value), 0) * (1 if "[s" in pattern else 60)
    amounts: dict[str, int] = {}
    units = _HOLE.findall(pattern)
    for unit in units:
        amounts[unit], left = divmod(left, _SIZES[unit])
    pieces = _pieces(pattern)
    kept = [piece for piece, unit in pieces if not pattern.startswith("?") or amounts[unit]] or [pieces[-1][0]]
    front, gap = _around(pattern)
    text = _HOLE.sub(lambda hole: f"{amounts[hole[1]]:0{len(hole[0]) - 2}d}", gap.join(kept))
    text = re.sub(r"\b1( ?\w+?)\(s\)", r"1\1", text).replace("(s)", "s")
    return front + text if front != "P" else _timed(kept, text)


def _timed(kept: Sequence[str], text: str) -> str:
    """ISO 8601 sets a T before hours, minutes and seconds."""
    days = text.split("D")[0] + "D" if "[d]" in kept[0] else ""
    rest = text[len(days) :]
    return f"P{days}T{rest}" if rest else f"P{days}"


def _around(pattern: str) -> tuple[str, str]:
    """What stands before the first part, and between two."""
    bare = pattern.removeprefix("?")
    if bare.startswith("P"):
        return "P", ""
    if ":" in bare:
        return "", ""
    gap = re.search(r"[a-z)](,? ?)\[", bare)
    return "", gap[1] if gap else ""


def _pieces(pattern: str) -> list[tuple[str, str]]:
    """The parts of a format, each with its unit."""
    bare = re.sub(r"^\??P?", "", pattern) if pattern.lstrip("?").startswith("P") else pattern.removeprefix("?")
    if ":" in bare:
        return [(bare, "d")]
    found = re.findall(r"(\[([dhms])\]+ ?[A-Za-z]+(?:\(s\))?)", bare.replace("T[", "["))
    return [(piece, unit) for piece, unit in found]


@lru_cache(maxsize=64)
def _reader(pattern: str) -> re.Pattern[str]:
    """What reads a format back, with or without each part."""
    if ":" in pattern:
        return re.compile(r"(?P<d>\d+) days (?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)")
    front, gap = _around(pattern)
    parts = []
    for piece, unit in _pieces(pattern):
        word = re.escape(piece).replace(re.escape(f"[{unit}]"), rf"(?P<{unit}>\d+)").replace(re.escape("(s)"), "s?")
        parts.append(f"{'T?' if front else ''}(?:{word})?")
    return re.compile(front + f"(?:{re.escape(gap)})?".join(parts))
