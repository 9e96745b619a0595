"""Rare values made up in the shape of the originals, where one name for all of them would swallow the column."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.protections.complete import fresh
from synthesis.protections.people import people
from synthesis.protections.pooling import free
from synthesis.protections.shapes import Maker, shaped
from synthesis.protections.value_makers import maker
from synthesis.tables import Column, Kind, Table

SWALLOWED = 0.05
"""Share of a column's filled cells that must be rare for values to be made up: below it one name for them is
plainer."""

_LETTERS = 0.8
_VOWELS, _CONSONANTS = "aeiou", "bdfghklmnprstvw"
_MOST_WORDS = 4


def invented(
    made: pd.DataFrame, source: Table, originals: Table, k_threshold: int, seed: Seed, bound: Collection[str] = ()
) -> pd.DataFrame:
    """The made-up rows with made-up values where a column has the one name that its rare values were merged under.

    Only in the columns that `swallowed` names. As many different values are made up as the source has rare ones, a row
    more or less; none equals one of `originals`. Columns whose rare values go together one by one still do.
    """
    names = swallowed(source, k_threshold, bound)
    frame = made.copy()
    for at, group in enumerate(_together(source, names, k_threshold)):
        markers = {name: _marker(source.frame[name]) for name in group}
        marked = {name: (frame[name] == markers[name]).to_numpy(dtype=bool) for name in group}
        rows = np.flatnonzero(np.any(list(marked.values()), axis=0))
        turn = np.empty(len(frame))
        turn[rows] = seed.child("turns", at).generator().permutation(len(rows)) / max(len(rows), 1)
        for name in group:
            if marked[name].any():
                levels = _levels(source, originals, source.schema[name], len(rows), k_threshold, seed.child(name))
                cells = frame[name].to_numpy(dtype=object).copy()
                cells[marked[name]] = levels[(turn[marked[name]] * len(levels)).astype(int)]
                frame[name] = pd.Series(cells, dtype=object, index=frame.index)
    return frame


def swallowed(source: Table, k_threshold: int, bound: Collection[str] = ()) -> tuple[str, ...]:
    """The learnt columns of categories of which a twentieth or more of the filled cells are rare.

    Not those that are generalised, that are `bound` by a rule or a condition, or that belong to people with several
    rows.
    """
    if source.schema.entity is not None:
        return ()
    fit = [c for c in source.schema.modelled if c.kind is Kind.CATEGORY and not c.coarse and c.name not in bound]
    return tuple(c.name for c in fit if _rare(source.frame[c.name], k_threshold).mean() >= SWALLOWED)


def _rare(cells: pd.Series, k_threshold: int) -> Flags:
    """Which cells hold a value that fewer than `k_threshold` rows have."""
    counts = cells.map(cells.value_counts())
    return np.asarray((counts < k_threshold).to_numpy(dtype=bool) & cells.notna().to_numpy())


def _marker(cells: pd.Series) -> str:
    return free(list(cells.dropna().unique()))


def _together(source: Table, names: Sequence[str], k_threshold: int) -> list[list[str]]:
    """The columns, those together whose rare values stand one for one."""
    groups: list[list[str]] = []
    for name in names:
        beside = next((group for group in groups if _one_for_one(source, group[0], name, k_threshold)), None)
        if beside is None:
            groups.append([name])
        else:
            beside.append(name)
    return groups


def _one_for_one(source: Table, one: str, other: str, k_threshold: int) -> bool:
    both = _rare(source.frame[one], k_threshold) & _rare(source.frame[other], k_threshold)
    pairs = source.frame.loc[both, [one, other]].drop_duplicates()
    return bool(both.mean() >= SWALLOWED and not (pairs[one].duplicated().any() or pairs[other].duplicated().any()))


def _levels(source: Table, originals: Table, column: Column, rows: int, k_threshold: int, seed: Seed) -> Array:
    """So many different values for `rows` rows as the source has rare ones for as many."""
    cells = source.frame[column.name]
    rare = cells[_rare(cells, k_threshold)]
    known = [str(cell) for cell in rare]
    count = max(1, round(rows * rare.nunique() / len(rare)))
    chance = seed.generator()
    make = _maker(column, known, count, k_threshold, seed)
    taken = originals.frame[column.name].dropna()
    found = fresh(make, list(dict.fromkeys(known)), count, chance, taken)
    return np.where(pd.isna(found), _marker(cells), found)


def _maker(column: Column, known: list[str], count: int, k_threshold: int, seed: Seed) -> Maker:
    if column.pii is not None:
        return maker(column, known, people(count, seed.child("people"), set(known)), k_threshold)
    return wordy(known, k_threshold) if words_like(known) else shaped(known, k_threshold)


def words_like(cells: Sequence[str]) -> bool:
    """Whether most cells are words of different lengths rather than codes."""
    letters = np.array(
        [sum(sign.isalpha() for sign in cell) >= _LETTERS * len(cell.replace(" ", "")) for cell in cells]
    )
    lengths = {len(cell) for cell in cells}
    return bool(letters.mean() >= _LETTERS and len(lengths) > 1 and np.median([len(cell) for cell in cells]) > 3)


def wordy(cells: Sequence[str], k_threshold: int) -> Maker:
    """A maker of words that can be spoken and mean nothing, about as long as those of `cells`, and as many of them."""
    split = [cell.split() for cell in cells]
    counts = [min(len(words), _MOST_WORDS) for words in split]
    often = np.array([n for n in counts if counts.count(n) >= k_threshold] or [1])
    lengths = np.array([len(word) for words in split for word in words])
    low, high = (max(3, round(float(at))) for at in np.quantile(lengths, [0.1, 0.9]))
    dress = _dress(cells)

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        said = [
            dress(" ".join(_word(int(chance.integers(low, high + 1 + refused // 10)), chance) for _ in range(many)))
            for many in chance.choice(often, size=len(rows))
        ]
        return np.array(said, dtype=object) if said else np.empty(0, dtype=object)

    return make


def _word(length: int, chance: np.random.Generator) -> str:
    first = int(chance.integers(2))
    signs = [(_VOWELS, _CONSONANTS)[(first + at) % 2] for at in range(length)]
    return "".join(kind[int(chance.integers(len(kind)))] for kind in signs)


def _dress(cells: Sequence[str]) -> Callable[[str], str]:
    """The capitals of most cells."""
    styles: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
        (str.isupper, str.upper),
        (str.islower, str.lower),
        (lambda cell: cell[:1].isupper(), str.title),
    )
    return next((put for holds, put in styles if sum(map(holds, cells)) > len(cells) / 2), str.lower)
