"""Numbers as files spell them: decimal point or comma, thousands in groups, how many decimals."""

import math
import re
from collections.abc import Sequence

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_CAREFUL = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_UNGROUPED = re.compile(r"-?(?:0|[1-9]\d{0,2})(?:\.\d+)?")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_SWAPPED = str.maketrans(".,", ",.")
_MOST_DECIMALS = 10


def whole(text: str) -> bool:
    """Whether the text is a whole number without a leading zero or plus."""
    return bool(_INTEGER.fullmatch(text))


def as_point(text: str, decimal: str) -> str:
    """The number with a decimal point and, if at all, commas between its thousands."""
    return text.strip().translate(_SWAPPED) if decimal == "," else text.strip()


def ungrouped(texts: Sequence[str]) -> tuple[list[str], bool] | None:
    """Pointed numbers without the commas between thousands, and whether there were any.

    None where a text is no number, or starts with a zero that a number would lose, or where only some of the numbers
    above 999 are grouped.
    """
    if all(map(_CAREFUL.fullmatch, texts)):
        return list(texts), False
    if all(_GROUPED.fullmatch(text) or _UNGROUPED.fullmatch(text) for text in texts):
        return [text.replace(",", "") for text in texts], True
    return None


def number(text: str, decimal: str) -> float:
    """The number that a text spells, NaN where it spells none that is finite."""
    pointed = as_point(text, decimal)
    if _GROUPED.fullmatch(pointed):
        pointed = pointed.replace(",", "")
    value = float(pointed) if _PLAIN.fullmatch(pointed) else math.nan
    return value if math.isfinite(value) else math.nan


def decimals(texts: Sequence[str]) -> tuple[str | None, bool]:
    """The format of pointed floats, and whether trailing zeros are dropped.

    `.2f` where no text has more than two decimals; none where one has more than ten, or an exponent.
    """
    places = {len(text.partition(".")[2]) for text in texts}
    if not places or max(places) > _MOST_DECIMALS or any("e" in text.lower() for text in texts):
        return None, False
    dropped = len(places) > 1 and not any("." in text and text.endswith("0") for text in texts)
    return f".{max(places)}f", dropped


def spell_integer(value: float, pattern: str | None, decimal: str) -> str:
    """A whole number, in groups of thousands where the pattern is `,d`; never with decimals."""
    spelt = format(round(value), pattern if pattern == ",d" else "d")
    return spelt.translate(_SWAPPED) if decimal == "," else spelt


def spell_float(value: float, pattern: str | None, dropped: bool, decimal: str) -> str:
    """A number with the decimals of its pattern; without one, the shortest spelling that reads back the same."""
    if pattern is None or not pattern.endswith("f"):
        spelt = repr(value).removesuffix(".0")
    else:
        spelt = format(value, pattern)
        if dropped and "." in spelt:
            spelt = spelt.rstrip("0").rstrip(".")
        if spelt.startswith("-0") and not float(spelt):
            spelt = spelt[1:]
    return spelt.translate(_SWAPPED) if decimal == "," else spelt
