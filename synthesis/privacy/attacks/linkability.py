"""Linkability: two files about the same people are joined with the release's help."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RowHits, SensitivityPlan, sampled_rows
from synthesis.privacy.gower import shared_neighbours
from synthesis.privacy.intervals import excess, wilson
from synthesis.privacy.measurement import PATCHED, RiskSubject, Trials, measured_risk, not_run, uncontrolled, worst
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.schema import Column, Role

NEIGHBOURS = (1, 5, 10)
_FEWEST = 20
_SURPRISING = 0.1


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener the two halves of a training row meet in the same rows of the release than a stranger's do.

    An attacker who holds one half of the columns in one file and the other half in another looks up the k rows of the
    release nearest to each; they meet if 1 to k rows are in both lists. Rows that tie with the k-th count as near as
    it: where ties are cut by row order, even a copy of a table of categories links nobody. Lists so long that unrelated
    ones would share a tenth of a row link nobody either. k = 1, 5 and 10, the worst is reported. Giomi et al. 2023,
    section 4.3; Wilson intervals, p by Fisher's test."""
    subject = RiskSubject("linkability", None, context.names)
    if len(context.columns) < 2:
        return (not_run(subject, "This attack needs two columns.", requested=context.attacks),)
    main, control = linked(context)
    return (
        worst(
            tuple(_judge(context, subject, k, main[:, place], control[:, place]) for place, k in enumerate(NEIGHBOURS))
        ),
    )


def linked(context: AttackContext) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For the training and control rows of `sampled_rows` and each k: whether the halves meet."""
    halves = halved(context.columns)
    return context.once("linked", lambda: (_links(context, "train", halves), _links(context, "control", halves)))


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Whose halves meet at the k by which most is gained on everybody."""
    if len(context.columns) < 2:
        return
    main, control = linked(context)
    best = int(np.argmax(main.mean(axis=0) - control.mean(axis=0)))
    subject = RiskSubject("linkability", None, context.names)
    yield RowHits(subject, sampled_rows(context), (main[:, best], control[:, best]), len(NEIGHBOURS))


def plans(train: int, control: int, attacks: int) -> tuple[SensitivityPlan, ...]:
    """As many people as guesses; supposed is that 1 % of the outsiders are linked."""
    return (SensitivityPlan((min(attacks, train), min(attacks, control)), 0.01, (wilson, wilson)),)


def halved(columns: tuple[Column, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two halves of the columns that say about as much: dealt in turn, quasi-identifiers first, the most varied
    first."""

    def informative(place: int) -> tuple[bool, int, int]:
        return columns[place].role is not Role.QUASI_IDENTIFIER, -columns[place].distinct, place

    order = sorted(range(len(columns)), key=informative)
    return np.sort(np.array(order[::2])), np.sort(np.array(order[1::2]))


def _links(
    context: AttackContext, group: str, halves: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.bool_]:
    """Targets × k: whether a target's halves meet."""
    targets = context.points[group][context.some(group, context.attacks)]
    if not len(targets):
        return np.zeros((0, len(NEIGHBOURS)), dtype=bool)
    met = shared_neighbours(targets, context.points["synthetic"], context.numeric, halves, NEIGHBOURS)
    return meeting(met, len(context.synthetic))


def meeting(lists: NDArray[np.int64], rows: int) -> NDArray[np.bool_]:
    """Whether lists of these lengths, and with so many rows in both, link their halves in a release of `rows` rows."""
    one, other, both = lists[..., 0], lists[..., 1], lists[..., 2]
    return np.asarray((both >= 1) & (both <= np.array(NEIGHBOURS)) & (one * other <= _SURPRISING * rows))


def _by_chance(rows: int, k: int) -> float:
    """The chance that two random lists of k among `rows` share a row."""
    if 2 * k > rows:
        return 1.0
    return float(1.0 - np.prod([(rows - k - i) / (rows - i) for i in range(k)]))


def _judge(
    context: AttackContext, subject: RiskSubject, k: int, main: NDArray[np.bool_], control: NDArray[np.bool_]
) -> Risk:
    baseline = _by_chance(len(context.synthetic), k)
    if not context.controlled:
        return uncontrolled(subject, int(main.sum()), len(main), baseline, requested=context.attacks)
    tally = Trials.of(main, control, baseline, guessed=True)
    measured = excess(wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries))
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= _FEWEST else "too-few"
    notes = (f"{PATCHED}: the nearest {k} of each half; worst of {', '.join(map(str, NEIGHBOURS))}.",)
    return measured_risk(
        subject, tally, measured, tally.p_value, requested=context.attacks, evidence=evidence, notes=notes
    )


LINKABILITY = Attack(
    name="linkability",
    title="Linking two halves of a record",
    term="linkability",
    story=(
        "Somebody holds two files about the same people with no key in common, and uses the synthetic table as a "
        "bridge to join them."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, {inside} have two halves of their record joined rightly; of 1,000 "
        "outsiders, {outside}, by luck."
    ),
    sampled=True,
    plans=plans,
    hits=hits,
)
