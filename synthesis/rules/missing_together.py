"""How blanks that hang together are kept: they are put into drawn columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags
from synthesis.rules.builder import Builder
from synthesis.rules.cells import blanked
from synthesis.tables import Column
from synthesis.tables.rules.missing_together import BLANK_TOGETHER
from synthesis.tables.rules.transform import ConstraintTransform, Learned


@dataclass(frozen=True)
class Tie:
    """Where one of `leaders` is blank, all of `names` are."""

    leaders: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Blanks(ConstraintTransform):
    """Columns whose blanks hang together, by several ties: one's blanks may be another's leaders. `filled` holds, for
    columns that need no blanks of their own, the training cells without any."""

    ties: tuple[Tie, ...]
    filled: Learned

    @property
    def writes(self) -> tuple[str, ...]:
        """None that a generator may not draw: blanks are put into drawn columns."""
        return ()

    def learned(self) -> Learned:
        """The same columns, filled."""
        return self.filled

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """Blank where a leader is, and where a leader of that is, until nothing changes."""
        names = list(dict.fromkeys(name for tie in self.ties for name in (*tie.leaders, *tie.names)))
        before: Flags = made[names].isna().to_numpy()
        gone = before.copy()
        places = {name: place for place, name in enumerate(names)}
        ties = [([places[name] for name in tie.leaders], [places[name] for name in tie.names]) for tie in self.ties]
        count = -1
        while count != (count := int(gone.sum())):
            for leaders, followers in ties:
                gone[:, followers] |= gone[:, leaders].any(axis=1)[:, None]
        changed = [name for name in names if (gone & ~before)[:, places[name]].any()]
        return made.assign(**{name: blanked(made[name], gone[:, places[name]]) for name in changed})


def keep_blanks(builder: Builder) -> None:
    """One transform for all ties: one's blanks may be another's leaders."""
    filled: dict[str, tuple[Column, pd.Series]] = {}
    written = {name for transform in builder.transforms for name in transform.writes}
    rules = builder.kept_by("blanks")
    ties = [Tie(rule.columns[:1], rule.columns[1:]) for rule in rules if rule.kind != BLANK_TOGETHER.name]
    for rule in (rule for rule in rules if rule.kind == BLANK_TOGETHER.name):
        free = [name for name in rule.columns[1:] if name not in written]
        written |= set(free)
        ties.append(Tie(rule.columns, rule.columns))
        filled |= _without_blanks(builder, free)
    if ties:
        builder.finish(Blanks(tuple(ties), filled))


def _without_blanks(builder: Builder, names: Sequence[str]) -> dict[str, tuple[Column, pd.Series]]:
    filled: dict[str, tuple[Column, pd.Series]] = {}
    for name in names:
        cells = builder.protected[name]
        gone = cells.isna().to_numpy()
        if gone.any() and not gone.all():
            drawn = builder.seed.child("blank", name).generator().choice(np.flatnonzero(~gone), size=int(gone.sum()))
            cells = cells.copy()
            cells[gone] = builder.protected[name].take(drawn).set_axis(cells.index[gone])
            filled[name] = (builder.schema[name], cells)
    return filled
