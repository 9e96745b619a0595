"""A formal guarantee that what was measured contradicts."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, expm1

from synthesis.foundation.guarantee import Guarantee
from synthesis.privacy import registry
from synthesis.privacy.intervals import exact
from synthesis.privacy.risk import Risk


def contradicts(guarantee: Guarantee, main: int, main_tries: int, control: int, control_tries: int) -> bool:
    """Whether so many true and false accusations cannot be had of a release that is (ε, δ)-differentially private.

    Such a release bounds every accuser by TPR ≤ e^ε · FPR + δ, and by 1 − FPR ≤ e^ε · (1 − TPR) + δ (Kairouz, Oh and
    Viswanath 2015, theorem 2.1). Contradicted where it fails with the Clopper–Pearson bounds that favour the guarantee.
    Both groups must come of one random split; rows of the privacy unit, one each. Not contradicted is no proof: an
    attacker who sees the release alone seldom comes near ε."""
    if guarantee.kind != "epsilon-delta" or guarantee.epsilon is None or not main_tries or not control_tries:
        return False
    right, wrong = exact(main, main_tries), exact(control, control_tries)
    grown, slack = exp(min(guarantee.epsilon, 700.0)), guarantee.delta or 0.0
    return right.low > grown * wrong.high + slack or 1.0 - wrong.high > grown * (1.0 - right.low) + slack


def per_person(guarantee: Guarantee, rows: int) -> Guarantee:
    """What a promise says of a person with as many rows: m·ε and δ·(e^{mε} − 1)/(e^ε − 1), unless it is one about
    people.

    Group privacy: m applications of the definition to one row more (Dwork and Roth 2014, theorem 2.2, with δ).
    """
    if not guarantee.formal or guarantee.epsilon is None or guarantee.unit == "person" or rows <= 1:
        return guarantee
    epsilon = guarantee.epsilon
    grown = expm1(min(rows * epsilon, 700.0)) / expm1(min(epsilon, 700.0)) if epsilon > 0.0 else float(rows)
    return replace(guarantee, epsilon=rows * epsilon, delta=min((guarantee.delta or 0.0) * grown, 1.0), unit="person")


def with_violations(guarantee: Guarantee, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """`risks`, those that the guarantee bounds and that contradict it marked as breaches."""
    return tuple(_checked(guarantee, risk) for risk in risks)


def _checked(guarantee: Guarantee, risk: Risk) -> Risk:
    counted = risk.successes.main, risk.attacks, risk.successes.control, risk.controls
    bounded = registry.attack_named(risk.attack).bounded
    if not bounded or risk.value is None or not contradicts(guarantee, *counted):
        return risk
    level = f"ε = {guarantee.epsilon:g}"
    said = f"This cannot be had of a release with {level}: the guarantee that came with it does not hold."
    return replace(risk, breach=True, notes=(said, *risk.notes))
