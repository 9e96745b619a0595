"""A set of columns that no two rows share: rows that would share it are moved to a value that is still free."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.rules.builder import Builder
from synthesis.tables import Column, subjects_sharing
from synthesis.tables.duplicates import repeats
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.rules.transform import ConstraintTransform

MOST = 5_000
"""A column with more values than this hardly ever repeats, and is not moved."""


@dataclass(frozen=True, eq=False)
class UniqueKey(ConstraintTransform):
    """Of rows that are alike in all `columns`, the later ones take another of the column's `values`: the nearest free
    one of a number or date, the first free one of a category. Where none is free, the row stays as it is."""

    columns: tuple[str, ...]
    column: Column
    values: pd.Series

    @property
    def writes(self) -> tuple[str, ...]:
        """None that a generator may not draw: drawn cells are moved."""
        return ()

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The rows, those that repeat an earlier one moved."""
        late = np.flatnonzero(repeats(made, self.columns))
        if not len(late):
            return made
        others = [name for name in self.columns if name != self.column.name]
        group = np.asarray(made.groupby(others, dropna=False, sort=False).ngroup(), dtype="int64")
        place = pd.Index(self.values).get_indexer(pd.Index(made[self.column.name]))
        rows, found = self._moved(late, group, place)
        cells = made[self.column.name].copy()
        cells.iloc[rows] = self.values.take(found).set_axis(cells.index[rows])
        return made.assign(**{self.column.name: cells})

    def _moved(self, late: Array, group: Array, place: Array) -> tuple[Array, Array]:
        """The rows that find a free value, and its place among the values."""
        taken = {key: np.zeros(len(self.values), dtype=bool) for key in set(group[late].tolist())}
        _mark(taken, group, place)
        moves: list[tuple[int, int]] = []
        for row in late.tolist():
            full = taken[int(group[row])]
            free = np.flatnonzero(~full)
            if len(free):
                near = int(free[np.argmin(np.abs(free - max(place[row], 0)))]) if self.column.numeric else int(free[0])
                full[near] = True
                moves.append((row, near))
        return np.array([row for row, _ in moves], dtype="int64"), np.array([to for _, to in moves], dtype="int64")


def _mark(taken: Mapping[int, Array], group: Array, place: Array) -> None:
    """Note which values the rows of each group have."""
    for key, at in zip(group.tolist(), place.tolist(), strict=True):
        if at >= 0 and key in taken:
            taken[key][at] = True


def keep_unique_keys(builder: Builder) -> None:
    """Keys of several columns, of which one is in no other rule and may be moved."""
    tied = {name for rule in builder.rules if not kind_of(rule).repeats for name in rule.columns}
    for rule in (rule for rule in builder.kept_by("unique key") if len(rule.columns) > 1):
        free = [builder.schema[name] for name in rule.columns if name in builder.schema and name not in tied]
        for column in sorted(free, key=lambda column: not column.numeric):
            values = _shared(builder, column)
            if 2 <= len(values) <= MOST:
                builder.finish(UniqueKey(rule.columns, column, values))
                break


def _shared(builder: Builder, column: Column) -> pd.Series:
    """The values that enough people share: numbers and dates in their order, categories with the commonest
    first."""
    cells = builder.protected[column.name].dropna().reset_index(drop=True)
    marks, kinds = pd.factorize(cells, sort=column.numeric)
    people = builder.source.people
    filled = builder.protected[column.name].notna().to_numpy()
    common = subjects_sharing(np.asarray(marks, dtype="int64"), None if people is None else people[filled])
    kept = np.flatnonzero(common >= builder.source.k_threshold)
    order = kept if column.numeric else kept[np.argsort(-common[kept], kind="stable")]
    return pd.Series(kinds.take(order)).astype(cells.dtype)
