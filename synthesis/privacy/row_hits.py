"""Whom attacks got, row by row, and how many of each kind of people that is."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.privacy import registry
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RowHits
from synthesis.privacy.subgroups import Subgroup


def row_by_row(context: AttackContext) -> Iterator[tuple[Attack, RowHits]]:
    """Every attack that says whom it got, with what it says."""
    for attack in registry.ATTACKS:
        for hits in attack.hits(context) if attack.hits is not None else ():
            yield attack, hits


def tallied(hits: RowHits, kinds: Sequence[Subgroup]) -> tuple[Array, Array]:
    """(training, control) × bands: people looked at, and those the attack was right about."""
    inside = [
        [getattr(band, name)[rows] for band in kinds]
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    people = np.array([[int(flags.sum()) for flags in group] for group in inside], dtype=np.int64).reshape(2, -1)
    right = [[int((flags & hit).sum()) for flags in group] for group, hit in zip(inside, hits.right, strict=True)]
    return people, np.array(right, dtype=np.int64).reshape(2, -1)
