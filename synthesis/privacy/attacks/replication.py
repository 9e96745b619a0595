"""Replication: rows of real people stand in the release, as they were or nearly."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext, RowNumbers, outlying
from synthesis.privacy.contract import Attack, Planting, RowHits, SensitivityPlan, Variant, everybody
from synthesis.privacy.intervals import advantage, counted, exact, excess, fisher
from synthesis.privacy.matching import near_copies
from synthesis.privacy.measurement import (
    EXACT,
    NO_CONTROL,
    RiskSubject,
    Trials,
    bluntness,
    gain_of,
    measured_risk,
    not_run,
)
from synthesis.privacy.risk import Evidence, Interval, Risk

_FEWEST = 20


def run(context: AttackContext) -> tuple[Risk, ...]:
    """The share of training rows that reappear, over control rows that do: for all rows, and for the outermost 5 %.

    A row reappears if a row of the release has equal categories and blanks, and every number within 1 % of the range
    of the real rows. Every row of both groups is looked up, so the training rate is a count and only the control rate
    has an interval (Clopper and Pearson); p by Fisher's test. Coincidences, which a table of few categories is full
    of, happen to control rows just as often.
    """
    if not context.controlled:
        return _alone(context)
    return judge(context, *reappearing(context))


def reappearing(context: AttackContext) -> tuple[Flags, Flags]:
    """Which training rows and which control rows stand in the release, exactly or nearly."""
    return context.once("reappearing", lambda: (_near(context, context.train), _near(context, context.control)))


def _near(context: AttackContext, rows: Numbers) -> Flags:
    return np.asarray(near_copies(rows, context.synthetic, context.numeric, context.real) > 0)


def judge(context: AttackContext, main: Flags, control: Flags) -> tuple[Risk, ...]:
    """The risks that these reappearances carry: over all rows, and over the outermost."""
    everywhere = _judge(context, "all", main, control)
    if len(context.control) < 4:
        return everywhere, not_run(
            _subject(context, "outermost"), "Too few control rows to tell which rows lie outermost."
        )
    outer, others = context.outermost
    return everywhere, _outermost(context, main, control, outer, others)


def _outermost(context: AttackContext, main: Flags, control: Flags, outer: RowNumbers, others: RowNumbers) -> Risk:
    if not len(outer) or not len(others):
        return not_run(_subject(context, "outermost"), "Too few rows to have any that lie outermost.")
    return _judge(context, "outermost", main[outer], control[others])


def _judge(context: AttackContext, variant: str, main: Flags, control: Flags) -> Risk:
    tally = Trials.of(main, control)
    gain, p_value = gain_of(tally, whole=True), tally.p_value
    evidence: Evidence = "exhausted" if context.small else "sampled"
    if min(len(main), len(control)) < _FEWEST:
        evidence = "too-few"
    share = "" if variant == "all" else f" of the outermost {len(main) / len(context.train):.0%}"
    said = (
        f"{tally.main} of {tally.main_tries} training rows{share} reappear, {tally.control} of "
        f"{tally.control_tries} control rows."
    )
    blunt = (bluntness(_noticeable(tally)),) if evidence == "exhausted" else ()
    return measured_risk(
        _subject(context, variant), tally, gain, p_value, requested=len(main), evidence=evidence, notes=(said, *blunt)
    )


def _noticeable(tally: Trials) -> float | None:
    """The smallest gain that Fisher's test would notice over these control rows; None where there is none."""
    low, high = 0, tally.main_tries
    if fisher(high, tally.main_tries, tally.control, tally.control_tries) > EXACT:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        unusual = fisher(middle, tally.main_tries, tally.control, tally.control_tries) <= EXACT
        low, high = (low, middle) if unusual else (middle, high)
    return excess(counted(high, tally.main_tries), exact(tally.control, tally.control_tries)).value


def duplicate_baseline(context: AttackContext, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """`risks` with the gain over what training rows do among themselves: main − twins.

    For control rows of another kind than the training rows, which show no coincidence of theirs. Twins are training
    rows that nearly equal another one; reappearing is looked for in no more rows of the release than there are training
    rows, so that a release from the same people gains nothing. Clopper–Pearson bounds on the share of twins."""
    if all(risk.value is None for risk in risks):
        return tuple(risks)
    shown = context.against(context.synthetic[: len(context.train)], attacks=context.attacks)
    main, twins = _near(shown, context.train), _twins(context)
    return tuple(_over_duplicates(context, risk, main, twins) for risk in risks)


def _over_duplicates(context: AttackContext, risk: Risk, main: Flags, twins: Flags) -> Risk:
    if risk.value is None:
        return risk
    rows = context.outermost[0] if risk.variant == "outermost" else np.arange(len(main))
    gain = advantage(
        counted(int(main[rows].sum()), len(rows)),
        exact(int(twins[rows].sum()), len(rows)),
    )
    return replace(risk, unaided=Interval(gain.value, gain.low, gain.high))


def _twins(context: AttackContext) -> Flags:
    """Which training rows nearly equal another training row."""
    return np.asarray(near_copies(context.train, context.train, context.numeric, context.real, limit=2) > 1)


def _alone(context: AttackContext) -> tuple[Risk, ...]:
    """Without a control group: against the share of training rows that nearly equal another training row.

    Both are looked for among as many rows, or a large release of strangers would repeat people by its size alone.
    """
    rows = len(context.train)
    shown = context.against(context.synthetic[:rows], attacks=context.attacks)
    main, twins = int(_near(shown, context.train).sum()), int(_twins(context).sum())
    gain = advantage(exact(main, rows), exact(twins, rows))
    tally = Trials(main, rows, twins, rows, twins / rows)
    p_value = tally.p_value
    said = "Compared with the share of training rows that nearly equal another training row, for want of better."
    risk = measured_risk(
        replace(_subject(context, "all"), measure="advantage"),
        tally,
        gain,
        p_value,
        requested=rows,
        evidence="too-few",
        notes=(NO_CONTROL, said),
    )
    raw = replace(risk, control=None, successes=replace(risk.successes, control=0))
    return raw, not_run(_subject(context, "outermost"), NO_CONTROL)


def _subject(context: AttackContext, variant: str) -> RiskSubject:
    return RiskSubject("replication", variant, context.names)


def plans(train: int, control: int, _: int) -> tuple[SensitivityPlan, ...]:
    """Every row is looked up; supposed is that no control row reappears."""
    part = outlying(control)
    outer = round(train * part), round(control * part)
    return (
        SensitivityPlan((train, control), 0.0, (counted, exact), "all"),
        SensitivityPlan(outer, 0.0, (counted, exact), "outermost"),
    )


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Which rows reappear."""
    yield RowHits(_subject(context, "all"), everybody(context), reappearing(context))


def plant(given: Planting) -> None:
    """Rows that reappear in a release do so whatever is hidden in it; others may reappear in the hidden rows."""
    planted, (main, control) = given.planted, reappearing(given.before)
    near = near_copies(planted.real, planted.train[given.hidden], planted.numeric, planted.real) > 0
    people = len(main)
    planted.known("reappearing", (main | near[:people], control | near[people:]))


REPLICATION = Attack(
    name="replication",
    title="Copied rows",
    term="replication",
    story=(
        "Somebody compares the synthetic rows with the records they know and looks for any that come back, exactly "
        "or nearly."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, {inside} come back exactly or nearly in the release; of 1,000 who "
        "were never in it, {outside}, by coincidence."
    ),
    variants=(
        Variant("all", "Copied rows", "replication"),
        Variant(
            "outermost",
            "Copied unusual rows",
            "replication of outliers",
            "Of 1,000 unusual people in the training data, {inside} come back exactly or nearly in the release; of "
            "1,000 unusual people who were never in it, {outside}, by coincidence.",
        ),
    ),
    limit="copies",
    combined=True,
    plans=plans,
    hits=hits,
    spotted=True,
    plant=plant,
    duplicate_baseline=duplicate_baseline,
)
