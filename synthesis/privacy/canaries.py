"""The positive control: hide training rows in the release on purpose, and see from how many on the attacks notice."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from synthesis.privacy import registry
from synthesis.privacy.changed_canaries import changed_canaries
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import Planting
from synthesis.privacy.intervals import holm
from synthesis.privacy.risk import Risk
from synthesis.privacy.sensitivity import CANARY_SHARES, NOTICED, Canary, Sensitivity

Attacked = Callable[[AttackContext], Sequence[Risk]]


def sensitivity(context: AttackContext, risks: Sequence[Risk], attacked: Attacked) -> Sensitivity:
    """The smallest share of training rows that could not have been copied into this release without being noticed.

    1, 2, 5 and 10 % of the training rows, drawn at random, are added to the release as they are, until one of these
    shares is noticed, and every attack is made again. What does not depend on the hidden rows is taken over
    (`Attack.plant`): distances to the release, guesses that still fit one of its rows, the rows most like a person. An
    attack that takes nothing over, such as linkability, whose lists a hidden row changes, starts anew. Noticed: a gain
    above nothing that stays significant among all risks of the audit (Holm, 5 %), by an attack that saw none before.
    Then the same of rows that were changed, of parts of rows and of identifiers (`changed_canaries`). `risks`: what was
    found without them. Copies of outliers alone, or of changed rows, may be noticed earlier or later. Needs four
    control rows."""
    before = noticed(risks)
    found = _verbatim(context, attacked, before)
    smallest = next((one.share for one in found if one.noticed), None)
    return Sensitivity(smallest, (*found, *changed_canaries(context, risks, before)), _note(before), before)


def _verbatim(context: AttackContext, attacked: Attacked, before: tuple[str, ...]) -> list[Canary]:
    """Rows hidden as they are: every share up to the first that is noticed."""
    found: list[Canary] = []
    for share, rows, release in with_hidden_rows(context):
        by = _besides(noticed(attacked(release)), before)
        found.append(Canary(share, bool(by), rows, by))
        if by:
            break
    return found


def _note(before: tuple[str, ...]) -> str:
    said = "Hidden rows were looked for by every attack."
    return f"{said} The release shows a gain without them: attacks that saw it do not count here." if before else said


def _besides(by: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in by if name not in before)


def with_hidden_rows(context: AttackContext) -> Iterator[tuple[float, int, AttackContext]]:
    """For each share: the number of rows hidden, and the people attacked through the release with them."""
    order = context.seed.child("planted").generator().permutation(len(context.train))
    counts = [max(1, round(share * len(order))) for share in CANARY_SHARES]
    before = context
    for share, (low, high) in zip(CANARY_SHARES, pairwise([0, *counts]), strict=True):
        before = _with(context, before, order, low, high)
        yield share, high, before


def _with(context: AttackContext, before: AttackContext, order: RowNumbers, low: int, high: int) -> AttackContext:
    """`context` with the first `high` rows hidden; `before` holds the first `low`."""
    hidden = order[low:high]
    if not len(hidden):
        return before
    release = np.concatenate([before.synthetic, context.train[hidden]])
    planted = context.against(release, attacks=context.attacks, accusable=context.most)
    given = Planting(context, before, planted, hidden, order[:high])
    for attack in registry.ATTACKS:
        if attack.plant is not None:
            attack.plant(given)
    return planted


def noticed(risks: Sequence[Risk]) -> tuple[str, ...]:
    """The attacks that see a significant gain, as `attack` or `attack/variant`."""
    able = [risk for risk in risks if risk.p_value is not None]
    adjusted = holm([risk.p_value or 0.0 for risk in able])
    names = (
        "/".join(filter(None, (risk.attack, risk.variant)))
        for risk, p_value in zip(able, adjusted, strict=True)
        if (risk.low or 0.0) > 0.0 and p_value <= NOTICED
    )
    return tuple(dict.fromkeys(names))
