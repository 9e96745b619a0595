"""The table that travels through the house, and the two parts it is split into."""

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from synthesis.tables.schema import Schema


@dataclass(frozen=True)
class Dialect:
    """How a file is spelt."""

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    quote: str = '"'
    newline: str = "\n"
    skip: int = 0


@dataclass(frozen=True)
class Finding:
    """Something about the table that its owner should know before work starts."""

    level: Literal["error", "warning", "note"]
    column: str | None
    happened: str
    advice: str


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was understood.

    `frame` has one column a schema column, in order, with a plain RangeIndex, and these types by kind: integer
    `Int64`; float `float64`; datetime `datetime64[us]`; every other kind `object` holding `str`, in the file's own
    spelling. Missing cells are `pd.NA`, `NaN`, `NaT` and `None`, in that order. `fingerprint` is keyed with the
    installation's secret. `noticed`: what the reader of the file saw and the frame no longer shows.
    """

    name: str
    frame: pd.DataFrame
    schema: Schema
    fingerprint: str
    dialect: Dialect = field(default_factory=Dialect)
    noticed: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != self.schema.names:
            raise ValueError("frame and schema name different columns")

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True, eq=False)
class Split:
    """The rows a generator may learn from, and the control group that nothing but the audit ever sees."""

    train: Table
    control: Table
    share: float
    seed: int
    note: str = ""
