"""No true smallest or largest number of a column (top and bottom coding, to a record that chance picks)."""

from collections.abc import Mapping

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.protections.contract import Chosen, Protection, TrainingCells
from synthesis.tables import Column, subjects_sharing
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid


def _on_training(training: TrainingCells, chosen: Chosen, seed: Seed) -> Mapping[str, Array]:
    return {c.name: _drawn_in(training, c, chosen, seed.child(c.name)) for c in training.schema if c.numeric}


def _drawn_in(training: TrainingCells, column: Column, chosen: Chosen, seed: Seed) -> Numbers:
    values, k = training.cells[column.name], chosen.k_threshold
    least = max(k, chosen[EXTREMES])
    noise = int(seed.child("noise").generator().integers(0, least // 2 + 1))
    return clip(values, k, rounding_grid(values, column), training.people, least, noise)[0]


EXTREMES = Protection[int](
    "extremes",
    "Records beyond either end",
    "The smallest and largest numbers of a column are drawn in to about this many records from either end, by chance "
    "up to half as many more, so that neither the true extreme nor the count beyond can be read.",
    "Costs the tails. Measured: 50 took the detector from 0.54 to 0.59; on 500 rows from 0.48 to 0.88.",
    default=5,
    low=2,
    high=200,
    example=("an age of 103, the oldest", "97"),
    levels={"careful": 10, "strict": 20},
    on_training=_on_training,
)


def clip(
    values: Numbers,
    k_threshold: int,
    lattice: RoundingGrid,
    people: Array | None = None,
    least: int | None = None,
    noise: int = 0,
) -> tuple[Numbers, Flags]:
    """Numbers without the true minimum and maximum, and which cells were moved.

    At each end the `least` + `noise` outermost values (up to twice `least`, where that finds room; more, where values
    tie) become one cap: a value on the column's grid between the last of them and the next, or one that `least` rows
    share already. `least` is `k_threshold` unless it is given. Where neighbours leave no room, as among whole numbers,
    the last of them is the cap. An extreme that `least` rows share stays. Fewer than `k_threshold` known values are all
    blanked. With `people`, a number a row, people are counted in place of rows.
    """
    known = np.isfinite(values)
    whose = None if people is None else people[known]
    if (known.sum() if whose is None else len(np.unique(whose))) < k_threshold:
        return np.full(len(values), np.nan), known
    distinct, codes = np.unique(values[known], return_inverse=True)
    low = _cap(distinct, codes, whose, least or k_threshold, noise, lattice)
    high = _cap(distinct[::-1], len(distinct) - 1 - codes, whose, least or k_threshold, noise, lattice)
    if low > high:
        low = high = float(lattice.snap(np.array([(low + high) / 2]))[0])
    clipped = np.clip(values, low, high)
    return clipped, known & (clipped != values)


def _cap(distinct: Numbers, codes: Array, whose: Array | None, least: int, noise: int, lattice: RoundingGrid) -> float:
    """The value that all values from the first of `distinct` up to it become; cell i is `distinct[codes[i]]`, and
    about person `whose[i]`."""
    counts, so_far = subjects_sharing(codes, whose), _met(codes, whose)
    if counts[0] >= least:
        return float(distinct[0])
    wanted = np.searchsorted(so_far, (least + noise, 2 * least))
    first, last = (min(int(place), len(distinct) - 1) for place in wanted)
    for place in range(first, last):
        if counts[place] >= least:
            return float(distinct[place])
        middle = float(lattice.snap(np.array([distinct[place : place + 2].mean()]))[0])
        if middle not in distinct[place : place + 2]:
            return middle
    return float(distinct[first])


def _met(codes: Array, whose: Array | None) -> Array:
    """How many people have been met at each code, going up."""
    if whose is None:
        return np.cumsum(np.bincount(codes))
    order = np.argsort(codes, kind="stable")
    _, first = np.unique(whose[order], return_index=True)
    return np.cumsum(np.bincount(codes[order][first], minlength=int(codes.max()) + 1))
