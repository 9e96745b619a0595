"""No pair of categories, in two columns that others may know, that fewer rows share than the k threshold allows."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.protections.contract import Chosen, Protection, TrainingCells
from synthesis.protections.pooling import all_codes, free
from synthesis.protections.rare_categories import RARE_CATEGORIES, SUPPRESS
from synthesis.tables import Role
from synthesis.tables.data_subject import subjects_sharing

_HIDDEN = -1


def _on_training(training: TrainingCells, chosen: Chosen, seed: Seed) -> Mapping[str, Array]:
    if not chosen[RARE_PAIRS]:
        return {}
    names = [c.name for c in training.schema if c.role is Role.QUASI_IDENTIFIER and not c.numeric]
    cells = {name: training.cells[name] for name in names}
    chance, merge = seed.child("pairs").generator(), chosen[RARE_CATEGORIES] != SUPPRESS
    return without_rare_pairs(cells, chosen.k_threshold, chance, training.people, merge=merge)


RARE_PAIRS = Protection[bool](
    "pairs",
    "Rare pairs as well",
    "The k threshold holds for pairs of categories of two quasi-identifiers too, such as a town with a trade: the cell "
    "that makes a pair rare is merged or left blank.",
    "Costs detail where two such columns meet. Measured: it took the detector from 0.54 to 0.63, with a threshold of "
    "20 to 0.79.",
    default=False,
    example=("the only baker of a town", "Other"),
    levels={"careful": True, "strict": True},
    on_training=_on_training,
    turn=-1,
)


def without_rare_pairs(
    columns: Mapping[str, Array],
    k_threshold: int,
    chance: np.random.Generator,
    people: Array | None = None,
    *,
    merge: bool,
) -> dict[str, Array]:
    """The columns' cells, of which every category and every pair of two columns' categories stands in at least
    `k_threshold` rows or in none.

    The cell that makes a pair rare, in the column of more categories, is hidden: under one pooled name with `merge`
    (blank among codes), blank without. What is hidden says nothing, so it makes no pair; of each column no cell or at
    least `k_threshold` are. This is local suppression (Hundepool et al. 2012, Statistical Disclosure Control, section
    3.3) for every two columns. With `people`, a number a row, people are counted in place of rows.
    """
    codes = {name: np.asarray(pd.factorize(cells)[0], dtype="int64").copy() for name, cells in columns.items()}
    pooled = {name: _name(cells) if merge else None for name, cells in columns.items()}
    apart = {name: _apart(code, k_threshold, people, pooled[name]) for name, code in codes.items()}
    visible = {name: (code != _HIDDEN) | ~apart[name] for name, code in codes.items()}
    while _hide(codes, apart, k_threshold, chance, people):
        pass
    return {
        name: _blanked(cells, visible[name] & (codes[name] == _HIDDEN), pooled[name]) for name, cells in columns.items()
    }


def _name(cells: Array) -> str | None:
    """The pooled name of a column of words; None for codes and answers, among which a word would be foreign."""
    known, counts = np.unique(np.array([cell for cell in cells if cell is not None], dtype=object), return_counts=True)
    spelt: list[str | None] = [str(cell) for cell in known]
    return None if len(spelt) <= 2 or all_codes(spelt, counts) else free(spelt)


def _apart(code: Array, k_threshold: int, people: Array | None, pooled: str | None) -> Flags:
    """Blanks that stay what they are, apart from what is pooled under a name."""
    blank = code == _HIDDEN
    return np.asarray(blank & (pooled is not None and _count(blank, people) >= k_threshold))


def _blanked(cells: Array, hidden: Flags, pooled: str | None) -> Array:
    told = cells.copy()
    told[hidden] = pooled
    return np.asarray(told, dtype=object)


def _hide(
    codes: Mapping[str, Array],
    apart: Mapping[str, Flags],
    k_threshold: int,
    chance: np.random.Generator,
    people: Array | None,
) -> bool:
    """Hide what is rare now, alone or in a pair; whether anything was."""
    before = sum(int((code == _HIDDEN).sum()) for code in codes.values())
    for name, code in codes.items():
        code[_rare(code, k_threshold, people)] = _HIDDEN
        code[_more((code == _HIDDEN) & ~apart[name], code, k_threshold, chance, people)] = _HIDDEN
    for one, other in combinations(codes, 2):
        finer = max((one, other), key=lambda name: int(codes[name].max(initial=0)))
        codes[finer][_rare(_both(codes[one], codes[other]), k_threshold, people)] = _HIDDEN
    return sum(int((code == _HIDDEN).sum()) for code in codes.values()) > before


def _count(rows: Flags, people: Array | None) -> int:
    """How many rows, or people, these are."""
    return int(rows.sum()) if people is None else len(np.unique(people[rows]))


def _both(one: Array, other: Array) -> Array:
    """One code a row for the pair, hidden where either is."""
    pair = one * (int(other.max(initial=0)) + 1) + other
    seen = (one != _HIDDEN) & (other != _HIDDEN)
    dense = np.unique(pair[seen], return_inverse=True)[1]
    code = np.full(len(one), _HIDDEN, dtype="int64")
    code[seen] = dense
    return code


def _rare(code: Array, k_threshold: int, people: Array | None) -> Flags:
    """Cells whose code some but fewer than `k_threshold` share."""
    if not (code != _HIDDEN).any():
        return np.zeros(len(code), dtype=bool)
    few = subjects_sharing(code, people) < k_threshold
    return np.asarray((code != _HIDDEN) & few[code])


def _more(hidden: Flags, code: Array, k_threshold: int, chance: np.random.Generator, people: Array | None) -> Flags:
    """Further cells to hide, so that what is hidden is nobody's own: enough for `k_threshold` rows or people."""
    count = _count(hidden, people)
    more = np.zeros(len(code), dtype=bool)
    if not 0 < count < k_threshold:
        return more
    order = chance.permutation(np.flatnonzero(code != _HIDDEN))
    if people is not None:
        new = order[~np.isin(people[order], people[hidden])]
        order = new[np.sort(np.unique(people[new], return_index=True)[1])]
    more[order[: k_threshold - count]] = True
    return more
