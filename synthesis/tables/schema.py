"""What a column is (kind), what it means to an attacker (role), and how it is spelt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from synthesis.foundation.bounds import Count, Proportion
from synthesis.foundation.errors import UnusableOption
from synthesis.tables.generalisation import generalisation_of
from synthesis.tables.kind import Kind as Kind


class Role(StrEnum):
    """What a column means to somebody who wants to find a person in the table."""

    IDENTIFIER = "identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    OTHER = "other"
    DROP = "drop"


BY_USER = "set by the user"
"""The reason of a column whose kind or role a user corrected."""


@dataclass(frozen=True)
class Column:
    """One column: `name` is unique in the table, `header` is how the file spells it, `under` what a
    second header line says.

    `format` is how cells are spelt: a strptime pattern for dates, such as `%d/%m/%Y`; for numbers a specification such
    as `.2f` or `,d`, alone or within what is written around it, such as `${,.2f}` (see `numerals`); for times of day
    and durations, which are whole minutes or seconds, `hh:mm` or the like (see `clocks`); None where the plain spelling
    does. `blank` is how the file spells a missing cell; where it has several ways, `blanks` holds each with its share.
    `markers` are spellings that the user says stand for a missing cell too. `missing` is a share. `trimmed`: the file
    drops the zeros that `format` would write, trailing ones of numbers (29 beside 0.92) and leading ones of days,
    months and hours (3/9/1982). `match` is the share of filled cells that look like `pii`. `entity`: the cells name
    whom a row is about, and several rows may name the same one. `order`: the cells order the rows of a person.
    `coarse`: the synthetic table tells the column coarsely: as `told` says (see `generalisation`), in few steps where
    it says nothing. `quoted`: which of its cells stand in quotes that need none (see `quotes.SORTS`); None where the
    dialect says as much. `zones`: the distances from Greenwich of times that no one zone explains, with the share of
    rows that have each (see `zones`)."""

    name: str
    kind: Kind
    role: Role = Role.OTHER
    pii: str | None = None
    missing: Proportion = 0.0
    distinct: Count = 0
    format: str | None = None
    reason: str = ""
    header: str | None = None
    blank: str = ""
    trimmed: bool = False
    markers: tuple[str, ...] = ()
    under: str | None = None
    blanks: tuple[tuple[str, float], ...] = ()
    match: Proportion | None = None
    entity: bool = False
    order: bool = False
    coarse: bool = False
    quoted: tuple[str, ...] | None = None
    told: str = ""
    zones: tuple[tuple[str, float], ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether the column has an order and a distance."""
        return self.kind.numeric

    @property
    def modelled(self) -> bool:
        """Whether a generator may fit this column and an attack may use it."""
        return self.kind.modelled and self.role not in (Role.IDENTIFIER, Role.DROP)

    @property
    def released(self) -> bool:
        """Whether the synthetic table has this column."""
        return self.role is not Role.DROP


@dataclass(frozen=True)
class Constraint:
    """A rule that rows keep, as it was found; `kind` is one of `rules.rule_kinds.RULE_KINDS`.

    `order`: the first column is at most the second; `range`: each of three or more columns is at most the next, blank
    cells left out. `sum`, `product`: the last column is that of the others. `determines`: rows equal in the first
    column are equal in the second; `same`: the other way round as well. `combinations`: the columns take no combination
    of values that the source lacks, a blank being a value. `one-hot`: exactly one of the columns is 1, or yes.
    `increments`: the column is a multiple of `value`, which is null for every other kind. `blank-with`: where the first
    column is blank, so is the second; `blank-together`: the other way round as well. `constant`: the column takes no
    other value than in the source. `unique`: no row repeats an earlier one in these columns, a blank being a value;
    `no-repeats`, which names no column: in any column that is released, identifiers aside.
    `share` of the `rows` that the rule speaks of keep it. The sentence names columns and holds no cell.
    """

    kind: str
    columns: tuple[str, ...]
    sentence: str = ""
    share: Proportion = 1.0
    rows: Count = 0
    value: float | None = None


@dataclass(frozen=True)
class Schema:
    """The columns of a table, in the file's order, the rules between them that its owner confirmed, and which `sheet`
    of a workbook they are in, where it has several."""

    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()
    sheet: str | None = None

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        if len(known) != len(self.columns):
            raise UnusableOption("The schema names a column twice.", "Give every column a name of its own.")
        if sum(column.entity for column in self.columns) > 1:
            raise UnusableOption("Two columns are said to name the people.", "Mark one of them.")
        if sum(column.order for column in self.columns) > 1:
            raise UnusableOption("Two columns are said to order people's rows.", "Mark one of them.")
        if not {name for rule in self.constraints for name in rule.columns} <= known:
            raise UnusableOption("A rule names a column that the table does not have.", "Propose the rules again.")
        for column in self.columns:
            generalisation_of(column.told, column.kind, column.name)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, name: str) -> Column:
        if name not in self._named:
            raise UnusableOption(
                "A column was named that the table does not have.", "Columns are: " + ", ".join(self.names)
            )
        return self._named[name]

    def __contains__(self, name: object) -> bool:
        return name in self._named

    @cached_property
    def _named(self) -> dict[object, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def modelled(self) -> "Schema":
        """Only the columns that a generator may fit and an attack may read."""
        return self._only(tuple(column for column in self.columns if column.modelled))

    @property
    def released(self) -> "Schema":
        """Only the columns that the synthetic table has."""
        return self._only(tuple(column for column in self.columns if column.released))

    def _only(self, columns: tuple[Column, ...]) -> "Schema":
        kept = {column.name for column in columns}
        return Schema(columns, tuple(rule for rule in self.constraints if kept.issuperset(rule.columns)))

    @property
    def entity(self) -> str | None:
        """The column that names whom a row is about, where several rows may be about the same person."""
        return next((column.name for column in self.columns if column.entity), None)

    @property
    def order(self) -> str | None:
        """The column that orders the rows of a person, where one is marked and may be learnt."""
        return next(
            (column.name for column in self.columns if column.order and column.modelled and column.numeric), None
        )

    @property
    def sequential(self) -> bool:
        """Whether rows are steps of people in a known order."""
        return self.entity is not None and self.order is not None

    def ordered_by(self, name: str | None) -> "Schema":
        """The schema in which that column orders the rows of a person; None where nothing does."""
        if name is not None and not (self[name].numeric and self[name].modelled):
            raise UnusableOption("Rows are ordered by a number or a date.", "Mark such a column.")
        return replace(self, columns=tuple(replace(c, order=c.name == name) for c in self.columns))

    def of_people(self, name: str | None) -> "Schema":
        """The schema with that column as the one that names people, an identifier then; None where a row is a
        person."""
        if name is not None:
            self[name]
        columns = tuple(
            replace(c, entity=True, role=c.role if c.role is Role.DROP else Role.IDENTIFIER)
            if c.name == name
            else replace(c, entity=False)
            for c in self.columns
        )
        return replace(self, columns=columns)

    def ruled(self, constraints: Iterable[Constraint]) -> "Schema":
        """The schema with these rules as the confirmed ones."""
        return replace(self, constraints=tuple(constraints))

    def with_role(self, role: Role) -> tuple[str, ...]:
        """The modelled columns that play this role."""
        return tuple(column.name for column in self.columns if column.role is role and column.modelled)

    def mark(self, name: str, *markers: str) -> "Schema":
        """The schema in which these spellings, and no others, stand for a missing cell of one column too."""
        self[name]
        return replace(self, columns=tuple(replace(c, markers=markers) if c.name == name else c for c in self.columns))

    def generalise(self, name: str, way: str = "") -> "Schema":
        """The schema in which one column is generalised: as `generalisation_of` reads it, in few steps unless that is
        given."""
        self[name]
        return replace(
            self, columns=tuple(replace(c, coarse=True, told=way) if c.name == name else c for c in self.columns)
        )

    def generalised(self, ways: Mapping[str, str]) -> "Schema":
        """The schema in which these of its columns are generalised, each in its way, and no others."""
        columns = (replace(c, coarse=c.name in ways, told=ways.get(c.name, "")) for c in self.columns)
        return replace(self, columns=tuple(columns))

    def correct(self, name: str, *, kind: Kind | None = None, role: Role | None = None) -> "Schema":
        """The schema with one column's kind or role as the user says it is."""
        self[name]
        return replace(
            self,
            columns=tuple(_corrected(c, kind or c.kind, role or c.role) if c.name == name else c for c in self.columns),
        )


def _corrected(column: Column, kind: Kind, role: Role) -> Column:
    """The column as the user says; one that is no identifier after all names no people."""
    people = column.entity and role in (Role.IDENTIFIER, Role.DROP)
    way = column.told if kind == column.kind else ""
    return replace(column, kind=kind, role=role, entity=people, told=way, reason=BY_USER)
