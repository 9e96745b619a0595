"""Replication: rows of real people stand in the release, as they were or nearly."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import OUTER, AttackContext, RowNumbers
from synthesis.privacy.contract import EXACT, NO_CONTROL, Attack, RiskSubject, Trials, bluntness, measured_risk, not_run
from synthesis.privacy.intervals import advantage, counted, exact, excess, fisher
from synthesis.privacy.matching import near_copies
from synthesis.privacy.risk import Evidence, Interval, Risk

_FEWEST = 20


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """The share of training rows that reappear, over control rows that do: for all rows, and for the outermost 5 %.

    A row reappears if a row of the release has equal categories and blanks, and every number within 1 % of the range
    of the real rows. Every row of both groups is looked up, so the training rate is a count and only the control rate
    has an interval (Clopper and Pearson); p by Fisher's test. Coincidences, which a table of few categories is full
    of, happen to control rows just as often.
    """
    if not scene.controlled:
        return _alone(scene)
    return judge(scene, *reappearing(scene))


def reappearing(scene: AttackContext) -> tuple[Flags, Flags]:
    """Which training rows and which control rows stand in the release, exactly or nearly."""
    return scene.once("reappearing", lambda: (_near(scene, scene.train), _near(scene, scene.control)))


def _near(scene: AttackContext, rows: Numbers) -> Flags:
    return np.asarray(near_copies(rows, scene.synthetic, scene.numeric, scene.real) > 0)


def judge(scene: AttackContext, main: Flags, control: Flags) -> tuple[Risk, ...]:
    """The risks that these reappearances carry: over all rows, and over the outermost."""
    everywhere = _judge(scene, "all", main, control)
    if len(scene.control) < 4:
        return everywhere, not_run(
            _subject(scene, "outermost"), "Too few control rows to tell which rows lie outermost."
        )
    outer, others = scene.outermost
    return everywhere, _outermost(scene, main, control, outer, others)


def _outermost(scene: AttackContext, main: Flags, control: Flags, outer: RowNumbers, others: RowNumbers) -> Risk:
    if not len(outer) or not len(others):
        return not_run(_subject(scene, "outermost"), "Too few rows to have any that lie outermost.")
    return _judge(scene, "outermost", main[outer], control[others])


def _judge(scene: AttackContext, variant: str, main: Flags, control: Flags) -> Risk:
    tally = Trials(int(main.sum()), len(main), int(control.sum()), len(control))
    gain = excess(counted(tally.main, tally.main_tries), exact(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    evidence: Evidence = "exhausted" if scene.small else "sampled"
    if min(len(main), len(control)) < _FEWEST:
        evidence = "too-few"
    share = "" if variant == "all" else f" of the outermost {OUTER:.0%}"
    said = (
        f"{tally.main} of {tally.main_tries} training rows{share} reappear, {tally.control} of "
        f"{tally.control_tries} control rows."
    )
    blunt = (bluntness(_noticeable(tally)),) if evidence == "exhausted" else ()
    return measured_risk(
        _subject(scene, variant), tally, gain, p_value, requested=len(main), evidence=evidence, notes=(said, *blunt)
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


def unaided(scene: AttackContext, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """`risks`, those of replication with the gain over what training rows do among themselves: main − twins.

    For control rows of another kind than the training rows, which show no coincidence of theirs. Twins are training
    rows that nearly equal another one; reappearing is looked for in no more rows of the release than there are training
    rows, so that a release from the same people gains nothing. Clopper–Pearson bounds on the share of twins."""
    if not any(risk.attack == "replication" and risk.value is not None for risk in risks):
        return tuple(risks)
    shown = scene.against(scene.synthetic[: len(scene.train)], attacks=scene.attacks)
    main, twins = _near(shown, scene.train), _twins(scene)
    return tuple(_unaided(scene, risk, main, twins) for risk in risks)


def _unaided(scene: AttackContext, risk: Risk, main: Flags, twins: Flags) -> Risk:
    if risk.attack != "replication" or risk.value is None:
        return risk
    rows = scene.outermost[0] if risk.variant == "outermost" else np.arange(len(main))
    gain = advantage(
        counted(int(main[rows].sum()), len(rows)),
        exact(int(twins[rows].sum()), len(rows)),
    )
    return replace(risk, unaided=Interval(gain.value, gain.low, gain.high))


def _twins(scene: AttackContext) -> Flags:
    """Which training rows nearly equal another training row."""
    return np.asarray(near_copies(scene.train, scene.train, scene.numeric, scene.real, limit=2) > 1)


def _alone(scene: AttackContext) -> tuple[Risk, ...]:
    """Without a control group: against the share of training rows that nearly equal another training row."""
    main = int(_near(scene, scene.train).sum())
    twins = int(_twins(scene).sum())
    rows = len(scene.train)
    gain = excess(counted(main, rows), exact(twins, rows))
    tally = Trials(main, rows, twins, rows, twins / rows)
    said = "Compared with the share of training rows that nearly equal another training row, for want of better."
    risk = measured_risk(
        _subject(scene, "all"), tally, gain, 1.0, requested=rows, evidence="too-few", notes=(NO_CONTROL, said)
    )
    raw = replace(risk, control=None, successes=replace(risk.successes, control=0), p_value=None)
    return raw, not_run(_subject(scene, "outermost"), NO_CONTROL)


def _subject(scene: AttackContext, variant: str) -> RiskSubject:
    return RiskSubject("replication", variant, scene.names)


REPLICATION = Attack(
    "replication",
    "Replication",
    "Somebody who knows a person's row looks for it, or for one that is almost it, in the release.",
    ("all", "outermost"),
    "excess",
    run,
)
