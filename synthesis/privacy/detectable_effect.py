"""Before anything is run: how small a gain each attack could rule out, and how small a one it could notice."""

from collections.abc import Callable
from dataclasses import dataclass

from synthesis.privacy import registry
from synthesis.privacy.contract import Attack, SensitivityPlan
from synthesis.privacy.intervals import Gain, advantage, excess


@dataclass(frozen=True)
class DetectableEffect:
    """What an attack of this size can say.

    `certifies`: the upper bound that a release without any leak would get; a limit below it cannot be passed.
    `notices`: the smallest gain, in steps of 0.001, whose lower bound would lie above nothing; null where there is
    none. `people`: training and control rows that the attack looks at."""

    attack: str
    variant: str | None
    people: tuple[int, int]
    certifies: float
    notices: float | None


def detectable_effects(train_rows: int, control_rows: int, attacks: int = 2000) -> tuple[DetectableEffect, ...]:
    """The power of each attack that compares two groups of people, from their numbers alone.

    By `Attack.plans`, with the rate of success on outsiders that they suppose: replication none; membership 1 %, of
    outliers 5 %; linkability 1 %; inference one half, the worst there is. Real rates, and hence real intervals, differ.
    An attack without a plan is not foretold. Empty without a control group."""
    if control_rows < 1 or train_rows < 1:
        return ()
    return tuple(
        _effect(attack, plan)
        for attack in registry.ATTACKS
        if attack.plans is not None
        for plan in attack.plans(train_rows, control_rows, attacks)
        if min(plan.people) > 0
    )


def not_foretold() -> tuple[Attack, ...]:
    """The attacks whose power does not follow from numbers of people."""
    return tuple(attack for attack in registry.ATTACKS if attack.plans is None)


def _effect(attack: Attack, plan: SensitivityPlan) -> DetectableEffect:
    at = _gains(attack, plan, plan.usual)
    return DetectableEffect(attack.name, plan.variant, plan.people, at(0.0).high, _notices(at))


def upper_bound(attack: Attack, plan: SensitivityPlan, usual: float) -> float:
    """The upper bound of a gain of nothing where `usual` is the share of people outside who fall."""
    return _gains(attack, plan, usual)(0.0).high


def _gains(attack: Attack, plan: SensitivityPlan, usual: float) -> Callable[[float], Gain]:
    """The interval of each true gain."""
    (train, control), (inside, outside) = plan.people, plan.rates
    measure, other = (
        (excess if attack.measure == "excess" else advantage),
        outside(round(usual * control), control),
    )
    room = 1.0 - usual if attack.measure == "excess" else 1.0

    def at(gain: float) -> Gain:
        share = usual + gain * room
        return measure(inside(min(round(share * train), train), train), other)

    return at


def _notices(at: Callable[[float], Gain]) -> float | None:
    low, high = 0, 1000
    if at(1.0).low <= 0.0:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle / 1000).low > 0.0 else (middle, high)
    return high / 1000
