"""Membership of the unusual: the same accusation, made only of people who stand far from everybody else."""

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.attacks.membership import judge, scores
from synthesis.privacy.context import FEWEST_OUTER, AttackContext, RowNumbers, outlying
from synthesis.privacy.contract import Attack, SensitivityPlan
from synthesis.privacy.intervals import counted, exact
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, not_run
from synthesis.privacy.risk import Evidence, Risk

FALSE_ACCUSATIONS = 0.05


def run(context: AttackContext) -> tuple[Risk, ...]:
    """The share of outlying training rows an attacker names who wrongly accuses 5 % of outlying outsiders, over that 5
    %.

    Outlying are the 5 % of each group with the largest mean distance to five rows of a reference half of the control
    group, never of their own; of a small control group as many as make 200 rows, but no more than a fifth. Vulnerable
    records by distance to neighbours: Meeus et al. 2023 (arXiv 2306.10308).
    """
    subject = RiskSubject("outlier-membership", None, context.names)
    if not context.controlled:
        return (not_run(subject, NO_CONTROL),)
    if len(context.control) < 4:
        return (not_run(subject, "Too few control rows to serve as reference and as outsiders."),)
    if min(map(len, _outliers(context))) < 2:
        return (not_run(subject, "Too few rows to have any that lie outermost."),)
    return (accusation(context, *scores(context)),)


def _outliers(context: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    """Which of the accused training and control rows are outlying."""
    (train, control), (reference, others) = context.accused, context.to_reference
    part = outlying(len(control))
    outer = context.outermost_of(reference[train, 1], "train", part)
    return outer, context.outermost_of(others[control, 1], "control", part)


def accusation(context: AttackContext, train: Numbers, control: Numbers) -> Risk:
    """The risk that these scores of everybody carry for the outlying."""
    outer, others = _outliers(context)
    evidence: Evidence = "sampled" if len(control) >= FEWEST_OUTER else "too-few"
    subject = RiskSubject("outlier-membership", None, context.names)
    return judge(
        subject, train[outer], control[others], FALSE_ACCUSATIONS, evidence, whole=len(train) == len(context.train)
    )


def plans(train: int, control: int, _: int) -> tuple[SensitivityPlan, ...]:
    """The outlying are accused, 5 % of the outsiders among them wrongly."""
    part = outlying(control)
    return (SensitivityPlan((round(train * part), round(control * part)), FALSE_ACCUSATIONS, (counted, exact)),)


OUTLIER_MEMBERSHIP = Attack(
    name="outlier-membership",
    title="Was this unusual person in the data?",
    term="membership inference on outliers",
    story=(
        "The same, aimed at the most unusual people, who are the easiest to recognise and whom an average over "
        "everybody hides."
    ),
    run=run,
    sentence=(
        "Of 1,000 unusual people in the training data, an attacker who wrongly accuses {outside} of as many "
        "unusual outsiders would correctly name {inside}; by luck, {outside}."
    ),
    bounded=True,
    plans=plans,
)
