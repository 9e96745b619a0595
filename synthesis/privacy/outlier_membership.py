"""Membership of the unusual: the same accusation, made only of people who stand far from everybody else."""

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.context import OUTER, AttackContext, RowNumbers
from synthesis.privacy.contract import NO_CONTROL, Attack, RiskSubject, not_run
from synthesis.privacy.membership import judge, scores
from synthesis.privacy.risk import Evidence, Risk

FALSE_ACCUSATIONS = 0.05
FEWEST_CONTROLS = 200


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """The share of outlying training rows an attacker names who wrongly accuses 5 % of outlying outsiders, over that 5
    %.

    Outlying are the 5 % of each group with the largest mean distance to five rows of a reference half of the control
    group, never of their own; of a small control group as many as make 200 rows, but no more than a fifth. Vulnerable
    records by distance to neighbours: Meeus et al. 2023 (arXiv 2306.10308).
    """
    subject = RiskSubject("outlier-membership", None, scene.names)
    if not scene.controlled:
        return (not_run(subject, NO_CONTROL),)
    if len(scene.control) < 4:
        return (not_run(subject, "Too few control rows to serve as reference and as outsiders."),)
    if min(map(len, _outliers(scene))) < 2:
        return (not_run(subject, "Too few rows to have any that lie outermost."),)
    return (accusation(scene, *scores(scene)),)


def _outliers(scene: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    """Which of the accused training and control rows are outlying."""
    (train, control), (reference, others) = scene.accused, scene.to_reference
    part = outlying(len(control))
    outer = scene.outermost_of(reference[train, 1], "train", part)
    return outer, scene.outermost_of(others[control, 1], "control", part)


def accusation(scene: AttackContext, train: Numbers, control: Numbers) -> Risk:
    """The risk that these scores of everybody carry for the outlying."""
    outer, strange = _outliers(scene)
    evidence: Evidence = "sampled" if len(control) >= FEWEST_CONTROLS else "too-few"
    subject = RiskSubject("outlier-membership", None, scene.names)
    return judge(subject, train[outer], control[strange], FALSE_ACCUSATIONS, evidence)


def outlying(control_rows: int) -> float:
    """The share of each group that counts as outlying: 5 %, or what makes 200 control rows, up to 20 %."""
    return max(OUTER, min(0.2, FEWEST_CONTROLS / control_rows))


OUTLIER_MEMBERSHIP = Attack(
    "outlier-membership",
    "Membership of outliers",
    "The same accusation, made only of people who are unlike everybody else: they are the first to be given away.",
    (None,),
    "excess",
    run,
)
