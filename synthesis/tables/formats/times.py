"""Times of day and durations as files spell them: whole minutes, seconds or parts of seconds behind, hours in front.

The formats: `h:mm`, `hh:mm` (minutes), `h:mm:ss`, `hh:mm:ss` (seconds), each of these with ` am` or ` AM` behind where
the hours run to twelve; `h:mm:ss.fff` and `m:ss.f`, with as many digits as there are f (parts of a second); `hmm` and
`hhmm` (minutes: 940 is 9:40); and those of `durations`."""

import math
import re
from collections.abc import Sequence

from synthesis.tables.formats import durations
from synthesis.tables.formats.numerals import every

_COLONS = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,6})?"
_HALVES = r"(?:0?[1-9]|1[0-2]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]m| ?[AP]M)"
_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:\.(\d+))?(?: ?([apAP])[mM])?")
_DIGITS = r"(?:[01]?\d|2[0-3])?[0-5]?\d|2400"
_FEW, _HOUR = 20, 100
FORMAT = re.compile(r"hh?:mm(?::ss(?:\.f+)?)?(?: ?(?:am|AM))?|mm?:ss\.f+|hh?mm|" + durations.FORMAT.pattern)


def find_clock(texts: Sequence[str], timed: bool) -> str | None:
    """The format that spells every text; `timed` says that the header speaks of a time, else bare digits are none."""
    if not texts:
        return None
    if every(_COLONS, texts) or every(_HALVES, texts):
        return next((pattern for pattern in _patterns(texts[0]) if spells(texts, pattern)), None)
    if timed and len(texts) >= _FEW and every(_DIGITS, texts) and max(map(int, texts)) >= _HOUR:
        return next((pattern for pattern in ("hmm", "hhmm") if spells(texts, pattern)), None)
    return durations.find_duration(texts)


def unit(pattern: str) -> str:
    """What the whole numbers behind a format count."""
    parts = {1: "tenths of a second", 2: "hundredths of a second", 3: "thousandths of a second"}
    digits = _fraction(pattern)
    whole = "seconds" if "ss" in pattern or "[s]" in pattern else "minutes"
    return parts.get(digits, "small parts of a second") if digits else whole


def _fraction(pattern: str) -> int:
    return pattern.count("f") if ".f" in pattern else 0


def _patterns(example: str) -> list[str]:
    half = re.search(r" ?[apAP][mM]$", example)
    end = half.group().replace("p", "a").replace("P", "A") if half else ""
    if "." in example:
        fraction = "." + "f" * len(example.partition(".")[2])
        short = example.count(":") == 1
        return [f"{lead}{fraction}" for lead in (("m:ss", "mm:ss") if short else ("h:mm:ss", "hh:mm:ss"))]
    seconds = ":ss" if example.count(":") == 2 else ""
    return [f"{hours}:mm{seconds}{end}" for hours in ("h", "hh")]


def spells(texts: Sequence[str], pattern: str) -> bool:
    """Whether each text, read and written again, is the text it was."""
    return all(spell_clock(read_clock(text, pattern), pattern) == text for text in texts)


def read_clock(text: str, pattern: str) -> float:
    """What the time counts (see `unit`); NaN where the text is no such time."""
    text = text.strip()
    if "[" in pattern:
        return durations.read_duration(text, pattern)
    if ":" not in pattern:
        return float(int(text) // 100 * 60 + int(text) % 100) if text.isdecimal() and len(text) < 5 else math.nan
    match = _PARTS.fullmatch(text)
    if match is None or bool(match[1]) != (pattern.count(":") == 2) or len(match[4] or "") != _fraction(pattern):
        return math.nan
    first = int(match[1] or match[2])
    if match[5]:
        first = first % 12 + 12 * (match[5] in "pP")
    units = 60 * (60 * first + int(match[2])) + int(match[3]) if match[1] else 60 * first + int(match[3])
    return float(units * 10 ** len(match[4] or "") + int(match[4] or 0))


def spell_clock(value: float, pattern: str) -> str:
    """The time as its format has it; a negative one is spelt as none: 0:00."""
    if math.isnan(value):
        return ""
    if "[" in pattern:
        return durations.spell_duration(value, pattern)
    whole, part = divmod(max(round(value), 0), 10 ** _fraction(pattern))
    end = f".{part:0{_fraction(pattern)}d}" if _fraction(pattern) else ""
    units, seconds = divmod(whole, 60) if pattern.count(":") == 2 else (whole, 0)
    hours, minutes = divmod(units, 60)
    if ":" not in pattern:
        digits = 100 * hours + minutes
        return f"{digits:04d}" if pattern == "hhmm" else str(digits)
    half = re.search(r" ?am$", pattern, re.IGNORECASE)
    if half:
        end = half.group() if hours % 24 < 12 else half.group().replace("a", "p").replace("A", "P")
        hours = (hours - 1) % 12 + 1
    front = f"{hours:02d}" if pattern[0] == pattern[1] else str(hours)
    return f"{front}:{minutes:02d}" + (f":{seconds:02d}" if pattern.count(":") == 2 else "") + end
