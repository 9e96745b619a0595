"""Drawn rows that nearly repeat a real one, drawn again; and what that tells in its turn."""

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.protections.contract import Chosen, Outcome, Protection
from synthesis.tables import Table, encode, subject_ids

_BLIND = "The test for copies can find none, and a hole in the table may be a real person's place"
_TOLERANCE = 0.01
_WIDEST = 10.0
_APART = 1e6
"""A distance, in tolerances, that no two numbers of a column have: between categories, and from blanks to numbers."""


def _on_drawn(made: pd.DataFrame, real: Table, chosen: Chosen) -> Flags:
    return near_copies(made, real, chosen.k_threshold)


def _note(outcome: Outcome, _: Chosen) -> tuple[str, ...]:
    if outcome.drawn_again is None:
        return ()
    return (f"Near-copies drawn again: about {outcome.drawn_again:.0%} of the rows drawn. {_BLIND}",)


NEAR_COPIES = Protection[bool](
    "copies",
    "Draw near-copies again",
    "Drawn rows that nearly repeat a real one that few are like are drawn again.",
    "It tells something itself: where the synthetic table has a hole, a real person is; and the test for copies then "
    "finds nothing by design. Measured: no cost in likeness or use.",
    default=False,
    on_drawn=_on_drawn,
    note=_note,
    none_left="Every drawn row nearly repeats a real one.",
)
"""This is the similarity filter that vendors ship: it removes what the test for copies looks for, says where real rows
are by where none is made up, and is no guarantee (Ganev and De Cristofaro 2023, The Inadequacy of Similarity-based
Privacy Metrics)."""


def near_copies(made: pd.DataFrame, real: Table, k_threshold: int) -> Flags:
    """Which of the made-up rows nearly repeat some but fewer than `k_threshold` real rows (people, where a column names
    them).

    Categories and blanks are equal and every number within 1 % of the column's range, as the test for copies has it.
    """
    from scipy.spatial import cKDTree

    points, queries = _pictured(real, made)
    if not points.shape[1] or not len(made):
        return np.zeros(len(made), dtype=bool)
    tree, people = cKDTree(points), subject_ids(real)
    count = tree.query_ball_point(queries, r=1.0, p=np.inf, return_length=people is None, workers=1)
    if people is not None:
        count = np.array([len(np.unique(people[found])) for found in count])
    return np.asarray((count > 0) & (count < k_threshold))


def _pictured(real: Table, made: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Real and made-up rows as points that are at most 1 apart in each place where they are near copies."""
    picture = encode(real.schema.modelled, real.frame, made)
    whole = np.concatenate(picture.values)
    numeric = np.flatnonzero(picture.numeric)
    places = [_scaled(whole[:, place], picture.values[0][:, place]) for place in numeric]
    kinds = whole[:, np.flatnonzero(~picture.numeric)]
    if kinds.shape[1]:
        places.append(_APART * _groups(kinds))
    points = np.column_stack(places) if places else np.empty((len(whole), 0))
    return points[: len(real)], points[len(real) :]


def _scaled(values: Numbers, real: Numbers) -> Numbers:
    """Numbers in tolerances; blanks far off."""
    known = np.isfinite(values)
    tolerance = _TOLERANCE * _span(real) + 1e-9 * float(np.abs(values[known]).max(initial=1.0))
    return np.where(known, (values - np.min(values[known], initial=np.inf)) / tolerance, -_APART)


def _span(real: Numbers) -> float:
    """The range, unless lone extremes make it say nothing: at most ten times that from the 1 % to the 99 % point."""
    known = real[np.isfinite(real)]
    if not len(known):
        return 0.0
    low, high = np.quantile(known, [0.01, 0.99])
    whole = float(known.max() - known.min())
    return min(whole, _WIDEST * float(high - low)) if high > low else whole


def _groups(kinds: Numbers) -> Array:
    """One number a row, equal where all categories are."""
    return np.asarray(np.unique(kinds, axis=0, return_inverse=True)[1].reshape(-1), dtype="float64")
