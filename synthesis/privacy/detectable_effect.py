"""Before anything is run: how small a gain each attack could rule out, and how small a one it could notice."""

from collections.abc import Callable
from dataclasses import dataclass

from synthesis.privacy.context import OUTER
from synthesis.privacy.intervals import Gain, Rate, advantage, counted, exact, excess, wilson
from synthesis.privacy.outlier_membership import outlying


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


@dataclass(frozen=True)
class _Plan:
    attack: str
    variant: str | None
    people: tuple[int, int]
    usual: float
    train: Callable[[int, int], Rate]
    control: Callable[[int, int], Rate]
    gain: Callable[[Rate, Rate], Gain]


def detectable_effects(train_rows: int, control_rows: int, attacks: int = 2000) -> tuple[DetectableEffect, ...]:
    """The power of each attack that compares two groups of people, from their numbers alone.

    Supposed success on outsiders: replication none; membership 1 %, of outliers 5 %; linkability 1 %; inference one
    half, the worst there is. Real rates, and hence real intervals, differ. Singling out depends on how many
    descriptions the release offers and is not foretold. Empty without a control group."""
    if control_rows < 1 or train_rows < 1:
        return ()
    return tuple(_power(plan) for plan in _plans(train_rows, control_rows, attacks) if min(plan.people) > 0)


def _plans(train: int, control: int, attacks: int) -> tuple[_Plan, ...]:
    everybody, outer = (train, control), (round(train * OUTER), round(control * OUTER))
    unusual = (round(train * outlying(control)), round(control * outlying(control)))
    some = (min(attacks, train), min(attacks, control))
    return (
        _Plan("replication", "all", everybody, 0.0, counted, exact, excess),
        _Plan("replication", "outermost", outer, 0.0, counted, exact, excess),
        _Plan("membership", None, everybody, 0.01, exact, exact, excess),
        _Plan("outlier-membership", None, unusual, 0.05, exact, exact, excess),
        _Plan("linkability", None, some, 0.01, wilson, wilson, excess),
        _Plan("inference", None, some, 0.5, wilson, wilson, advantage),
    )


def _power(plan: _Plan) -> DetectableEffect:
    train, control = plan.people
    other = plan.control(round(plan.usual * control), control)

    def at(gain: float) -> Gain:
        share = plan.usual + gain * (1.0 if plan.gain is advantage else 1.0 - plan.usual)
        return plan.gain(plan.train(min(round(share * train), train), train), other)

    return DetectableEffect(plan.attack, plan.variant, plan.people, at(0.0).high, _notices(at))


def _notices(at: Callable[[float], Gain]) -> float | None:
    low, high = 0, 1000
    if at(1.0).low <= 0.0:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle / 1000).low > 0.0 else (middle, high)
    return high / 1000
