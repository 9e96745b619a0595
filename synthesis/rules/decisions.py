"""How functional dependencies are kept: the decided column is taken from the partners that were learnt."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.rules.builder import COVERED, Builder
from synthesis.tables import Column, subjects_sharing
from synthesis.tables.rules.checks import first_partner, stacked
from synthesis.tables.rules.transform import ConstraintTransform


@dataclass(frozen=True, eq=False)
class Decided(ConstraintTransform):
    """A column that another one decides: taken from the partners that were learnt, never drawn."""

    by: str
    column: Column
    partners: pd.Series
    omitted: bool

    @property
    def writes(self) -> tuple[str, ...]:
        """The decided column."""
        return (self.column.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The deciding column."""
        return (self.by,)

    @property
    def omits(self) -> tuple[str, ...]:
        """The decided column, where the deciding one is never blank."""
        return self.writes if self.omitted else ()

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """The partner of each cell."""
        return self.settle(made.assign(**{self.column.name: self._blank(made)}) if self.omitted else made)

    @property
    def known(self) -> tuple[tuple[str, ...], pd.DataFrame]:
        """Each value with its partner."""
        cells = {self.by: pd.Series(self.partners.index), self.column.name: self.partners.to_numpy()}
        return (self.by, self.column.name), pd.DataFrame(cells).astype(object)

    def _blank(self, made: pd.DataFrame) -> pd.Series:
        return self.partners.iloc[:0].reindex(range(len(made))).set_axis(made.index)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The partner of each filled cell that has one; what stood there elsewhere."""
        places = self.partners.index.get_indexer(pd.Index(made[self.by]))
        has = (places >= 0) & made[self.by].notna().to_numpy()
        cells = made[self.column.name].copy()
        cells[has] = self.partners.take(places[has]).set_axis(cells.index[has])
        return made.assign(**{self.column.name: cells})


@dataclass(frozen=True, eq=False)
class Followed(ConstraintTransform):
    """A column that a number decides: of rows with the same number, all have what the first of them has."""

    by: str
    name: str

    @property
    def writes(self) -> tuple[str, ...]:
        """The decided column."""
        return (self.name,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The deciding column."""
        return (self.by,)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The first partner of each filled cell."""
        none = made.iloc[:0]
        first, _ = first_partner(made, none, self.by, self.name)
        spelt = stacked(none, made, self.name).drop_duplicates().to_numpy(dtype=object)
        cells = made[self.name].copy()
        has = made[self.by].notna().to_numpy()
        cells[has] = pd.Series(spelt[first[has]], dtype=object).astype(cells.dtype).to_numpy()
        return made.assign(**{self.name: cells})


def keep_decisions(builder: Builder) -> None:
    """The partners of each deciding value; where that is a number with too many values, the first row's."""
    for rule in builder.kept_by("decision"):
        by, column = (builder.schema[name] for name in rule.columns)
        partners = _partners(builder, by.name, column.name)
        covered = builder.protected[by.name].dropna().isin(partners.index)
        if by.numeric and not (len(covered) and covered.mean() >= COVERED and covered.all()):
            builder.add(Followed(by.name, column.name))
        elif len(partners):
            whole = not builder.protected[by.name].isna().any() and bool(covered.all())
            builder.add(Decided(by.name, column, partners, whole))


def _partners(builder: Builder, by: str, name: str) -> pd.Series:
    """The commonest partner of each value that enough people share, by that value."""
    pairs = builder.protected[[by, name]]
    marks = np.asarray(pairs.groupby([by, name], dropna=False, sort=False).ngroup(), dtype="int64")
    _, first, marks = np.unique(marks, return_index=True, return_inverse=True)
    common = subjects_sharing(marks, builder.source.people)
    order = np.argsort(-common, kind="stable")
    ranked = (
        pairs.iloc[first[order[common[order] >= builder.source.k_threshold]]].dropna(subset=[by]).drop_duplicates(by)
    )
    return pd.Series(ranked[name].array, index=pd.Index(ranked[by]), name=name)
