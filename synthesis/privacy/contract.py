"""What an attack is: one value that carries all that the program needs to know of it, in the order a reader asks.

Policies, wording, pages, the report, the audit's JSON, detectable effects, subgroup risks, weak spots, risk drivers,
the positive control and suggestions follow from it. Adding an attack is one file and one line in
`synthesis.privacy.registry`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.intervals import Rate, exact
from synthesis.privacy.measurement import GainMeasure, RiskSubject
from synthesis.privacy.risk import Change, Risk, RiskDriver, SubgroupRisk
from synthesis.privacy.subgroups import Subgroup

LimitClass = Literal["copies", "gain"]
"""Which limit a preset policy gives an attack: that of people who stand in the release, or that of a gain."""

COMPARED = (
    "Of 1,000 people in the training data, the attack is right about {inside}; of 1,000 who were never in it, about "
    "{outside}, by luck."
)
"""What is said of an attack that says nothing of its own, or that a record names and this version does not know."""


@dataclass(frozen=True)
class Variant:
    """One of several ways in which an attack is tried, a risk of its own; `sentence` empty: that of the attack."""

    name: str | None
    title: str
    term: str
    sentence: str = ""


@dataclass(frozen=True, eq=False)
class RowHits:
    """Whom one attack got: the training and control rows it looked at, and for each whether it was right.

    `chosen_of`: among how many ways of attacking this one was picked for its success, for which a p-value pays.
    """

    subject: RiskSubject
    rows: tuple[RowNumbers, RowNumbers]
    right: tuple[Flags, Flags]
    chosen_of: int = 1


@dataclass(frozen=True)
class SensitivityPlan:
    """What decides how small a gain an attack can show, before it is run.

    `people`: training and control rows that it looks at. `usual`: the supposed rate of success on people outside.
    `rates`: the intervals of the rates on training and on control rows.
    """

    people: tuple[int, int]
    usual: float
    rates: tuple[Callable[[int, int], Rate], Callable[[int, int], Rate]] = (exact, exact)
    variant: str | None = None


@dataclass(frozen=True, eq=False)
class Planting:
    """Training rows that are hidden in a release, on top of those that were hidden `before`.

    `context`: the release without any; `planted`: the one with all of them; `hidden`: the rows that are new in it;
    `everything`: all that are hidden in it, behind the rows of the release in this order.
    """

    context: AttackContext
    before: AttackContext
    planted: AttackContext
    hidden: RowNumbers
    everything: RowNumbers


Run = Callable[[AttackContext], tuple[Risk, ...]]
RowByRow = Callable[[AttackContext], Iterable[RowHits]]
Plans = Callable[[int, int, int], Sequence[SensitivityPlan]]
"""From training rows, control rows and guesses."""
Blame = Sequence[tuple[str, str]]
"""Columns to begin with, and why each."""


def best_read(risk: Risk, drivers: Sequence[RiskDriver]) -> Blame:
    """The two columns of this risk whose cells the release tells best of people in the data."""
    usable = [driver.column for driver in drivers if driver.column in risk.columns and driver.low > 0.0]
    because = "“{}” is among the columns whose cells the release tells best of people in the data."
    return [(column, because.format(column)) for column in usable[:2]]


@dataclass(frozen=True)
class Attack:
    """A way to find people of the training rows in a release.

    `title`: plain words or a question, `term`: the name under which the field knows it, `story`: what the attacker has
    and does. `sentence`: what was found, with `{inside}` and `{outside}` of 1,000 people and `{secret}`. `variants`:
    the ways it is tried, none where there is one only. `run(context)` gives at least one risk, never raises for an odd
    table, and calls what it could not do by its name.

    `measure`: how the gain is expressed. `limit`: which limit of a preset policy it has to keep. `per_secret`: one risk
    a secret column. `names_people`: its gain is the share of all training people who are given away, one by one.
    `sampled`: more guesses narrow its interval. `combined`: it is also made on rows put together
    from several releases. `bounded`: a formal guarantee bounds it, and is held against it.

    What else can be said of it, each nothing by default: `plans`, how small a gain it can show from numbers of people
    alone; `hits`, whom it got, for subgroup risks and, where `spotted`, for weak spots; `by_group`, the same where not
    people but guesses are counted; `cells`, for each column whose cells were guessed right, and `shares`, for fields of
    a risk driver the part of the gain that each column has, for risk drivers; `plant`, what is known of a release once
    rows are hidden in it, so that the positive control need not start anew; `duplicate_baseline`, its risks with the
    gain over training rows among themselves, for control rows of another kind.

    `lowered_by`: what may lower the risk, the best first; `blamed`: the columns to begin with, and why.
    """

    name: str
    title: str
    term: str
    story: str
    run: Run
    sentence: str = COMPARED
    variants: tuple[Variant, ...] = ()
    measure: GainMeasure = "excess"
    limit: LimitClass = "gain"
    per_secret: bool = False
    names_people: bool = False
    sampled: bool = False
    bounded: bool = False
    combined: bool = False
    plans: Plans | None = None
    hits: RowByRow | None = None
    spotted: bool = False
    by_group: Callable[[AttackContext, Sequence[Subgroup]], Iterable[SubgroupRisk]] | None = None
    cells: Callable[[AttackContext], Iterable[tuple[int, tuple[Flags, Flags]]]] | None = None
    shares: Callable[[AttackContext], Mapping[str, Numbers | None]] | None = None
    plant: Callable[[Planting], None] | None = None
    duplicate_baseline: Callable[[AttackContext, Sequence[Risk]], tuple[Risk, ...]] | None = None
    lowered_by: tuple[Change, ...] = ("coarsen", "drop", "leaf", "generator", "epsilon")
    blamed: Callable[[Risk, Sequence[RiskDriver]], Blame] = best_read

    @property
    def ways(self) -> tuple[Variant, ...]:
        """The variants; of an attack that is tried in one way only the attack itself."""
        return self.variants or (Variant(None, self.title, self.term, self.sentence),)

    def way(self, variant: str | None) -> Variant:
        """What is said of one variant; of one that there is not, or of all together, what is said of the attack."""
        whole = Variant(variant, self.title, self.term, self.sentence)
        return next((one for one in self.variants if one.name == variant), whole)

    def sentence_of(self, variant: str | None) -> str:
        """The sentence of one variant, or of the attack."""
        return self.way(variant).sentence or self.sentence


def everybody(context: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    """All training and control rows."""
    return np.arange(len(context.train)), np.arange(len(context.control))


def sampled_rows(context: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    """The training and control rows that a sampling attack looks at."""
    return context.some("train", context.attacks), context.some("control", context.attacks)
