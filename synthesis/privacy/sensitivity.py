"""How small a leak an audit would have noticed: what was hidden in the release on purpose, and who saw it."""

from dataclasses import dataclass
from typing import Literal

Planted = Literal["rows", "three-cells", "five-per-cent", "half-rows", "known-columns", "identifiers"]
"""What is made of training rows before they are hidden in a release."""

CANARY_SHARES = (0.01, 0.02, 0.05, 0.1)
"""Of the training rows, how many are hidden in a release."""
NOTICED = 0.05
"""The level at which a gain is significant among all risks of an audit, so that what was hidden counts as noticed."""


@dataclass(frozen=True)
class Canary:
    """One run of the positive control: what was made of `rows` training rows, a `share` of all, was hidden in the
    release.

    `noticed_by`: the attacks that then saw a significant gain and saw none before, as `attack` or `attack/variant`.
    """

    share: float
    noticed: bool
    rows: int = 0
    noticed_by: tuple[str, ...] = ()
    kind: Planted = "rows"


@dataclass(frozen=True)
class Sensitivity:
    """The smallest planted leak that the same attacks would have noticed; null where none was, or none was measured.

    `smallest_leak_noticed` speaks of verbatim rows; `smallest` of any kind of canary. Of no kind is a larger share
    tried once one was noticed.

    `already`: the attacks that saw a gain before anything was hidden, which can say nothing of what was.
    """

    smallest_leak_noticed: float | None = None
    planted: tuple[Canary, ...] = ()
    note: str = ""
    already: tuple[str, ...] = ()

    def smallest(self, kind: Planted) -> float | None:
        """The smallest share of this kind that was noticed; None where none was."""
        return min((one.share for one in self.planted if one.kind == kind and one.noticed), default=None)
