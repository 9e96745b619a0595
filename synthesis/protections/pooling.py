"""Categories of which none is rarer than the k threshold allows: merged, moved to frequent ones, or blanked."""

import re

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.tables.data_subject import subjects_sharing

_POOLED = ("Other", "Other (rare)", "Other (rare values)")
_CODE = re.compile(r"[\s$€£%+\-.,/:()]*\d[\d\s$€£%+\-.,/:()]*")


def pool(
    cells: Array, k_threshold: int, chance: np.random.Generator, people: Array | None = None, *, merge: bool = True
) -> Array:
    """Category cells of which every spelling, and the blank, occurs in at least `k_threshold` rows or not at all.

    With `people`, a number a row, in the rows of at least `k_threshold` people.

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
    rare = (counts < k_threshold) & (counts > 0)
    if not rare.any():
        return cells
    if not merge and _blanked(codes, rare, people) >= k_threshold:
        blanked = cells.copy()
        blanked[rare[codes]] = None
        return blanked
    pooled = free(spelt)
    if not (counts >= k_threshold).any():
        return np.full(len(cells), pooled, dtype=object)
    words = rare & np.array([name is not None and not _code(name) for name in spelt])
    if counts[words].sum() < k_threshold or len(names) <= 2 or all_codes(spelt, counts):
        words = np.zeros(len(spelt), dtype=bool)
    new = np.array(spelt, dtype=object)
    new[words] = pooled
    result = np.asarray(new[codes], dtype=object)
    moved = (rare & ~words)[codes]
    result[moved] = _instead(codes[moved], spelt, counts, k_threshold, chance)
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


def _instead(
    codes: Array, spelt: list[str | None], counts: Array, k_threshold: int, chance: np.random.Generator
) -> Array:
    frequent = np.flatnonzero(counts >= k_threshold)
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
