"""How a column is generalised, as its owner says it."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from synthesis.foundation.errors import UnusableOption
from synthesis.tables.kind import GeneralisedBy, Kind

Calendar = Literal["", "D", "M", "Q", "Y"]
_SPANS: dict[str, Calendar] = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
_FIRST = re.compile(r"first ([1-9]\d?)")
FEW = "few"
"""In few steps, of a width that is worked out from the column."""


@dataclass(frozen=True)
class Generalisation:
    """One of: numbers to the nearest multiple of `step`, dates to the start of their `calendar` span, words by their
    `first` characters; none of them for few steps."""

    step: float = 0.0
    calendar: Calendar = ""
    first: int = 0


def generalisation_of(way: str, kind: Kind, name: str = "") -> Generalisation:
    """What `way` means for a column of that kind: `few`; a step such as `10` for numbers; `day`, `month`, `quarter` or
    `year` for dates; `first 3` for words and codes. UnusableOption for all else."""
    if way in ("", FEW):
        return Generalisation()
    read, advice = _WAYS[kind.generalised_by]
    found = read(way)
    if found is None:
        which = f"The column '{name}'" if name else "A column"
        raise UnusableOption(f"{which} cannot be generalised in that way.", f"Give {FEW}, or {advice}.")
    return found


def _number(way: str) -> Generalisation | None:
    try:
        step = float(way)
    except ValueError:
        return None
    return Generalisation(step=step) if math.isfinite(step) and step >= 1e-9 else None


def _whole(way: str) -> Generalisation | None:
    found = _number(way)
    return found if found is not None and found.step == int(found.step) else None


def _date(way: str) -> Generalisation | None:
    return Generalisation(calendar=_SPANS[way]) if way in _SPANS else None


def _word(way: str) -> Generalisation | None:
    match = _FIRST.fullmatch(way)
    return Generalisation(first=int(match[1])) if match else None


_WAYS: dict[GeneralisedBy, tuple[Callable[[str], Generalisation | None], str]] = {
    "whole-step": (_whole, "a whole step such as 10"),
    "step": (_number, "a step such as 0.5"),
    "calendar": (_date, ", ".join(_SPANS)),
    "prefix": (_word, "'first 3' for the first three characters"),
}
"""How each is read, and what it may be."""
