"""Before a run: the attacks tried on real rows alone, for what their intervals will be (a pilot study)."""

from dataclasses import dataclass, replace

from synthesis.foundation.seed import Seed
from synthesis.privacy import registry
from synthesis.privacy.context import RowNumbers
from synthesis.privacy.detectable_effect import upper_bound
from synthesis.privacy.guarded import guarded
from synthesis.privacy.preparation import one_row_each, prepared
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.table import Table

MOST_ROWS = 2_000
"""Each of the three parts of a pilot has at most so many rows."""
FEWEST_ROWS = 30


@dataclass(frozen=True)
class PilotRisk:
    """What one attack found of a release of real rows that nobody learnt from.

    `outsiders`: the share of people outside who fell; `width`: from the value to the upper bound; `reach`: the share of
    people that its guesses could touch at all."""

    attack: str
    variant: str | None
    secret: str | None
    evidence: Evidence
    outsiders: float = 0.0
    width: float = 1.0
    reach: float = 1.0


@dataclass(frozen=True)
class Pilot:
    """A table of which a third played the training rows, a third the control group and a third a harmless release, each
    with `people`; `attacks`: the guesses of the run to come."""

    people: int
    attacks: int
    risks: tuple[PilotRisk, ...]

    def upper_bound(self, risk: PilotRisk, train: int, control: int) -> float:
        """The upper bound that a gain of exactly nothing gets with so many training and control people.

        From the numbers of people alone where the attack can say so (`Attack.plans`), with the rate of success on
        outsiders that the pilot found; else the pilot's own, by the square root of 1/train + 1/control."""
        attack = registry.attack_named(risk.attack)
        for plan in attack.plans(train, control, self.attacks) if attack.plans is not None else ():
            if plan.variant == risk.variant and min(plan.people) > 0:
                usual = self.by_coincidence(risk, train) if plan.usual == 0.0 else risk.outsiders
                return upper_bound(attack, plan, usual)
        return float(risk.width * ((1 / train + 1 / control) * self.people / 2) ** 0.5)

    def by_coincidence(self, risk: PilotRisk, rows: int) -> float:
        """The share of people outside whom a release of so many rows meets by chance, where this one met
        `risk.outsiders`."""
        return float(1.0 - (1.0 - risk.outsiders) ** (rows / self.people))


def pilot(table: Table, attacks: int, seed: Seed) -> Pilot:
    """The attacks on a harmless release that is made of a third of the table's own people: of 2,000 at most, and of
    three times `FEWEST_ROWS` at least.

    Real rows in the place of a release are as harmless as any release can be, and as like the source. What they gain is
    chance; what is kept is how wide the intervals are, how often people outside fall, and what cannot be judged."""
    people = one_row_each((table, None), seed)[0]
    size = min(len(people) // 3, MOST_ROWS)
    order = seed.child("pilot").generator().permutation(len(people))
    train, control, release = (_rows(people, order[size * part : size * (part + 1)]) for part in range(3))
    context = replace(prepared((train, control), release.frame, attacks, None, seed)[0], rerun=True)
    risks = [risk for attack in registry.ATTACKS for risk in guarded(attack, context)]
    return Pilot(size, attacks, tuple(map(_kept, risks)))


def _rows(table: Table, rows: RowNumbers) -> Table:
    return replace(table, frame=table.frame.iloc[rows].reset_index(drop=True))


def _kept(risk: Risk) -> PilotRisk:
    named = risk.attack, risk.variant, risk.secret, risk.evidence
    if risk.value is None or risk.high is None or risk.control is None:
        return PilotRisk(*named)
    return PilotRisk(*named, risk.control, risk.high - risk.value, risk.reach)
