"""Several releases of one source: rows that seem to be about the same person are put together, and attacked again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.numerals import count
from synthesis.privacy import registry
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.gower import NO_COLUMN, nearest_without
from synthesis.privacy.guarded import guarded
from synthesis.privacy.risk import Risk

_MOST = 20_000
"""So many rows of each release are looked at."""


def over_combined(context: AttackContext, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """Each risk, or the same attack's on rows put together, whichever is more significant; its p-value pays for two.

    The attacks that ask for it (`Attack.combined`) are made again on the rows that `combined` puts together."""
    rows = combined(context)
    if not len(rows):
        return tuple(risks)
    again = context.against(rows, attacks=context.attacks)
    attacks = [attack for attack in registry.ATTACKS if attack.combined]
    other = {(risk.attack, risk.variant): risk for attack in attacks for risk in guarded(attack, again)}
    return tuple(_stronger(risk, other.get((risk.attack, risk.variant)), len(rows)) for risk in risks)


def _stronger(pooled: Risk, together: Risk | None, rows: int) -> Risk:
    if together is None or together.p_value is None or pooled.p_value is None:
        return pooled
    best = min(pooled, together, key=lambda risk: risk.p_value or 0.0)
    where = "all rows of the releases" if best is pooled else "rows put together"
    said = (
        f"Tried on all rows of the releases, and on {count(rows)} rows put together from several; stronger on {where}."
    )
    return replace(best, p_value=min(1.0, 2.0 * (best.p_value or 0.0)), notes=(*best.notes, said))


def combined(context: AttackContext) -> Numbers:
    """Rows of several releases that are each other's nearest, put together cell by cell: what an attacker gets who
    holds them for noisy copies of one person's row.

    Every release but the last is the first of such a group; from each later one it takes the row to which it is nearest
    (Gower's distance) and that is nearest to it. Numbers are the mean of those that are not blank, categories what most
    say; where as many say one thing as another, there is a row for the first and one for the last of them."""
    rows = [np.flatnonzero(context.releases == number)[:_MOST] for number in np.unique(context.releases)]
    found = [both for place in range(len(rows) - 1) for both in _around(context, rows[place], rows[place + 1 :])]
    return np.concatenate(found) if found else context.synthetic[:0]


def _around(context: AttackContext, first: RowNumbers, others: Sequence[RowNumbers]) -> Iterator[Numbers]:
    """The rows around those of one release, in either way of settling ties."""
    cells = np.full((1 + len(others), *context.synthetic[first].shape), np.nan)
    cells[0], beside = context.synthetic[first], np.zeros((1 + len(others), len(first)), dtype=bool)
    beside[0] = True
    for place, other in enumerate(others, 1):
        ours, theirs = _mutual(context, first, other)
        cells[place, ours], beside[place, ours] = context.synthetic[other[theirs]], True
    some = beside.sum(axis=0) > 1
    cells, beside = cells[:, some], beside[:, some]
    yield _voted(cells, beside, context)
    yield _voted(cells[::-1], beside[::-1], context)


def _mutual(context: AttackContext, one: RowNumbers, other: RowNumbers) -> tuple[RowNumbers, RowNumbers]:
    """Rows of two releases that are nearest to each other, as places within both."""
    points = context.points["synthetic"]
    there = nearest_without(points[one], points[other], context.numeric, np.array([NO_COLUMN]))[0][:, 0]
    back = nearest_without(points[other], points[one], context.numeric, np.array([NO_COLUMN]))[0][:, 0]
    ours = np.flatnonzero(back[there] == np.arange(len(one)))
    return ours, there[ours]


def _voted(cells: Numbers, beside: Flags, context: AttackContext) -> Numbers:
    """Releases × rows × columns to rows × columns; of cells that as many say, the first counts."""
    known = beside[:, :, None] & ~np.isnan(cells)
    filled = known.sum(axis=0)
    total = np.where(known, cells, 0.0).sum(axis=0)
    mean = np.divide(total, filled, out=np.full(total.shape, np.nan), where=filled > 0)
    votes = np.stack([(beside[:, :, None] & _same(cells, cells[place])).sum(axis=0) for place in range(len(cells))])
    votes[~beside] = -1
    chosen = np.take_along_axis(cells, votes.argmax(axis=0)[None], axis=0)[0]
    return np.where(context.numeric & (2 * filled > beside.sum(axis=0)[:, None]), mean, chosen)


def _same(cells: Numbers, one: Numbers) -> Flags:
    return np.asarray((cells == one) | (np.isnan(cells) & np.isnan(one)))
