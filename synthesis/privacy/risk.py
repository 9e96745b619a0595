"""What an attack found: always with its interval, its counts and what it was compared with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from synthesis.foundation.guarantee import Guarantee
from synthesis.privacy.sensitivity import Sensitivity


class Status(StrEnum):
    """How a risk stands against the limit of a policy."""

    CLEAR = "clear"
    SIGNAL = "signal"
    LEAK = "leak"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not-run"


Subject = tuple[str, str | None, str | None, tuple[str, ...]]
"""An attack, its variant, the secret that it guesses and the columns that the attacker knows."""

Change = Literal["drop", "coarsen", "leaf", "generator", "epsilon", "control", "attacks"]
"""Something to change so that a risk falls, or is settled; what each means is said at Suggestion."""

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
class Interval:
    """A number with its two-sided 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Risk:
    """One attack against one release; the fields of the outer contract, and what a policy needs to judge it.

    `value`, `low`, `high`: what the attacker gains on people in the training data over people outside it; never
    clipped, null where the attack did not run. `main`, `control`, `baseline`: success rates. `p_value`: one-sided,
    against no gain. `floor`, `ceiling`: the same attack against a release that holds no trace of the training rows and
    against a verbatim copy of them. `limit` and `status` are filled by a policy.

    Health: `attacks` guesses were found of `requested`; `controls` people outside the training rows were looked at;
    `beats_baseline`: whether the attack is right oftener than without the release (null where there is no such guess).
    A weak attack is no proof of safety. `excess`: (main − control) / (1 − control) also where `measure` is the plain
    difference. `breach`: the result cannot be had of a release that keeps its formal promise. `unaided`: what is gained
    over training rows among themselves, which needs no control rows; only where those are of another kind.

    `title`, `term`: the attack in plain words and by the field's name, as they were when it ran. `known`: the columns
    that the attacker knows, where these are not all the others; `attacker`: the way of guessing that was the strongest;
    `learned`: what the release teaches about people outside the training rows too, beyond guessing without it.
    `people`: how many there are in the training rows, where guesses are counted and not people; `precision`: the gain
    among the people about whom a guess was dared, where all people are counted."""

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
    controls: int = 0
    beats_baseline: bool | None = None
    excess: Interval | None = None
    breach: bool = False
    unaided: Interval | None = None
    title: str = ""
    term: str = ""
    known: tuple[str, ...] = ()
    attacker: str | None = None
    learned: float | None = None
    people: int | None = None
    precision: Interval | None = None

    @property
    def subject(self) -> Subject:
        """What tells the risk from all others of an audit."""
        return self.attack, self.variant, self.secret, self.known

    @property
    def reach(self) -> float:
        """The largest share of the training people that the guesses can touch, were every one right; 1 where people
        are counted, or where more guesses could have been made."""
        exhausted = self.attacks < self.requested
        return min(1.0, self.attacks / self.people) if self.people and exhausted else 1.0

    @property
    def by_people(self) -> bool:
        """Whether so few guesses were found that even if all were right they touched fewer people than the limit: then
        people decide, and not the share of guesses."""
        return self.limit is not None and self.reach < self.limit

    @property
    def below(self) -> bool:
        """Whether the whole interval lies below the limit. A search that was exhausted can be clear without it."""
        return (self.high is not None and self.limit is not None and self.high < self.limit) or self.by_people


@dataclass(frozen=True)
class Copies:
    """Rows of the release that repeat real rows. Shares are of the synthetic rows.

    `exact_train`: equal to a training row and to no control row; `exact_control`: the reverse; `rare_train`: number of
    synthetic rows equal to a training row that occurs once among all real rows; `closer_to_train`: share of synthetic
    rows nearer to a training row than to one of as many control rows, ties split, 0.5 being harmless. Null where
    nothing was measured."""

    exact_train: float | None
    exact_control: float | None
    rare_train: int | None
    closer_to_train: float | None


@dataclass(frozen=True)
class Closeness:
    """The share of the release that is nearer to training rows than chance has it: a diagnostic that can pass nothing.

    λ = (w − π) / (1 − π), where w of `rows` synthetic rows are nearest to a training row and π is the training rows'
    share of the real ones, ties counting π. 0 is harmless, 1 a copy; a few copied outliers do not move it. `against`:
    what the distances are held against; without control rows, those of training rows among themselves."""

    value: float
    low: float
    high: float
    rows: int
    against: Literal["control", "training"] = "control"


@dataclass(frozen=True)
class CovariateShift:
    """Whether the control group is of another kind than the training rows: then no gain over it means much.

    `auc`: how well a classifier tells the groups apart on rows it was not trained on (0.5: not at all), with its
    interval; `drifted`: above 0.55 and surely above 0.5. `columns`: where they differ most, the worst first.
    """

    auc: float
    low: float
    high: float
    drifted: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubgroupRisk:
    """One attack on the people of one group, beside outsiders of the same group.

    `group`: the level or band of `column` in words, never one of fewer than 50 training rows. `people`: training and
    control rows of the group that the attack looked at. `guesses`: where guesses and not people are counted (singling
    out), how many came from rows of the release in the group; else null. `surely`: the gain stands when all groups are
    allowed for (Holm, 1 %). `limit` and `status` are filled by a policy; a group too small to be cleared stays
    inconclusive.
    """

    attack: str
    variant: str | None
    secret: str | None
    column: str
    group: str
    people: tuple[int, int]
    main: float
    control: float
    value: float
    low: float
    high: float
    measure: Literal["excess", "advantage"]
    p_value: float
    surely: bool = False
    guesses: int | None = None
    limit: float | None = None
    status: Status = Status.NOT_RUN
    known: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject:
        """The subject of the risk that this is the part of one group in."""
        return self.attack, self.variant, self.secret, self.known


@dataclass(frozen=True)
class WeakSpot:
    """A kind of rows that an attack hits more than others: bands of one or two columns, no real row.

    `bands`: column and band or level in words, each pair; all with at least 50 training rows. `people`, `main`,
    `control`, `value`, `low`, `high`: as in GroupRisk. `others`: the gain on all other rows.
    """

    attack: str
    variant: str | None
    bands: tuple[tuple[str, str], ...]
    people: tuple[int, int]
    main: float
    control: float
    value: float
    low: float
    high: float
    others: float


@dataclass(frozen=True)
class RiskDriver:
    """How much of the risk one column carries.

    `value`, `low`, `high`: how much oftener the column's cell of a training row is told right by the most similar row
    of the release than that of an outsider (the advantage of guessing it). `singled`: the share of the descriptions of
    several columns that fit one training person and would not by chance that use the column, null where there are none;
    `alone`: the same of descriptions of one column."""

    column: str
    value: float
    low: float
    high: float
    singled: float | None = None
    alone: float | None = None


@dataclass(frozen=True)
class Suggestion:
    """Something to change so that a risk falls; data for a button.

    `drop` the column · `coarsen` the column (round numbers and dates, merge rare categories) · `leaf`: larger leaves or
    more smoothing of the same generator · `generator`: another generator · `epsilon`: one with a formal guarantee ·
    `control`: hold out more rows · `attacks`: make more guesses. `column` is null where none is meant.
    """

    kind: Change
    column: str | None
    reason: str


@dataclass(frozen=True)
class ColumnCoverage:
    """The attacks that compared a released column with people; where none did, `why_not` says so in a sentence."""

    column: str
    compared_by: tuple[str, ...]
    why_not: str | None = None


@dataclass(frozen=True)
class Privacy:
    """Everything that was measured about re-identification."""

    risks: tuple[Risk, ...]
    copies: Copies
    sensitivity: Sensitivity
    promise: Guarantee
    untested: tuple[str, ...] = ()
    closeness: Closeness | None = None
    drift: CovariateShift | None = None
    groups: tuple[SubgroupRisk, ...] = ()
    weak_spots: tuple[WeakSpot, ...] = ()
    carriers: tuple[RiskDriver, ...] = ()
    warnings: tuple[str, ...] = ()
    coverage: tuple[ColumnCoverage, ...] = ()

    @property
    def control_shifted(self) -> bool:
        """Whether the control rows are of another kind than the training rows."""
        return self.drift is not None and self.drift.drifted
