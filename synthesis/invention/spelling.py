"""Levels and their shares as one line of text, for a cell of a form."""

import re
from collections.abc import Mapping

from synthesis.foundation.errors import UnusableOption

_SHARE = re.compile(r"^(?P<name>.*?)(?:\s*[:=]\s*|\s+)(?P<share>\d+(?:[.]\d+)?)\s*(?P<sign>%?)$", re.DOTALL)


def levels_of(text: str) -> dict[str, float]:
    """The levels that a line names, with their weights: `red 50, blue 30, green 20`, `red: 50%; blue: 50%`, or names
    alone, which weigh the same. UnusableOption where some have a share and others do not."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    found = [_SHARE.match(part) for part in parts]
    if not any(found):
        return dict.fromkeys(parts, 1.0)
    if not all(found):
        raise UnusableOption(
            "Some levels have a share and others have none.", "Write a share behind every level, or behind none."
        )
    return {match["name"].strip(): float(match["share"]) for match in found if match}


def spelt_levels(levels: Mapping[str, float]) -> str:
    """The line that `levels_of` reads back."""
    if len(set(levels.values())) <= 1 and not any(_SHARE.match(name) for name in levels):
        return ", ".join(levels)
    return ", ".join(f"{name}: {weight:g}" for name, weight in levels.items())
