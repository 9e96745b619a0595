"""Columns whose combinations a rule limits, learnt as one column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.rules.constraint_transforms import CombinedKey
from synthesis.rules.violations import broken
from synthesis.tables import Constraint, Schema, subjects_sharing

JOINT = frozenset({"combinations", "same", "constant", "one-hot"})
"""Kinds of rules that leave a list of combinations."""

COVERED, WELL_COVERED = 0.5, 0.9
"""The share of training rows that the combinations kept must hold, so that little of the table is bent; the second
where the rule could be kept otherwise."""

_MOST_COMPARED = 5_000_000


@dataclass(frozen=True, eq=False)
class CombinationSource:
    """Training rows as they are told, the columns they have, whom each is about (None: every row is a person), and how
    many people must share what is copied."""

    frame: pd.DataFrame
    schema: Schema
    people: Array | None
    floor: int


def components(rules: Sequence[Constraint]) -> list[list[Constraint]]:
    """The rules in groups that share no column."""
    groups: list[list[Constraint]] = []
    for rule in rules:
        near = [group for group in groups if any(set(rule.columns) & set(one.columns) for one in group)]
        groups = [group for group in groups if group not in near] + [[*(one for group in near for one in group), rule]]
    return groups


def combined_key(rules: Sequence[Constraint], source: CombinationSource, seed: Seed) -> CombinedKey | None:
    """The columns of these rules as one; None where the combinations that enough people share hold too few rows.

    A combination is kept that keeps every rule and that at least `floor` people share. Where two columns say the same,
    each value has one partner, the commonest. Rows with another combination are given the kept one that agrees in most
    columns.
    """
    names = list(dict.fromkeys(name for rule in rules for name in rule.columns))
    cells = source.frame[names]
    marks = np.asarray(cells.groupby(names, dropna=False, sort=False).ngroup(), dtype="int64")
    _, first, marks = np.unique(marks, return_index=True, return_inverse=True)
    kinds = cells.take(first).reset_index(drop=True)
    common = subjects_sharing(marks, source.people)
    kept = _kept(kinds, common, rules, source)
    needed = WELL_COVERED if any(rule.kind == "determines" for rule in rules) else COVERED
    if not kept.any() or kept[marks].mean() < needed:
        return None
    places = np.cumsum(kept) - 1
    instead = _instead(kinds, kept, common, seed)
    places = np.where(kept, places, places[instead])
    name = " × ".join(names)
    while name in source.schema:
        name += "′"
    return CombinedKey(name, kinds.loc[kept].reset_index(drop=True), places[marks])


def _kept(kinds: pd.DataFrame, common: Array, rules: Sequence[Constraint], source: CombinationSource) -> Flags:
    schema = Schema(tuple(source.schema[str(name)] for name in kinds))
    good: Flags = common >= source.floor
    order = np.argsort(-common, kind="stable")
    for rule in rules:
        ranked = kinds.iloc[order].reset_index(drop=True)
        ranked_good = good[order]
        if rule.kind == "same":
            ranked_good = _one_to_one(ranked[list(rule.columns)], ranked_good)
        elif rule.kind != "combinations":
            ranked_good &= ~broken(rule, schema, ranked, ranked)
        if rule.kind == "constant":
            ranked_good &= np.cumsum(ranked_good) == 1
        good[order] = ranked_good
    return good


def _one_to_one(pairs: pd.DataFrame, good: Flags) -> Flags:
    """Of the good pairs, commonest first, those of which neither value has a partner yet."""
    codes = [pd.factorize(pairs[name], use_na_sentinel=False)[0] for name in pairs]
    taken: tuple[set[int], set[int]] = (set(), set())
    kept = np.zeros(len(pairs), dtype=bool)
    for place in np.flatnonzero(good):
        a, b = (int(code[place]) for code in codes)
        if a not in taken[0] and b not in taken[1]:
            kept[place] = True
            taken[0].add(a)
            taken[1].add(b)
    return kept


def _instead(kinds: pd.DataFrame, kept: Flags, common: Array, seed: Seed) -> Array:
    """For each combination, a kept one that agrees with it in most columns: of several, or where there are too many to
    compare, one by chance as often as it is had, so that the rare do not all become the commonest."""
    good, bad = np.flatnonzero(kept), np.flatnonzero(~kept)
    result = np.arange(len(kinds))
    if len(good) * len(bad) > _MOST_COMPARED:
        shares = common[good] / common[good].sum()
        result[bad] = seed.generator().choice(good, size=len(bad), p=shares)
        return result
    codes = np.column_stack([pd.factorize(kinds[name], use_na_sentinel=False)[0] for name in kinds])
    agree = (codes[bad][:, None, :] == codes[good][None, :, :]).sum(axis=2)
    luck = np.log(common[good]) + seed.generator().gumbel(size=agree.shape)
    nearest = np.where(agree == agree.max(axis=1, keepdims=True), luck, -np.inf)
    result[bad] = good[np.argmax(nearest, axis=1)]
    return result
