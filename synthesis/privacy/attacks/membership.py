"""Membership: from the release alone, tell who was in the training rows."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.numerals import count
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, Planting, RowHits, SensitivityPlan
from synthesis.privacy.gower import nearest
from synthesis.privacy.intervals import area, counted, exact, excess
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, Trials, gain_of, measured_risk, not_run
from synthesis.privacy.risk import Evidence, Risk

FALSE_ACCUSATIONS = 0.01
FEWEST = 100
_SOFTENING = 1e-3


def scores(context: AttackContext) -> tuple[Numbers, Numbers]:
    """How much nearer each accused row is to the release than to strangers: ln((d_ref + 10⁻³) / (d_syn + 10⁻³)).

    The estimate of a density ratio that DOMIAS attacks with (van Breugel et al. 2023, arXiv 2302.12580), with nearest
    neighbours for densities. Training rows, then control rows; strangers are the half of the control group that a row
    is not in.
    """
    return context.once("membership scores", lambda: scores_at(context, *context.to_synthetic))


def scores_at(context: AttackContext, to_train: Numbers, to_control: Numbers) -> tuple[Numbers, Numbers]:
    """The same for a release that is as far as this from each accused training and control row."""
    (train, control), (reference, others) = context.accused, context.to_reference
    return _ratio(reference[train, 0], to_train), _ratio(others[control, 0], to_control)


def _ratio(reference: Numbers, synthetic: Numbers) -> Numbers:
    return np.log((reference + _SOFTENING) / (synthetic + _SOFTENING))


def accuse(train: Numbers, control: Numbers, share: float) -> tuple[Flags, Flags]:
    """Who is accused if at most `share` of the control rows, and at least one, may be accused falsely.

    Rows whose score ties with the first control row to be spared are spared.
    """
    allowed = min(max(1, int(len(control) * share)), len(control) - 1)
    bar = np.sort(control)[::-1][allowed]
    return train > bar, control > bar


def run(context: AttackContext) -> tuple[Risk, ...]:
    """The share of training rows an attacker names who wrongly accuses 1 % of outsiders, over that 1 %.

    All rows are accused, each measured against a reference half of the control group that it is not in. Clopper–Pearson
    intervals on both rates; p by Fisher's test.
    """
    subject = RiskSubject("membership", None, context.names)
    if not context.controlled:
        return (not_run(subject, NO_CONTROL),)
    if len(context.control) < 4:
        return (not_run(subject, "Too few control rows to serve as reference and as outsiders."),)
    return (accusation(context, *scores(context)),)


def accusation(context: AttackContext, train: Numbers, control: Numbers) -> Risk:
    """The risk that these scores of everybody carry."""
    evidence: Evidence = "sampled" if len(control) >= FEWEST and len(train) >= FEWEST else "too-few"
    risk = judge(
        RiskSubject("membership", None, context.names),
        train,
        control,
        FALSE_ACCUSATIONS,
        evidence,
        whole=len(train) == len(context.train),
    )
    if len(train) < len(context.train):
        return replace(risk, notes=(*risk.notes, _sampled(context, len(train), len(control), risk)))
    return risk


def _sampled(context: AttackContext, train: int, control: int, risk: Risk) -> str:
    """What looking at some rows only costs: the width of the interval beside what it would be with all of them."""
    main, other = risk.main or 0.0, risk.control or 0.0
    everybody = len(context.train), len(context.control)
    rates = (exact(round(rate * rows), rows) for rate, rows in zip((main, other), everybody, strict=True))
    whole = excess(*rates)
    width = (risk.high or 0.0) - (risk.low or 0.0)
    return (
        f"{count(train)} of {count(everybody[0])} training and {count(control)} of {count(everybody[1])} "
        "control rows were accused, to save time: "
        f"the interval is {100 * width:.2f} % wide, with all of them it would be "
        f"{100 * (whole.high - whole.low):.2f} %."
    )


def judge(
    subject: RiskSubject, train: Numbers, control: Numbers, share: float, evidence: Evidence, *, whole: bool
) -> Risk:
    """The risk that these scores carry at this share of false accusations; `whole`: they are of every training row that
    could be accused, so that their rate is a count."""
    named, wronged = accuse(train, control, share)
    tally = Trials.of(named, wronged, float(wronged.mean()))
    gain = gain_of(tally, whole=whole)
    said = f"Area under the curve: {area(train, control):.3f}, where 0.500 is chance."
    return measured_risk(subject, tally, gain, tally.p_value, requested=len(train), evidence=evidence, notes=(said,))


def plans(train: int, control: int, _: int) -> tuple[SensitivityPlan, ...]:
    """Everybody is accused, 1 % of the outsiders wrongly."""
    return (SensitivityPlan((train, control), FALSE_ACCUSATIONS, (counted, exact)),)


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Who is accused."""
    if len(context.control) >= 4:
        named = accuse(*scores(context), FALSE_ACCUSATIONS)
        yield RowHits(RiskSubject("membership", None, context.names), context.accused, named)


def plant(given: Planting) -> None:
    """Nobody is farther from the release for rows hidden in it; some are nearer."""
    planted, (to_train, to_control) = given.planted, given.before.to_synthetic
    train, control = planted.accused
    accused = np.concatenate([planted.points["train"][train], planted.points["control"][control]])
    found = nearest(accused, planted.points["train"][given.hidden], planted.numeric)[:, 0].astype(np.float64)
    people = len(train)
    planted.known("to synthetic", (np.minimum(to_train, found[:people]), np.minimum(to_control, found[people:])))


MEMBERSHIP = Attack(
    name="membership",
    title="Was this person in the data?",
    term="membership inference",
    story=(
        "Somebody knows a person's whole record, say from a leaked file, and wants to learn whether that person "
        "was in your data: to be in it may already say that they were ill, in debt or under suspicion."
    ),
    run=run,
    names_people=True,
    sentence=(
        "Of 1,000 people in the training data, an attacker who wrongly accuses {outside} of as many outsiders "
        "would correctly name {inside}; by luck, {outside}."
    ),
    bounded=True,
    plans=plans,
    hits=hits,
    spotted=True,
    plant=plant,
)
