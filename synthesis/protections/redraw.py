"""Drawn rows that a protection refuses, drawn again."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from synthesis.foundation.arrays import Flags
from synthesis.foundation.seed import Seed

_ROUNDS = 5

Draw = Callable[[int, Seed], pd.DataFrame]
"""From a number of rows and a seed to so many made-up rows."""

Refuse = Callable[[pd.DataFrame], Flags]
"""Which made-up rows are to be drawn again."""


@dataclass(frozen=True, eq=False)
class AcceptedRows:
    """Made-up rows of which none was refused, and the share of all that were drawn which was."""

    frame: pd.DataFrame
    refused: float


def redrawn(draw: Draw, rows: int, refuse: Refuse, seed: Seed) -> AcceptedRows:
    """Up to `rows` made-up rows of which none is refused: those that are are drawn again, five times at most; what
    is still refused then is left out."""
    kept: list[pd.DataFrame] = []
    drawn, refused = 0, 0
    for again in range(_ROUNDS + 1):
        missing = rows - sum(len(part) for part in kept)
        if not missing:
            break
        made = draw(missing, seed if not again else seed.child("again", again))
        wrong = refuse(made)
        drawn, refused = drawn + len(made), refused + int(wrong.sum())
        kept.append(made[~wrong])
    return AcceptedRows(pd.concat(kept, ignore_index=True), refused / max(drawn, 1))
