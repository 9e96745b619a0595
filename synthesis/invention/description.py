"""What somebody writes down of a table that they have not seen: columns, shares, links and rules."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast, get_args

import numpy as np

from synthesis.foundation.errors import UnusableOption
from synthesis.tables import Constraint, Kind, Schema
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.rule_kinds import RULE_KINDS

Shape = Literal["even", "bell", "skewed-right", "skewed-left"]
Sort = Literal[
    "integer",
    "float",
    "datetime",
    "boolean",
    "category",
    "identifier",
    "name",
    "email",
    "username",
    "phone",
    "address",
    "city",
    "postcode",
    "ip",
    "url",
]

SORTS: tuple[str, ...] = get_args(Sort)
SHAPES: tuple[str, ...] = get_args(Shape)
NUMBERS = tuple(kind.value for kind in Kind if kind.numeric)
WORDS = tuple(kind.value for kind in Kind if kind.nominal)
RULES: dict[str, DescribedRule] = {kind.name: kind.described for kind in RULE_KINDS if kind.described is not None}
"""The kinds of rule that a description may hold, and how it keeps each."""

PATTERNS = {"identifier": "A999999", "phone": "(999) 555-0199", "postcode": "99999"}
"""What codes look like where nobody says so: 9 is any digit, A and a any letter, all else stands for itself. Phone
numbers with 555-01 are kept free for fiction."""

LARGEST = 1_000_000
_MOST_COLUMNS = 500


def _no_levels() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Described:
    """One column as somebody describes it.

    Numbers and dates lie from `low` to `high` (dates as `2024-12-31`) with a `shape` between: `even`, `bell` or a long
    tail to one side; numbers have `decimals`. Words have `levels`, each with a weight of its own; the weights need not
    sum to one, and the order of the levels is the one that links speak of. Codes follow a `pattern`. `blank` is the
    share of blank cells.
    """

    name: str
    kind: Sort = "category"
    low: float | str | None = None
    high: float | str | None = None
    shape: Shape = "even"
    decimals: int = 2
    levels: Mapping[str, float] = field(default_factory=_no_levels)
    pattern: str = ""
    blank: float = 0.0

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise UnusableOption("A column has no name.", "Give every column a name.")
        if self.kind not in SORTS:
            raise self._refused("has an unknown kind", f"Kinds are: {', '.join(SORTS)}.")
        if self.shape not in SHAPES:
            raise self._refused("has an unknown shape", f"Shapes are: {', '.join(SHAPES)}.")
        if not 0.0 <= self.blank <= 1.0:
            raise self._refused("has an impossible share of blanks", "Give a share from 0 to 1.")
        if not 0 <= self.decimals <= 9:
            raise self._refused("has an impossible number of decimals", "Give 0 to 9.")
        if self.kind in NUMBERS:
            self.range()
        if self.kind in WORDS:
            self.weights()

    def range(self) -> tuple[float, float]:
        """The smallest and the largest value; dates as days since 1970. UnusableOption where they are no range."""
        low, high = self._place(self.low), self._place(self.high)
        if not low <= high:
            raise self._refused("ends before it begins", "Let 'high' be at least 'low'.")
        if self.kind == "integer" and math.floor(high) < math.ceil(low):
            raise self._refused("has no whole number in its range", "Widen the range.")
        return low, high

    def weights(self) -> dict[str, float]:
        """The share of each level, summing to one. UnusableOption where there are none or one is no share."""
        found = {str(name): float(weight) for name, weight in self.levels.items()} or self._usual_levels()
        total = sum(found.values())
        if any(not 0.0 <= weight < math.inf for weight in found.values()) or total <= 0:
            raise self._refused("has a level without a share", "Give each level a positive number, such as 0.3.")
        return {name: weight / total for name, weight in found.items()}

    def _usual_levels(self) -> dict[str, float]:
        if self.kind == "boolean":
            return {"no": 0.5, "yes": 0.5}
        raise self._refused("has no levels", "Write its levels with their shares, such as red 50, blue 30, green 20.")

    def _place(self, bound: float | str | None) -> float:
        try:
            if self.kind == "datetime":
                return float(np.datetime64(str(bound), "D").astype("int64"))
            number = float(bound)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            wanted = "dates such as 2024-12-31" if self.kind == "datetime" else "numbers"
            raise self._refused("has no range", f"Write 'low' and 'high' as {wanted}.") from None
        if not math.isfinite(number) or abs(number) > 1e15:
            raise self._refused("has a bound that is too large", "Stay within a quadrillion either way.")
        return number

    def _refused(self, what: str, advice: str) -> UnusableOption:
        return UnusableOption(f"The column {self.name or '?'} {what}.", advice)


@dataclass(frozen=True)
class Link:
    """Two ordered columns rise together: `value` is the rank correlation (Spearman's ρ) that is asked for, −1 to 1."""

    first: str
    second: str
    value: float


@dataclass(frozen=True, eq=False)
class Description:
    """A table in words: its columns in order, how pairs of them hang together, and the rules that every row keeps.

    UnusableOption names the column or rule that cannot be.
    """

    columns: tuple[Described, ...]
    links: tuple[Link, ...] = ()
    rules: tuple[Constraint, ...] = ()
    name: str = "Invented table"

    def __post_init__(self) -> None:
        if not self.columns:
            raise UnusableOption("The description has no columns.", "Describe at least one.")
        if len(self.columns) > _MOST_COLUMNS:
            raise UnusableOption("The description has too many columns.", f"Describe at most {_MOST_COLUMNS}.")
        if len({column.name for column in self.columns}) < len(self.columns):
            raise UnusableOption("Two columns have the same name.", "Give every column a name of its own.")
        for link in self.links:
            self._check_link(link)
        for rule in self.rules:
            self._check_rule(rule)

    def __getitem__(self, name: str) -> Described:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnusableOption("A link or rule names a column that is not described.", "Columns: " + self._names())

    def _check_link(self, link: Link) -> None:
        for name in (link.first, link.second):
            if self[name].kind not in NUMBERS + WORDS:
                raise UnusableOption(f"The column {name} has no order.", "Link numbers, dates, or ordered categories.")
        if link.first == link.second or not -1.0 <= link.value <= 1.0:
            raise UnusableOption("A link is not possible.", "Link two columns, with a number from -1 to 1.")

    def _check_rule(self, rule: Constraint) -> None:
        if rule.kind not in RULES:
            raise UnusableOption(
                f"A description cannot hold a rule of kind {rule.kind}.", f"Rules: {', '.join(RULES)}."
            )
        columns, known = [self[name] for name in rule.columns], RULES[rule.kind]
        if not known.counts(len(columns)):
            raise UnusableOption(
                f"A rule of kind {rule.kind} has another number of columns.", "Name two; for sums three."
            )
        if not known.fits(column.kind for column in columns):
            wanted = ", ".join(known.kinds)
            raise UnusableOption(f"A rule of kind {rule.kind} names a column of another kind.", f"It takes: {wanted}.")

    def _names(self) -> str:
        return ", ".join(column.name for column in self.columns)


def blank_description(schema: Schema, name: str = "Invented table") -> Description:
    """A description to be filled in, with the names and kinds of a schema and nothing of its data: every range is 0 to
    100 or the year 2024, every category A, B or C."""
    return Description(tuple(_blank(c.name, c.kind, c.pii) for c in schema if c.released), name=name)


def _blank(name: str, kind: Kind, pii: str | None) -> Described:
    sort = cast(Sort, next((one for one in (pii, kind.value) if one in SORTS), "category"))
    if sort == "datetime":
        return Described(name, sort, "2024-01-01", "2024-12-31")
    if sort in NUMBERS:
        return Described(name, sort, 0, 100)
    if sort == "category":
        return Described(name, sort, levels={"A": 1, "B": 1, "C": 1})
    return Described(name, sort)
