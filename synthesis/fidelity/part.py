"""A part of a large map: the columns of the pairs that moved most."""

from collections.abc import Collection

import numpy as np

from synthesis.fidelity.score import Associations


def farthest(shown: Associations, most: int) -> Associations:
    """The map of at most `most` columns: those of the pairs farthest off beyond what control rows are, worst first, in
    the order of the whole map."""
    if len(shown.columns) <= most:
        return shown
    upper = np.triu_indices(len(shown.columns), 1)
    moved = np.abs(shown.synthetic - shown.train)[upper]
    by_chance = 0.0 if shown.control is None else np.nan_to_num(np.abs(shown.control - shown.train)[upper])
    excess = np.nan_to_num(moved - by_chance, nan=-np.inf)
    found: list[int] = []
    for at in np.argsort(-excess, kind="stable"):
        found += [int(side[at]) for side in upper if int(side[at]) not in found]
        if len(found) >= most:
            break
    return part(shown, {shown.columns[at] for at in found[:most]})


def part(shown: Associations, columns: Collection[str]) -> Associations:
    """The map of these columns, in the order of the whole map."""
    at = np.array([place for place, name in enumerate(shown.columns) if name in columns], dtype=np.int64)
    square = np.ix_(at, at)
    return Associations(
        tuple(shown.columns[i] for i in at),
        shown.train[square],
        shown.synthetic[square],
        None if shown.control is None else shown.control[square],
        tuple(tuple(shown.measures[i][j] for j in at) for i in at),
    )
