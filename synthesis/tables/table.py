"""The table that travels through the house, and the two parts it is split into."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

import pandas as pd

from synthesis.tables.schema import Schema

T = TypeVar("T")


@dataclass(frozen=True)
class Dialect:
    """How a file is spelt.

    `skip` lines come before the table; `header_lines` lines name its columns (1 where `header` is true; 2 where units
    or groups have a line of their own); lines that start with `comment` are no rows. `quoting` says which cells stand
    in quotes: those that must (`minimal`), all (`all`) or all that are words (`text`); a column that departs from it
    says so itself (`Column.quoted`), `quoted_header` says so of its names. `spaced`: a space follows each delimiter.
    `marked`: a byte-order mark opens the file, where the encoding's name does not say so. `ended`: the last line has
    a line end too. `row_names`: the first column has no cell in the header, which is shorter than the rows.
    `sheet`: which one of a workbook that has several.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    quote: str = '"'
    newline: str = "\n"
    skip: int = 0
    header_lines: int = 1
    comment: str = ""
    quoting: Literal["minimal", "all", "text"] = "minimal"
    spaced: bool = False
    marked: bool = False
    ended: bool = True
    quoted_header: tuple[str, ...] | None = None
    row_names: bool = False
    sheet: str | None = None


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
    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` finds in this table; worked out when it is first asked for, and kept as long as the table is."""
        if key not in self._found:
            self._found[key] = make()
        return cast(T, self._found[key])

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
