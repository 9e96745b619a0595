"""What one release of a bench is judged with, drawn from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bench.made_tables import MADE
from synthesis.foundation.seed import Seed
from synthesis.tables import Table, read_table, sample_csv, share_held_out

SAMPLE_ROWS = 60_000


class UnsuitableError(Exception):
    """The table has nothing that this kind of leak could be planted with."""


@dataclass(frozen=True, eq=False)
class Files:
    """What one release is judged with: training and control rows, and the strangers that a release is made of."""

    train: Table
    control: Table
    strangers: pd.DataFrame
    chance: np.random.Generator

    @property
    def modelled(self) -> "Files":
        """The same in the columns that a generator would have modelled."""
        schema = self.train.schema.modelled
        names = list(schema.names)
        train, control = (Table(t.name, t.frame[names], schema, t.fingerprint) for t in (self.train, self.control))
        return Files(train, control, self.strangers[names], self.chance)

    def planted(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The strangers, with these rows in the place of as many of them."""
        whole = pd.concat([self.strangers.iloc[len(rows) :], rows])
        return whole.iloc[self.chance.permutation(len(whole))].reset_index(drop=True)

    def some(self, share: float) -> pd.DataFrame:
        """A share of the training rows, drawn at random."""
        count = round(share * len(self.train))
        return self.train.frame.iloc[self.chance.permutation(len(self.train))[:count]].reset_index(drop=True)

    def filled(self, rows: pd.DataFrame, others: pd.DataFrame, kept: np.ndarray) -> pd.DataFrame:
        """`rows` where `kept` says so, a flag a cell, and else the cells of `others`, row by row."""
        rows, others = rows.reset_index(drop=True), others.reset_index(drop=True)
        return pd.DataFrame(
            {name: rows[name].where(kept[:, place], others[name]) for place, name in enumerate(rows.columns)}
        )

    def some_places(self, rows: int, able: Sequence[int], count: int) -> np.ndarray:
        """For each of so many rows `count` of the able columns, drawn at random."""
        return np.asarray(able)[np.argsort(self.chance.random((rows, len(able))), axis=1)[:, :count]]


@cache
def whole(name: str) -> Table:
    """The table of a file, or the sample."""
    if name != "sample":
        return read_table(Path(name))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.csv"
        path.write_bytes(sample_csv(SAMPLE_ROWS))
        return read_table(path)


def draw(name: str, rows: int, chance: np.random.Generator) -> Table:
    """So many rows of a file, the sample or a made table, in random order; a made table is made anew."""
    if name not in MADE:
        table = whole(name)
        return some(table, chance.permutation(len(table))[:rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.csv"
        MADE[name](rows, chance).to_csv(path, index=False)
        return read_table(path)


def some(table: Table, rows: Sequence[int] | np.ndarray | slice) -> Table:
    """Some rows of a table."""
    return Table(table.name, table.frame.iloc[rows].reset_index(drop=True), table.schema, table.fingerprint)


def files(name: str, rows: int, number: int) -> Files:
    """So many training rows, the control rows that belong to them and as many strangers; the same ones for a number.

    UnsuitableError where the table has too few."""
    chance, outside = Seed(number).child("calibration", rows).generator(), held_out(rows)
    table = draw(name, 2 * rows + outside, chance)
    if len(table) < 2 * rows + outside:
        raise UnsuitableError(f"only {len(table)} rows")
    parts = (slice(0, rows), slice(rows, rows + outside), slice(rows + outside, None))
    train, control, strangers = (some(table, part) for part in parts)
    return Files(train, control, strangers.frame, chance)


def held_out(train: int) -> int:
    """The control rows that the product holds out of a table of which it learns from `train` rows."""
    totals = range(train, 3 * train)
    total = max(total for total in totals if total - round(total * share_held_out(total)) == train)
    return total - train
