"""Everything that decides a run on a given source: enough to make the same synthetic table again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from synthesis.foundation.errors import UnusableOption
from synthesis.rules.conditions import Conditions
from synthesis.tables.public_domain import PublicDomains
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect

Value = int | float | bool | str


def _none() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Recipe:
    """A generator, its settings and protections, how many rows, the seed, and the columns as the user confirmed them.

    `split` draws the control group, apart from `seed`, so that every candidate of a table is judged by the same people;
    `rows` null means as many as there are training rows; `control` null means the default share of held-out rows;
    `schema` null means the kinds and roles that reading proposes; `dialect` null that the file is spelt as it looks;
    `wish` null that the rows are to be as in the source. `declared` is what a private generator is told in place of
    looking; others do not need it.
    """

    generator: str = "trees"
    settings: Mapping[str, Value] = field(default_factory=_none)
    protections: Mapping[str, Value] = field(default_factory=_none)
    rows: int | None = None
    seed: int = 0
    control: float | None = None
    schema: Schema | None = None
    split: int = 0
    dialect: Dialect | None = None
    declared: PublicDomains | None = None
    wish: Conditions | None = None

    def __post_init__(self) -> None:
        if self.rows is not None and not 1 <= self.rows <= 10_000_000:
            raise UnusableOption("The number of rows is out of bounds.", "Ask for 1 to 10,000,000 rows.")
        if not (0 <= self.seed < 2**32 and 0 <= self.split < 2**32):
            raise UnusableOption("The seed is out of bounds.", "Give a whole number from 0 to 4,294,967,295.")
        if self.control is not None and not 0.0 < self.control < 0.9:
            raise UnusableOption("The control share is out of bounds.", "Hold out more than 0 and less than 0.9.")

    def with_schema(self, schema: Schema) -> "Recipe":
        """The recipe with its columns settled."""
        return replace(self, schema=schema)
