"""Times of day and durations as files spell them: whole minutes or seconds behind, hours and minutes in front.

The formats: `h:mm`, `hh:mm` (minutes), `h:mm:ss`, `hh:mm:ss` (seconds), each of these with ` am` or ` AM` behind where
the hours run to twelve; `hmm` and `hhmm` (minutes: 940 is 9:40).
"""

import math
import re
from collections.abc import Sequence

from synthesis.tables.numerals import every

_COLONS = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?"
_HALVES = r"(?:0?[1-9]|1[0-2]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]m| ?[AP]M)"
_PARTS = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?(?: ?([apAP])[mM])?")
_DIGITS = r"(?:[01]?\d|2[0-3])?[0-5]?\d|2400"
_FEW, _HOUR = 20, 100
FORMAT = re.compile(r"hh?:mm(?::ss)?(?: ?(?:am|AM))?|hh?mm")


def find_clock(texts: Sequence[str], timed: bool) -> str | None:
    """The format that spells every text; `timed` says that the header speaks of a time, else bare digits are none."""
    if not texts:
        return None
    if every(_COLONS, texts) or every(_HALVES, texts):
        return next((pattern for pattern in _patterns(texts[0]) if spells(texts, pattern)), None)
    if timed and len(texts) >= _FEW and every(_DIGITS, texts) and max(map(int, texts)) >= _HOUR:
        return next((pattern for pattern in ("hmm", "hhmm") if spells(texts, pattern)), None)
    return None


def _patterns(example: str) -> list[str]:
    half = re.search(r" ?[apAP][mM]$", example)
    end = half.group().replace("p", "a").replace("P", "A") if half else ""
    seconds = ":ss" if example.count(":") == 2 else ""
    return [f"{hours}:mm{seconds}{end}" for hours in ("h", "hh")]


def spells(texts: Sequence[str], pattern: str) -> bool:
    """Whether each text, read and written again, is the text it was."""
    return all(spell_clock(read_clock(text, pattern), pattern) == text for text in texts)


def read_clock(text: str, pattern: str) -> float:
    """Minutes, or seconds where the format has them; NaN where the text is no such time."""
    text = text.strip()
    if ":" not in pattern:
        return float(int(text) // 100 * 60 + int(text) % 100) if text.isdecimal() and len(text) < 5 else math.nan
    match = _PARTS.fullmatch(text)
    if match is None or bool(match[3]) != ("ss" in pattern):
        return math.nan
    hours = int(match[1])
    if match[4]:
        hours = hours % 12 + 12 * (match[4] in "pP")
    minutes = 60 * hours + int(match[2])
    return float(60 * minutes + int(match[3]) if match[3] else minutes)


def spell_clock(value: float, pattern: str) -> str:
    """The time as its format has it; a negative one is spelt as none: 0:00."""
    if math.isnan(value):
        return ""
    units, seconds = divmod(max(round(value), 0), 60) if "ss" in pattern else (max(round(value), 0), 0)
    hours, minutes = divmod(units, 60)
    if ":" not in pattern:
        digits = 100 * hours + minutes
        return f"{digits:04d}" if pattern == "hhmm" else str(digits)
    half = re.search(r" ?am$", pattern, re.IGNORECASE)
    shown = (hours - 1) % 12 + 1 if half else hours
    end = half.group() if half and hours % 24 < 12 else half.group().replace("a", "p").replace("A", "P") if half else ""
    front = f"{shown:02d}" if pattern.startswith("hh") else str(shown)
    return f"{front}:{minutes:02d}" + (f":{seconds:02d}" if "ss" in pattern else "") + end
