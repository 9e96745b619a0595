"""What an attack found: always with its interval, its counts and what it was compared with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from synthesis.promise import Promise


class Status(StrEnum):
    """How a risk stands against the limit of a policy."""

    CLEAR = "clear"
    SIGNAL = "signal"
    LEAK = "leak"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not-run"


Evidence = Literal["sampled", "exhausted", "too-few", "not-run"]
"""How far an attack got: it made enough of its guesses; it made every guess there is and the interval is exact; it
found too few guesses or people to judge; it could not be run (the first note says why)."""


@dataclass(frozen=True)
class Counts:
    """How often the attack was right: on training rows, on control rows, and when guessing without the release."""

    main: int = 0
    control: int = 0
    baseline: int = 0


@dataclass(frozen=True)
class Risk:
    """One attack against one release; the fields of the outer contract, and what a policy needs to judge it.

    `value`, `low`, `high`: what the attacker gains on people in the training data over people outside it; never
    clipped, null where the attack did not run. `main`, `control`, `baseline`: success rates. `p_value`: one-sided,
    against no gain. `limit` and `status` are filled by a policy.
    """

    attack: str
    variant: str | None
    columns: tuple[str, ...]
    secret: str | None
    value: float | None
    low: float | None
    high: float | None
    measure: Literal["excess", "advantage"]
    requested: int
    attacks: int
    main: float | None
    control: float | None
    baseline: float | None
    successes: Counts
    evidence: Evidence
    confidence: float = 0.95
    p_value: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    limit: float | None = None
    status: Status = Status.NOT_RUN
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def below(self) -> bool:
        """Whether the whole interval lies below the limit. A search that was exhausted can be clear without it."""
        return self.high is not None and self.limit is not None and self.high < self.limit


@dataclass(frozen=True)
class Copies:
    """Rows of the release that repeat real rows. Shares are of the synthetic rows.

    `exact_train`: equal to a training row and to no control row; `exact_control`: the reverse; `rare_train`: number of
    synthetic rows equal to a training row that occurs once among all real rows; `closer_to_train`: share of synthetic
    rows nearer to a training row than to one of as many control rows, ties split, 0.5 being harmless. Null where nothing was measured.
    """

    exact_train: float | None
    exact_control: float | None
    rare_train: int | None
    closer_to_train: float | None


@dataclass(frozen=True)
class Planted:
    """One run of the positive control."""

    share: float
    noticed: bool


@dataclass(frozen=True)
class Sensitivity:
    """The smallest planted leak that the same attacks would have noticed; null where it was not measured."""

    smallest_leak_noticed: float | None = None
    planted: tuple[Planted, ...] = ()


@dataclass(frozen=True)
class Privacy:
    """Everything that was measured about re-identification."""

    risks: tuple[Risk, ...]
    copies: Copies
    sensitivity: Sensitivity
    promise: Promise
    untested: tuple[str, ...] = ()
