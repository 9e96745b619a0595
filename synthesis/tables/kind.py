"""What a column is, and what can be done with it."""

from enum import StrEnum


class Kind(StrEnum):
    """How a column's cells are read, and what can be done with a column of that kind."""

    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    DATETIME = "datetime"
    TEXT = "text"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _TITLES[self]

    @property
    def numeric(self) -> bool:
        """Whether its cells have an order and a distance."""
        return self in NUMERIC

    @property
    def calendar(self) -> bool:
        """Whether its cells are points in time."""
        return self is Kind.DATETIME

    @property
    def whole(self) -> bool:
        """Whether its cells are whole numbers."""
        return self is Kind.INTEGER

    @property
    def decimal(self) -> bool:
        """Whether its cells are numbers with decimals."""
        return self is Kind.FLOAT

    @property
    def nominal(self) -> bool:
        """Whether its cells are a few values without an order, by which rows can be grouped."""
        return self in MODELLED - NUMERIC

    @property
    def modelled(self) -> bool:
        """Whether a generator may fit it and an attack may read it."""
        return self in MODELLED

    @property
    def naming(self) -> bool:
        """Whether its cells may name whom a row is about."""
        return self in _NAMING

    @property
    def unique(self) -> bool:
        """Whether its cells are codes that tell rows apart."""
        return self is Kind.IDENTIFIER

    @property
    def dtype(self) -> str:
        """The type of such a column in a frame."""
        return _TYPES.get(self, "object")


NUMERIC = frozenset({Kind.INTEGER, Kind.FLOAT, Kind.DATETIME})
"""Kinds that have an order and a distance."""

MODELLED = NUMERIC | {Kind.BOOLEAN, Kind.CATEGORY}
"""Kinds that a generator may fit and an attack may read; the others are made new, repeated or dropped."""

_NAMING = frozenset({Kind.IDENTIFIER, Kind.CATEGORY, Kind.INTEGER, Kind.TEXT})
_TYPES = {Kind.INTEGER: "Int64", Kind.FLOAT: "float64", Kind.DATETIME: "datetime64[us]"}
_TITLES = {
    Kind.INTEGER: "Whole number",
    Kind.FLOAT: "Number",
    Kind.BOOLEAN: "Yes or no",
    Kind.CATEGORY: "Category",
    Kind.DATETIME: "Date or time",
    Kind.TEXT: "Free text",
    Kind.IDENTIFIER: "Identifier",
    Kind.CONSTANT: "Always the same",
    Kind.EMPTY: "Empty",
}
