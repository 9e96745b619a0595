"""Membership: from the release alone, tell who was in the training rows."""

from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import NO_CONTROL, Attack, RiskSubject, Trials, measured_risk, not_run
from synthesis.privacy.intervals import exact, excess, fisher
from synthesis.privacy.risk import Evidence, Risk

FALSE_ACCUSATIONS = 0.01
FEWEST = 100
_SOFTENING = 1e-3


def scores(scene: AttackContext) -> tuple[Numbers, Numbers]:
    """How much nearer each accused row is to the release than to strangers: ln((d_ref + 10⁻³) / (d_syn + 10⁻³)).

    The estimate of a density ratio that DOMIAS attacks with (van Breugel et al. 2023, arXiv 2302.12580), with nearest
    neighbours for densities. Training rows, then control rows; strangers are the half of the control group that a row
    is not in.
    """
    return scene.once("membership scores", lambda: scores_at(scene, *scene.to_synthetic))


def scores_at(scene: AttackContext, to_train: Numbers, to_control: Numbers) -> tuple[Numbers, Numbers]:
    """The same for a release that is as far as this from each accused training and control row."""
    (train, control), (reference, others) = scene.accused, scene.to_reference
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


def area(train: Numbers, control: Numbers) -> float:
    """The chance that a training row scores above a control row, ties counting half."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([train, control]))[: len(train)]
    return float((ranks.sum() - len(train) * (len(train) + 1) / 2) / (len(train) * len(control)))


def area_error(auc: float, positives: int, negatives: int) -> float:
    """The standard error of an area under the curve (Hanley and McNeil 1982)."""
    one, two = auc / (2.0 - auc), 2.0 * auc**2 / (1.0 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (one - auc**2) + (negatives - 1) * (two - auc**2)
    return float(np.sqrt(max(spread, 0.0) / (positives * negatives)))


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """The share of training rows an attacker names who wrongly accuses 1 % of outsiders, over that 1 %.

    All rows are accused, each measured against a reference half of the control group that it is not in. Clopper–Pearson
    intervals on both rates; p by Fisher's test.
    """
    subject = RiskSubject("membership", None, scene.names)
    if not scene.controlled:
        return (not_run(subject, NO_CONTROL),)
    if len(scene.control) < 4:
        return (not_run(subject, "Too few control rows to serve as reference and as outsiders."),)
    return (accusation(scene, *scores(scene)),)


def accusation(scene: AttackContext, train: Numbers, control: Numbers) -> Risk:
    """The risk that these scores of everybody carry."""
    evidence: Evidence = "sampled" if len(control) >= FEWEST and len(train) >= FEWEST else "too-few"
    risk = judge(RiskSubject("membership", None, scene.names), train, control, FALSE_ACCUSATIONS, evidence)
    if len(train) < len(scene.train):
        return replace(risk, notes=(*risk.notes, _sampled(scene, len(train), len(control), risk)))
    return risk


def _sampled(scene: AttackContext, train: int, control: int, risk: Risk) -> str:
    """What looking at some rows only costs: the width of the interval beside what it would be with all of them."""
    main, other = risk.main or 0.0, risk.control or 0.0
    everybody = len(scene.train), len(scene.control)
    rates = (exact(round(rate * rows), rows) for rate, rows in zip((main, other), everybody, strict=True))
    whole = excess(*rates)
    width = (risk.high or 0.0) - (risk.low or 0.0)
    return (
        f"{train:,} of {everybody[0]:,} training and {control:,} of {everybody[1]:,} control rows were "
        "accused, to save time: "
        f"the interval is {100 * width:.2f} % wide, with all of them it would be "
        f"{100 * (whole.high - whole.low):.2f} %."
    )


def judge(subject: RiskSubject, train: Numbers, control: Numbers, share: float, evidence: Evidence) -> Risk:
    """The risk that these scores carry at this share of false accusations."""
    named, wronged = accuse(train, control, share)
    tally = Trials(int(named.sum()), len(train), int(wronged.sum()), len(control), float(wronged.mean()))
    gain = excess(exact(tally.main, tally.main_tries), exact(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    said = f"Area under the curve: {area(train, control):.3f}, where 0.500 is chance."
    return measured_risk(subject, tally, gain, p_value, requested=len(train), evidence=evidence, notes=(said,))


MEMBERSHIP = Attack(
    "membership",
    "Membership",
    "Somebody who knows a person's row says whether that person was in the training data, because the release "
    "is nearer "
    "to the row than strangers are.",
    (None,),
    "excess",
    run,
)
