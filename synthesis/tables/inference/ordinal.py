"""Categories that have an order of their own: ranges such as `[70-80)`, `18 to 25`, `< 1 yr`, `65+`."""

import math
import re
from collections.abc import Sequence

_NUMBER = r"(\d[\d.,]*)\s?([kKmM]?)"
_RANGE = re.compile(
    rf"\s*[\[(]?\s*(<=?|>=?|≤|≥|under|below|up to|over|above|more than|less than)?\s*[$€£]?{_NUMBER}"
    rf"(?:\s*(?:-|–|—|to|,|\.\.)\s*[$€£]?{_NUMBER})?\s*[\])]?\s*(\+|and over|or more|or older)?\s*[A-Za-z%]{{0,7}}\s*",
    re.IGNORECASE,
)
_BELOW = frozenset({"<", "<=", "≤", "under", "below", "up to", "less than"})
_LEAST = 3


def in_order(levels: Sequence[str]) -> list[str] | None:
    """The levels from low to high; None unless all are ranges or bounds, three at least, and two of them ranges."""
    found = {level: _RANGE.fullmatch(level) for level in levels}
    if len(levels) < _LEAST or not all(found.values()) or sum(bool(m and m[4]) for m in found.values()) < 2:
        return None
    return sorted(levels, key=lambda level: (*_place(found[level]), level))


def _place(match: re.Match[str] | None) -> tuple[float, float]:
    if match is None:
        return math.inf, 0.0
    number = float(match[2].replace(",", "").rstrip(".")) * {"": 1, "k": 1e3, "m": 1e6}[match[3].lower()]
    sign = (match[1] or "").lower()
    return number, -1.0 if sign in _BELOW else 1.0 if sign or match[6] else 0.0
