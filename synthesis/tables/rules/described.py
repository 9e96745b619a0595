"""What a kind of rule says of how a table that nobody has seen, only a description, keeps it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from synthesis.foundation.arrays import Numbers
from synthesis.tables.kind import Kind


class DrawnColumns(Protocol):
    """Columns drawn from a description, which a rule may change."""

    def reckon(self, names: Sequence[str], combine: Callable[..., Numbers]) -> None:
        """The last column is what the others make together."""

    def raise_above(self, low: str, high: str) -> None:
        """Values of `high` that are below those of `low` are drawn again from what lies above."""

    def decide(self, first: str, second: str) -> None:
        """Each level of `first` has one level of `second`."""


@dataclass(frozen=True, eq=False)
class DescribedRule:
    """How a described table keeps a rule.

    `spoken`: what the form calls it, between two columns or behind several. `apply` makes drawn columns keep it, where
    values decide. `blanks`: the last column is blank wherever another is (`follow`), or all are `together`. `takes`:
    the kinds of column it may be about, all where it says nothing. `least` and `most`: how many columns it names."""

    spoken: str
    apply: Callable[[DrawnColumns, Sequence[str]], None] | None = None
    blanks: Literal["", "follow", "together"] = ""
    takes: Callable[[Kind], bool] | None = None
    least: int = 2
    most: int | None = 2

    @property
    def decides(self) -> bool:
        """Whether the last column follows from the others altogether."""
        return self.apply is not None and self.blanks == "follow"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of column that it may be about."""
        return tuple(kind for kind in Kind if self.takes is None or self.takes(kind))

    def counts(self, columns: int) -> bool:
        """Whether it may name so many."""
        return self.least <= columns and (self.most is None or columns <= self.most)

    def fits(self, kinds: Iterable[str]) -> bool:
        """Whether it may be about columns of these kinds, as a description writes them; points in time are compared
        with each other alone."""
        found = set(kinds)
        timed = {kind == Kind.DATETIME for kind in found}
        return self.takes is None or (found <= {kind.value for kind in self.kinds} and len(timed) == 1)
