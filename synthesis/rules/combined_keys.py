"""Columns whose combinations a rule limits, learnt as one column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.seed import Seed
from synthesis.rules.builder import COVERED, Builder, CombinationSource
from synthesis.tables import Column, Constraint, Kind, Schema, subjects_sharing
from synthesis.tables.rules.contract import RuleCheck
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.rules.transform import ConstraintTransform, Learned

WELL_COVERED = 0.9
"""The share of training rows that the combinations kept must hold where the rule could be kept otherwise."""

_MOST_COMPARED = 5_000_000


@dataclass(frozen=True, eq=False)
class CombinedKey(ConstraintTransform):
    """Columns that are learnt as one: each row holds one of the `cells`' combinations."""

    name: str
    cells: pd.DataFrame
    places: Array

    @property
    def writes(self) -> tuple[str, ...]:
        """The columns of the combinations."""
        return tuple(self.cells.columns)

    @property
    def omits(self) -> tuple[str, ...]:
        """All of them."""
        return self.writes

    def learned(self) -> Learned:
        """One category: the number of the combination."""
        wide = len(str(len(self.cells)))
        names = np.array([f"{number:0{wide}d}" for number in range(len(self.cells))], dtype=object)
        return {self.name: (Column(self.name, Kind.CATEGORY), pd.Series(names[self.places], dtype=object))}

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The combination of that number."""
        places = made[self.name].astype("int64").to_numpy()
        cells = self.cells.take(places).set_axis(made.index)
        return made.drop(columns=self.name).assign(**{str(name): cells[name] for name in cells})


def keep_combined_keys(builder: Builder) -> None:
    """Columns whose combinations are limited, with those that decide one of them; apart, where that does not do."""
    lists = builder.kept_by("combined key")
    limited = {name for rule in lists for name in rule.columns}
    deciding = [rule for rule in builder.kept_by("decision") if not _lists(rule) and rule.columns[1] in limited]
    for group in components([*lists, *deciding]):
        listed = [rule for rule in group if _lists(rule)]
        if not _keep(builder, group) and not _keep(builder, listed):
            for rule in listed:
                _keep(builder, [rule])


def _keep(builder: Builder, rules: Sequence[Constraint]) -> bool:
    found = combined_key(rules, builder.source, builder.seed.child("joint", *rules[0].columns))
    return found is not None and builder.add(found)


def _lists(rule: Constraint) -> bool:
    return "combined key" in kind_of(rule).kept_by


def components(rules: Sequence[Constraint]) -> list[list[Constraint]]:
    """The rules in groups that share no column."""
    groups: list[list[Constraint]] = []
    for rule in rules:
        near = [group for group in groups if any(set(rule.columns) & set(one.columns) for one in group)]
        groups = [group for group in groups if group not in near] + [[*(one for group in near for one in group), rule]]
    return groups


def combined_key(rules: Sequence[Constraint], source: CombinationSource, seed: Seed) -> CombinedKey | None:
    """The columns of these rules as one; None where the combinations that enough people share hold too few rows.

    A combination is kept that keeps every rule and that at least `k_threshold` people share. Where two columns say the
    same, each value has one partner, the commonest. Rows with another combination are given the kept one that agrees in
    most columns.
    """
    names = list(dict.fromkeys(name for rule in rules for name in rule.columns))
    cells = source.frame[names]
    marks = np.asarray(cells.groupby(names, dropna=False, sort=False).ngroup(), dtype="int64")
    _, first, marks = np.unique(marks, return_index=True, return_inverse=True)
    kinds = cells.take(first).reset_index(drop=True)
    common = subjects_sharing(marks, source.people)
    kept = _kept(kinds, common, rules, source)
    needed = WELL_COVERED if any(not _lists(rule) for rule in rules) else COVERED
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
    good: Flags = common >= source.k_threshold
    order = np.argsort(-common, kind="stable")
    for rule in rules:
        ranked = kinds.iloc[order].reset_index(drop=True)
        columns = tuple(schema[name] for name in rule.columns)
        good[order] = kind_of(rule).admitted(RuleCheck(rule, columns, ranked, ranked), good[order])
    return good


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
