"""How a rule is kept by construction: what a generator learns in place of the columns, and how they come back from
it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import pandas as pd

from synthesis.tables.schema import Column

Learned = Mapping[str, tuple[Column, pd.Series]]
"""Columns that a generator learns, by name."""


class ConstraintTransform(ABC):
    """Keeps one rule, or several over the same columns. Where a transform says nothing, its columns are learnt and
    drawn as they are."""

    @property
    @abstractmethod
    def writes(self) -> tuple[str, ...]:
        """The columns that it sees to."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that must be there before."""
        return ()

    @property
    def omits(self) -> tuple[str, ...]:
        """The columns that the generator does not learn."""
        return ()

    @property
    def known(self) -> tuple[tuple[str, ...], pd.DataFrame] | None:
        """The columns of a rule and the rows that its partners are known from, where the transform knows them."""
        return None

    def learned(self) -> Learned:
        """What the generator learns in their place."""
        return {}

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows as they were learnt, with this transform's columns."""
        return made

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """Whole rows, with this transform's columns as the rule wants them."""
        return made
