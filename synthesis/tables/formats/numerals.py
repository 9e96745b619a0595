"""Numbers as files spell them: decimal mark, thousands in groups, decimals, signs, and what stands before and behind.

A format is a specification such as `.2f`, `d`, `,.2f` (thousands in groups), `+d` (plus signs written) or `.1E` (an
exponent), alone or within what is written around each number: `${,.2f}`, `{.1f} %`, `({,d})` (negative numbers between
brackets). `!` in front says that no zero stands before the point (`!.2f`: .50), `#` that a point ends whole numbers
(`#.0f`: 12.). The mark between groups is a comma, a space of any width or an apostrophe; where the decimal mark is a
comma, the comma in a format stands for a point."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthesis.foundation.arrays import Numbers

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_CAREFUL = r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_UNGROUPED = r"[+-]?(?:0|[1-9]\d{0,2})(?:\.\d+)?"
WHOLE = r"-?(?:0|[1-9]\d*)"
"""Whole numbers without a leading zero or plus."""
_SCIENTIFIC = re.compile(r"-?\d(?:\.(\d+))?([eE])[+-]\d\d")
_MARKS = (",", "\u00a0", "\u202f", " ", "'", "’")
_SWAPPED = str.maketrans(".,", ",.")
_MOST_DECIMALS = 10
_SIGNS = (
    r"[$€£¥₹₽₺₩฿]|(?:US|A|C|NZ|HK|R)\$|"
    r"(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|INR|CNY|BRL|MXN|ZAR|Rs\.?|kr\.?|zł)"
)
_UNITS = (
    rf"%|‰|°[CF]?|{_SIGNS}|kg|g|mg|µg|lbs?|oz|km|cm|mm|m|mi|ft|in|l|ml|h|hrs?|hours?|min|mins|s|sec|ms|days?|yrs?|"
    "years?|months?|weeks?|kWh|MWh|kW|kB|MB|GB|TB|bpm|mmHg|km/h|mph|m²|m2|sqm|sq ft"
)
_AROUND = re.compile(
    rf"(\(?)([+-]?)((?:{_SIGNS})[ \u00a0]?)?([+-]?[\d.,'’ \u00a0\u202f]*\d)([ \u00a0]?(?:{_UNITS}))?(\)?)"
)
_NUMERIC = re.compile(r"[+-]?[\d.,](?:.*\d)?")
_SURE, _FEW = 2_000, 5


@dataclass(frozen=True)
class Pattern:
    """A format taken apart: what stands around the number, and how the number itself is written."""

    before: str = ""
    spec: str = ""
    behind: str = ""
    bracketed: bool = False

    @classmethod
    def of(cls, pattern: str | None) -> "Pattern":
        """The parts of a format; of none, the plain spelling."""
        if pattern is None or "{" not in pattern:
            return cls(spec=pattern or "")
        before, _, rest = pattern.partition("{")
        spec, _, behind = rest.partition("}")
        if before.startswith("(") and behind.endswith(")"):
            return cls(before[1:], spec, behind[:-1], True)
        return cls(before, spec, behind)

    @property
    def pattern(self) -> str | None:
        """The format of these parts."""
        if not (self.before or self.behind or self.bracketed):
            return self.spec or None
        inner = f"{self.before}{{{self.spec or 'd'}}}{self.behind}"
        return f"({inner})" if self.bracketed else inner

    @property
    def mark(self) -> str:
        """What stands between groups of thousands."""
        start = self.spec.lstrip("+!")[:1]
        return start if start in _MARKS else ""

    @property
    def whole(self) -> "Pattern":
        """The same for whole numbers."""
        spec = re.sub(r"#?(\.\d+)?[feE]$", "", self.spec).replace("!", "")
        plain = not (spec or self.before or self.behind or self.bracketed)
        return replace(self, spec="" if plain else f"{spec}d")

    @property
    def places(self) -> int | None:
        """Decimals written, None where that is open."""
        found = re.search(r"\.(\d+)f$", self.spec)
        return int(found.group(1)) if found else None


def every(pattern: str, texts: Sequence[str]) -> bool:
    """Whether each text as a whole matches the pattern: one search through all of them, which is quick for millions."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return False
    return bool(re.fullmatch(rf"(?>(?:{pattern})(?:\n|\Z))*+", joined)) and joined[-1:] != "\n"


def as_point(text: str, decimal: str) -> str:
    """The number with a decimal point and, if at all, commas between its thousands."""
    return text.strip().translate(_SWAPPED) if decimal == "," else text.strip()


def understand(texts: Sequence[str], decimal: str) -> tuple[list[str], Pattern] | None:
    """Plain pointed numbers and how they were spelt; None where a text is no number, or would lose a leading zero."""
    plain = decimal == "." and every(_CAREFUL, texts)
    pointed = list(texts) if plain else [as_point(text, decimal) for text in texts]
    if plain or every(_CAREFUL, pointed):
        return _signed(pointed)
    for mark in _MARKS:
        if found := _grouped(pointed, mark):
            signed = _signed(found)
            return signed and (signed[0], Pattern(spec=signed[1].spec + mark))
    return _surrounded(texts, decimal)


def _signed(pointed: list[str]) -> tuple[list[str], Pattern] | None:
    if not any(text.startswith("+") for text in pointed):
        return pointed, Pattern()
    every_sign = all(text[:1] in "+-" or not float(text) for text in pointed)
    return ([text.removeprefix("+") for text in pointed], Pattern(spec="+")) if every_sign else None


def _grouped(pointed: Sequence[str], mark: str) -> list[str] | None:
    """The numbers without the marks between thousands; None where only some of those above 999 have them."""
    if not any(mark in text for text in pointed[:_SURE]):
        return None
    sign = re.escape(mark)
    if not every(rf"[+-]?[1-9]\d{{0,2}}(?:{sign}\d{{3}})+(?:\.\d+)?|{_UNGROUPED}", pointed):
        return None
    codes = mark != "," and len(pointed) > 1 and len(set(map(len, pointed))) == 1 and "." not in pointed[0]
    return None if codes else [text.replace(mark, "") for text in pointed]


def _surrounded(texts: Sequence[str], decimal: str) -> tuple[list[str], Pattern] | None:
    """Numbers that all have the same sign of a currency before them, or the same unit behind."""
    parts = [part for text in texts[:_SURE] if (part := _AROUND.fullmatch(text.strip()))]
    around = {(part[3] or "", part[5] or "") for part in parts}
    if len(around) != 1 or len(parts) < min(len(texts), _SURE):
        return None
    before, behind = around.pop()
    outer = Pattern(before, "", behind, any(part[1] for part in parts))
    letters = behind.isalpha() and len(texts) < _FEW
    bare = [_bare(text.strip(), outer) for text in texts]
    if letters or not outer.pattern or not all(_NUMERIC.fullmatch(text) for text in bare):
        return None
    inner = understand(bare, decimal)
    return inner and (inner[0], Pattern(before, inner[1].spec, behind, outer.bracketed))


def _bare(text: str, around: Pattern) -> str:
    """The number alone, with its sign; empty where what stands around it is something else."""
    negative = around.bracketed and text.startswith("(") and text.endswith(")")
    text = text[1:-1] if negative else text
    sign = text[:1] if around.before and text[:1] in ("+", "-") else ""
    text = text[len(sign) :]
    if not (text.startswith(around.before) and text.endswith(around.behind)):
        return ""
    inner = text[len(around.before) : len(text) - len(around.behind)]
    return f"{'-' if negative else sign}{inner}"


def number(text: str, decimal: str, pattern: str | None = None) -> float:
    """The number that a text spells, NaN where it spells none that is finite."""
    spelling = Pattern.of(pattern)
    pointed = as_point(_bare(text.strip(), spelling) or text, decimal)
    for mark in dict.fromkeys((",", spelling.mark)):
        if mark and mark in pointed:
            pointed = (_grouped([pointed], mark) or [pointed])[0]
    value = float(pointed) if _PLAIN.fullmatch(pointed) else math.nan
    return value if math.isfinite(value) else math.nan


def inner(text: str) -> str:
    """The number without the currency or unit around it; the text itself where it is no such thing."""
    part = _AROUND.fullmatch(text.strip())
    return part[2] + part[4] if part else text.strip()


def readable(texts: Sequence[str], decimal: str) -> list[str]:
    """Those texts that are numbers as they stand; where none is, those with the commonest unit or currency."""
    plain = [text for text in texts if not math.isnan(number(text, decimal))]
    parts = [] if plain else [(text, _AROUND.fullmatch(text.strip())) for text in texts]
    around = Counter((part[3], part[5]) for _, part in parts if part)
    best = around.most_common(1)[0][0] if around else None
    return plain or [text for text, part in parts if part and (part[3], part[5]) == best]


def keeps(texts: Sequence[str], pattern: str | None, trimmed: bool, decimal: str) -> bool:
    """Whether (a sample of) the texts, read and written again, are the texts they were."""
    few = texts[:: max(1, len(texts) // _SURE)]
    whole = Pattern.of(pattern).spec[-1:] == "d"
    values = numbers(few, decimal, pattern)
    spelt = [
        spell_integer(value, pattern, decimal) if whole else spell_float(value, pattern, trimmed, decimal)
        for value in values.tolist()
        if not math.isnan(value)
    ]
    return spelt == [text.strip() for text in few]


def numbers(texts: Sequence[str], decimal: str, pattern: str | None = None) -> Numbers:
    """The numbers that texts spell, as `number`; millions of plain ones at once."""
    if len(texts) > _SURE and decimal == "." and every(_PLAIN.pattern, texts):
        found = np.array(texts, dtype=object).astype("float64")
        return np.where(np.isfinite(found), found, np.nan)
    return np.array([number(text, decimal, pattern) for text in texts], dtype="float64")


def decimals(texts: Sequence[str]) -> tuple[str | None, bool]:
    """The specification of pointed floats, and whether trailing zeros are dropped.

    `.2f` where no text has more than two decimals; none where one has more than ten, or where exponents differ.
    """
    joined = "\n".join(texts)
    if "e" in joined or "E" in joined:
        return _exponent(texts), False
    places = {len(text.partition(".")[2]) for text in texts}
    if not places or max(places) > _MOST_DECIMALS:
        return None, False
    dropped = len(places) > 1 and not any("." in text and text.endswith("0") for text in texts)
    pointed = any(text.endswith(".") for text in texts) and (not max(places) or all("." in text for text in texts))
    return f"{'#' * pointed}.{max(places)}f", dropped


def leads(texts: Sequence[str], around: str) -> tuple[str, ...]:
    """What may stand before the decimals of a specification: `!` where all drop the zero before the point."""
    joined = "\n".join(texts)
    unled = re.search(r"^-?\.\d", joined, re.MULTILINE) and not re.search(r"^-?0\.\d*[1-9]", joined, re.MULTILINE)
    signed, mark = around[: around.startswith("+")], around.removeprefix("+")
    return (f"{signed}!{mark}", around) if unled else (around,)


def _exponent(texts: Sequence[str]) -> str | None:
    found = [_SCIENTIFIC.fullmatch(text) for text in texts]
    shapes = {f".{len(match[1] or '')}{match[2]}" if match else "" for match in found}
    return (shapes.pop() or None) if len(shapes) == 1 else None


def spell_integer(value: float, pattern: str | None, decimal: str) -> str:
    """A whole number as its format has it; never with decimals."""
    return _spelt(round(value), Pattern.of(pattern), "d", False, decimal)


def spell_float(value: float, pattern: str | None, dropped: bool, decimal: str) -> str:
    """A number with the decimals of its format; without one, the shortest spelling that reads back the same."""
    spelling = Pattern.of(pattern)
    return _spelt(value, spelling, spelling.spec[-1:] if spelling.spec[-1:] in "feE" else "", dropped, decimal)


def _spelt(value: float, spelling: Pattern, kind: str, dropped: bool, decimal: str) -> str:
    size = abs(value)
    if not kind:
        inner = repr(size).removesuffix(".0")
    else:
        spec = spelling.spec.lstrip("+!").removeprefix(spelling.mark)
        grouped = "," if spelling.mark else ""
        pointed = "#" if spec.startswith("#") else ""
        inner = format(size, pointed + grouped + (spec.removeprefix("#") if kind != "d" else "d"))
        inner = inner.rstrip("0") if dropped and "." in inner else inner
        inner = inner.rstrip(".") if dropped and not pointed else inner
        inner = inner[1:] if "!" in spelling.spec and re.match(r"0\.\d", inner) else inner
    negative = value < 0 and bool(re.search("[1-9]", inner))
    inner = inner.replace(",", "\0").replace(".", decimal).replace("\0", _written(spelling.mark, decimal))
    inner = f"{spelling.before}{inner}{spelling.behind}"
    if negative:
        return f"({inner})" if spelling.bracketed else f"-{inner}"
    return f"+{inner}" if spelling.spec.startswith("+") and value else inner


def _written(mark: str, decimal: str) -> str:
    return "." if mark == "," and decimal == "," else mark
