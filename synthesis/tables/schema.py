"""What a column is (kind), what it means to an attacker (role), and how it is spelt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from synthesis.errors import UnusableOption


class Kind(StrEnum):
    """How a column's cells are read."""

    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    DATETIME = "datetime"
    TEXT = "text"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"
    EMPTY = "empty"


class Role(StrEnum):
    """What a column means to somebody who wants to find a person in the table."""

    IDENTIFIER = "identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    OTHER = "other"
    DROP = "drop"


NUMERIC = frozenset({Kind.INTEGER, Kind.FLOAT, Kind.DATETIME})
"""Kinds that have an order and a distance."""

MODELLED = NUMERIC | {Kind.BOOLEAN, Kind.CATEGORY}
"""Kinds that a generator may fit and an attack may read; the others are made new, repeated or dropped."""


@dataclass(frozen=True)
class Column:
    """One column: `name` is unique in the table, `header` is how the file spells it, `under` what a
    second header line says.

    `format` is how cells are spelt: a strptime pattern for dates, such as `%d/%m/%Y`; the decimals of a float, such as
    `.2f` (`,.2f` and `,d` with thousands in groups); None where the plain spelling does. `blank` is how the file spells a missing cell. `missing` is a share.
    `markers` are spellings that the user says stand for a missing cell too.
    `trimmed`: the file drops the zeros that `format` would write, trailing ones of numbers (29 beside 0.92) and leading
    ones of days, months and hours (3/9/1982).
    """

    name: str
    kind: Kind
    role: Role = Role.OTHER
    pii: str | None = None
    missing: float = 0.0
    distinct: int = 0
    format: str | None = None
    reason: str = ""
    header: str | None = None
    blank: str = ""
    trimmed: bool = False
    markers: tuple[str, ...] = ()
    under: str | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column has an order and a distance."""
        return self.kind in NUMERIC

    @property
    def modelled(self) -> bool:
        """Whether a generator may fit this column and an attack may use it."""
        return self.kind in MODELLED and self.role not in (Role.IDENTIFIER, Role.DROP)

    @property
    def released(self) -> bool:
        """Whether the synthetic table has this column."""
        return self.role is not Role.DROP


@dataclass(frozen=True)
class Schema:
    """The columns of a table, in the file's order."""

    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        if len({column.name for column in self.columns}) != len(self.columns):
            raise UnusableOption("The schema names a column twice.", "Give every column a name of its own.")

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnusableOption(
            "A column was named that the table does not have.", "Columns are: " + ", ".join(self.names)
        )

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def modelled(self) -> "Schema":
        """Only the columns that a generator may fit and an attack may read."""
        return Schema(tuple(column for column in self.columns if column.modelled))

    @property
    def released(self) -> "Schema":
        """Only the columns that the synthetic table has."""
        return Schema(tuple(column for column in self.columns if column.released))

    def with_role(self, role: Role) -> tuple[str, ...]:
        """The modelled columns that play this role."""
        return tuple(column.name for column in self.columns if column.role is role and column.modelled)

    def mark(self, name: str, *markers: str) -> "Schema":
        """The schema in which these spellings, and no others, stand for a missing cell of one column too."""
        self[name]
        return Schema(tuple(replace(c, markers=markers) if c.name == name else c for c in self.columns))

    def correct(self, name: str, *, kind: Kind | None = None, role: Role | None = None) -> "Schema":
        """The schema with one column's kind or role as the user says it is."""
        self[name]
        return Schema(
            tuple(
                replace(c, kind=kind or c.kind, role=role or c.role, reason="set by the user") if c.name == name else c
                for c in self.columns
            )
        )
