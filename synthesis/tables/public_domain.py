"""What is public about a table before anybody looks into it: bounds, categories, whose rows they are."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.numerals import count
from synthesis.tables.schema import Kind
from synthesis.tables.table import Dialect

Bound = float | str | None
DAY = "%Y-%m-%d"
_MOST_LEVELS = 20_000
_PATTERN = re.compile(r"[^#@]*[#@].*")


@dataclass(frozen=True)
class Domain:
    """What a column may hold, as its owner says and not as its cells show.

    Exactly one of: `levels`, the categories there are; `low` and `high`, the bounds of a number or date (dates as text
    in `format`), on a grid of `step` (days for dates); `bought`, which pays for categories or bounds with privacy
    budget; `pattern`, the shape of identifiers that are made up (`#` a digit, `@` a letter); `left_out`.
    `blanks`: whether a cell may be empty. `kind` and `format` are needed where no schema says them.
    """

    name: str
    levels: tuple[str, ...] = ()
    low: Bound = None
    high: Bound = None
    step: float | None = None
    bought: bool = False
    pattern: str | None = None
    left_out: bool = False
    blanks: bool = True
    kind: Kind | None = None
    format: str | None = None

    def __post_init__(self) -> None:
        said = (bool(self.levels), self.low is not None or self.high is not None, self.bought, self.left_out)
        if sum((*said, self.pattern is not None)) != 1:
            raise UnusableOption(f"The declaration of column '{self.name}' does not say one thing.", HOW)
        if self.levels and (len(set(self.levels)) < len(self.levels) or len(self.levels) > _MOST_LEVELS):
            raise UnusableOption(f"The categories of column '{self.name}' repeat, or are too many.", HOW)
        if self.pattern is not None and not _PATTERN.fullmatch(self.pattern):
            raise UnusableOption(f"The pattern of column '{self.name}' has no place for a digit or letter.", HOW)
        if said[1]:
            self._check_bounds()

    def _check_bounds(self) -> None:
        low, high = self.bounds
        step = self.unit
        if not (math.isfinite(low) and math.isfinite(high) and low <= high and step > 0):
            raise UnusableOption(f"The bounds of column '{self.name}' are not a range of whole steps.", HOW)
        if max(abs(low), abs(high)) / step > 2.0**52:
            raise UnusableOption(f"The step of column '{self.name}' is too fine for its bounds.", HOW)

    @property
    def what(self) -> Kind:
        """The kind that the declaration amounts to where no schema says it."""
        if self.kind is not None:
            return self.kind
        if self.pattern is not None:
            return Kind.IDENTIFIER
        if self.levels or self.low is None:
            return Kind.CATEGORY
        if isinstance(self.low, str):
            return Kind.DATETIME
        return Kind.INTEGER if self.unit == int(self.unit) and float(self.low).is_integer() else Kind.FLOAT

    @property
    def unit(self) -> float:
        """The distance between two neighbouring values: seconds for dates."""
        if isinstance(self.low, str):
            return 86_400.0 * (self.step or 1.0)
        return self.step or 1.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value: dates as seconds since 1970."""
        return self._number(self.low), self._number(self.high)

    def _number(self, bound: Bound) -> float:
        if isinstance(bound, str):
            try:
                return datetime.strptime(bound, self.format or DAY).replace(tzinfo=UTC).timestamp()
            except ValueError:
                raise UnusableOption(f"A bound of column '{self.name}' is not a date.", HOW) from None
        return math.nan if bound is None else float(bound)


HOW = (
    'Say one of "levels": ["a", "b"]; "low": 0, "high": 99 and "step"; "bought": true; "pattern": "ID-####"; '
    '"left_out": true.'
)


@dataclass(frozen=True)
class PublicDomains:
    """All that is declared about a table. Whatever is said here counts as public, and is printed in the record.

    `person`: the column that names whom a row is about, where the unit of privacy is a person; at most `most` rows of a
    person are used, the first ones in the file. `target`: a column whose links to all others matter most.
    `dialect`: how the file is spelt; UTF-8 with commas where neither this nor a recipe says so.
    """

    columns: tuple[Domain, ...] = ()
    person: str | None = None
    most: int = 1
    target: str | None = None
    dialect: Dialect | None = None

    def __post_init__(self) -> None:
        if len({domain.name for domain in self.columns}) < len(self.columns):
            raise UnusableOption("A column is declared twice.", "Keep one of them.")
        if not 1 <= self.most <= 1_000:
            raise UnusableOption("The most rows of a person are out of bounds.", "Give 1 to 1,000.")

    def __getitem__(self, name: str) -> Domain | None:
        return next((domain for domain in self.columns if domain.name == name), None)

    @property
    def unit(self) -> str:
        """The unit of privacy in words."""
        if self.person is None:
            return "row"
        return f"person with at most {count(self.most)} rows" if self.most > 1 else "person with one row"
