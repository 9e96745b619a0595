"""The kinds of rows that are hit most: bands of one or two columns, never a row."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import RowHits
from synthesis.privacy.intervals import Z, gains
from synthesis.privacy.risk import WeakSpot
from synthesis.privacy.row_hits import row_by_row, tallied
from synthesis.privacy.subgroups import Subgroup, subgroups_of
from synthesis.tables.schema import Role

_MOST_SPOTS = 5
_PAIRED, _WIDE, _LOOKED_AT = 60, 60, 100_000
_FEWEST, _FEWEST_OUTSIDE = 50, 20
_SURELY = 0.01


def weak_spots(context: AttackContext) -> tuple[WeakSpot, ...]:
    """The kinds of rows, by bands of one or two columns, on which attacks gain most beyond the rest.

    Of those attacks that ask for it (`Attack.spotted`): replication and membership.

    Each holds 50 training rows and 20 control rows or more, gains significantly, and more than all other rows do by
    more than chance has it (both 1 %, over all kinds that were tried): a leak that is spread evenly has no weak spot.
    Once a kind is found its rows are set aside, and the rest is searched again. At most five, the gravest first."""
    if not context.controlled:
        return ()
    ranks = sorted(range(len(context.columns)), key=lambda place: context.columns[place].role is Role.OTHER)
    kinds = subgroups_of(context, sorted(ranks[:_WIDE]))
    found = [
        spot for attack, hits in row_by_row(context) if attack.spotted for spot in _spots(context, _some(hits), kinds)
    ]
    return tuple(sorted(found, key=lambda spot: -spot.low)[:_MOST_SPOTS])


def _some(hits: RowHits) -> RowHits:
    """Every so-manieth row of very many."""
    steps = [slice(None, None, -(-len(rows) // _LOOKED_AT)) for rows in hits.rows if len(rows)]
    if len(steps) < 2:
        return hits
    rows, right = hits.rows, hits.right
    return replace(hits, rows=(rows[0][steps[0]], rows[1][steps[1]]), right=(right[0][steps[0]], right[1][steps[1]]))


def _spots(context: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> list[WeakSpot]:
    """One after the other, each without the rows of those before it."""
    found: list[WeakSpot] = []
    while len(found) < _MOST_SPOTS and kinds and hits.right[0].any():
        worst = _worst(context, hits, kinds)
        if worst is None:
            break
        spot, bands_of_it = worst
        found.append(spot)
        hits = _without(hits, bands_of_it)
    return found


def _without(hits: RowHits, kinds: Sequence[Subgroup]) -> RowHits:
    """The same attack on everybody who is not of all these kinds."""
    rest = [
        ~np.logical_and.reduce([getattr(band, name)[rows] for band in kinds])
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    (rows, outside), (right, wrong) = hits.rows, hits.right
    return replace(hits, rows=(rows[rest[0]], outside[rest[1]]), right=(right[rest[0]], wrong[rest[1]]))


def _worst(context: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> tuple[WeakSpot, list[Subgroup]] | None:
    people, right = tallied(hits, kinds)
    order = np.argsort(-(right[0] + 1) / (people[0] + 2), kind="stable")[:_PAIRED]
    tried = [kinds[place] for place in np.sort(order)]
    pairs, (people, right) = _pairs(hits, tried)
    if not pairs:
        return None
    value, low, high, p_value = gains(right[0], people[0], right[1], people[1], hits.subject.measure)
    others = _elsewhere(hits, people, right)
    at = int(np.argmax(low))
    if min(1.0, float(p_value[at]) * len(pairs)) > _SURELY or not _beyond(value[at], low[at], others[at], len(pairs)):
        return None
    kind = [tried[place] for place in pairs[at]]
    spot = WeakSpot(
        hits.subject.attack,
        hits.subject.variant,
        tuple((context.names[band.column], band.label) for band in kind),
        (int(people[0, at]), int(people[1, at])),
        float(right[0, at] / people[0, at]),
        float(right[1, at] / people[1, at]),
        float(value[at]),
        float(low[at]),
        float(high[at]),
        float(others[at]),
    )
    return spot, kind


def _elsewhere(hits: RowHits, people: Array, right: Array) -> Numbers:
    """The gain on everybody who is not of the kind, for each kind."""
    rest = [np.maximum(len(rows) - part, 1) for rows, part in zip(hits.rows, people, strict=True)]
    hit = [int(flags.sum()) - part for flags, part in zip(hits.right, right, strict=True)]
    return gains(hit[0], rest[0], hit[1], rest[1], hits.subject.measure)[0]


def _beyond(value: float, low: float, others: float, kinds: int) -> bool:
    """Whether a gain lies surely above that of the others, so many kinds having been tried (Bonferroni)."""
    from scipy.stats import norm

    error = max(value - low, 1e-9) / Z
    return bool(value - others > norm.isf(_SURELY / kinds) * error)


def _pairs(hits: RowHits, tried: Sequence[Subgroup]) -> tuple[list[tuple[int, ...]], tuple[Array, Array]]:
    """Every band and pair of bands of two columns with enough people: their places, people and hits."""
    inside = [
        np.column_stack([getattr(band, name)[rows] for band in tried]).astype(np.float32)
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    people = np.stack([part.T @ part for part in inside])
    right = np.stack([part[hit].T @ part[hit] for part, hit in zip(inside, hits.right, strict=True)])
    columns = np.array([band.column for band in tried])
    able = np.triu((columns[:, None] != columns[None, :]) | np.eye(len(tried), dtype=bool))
    able &= (people[0] >= _FEWEST) & (people[1] >= _FEWEST_OUTSIDE)
    first, second = np.nonzero(able)
    places: list[tuple[int, ...]] = [
        (int(a),) if a == b else (int(a), int(b)) for a, b in zip(first, second, strict=True)
    ]
    counts = [part[:, first, second].round().astype(np.int64) for part in (people, right)]
    return places, (counts[0], counts[1])
