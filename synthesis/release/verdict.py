"""Measured risk decides: a release passes, fails, or cannot be judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from synthesis.foundation.numerals import count
from synthesis.privacy.intervals import holm
from synthesis.privacy.measurement import EXACT
from synthesis.privacy.registry import attack_named
from synthesis.privacy.risk import Privacy, Risk, Status, SubgroupRisk, Subject
from synthesis.privacy.sensitivity import Planted
from synthesis.release import wording
from synthesis.release.policy import Policy, Rule

SIGNIFICANCE = 0.05
"""Family-wise error rate of the notes on statistical significance."""


HOLM_LEVEL = 0.025
"""Level of the exact test without which no gain is a leak, however few risks there are: where nearly all outsiders fall
too, an excess over them has so little room that its interval alone could mislead."""


COPIED = 0.01
"""The share of the training people from which on a gain among those about whom a guess was dared is a leak: our own,
that of copied rows for public release."""

FEWEST_HITS = 3
"""So few people are a coincidence that decides nothing, unless an exact test says otherwise."""


class Outcome(StrEnum):
    """The three verdicts; there is no score between them."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True)
class Verdict:
    """The outcome, and one sentence for each rule that did not pass."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()


def sterner(first: Verdict, again: Verdict) -> Verdict:
    """The graver outcome of two audits of one release, with the reasons of both."""
    gravity = (Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.FAIL)
    outcome = max(first.outcome, again.outcome, key=gravity.index)
    return Verdict(outcome, (*first.reasons, *(f"Attacked again with fresh draws. {one}" for one in again.reasons)))


def judge(policy: Policy, privacy: Privacy, people: int) -> tuple[Privacy, Verdict]:
    """Each risk against its limit, and the verdict over all of them.

    `people`: real rows, training and control together; with fewer than the policy's smallest table nothing passes.

    Two denominators. Where an attack finds so few guesses that they touch a smaller share of the training people than
    the limit even if every one were right, people decide: it is clear, or a signal where its gain is significant. Where
    it dares a guess about few people but is right about them, the gain among those decides: over the limit, and with 1
    % of all training people or more, it is a leak; with fewer it stays inconclusive. So does a gain under the limit by
    which more people are surely given away, one by one, than the policy wants to be noticed where they are hidden.

    A PASS needs the upper bound of every risk below its limit (an intersection-union test, so no correction for the
    number of risks); leaks, and signs of a gain below the limit, must stand when all risks are allowed for (Holm 1979),
    or many secrets in a small table would accuse somebody by chance. And where training rows or identifiers were hidden
    in the release to see whether that is noticed, it must have been, at the policy's share or below.

    Control rows of another kind than the training rows show nobody's luck: gains over them are neither leaks nor clear,
    and only copies beyond what training rows have among themselves fail the release."""
    significant = _surely_above(privacy.risks)
    status = _status_without_control if privacy.control_shifted else _status
    judged = tuple(
        replace(risk, limit=rule.limit, status=status(risk, rule, sure, policy.noticed))
        for risk, rule, sure in zip(privacy.risks, map(policy.rule_for, privacy.risks), significant, strict=True)
    )
    groups = tuple(_judged_group(group, policy, privacy.control_shifted) for group in privacy.groups)
    found = replace(privacy, risks=judged, groups=groups)
    return found, _verdict(policy, found, people)


def judge_rounds(
    policy: Policy, first: Privacy, again: Privacy | None, people: int
) -> tuple[Privacy, Privacy | None, Verdict]:
    """Both rounds of attacks against their limits, and the graver verdict; of the first alone where there was no
    other."""
    judged, verdict = judge(policy, first, people)
    if again is None:
        return judged, None, verdict
    fresh, second = judge(policy, again, people)
    return judged, fresh, sterner(verdict, second)


def _judged_group(group: SubgroupRisk, policy: Policy, shifted: bool) -> SubgroupRisk:
    """A group against the limit of its attack; a leak only where the gain also stands among all groups (Holm, 1 %)."""
    limit = policy.rule_for(group).limit
    if shifted:
        return replace(group, limit=limit, status=Status.INCONCLUSIVE)
    if group.surely and group.low > 0:
        return replace(group, limit=limit, status=Status.LEAK if group.low >= limit else Status.SIGNAL)
    return replace(group, limit=limit, status=Status.CLEAR if group.high < limit else Status.INCONCLUSIVE)


def _status(risk: Risk, rule: Rule, significant: bool, noticed: float) -> Status:
    if risk.evidence == "not-run" or risk.value is None or risk.low is None or risk.high is None:
        return Status.NOT_RUN
    if risk.breach:
        return Status.LEAK
    if risk.reach < rule.limit:
        return Status.SIGNAL if significant and risk.low > 0 else Status.CLEAR
    if risk.evidence == "exhausted":
        return _status_on_counts(risk, rule, significant)
    if risk.low >= rule.limit and (risk.p_value is None or (significant and risk.p_value <= HOLM_LEVEL)):
        return Status.LEAK
    if significant and risk.precision is not None and risk.precision.low >= rule.limit:
        return Status.LEAK if risk.low >= COPIED and (risk.p_value or 0.0) <= HOLM_LEVEL else Status.INCONCLUSIVE
    if significant and noticed < risk.low <= risk.high < rule.limit and attack_named(risk.attack).names_people:
        return Status.INCONCLUSIVE
    if risk.evidence == "too-few":
        return Status.INCONCLUSIVE
    if risk.successes.main < FEWEST_HITS and not significant:
        return Status.CLEAR
    if risk.low > 0 and significant:
        return Status.SIGNAL
    return Status.CLEAR if risk.high < rule.limit else Status.INCONCLUSIVE


def _status_without_control(risk: Risk, rule: Rule, *_: float) -> Status:
    """Where the control rows are of another kind."""
    if risk.evidence == "not-run" or risk.value is None:
        return Status.NOT_RUN
    copied = risk.unaided is not None and risk.unaided.low >= rule.limit
    return Status.LEAK if copied else Status.INCONCLUSIVE


def _status_on_counts(risk: Risk, rule: Rule, significant: bool) -> Status:
    """Every guess there is was made, so more of them cannot narrow the interval: the exact test decides."""
    assert risk.value is not None
    if not significant and (risk.p_value is None or risk.p_value > EXACT):
        return Status.CLEAR
    return Status.LEAK if risk.value >= rule.limit else Status.SIGNAL


def _surely_above(risks: Sequence[Risk]) -> list[bool]:
    """Which gains are significant with a family-wise error rate of `SIGNIFICANCE`; those without a p-value are not."""
    adjusted = iter(holm([risk.p_value for risk in risks if risk.p_value is not None]))
    return [risk.p_value is not None and next(adjusted) <= SIGNIFICANCE for risk in risks]


def _verdict(policy: Policy, privacy: Privacy, people: int) -> Verdict:
    risks = privacy.risks
    leaks = [risk for risk in risks if risk.status is Status.LEAK]
    hit = [_group_reason(group) for group in _hidden(privacy.groups, leaks)]
    strangers = [wording.drifted(privacy.drift)] if privacy.drift is not None and privacy.control_shifted else []
    open_questions = [risk for risk in risks if _unsettled(risk) and policy.rule_for(risk).required]
    if strangers:
        open_questions = [risk for risk in open_questions if risk.status is Status.NOT_RUN]
    untested = [] if risks else ["No attack was run, so nothing is known about the risk."]
    few = [
        f"{count(people)} real rows: no attack can show that a table of fewer than {count(policy.smallest)} is safe."
    ]
    unjudgeable = few if risks and people < policy.smallest else []
    blind = _blind(policy, privacy)
    reasons = (
        *map(_reason, leaks),
        *hit,
        *map(_reason, open_questions),
        *untested,
        *_uncovered(privacy),
        *unjudgeable,
        *strangers,
        *blind,
    )
    if leaks or hit:
        return Verdict(Outcome.FAIL, reasons)
    return Verdict(Outcome.INCONCLUSIVE if reasons else Outcome.PASS, reasons)


def _uncovered(privacy: Privacy) -> list[str]:
    """The released columns that nothing compared with people, where there was anybody to compare with."""
    if all(risk.control is None for risk in privacy.risks):
        return []
    return [
        f"The column “{one.column}” was compared with nobody: {one.why_not}"
        for one in privacy.coverage
        if not one.compared_by
    ]


def _blind(policy: Policy, privacy: Privacy) -> list[str]:
    """What is said where training rows, or identifiers, were hidden in the release on purpose, and only more of them
    than the policy's share were noticed.

    Of rows nothing is said where attacks saw a gain before any were hidden, or where a table of a few categories, in
    which every kind of row turns up in any faithful release, is judged on its counts alone."""
    found = privacy.sensitivity
    counted = any(risk.attack == "replication" and risk.evidence == "exhausted" for risk in privacy.risks)
    needed: tuple[Planted, ...] = ("identifiers",) if found.already or counted else ("rows", "identifiers")
    hidden = [kind for kind in needed if any(one.kind == kind for one in found.planted)]
    seen = {kind: found.smallest(kind) for kind in hidden}
    return [
        wording.unnoticed(kind, share, policy.noticed)
        for kind, share in seen.items()
        if share is None or share > policy.noticed
    ]


def _hidden(groups: Sequence[SubgroupRisk], leaks: Sequence[Risk]) -> list[SubgroupRisk]:
    """The gravest leaking group of each attack whose average does not leak: an average that hides a minority fails
    it."""
    known = {risk.subject for risk in leaks}
    found: dict[Subject, SubgroupRisk] = {}
    for group in sorted(groups, key=lambda group: -group.low):
        if group.status is Status.LEAK and group.subject not in known:
            found.setdefault(group.subject, group)
    return list(found.values())


def _unsettled(risk: Risk) -> bool:
    return wording.unsettled(risk) or risk.status in (Status.INCONCLUSIVE, Status.NOT_RUN)


def _reason(risk: Risk) -> str:
    if risk.status is Status.NOT_RUN:
        return wording.named(risk, f"not tested. {risk.notes[0] if risk.notes else ''}").strip()
    limit = wording.percent(risk.limit)
    if risk.unaided is not None and risk.status is Status.LEAK:
        found = wording.interval(risk.unaided.value, risk.unaided.low, risk.unaided.high)
        return wording.named(
            risk, f"a gain of {found} over what training rows repeat of each other is over the limit of {limit}."
        )
    if risk.breach:
        return wording.named(
            risk, f"a gain of {wording.gain(risk)} contradicts the formal guarantee that comes with the release."
        )
    if risk.status is Status.LEAK:
        return wording.named(risk, f"a gain of {wording.gain(risk)} is over the limit of {limit}.")
    if risk.evidence == "too-few" and risk.control is None:
        return wording.named(
            risk, f"without people outside the training rows it cannot be held against the limit of {limit}."
        )
    if risk.evidence == "too-few":
        return wording.named(risk, f"too few guesses or people to judge it against the limit of {limit}.")
    if risk.below:
        found = f"a gain of {wording.gain(risk)} is below the limit of {limit} and yet no coincidence"
        return wording.named(risk, f"{found}: some of the training people are given away.")
    return wording.named(risk, f"a gain of {wording.gain(risk)} cannot be told from the limit of {limit}.")


def _group_reason(group: SubgroupRisk) -> str:
    name = wording.subject(*group.subject)
    found = wording.interval(group.value, group.low, group.high)
    lead = f"{name} For" if name.endswith("?") else f"{name}: for"
    return f"{lead} {group.column} {group.group} a gain of {found} is over the limit of {wording.percent(group.limit)}."
