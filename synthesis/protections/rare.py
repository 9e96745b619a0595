"""No category, and no true extreme, that fewer rows share than the floor allows."""

import re

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.data_subject import subjects_sharing
from synthesis.tables.rounding_grid import RoundingGrid

_POOLED = ("Other", "Other (rare)", "Other (rare values)")
_CODE = re.compile(r"[\s$€£%+\-.,/:()]*\d[\d\s$€£%+\-.,/:()]*")


def pool(
    cells: Array, floor: int, chance: np.random.Generator, people: Array | None = None, *, merge: bool = True
) -> Array:
    """Category cells of which every spelling, and the blank, occurs in at least `floor` rows or not at all.

    With `people`, a number a row, in the rows of at least `floor` people.

    Rare words become one pooled level. Where that would be rare itself, or where levels are codes (numbers, two
    spellings), among which a word would be foreign, rare cells are drawn from the frequent ones by their shares, codes
    that are numbers going to the nearest frequent number. Where nothing is frequent the pooled level stands alone.
    Without `merge`, rare cells become blanks in place of all that, unless so few cells would be blank.
    """
    numbered, names = pd.factorize(cells, use_na_sentinel=True)
    spelt = [*names, None]
    codes = np.where(numbered < 0, len(names), numbered)
    counts = np.zeros(len(spelt), dtype="int64")
    found = subjects_sharing(codes, people)
    counts[: len(found)] = found
    rare = (counts < floor) & (counts > 0)
    if not rare.any():
        return cells
    if not merge and _blanked(codes, rare, people) >= floor:
        blanked = cells.copy()
        blanked[rare[codes]] = None
        return blanked
    pooled = free(spelt)
    if not (counts >= floor).any():
        return np.full(len(cells), pooled, dtype=object)
    words = rare & np.array([name is not None and not _code(name) for name in spelt])
    if counts[words].sum() < floor or len(names) <= 2 or all_codes(spelt, counts):
        words = np.zeros(len(spelt), dtype=bool)
    new = np.array(spelt, dtype=object)
    new[words] = pooled
    result = np.asarray(new[codes], dtype=object)
    moved = (rare & ~words)[codes]
    result[moved] = _instead(codes[moved], spelt, counts, floor, chance)
    return result


def _blanked(codes: Array, rare: Flags, people: Array | None) -> int:
    """How many cells, or people, are blank once the rare ones are."""
    blank = rare[codes] | (codes == len(rare) - 1)
    return int(blank.sum()) if people is None else len(np.unique(people[blank]))


def free(spelt: list[str | None]) -> str:
    """A name for what is pooled that is none of the column's own."""
    return next((word for word in _POOLED if word not in spelt), "Other (rare values, pooled)")


def _code(name: str) -> bool:
    return _CODE.fullmatch(name) is not None


def all_codes(spelt: list[str | None], counts: Array) -> bool:
    """Whether at least nine in ten named cells are codes: numbers, with marks or without."""
    named = [(name, count) for name, count in zip(spelt, counts, strict=True) if name is not None]
    coded = sum(int(count) for name, count in named if _code(name))
    return coded >= 0.9 * sum(int(count) for _, count in named)


def _instead(codes: Array, spelt: list[str | None], counts: Array, floor: int, chance: np.random.Generator) -> Array:
    frequent = np.flatnonzero(counts >= floor)
    drawn = chance.choice(frequent, size=len(codes), p=counts[frequent] / counts[frequent].sum())
    values = np.array([_value(name) for name in spelt])
    known = frequent[np.isfinite(values[frequent])]
    if len(known):
        near = known[np.abs(values[codes][:, None] - values[known][None, :]).argmin(axis=1)]
        drawn = np.where(np.isfinite(values[codes]), near, drawn)
    return np.array([spelt[code] for code in drawn], dtype=object)


def _value(name: str | None) -> float:
    try:
        return float(str(name).replace(",", "."))
    except ValueError:
        return float("nan")


def clip(
    values: Numbers,
    floor: int,
    lattice: RoundingGrid,
    people: Array | None = None,
    least: int | None = None,
    noise: int = 0,
) -> tuple[Numbers, Flags]:
    """Numbers without the true minimum and maximum, and which cells were moved.

    At each end the `least` + `noise` outermost values (up to twice `least`, where that finds room; more, where values
    tie) become one cap: a value on the column's grid between the last of them and the next, or one that `least` rows
    share already. `least` is `floor` unless it is given. Where neighbours leave no room, as among whole numbers, the
    last of them is the cap. An extreme that `least` rows share stays. Fewer than `floor` known values are all blanked.
    With `people`, a number a row, people are counted in place of rows.
    """
    known = np.isfinite(values)
    whose = None if people is None else people[known]
    if (known.sum() if whose is None else len(np.unique(whose))) < floor:
        return np.full(len(values), np.nan), known
    distinct, codes = np.unique(values[known], return_inverse=True)
    low = _cap(distinct, codes, whose, least or floor, noise, lattice)
    high = _cap(distinct[::-1], len(distinct) - 1 - codes, whose, least or floor, noise, lattice)
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
