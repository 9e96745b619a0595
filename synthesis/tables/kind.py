"""What a column is, and what can be done with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

GeneralisedBy = Literal["whole-step", "step", "calendar", "prefix"]
"""Numbers to multiples of a step, dates to a span of the calendar, words and codes to their first characters."""


@dataclass(frozen=True)
class Traits:
    """What holds of every column of a kind, each said where the kind is: see the properties of `Kind`."""

    label: str
    dtype: str = "object"
    numeric: bool = False
    modelled: bool = False
    naming: bool = False
    constant: bool = False
    generalised_by: GeneralisedBy = "prefix"


_UNSAID = Traits("")


class Kind(StrEnum):
    """How a column's cells are read, and what can be done with a column of that kind."""

    INTEGER = (
        "integer",
        Traits("Whole number", "Int64", numeric=True, modelled=True, naming=True, generalised_by="whole-step"),
    )
    FLOAT = "float", Traits("Number", "float64", numeric=True, modelled=True, generalised_by="step")
    BOOLEAN = "boolean", Traits("Yes or no", modelled=True)
    CATEGORY = "category", Traits("Category", modelled=True, naming=True)
    DATETIME = (
        "datetime",
        Traits("Date or time", "datetime64[us]", numeric=True, modelled=True, generalised_by="calendar"),
    )
    TEXT = "text", Traits("Free text", naming=True)
    IDENTIFIER = "identifier", Traits("Identifier", naming=True)
    CONSTANT = "constant", Traits("Always the same", constant=True)
    EMPTY = "empty", Traits("Empty", constant=True)

    traits: Traits

    def __new__(cls, value: str, traits: Traits = _UNSAID) -> "Kind":
        """The kind that is written `value`."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.traits = traits
        return kind

    @property
    def label(self) -> str:
        """What pages call it."""
        return self.traits.label

    @property
    def numeric(self) -> bool:
        """Whether its cells have an order and a distance."""
        return self.traits.numeric

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
    def amount(self) -> bool:
        """Whether its cells are numbers that can be added up."""
        return self.whole or self.decimal

    @property
    def nominal(self) -> bool:
        """Whether its cells are a few values without an order, by which rows can be grouped."""
        return self.modelled and not self.numeric

    @property
    def truth(self) -> bool:
        """Whether its cells mean yes and no."""
        return self is Kind.BOOLEAN

    @property
    def wordy(self) -> bool:
        """Whether its cells are words, codes or texts."""
        return not (self.numeric or self.constant)

    @property
    def prose(self) -> bool:
        """Whether its cells are free text."""
        return self is Kind.TEXT

    @property
    def modelled(self) -> bool:
        """Whether a generator may fit it and an attack may read it; the others are made new, repeated or dropped."""
        return self.traits.modelled

    @property
    def naming(self) -> bool:
        """Whether its cells may name whom a row is about."""
        return self.traits.naming

    @property
    def unique(self) -> bool:
        """Whether its cells are codes that tell rows apart."""
        return self is Kind.IDENTIFIER

    @property
    def constant(self) -> bool:
        """Whether all of its cells are alike, or none is filled."""
        return self.traits.constant

    @property
    def filled(self) -> bool:
        """Whether any of its cells holds a value."""
        return self is not Kind.EMPTY

    @property
    def generalised_by(self) -> GeneralisedBy:
        """How its cells can be generalised."""
        return self.traits.generalised_by

    @property
    def dtype(self) -> str:
        """The type of such a column in a frame."""
        return self.traits.dtype
