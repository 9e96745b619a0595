"""Rows that keep every rule and meet every condition: drawn, settled, checked, and drawn again where they do not."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.numerals import count
from synthesis.foundation.seed import Seed
from synthesis.rules.conditions import ConditionQuotas
from synthesis.rules.plan import Plan

FIRST = 5_000
"""Rows that are drawn first, to see how many of them keep the rules."""

PATIENCE = 120.0
"""Seconds of redrawing after which a run gives up."""

_MOST_AT_ONCE, _LEAST_AT_ONCE = 500_000, 1_000
_HOPELESS, _DRY = 0.001, 3

Draw = Callable[[int, Seed, pd.DataFrame | None], pd.DataFrame]
"""Rows of the table for a number of rows, a seed and, one a row, cells that they are to have (None: any)."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Rows that keep the rules; how many were drawn for them, and how many of those broke a rule and were drawn
    anew."""

    frame: pd.DataFrame
    drawn: int
    broken: int


@dataclass
class _Work:
    """Rows so far, in the order they were drawn, and the quota each of them fills."""

    frame: pd.DataFrame | None = None
    left: Array = field(default_factory=lambda: np.empty(0, dtype="int64"))
    drawn: int = 0
    broken: int = 0
    rate: float = 1.0
    dry: int = 0
    hardest: str = ""


def drawn(
    draw: Draw, plan: Plan, quotas: ConditionQuotas, seed: Seed, *, direct: bool = False, spare: int = 0
) -> Drawn:
    """Rows that fill the quotas and keep the plan's rules; those that do not are drawn again.

    `direct`: the model can be asked for the cells of the conditions. `spare` more rows are drawn of every quota.
    RunFailed where the rows that keep all rules are too rare to wait for.
    """
    work, start = _Work(left=quotas.counts + spare), time.monotonic()
    whole, turn = int(work.left.sum()), 0
    while work.left.sum() > 0:
        cells = quotas.cells(work.left, seed.child("wish", turn)) if direct else None
        rows = len(cells) if cells is not None else _enough(work)
        _take(work, plan, quotas, plan.settle(draw(rows, _turn(seed, turn), cells)))
        _give_up(work, whole, time.monotonic() - start)
        turn += 1
    frame = work.frame if work.frame is not None else draw(0, seed, None)
    if quotas.several:
        frame = frame.iloc[seed.child("mix").generator().permutation(len(frame))].reset_index(drop=True)
    return Drawn(frame, work.drawn, work.broken)


def finished(frame: pd.DataFrame, plan: Plan, quotas: ConditionQuotas) -> pd.DataFrame | None:
    """The rows of a completed table that keep every rule, as many as are wanted; None where those are too few."""
    frame = plan.settle(frame)
    wrong, filled = plan.broken(frame), quotas.places(frame)
    kept = ~wrong & _within(np.where(wrong, -1, filled), quotas.counts)
    return frame.loc[kept].reset_index(drop=True) if kept.sum() == quotas.counts.sum() else None


def _turn(seed: Seed, turn: int) -> Seed:
    """The first draw has the seed that a table without rules or conditions has."""
    return seed.child("again", turn) if turn else seed


def _enough(work: _Work) -> int:
    """How many rows to draw now: a few at first, then as many as should do."""
    missing = int(work.left.sum())
    if not work.drawn:
        return min(missing, FIRST)
    if work.rate >= 1:
        return min(missing, _MOST_AT_ONCE)
    return int(min(max(missing / work.rate * 1.05, min(missing, _LEAST_AT_ONCE)), _MOST_AT_ONCE)) + 1


def _take(work: _Work, plan: Plan, quotas: ConditionQuotas, made: pd.DataFrame) -> None:
    """Keep the new rows that break no rule beside those so far, up to the quotas."""
    before = 0 if work.frame is None else len(work.frame)
    both = made if work.frame is None else pd.concat([work.frame, made], ignore_index=True)
    if work.frame is not None:
        both = plan.settle(both)
    wrong: Flags = plan.broken(both)
    wrong[:before] = False
    work.drawn += len(made)
    work.broken += int(wrong[before:].sum())
    filled = np.where(wrong[before:], -1, quotas.places(both.iloc[before:]))
    kept = np.flatnonzero(_within(filled, work.left))
    work.left = work.left - np.bincount(filled[kept], minlength=len(work.left))
    work.rate = max(len(kept), 0.5) / max(len(made), 1)
    work.dry = work.dry + 1 if work.rate < _HOPELESS else 0
    if work.dry:
        work.hardest = plan.hardest(both, before)
    rows = np.concatenate([np.arange(before), before + kept])
    work.frame = both.take(rows).reset_index(drop=True)


def _within(filled: Array, left: Array) -> Flags:
    """Rows whose quota (negative: none) still has room when those before them have taken theirs."""
    room = np.zeros(len(filled), dtype=bool)
    for quota in range(len(left)):
        room[np.flatnonzero(filled == quota)[: left[quota]]] = True
    return room


def _give_up(work: _Work, whole: int, seconds: float) -> None:
    missing = int(work.left.sum())
    if not missing:
        return
    if work.dry > _DRY or seconds > PATIENCE:
        raise RunFailed(
            (
                f"Of {count(work.drawn)} rows drawn, only {count(whole - missing)} of the {count(whole)} asked "
                "for keep all rules and conditions."
            ),
            (
                f"{work.hardest}Ask for fewer rows, untick a rule, remove a condition, or pick Trees, which "
                "keep most of them directly."
            ),
        )
