"""From successes and tries to a risk: what an attack found, or that it could not be run."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from synthesis.foundation.arrays import Flags
from synthesis.privacy.intervals import Gain, advantage, counted, exact, excess, fisher, wilson
from synthesis.privacy.risk import Counts, Evidence, Interval, Risk

GainMeasure = Literal["excess", "advantage"]

NO_CONTROL = "There are no people outside the training rows to compare with."
NO_GUESS = "No guess could be made about anybody."
PATCHED = "anonymeter method, patched"
EXACT = 0.01
"""Level of the exact test of a search that was exhausted, whatever else was tested beside it."""
_LITTLE_ROOM, _WIDE = 0.5, 0.5


@dataclass(frozen=True)
class Trials:
    """Successes among tries on training rows, on control rows, and of guesses made without the release.

    `guessed`: whether there is such a guess at all.
    """

    main: int
    main_tries: int
    control: int
    control_tries: int
    baseline: float = 0.0
    guessed: bool = False

    @classmethod
    def of(cls, main: Flags, control: Flags, baseline: float = 0.0, *, guessed: bool = False) -> "Trials":
        """What is counted where it is known of each training and control row whether the attack was right."""
        return cls(int(main.sum()), len(main), int(control.sum()), len(control), baseline, guessed)

    @property
    def p_value(self) -> float:
        """One-sided, against no gain: Fisher's exact test."""
        return fisher(self.main, self.main_tries, self.control, self.control_tries)

    @property
    def rates(self) -> dict[str, Any]:
        """The rates of success and the raw counts, as the fields of a risk."""
        main, control = self.main / self.main_tries, self.control / self.control_tries
        counts = {"successes": self.counts, "controls": self.control_tries}
        return {"main": main, "control": control, "baseline": self.baseline, **counts}

    @property
    def counts(self) -> Counts:
        """The raw counts; the baseline as it would be over as many tries as were made on training rows."""
        return Counts(self.main, self.control, round(self.baseline * self.main_tries))


@dataclass(frozen=True)
class RiskSubject:
    """What a risk is about.

    `columns`: those that are compared; `secret`: the column that is guessed; `known`: the columns that the attacker
    knows, where these are not all the others; `attacker`: which of several ways of guessing it is.
    """

    attack: str
    variant: str | None
    columns: tuple[str, ...]
    secret: str | None = None
    measure: GainMeasure = "excess"
    known: tuple[str, ...] = ()
    attacker: str | None = None


def gain_of(trials: Trials, measure: GainMeasure = "excess", *, whole: bool) -> Gain:
    """The gain over control people, by exact intervals (Clopper and Pearson 1934); where the tries are the `whole` of
    the training rows, their rate is a count without one."""
    main = (counted if whole else exact)(trials.main, trials.main_tries)
    return (excess if measure == "excess" else advantage)(main, exact(trials.control, trials.control_tries))


def measured_risk(
    subject: RiskSubject,
    tally: Trials,
    gain: Gain,
    p_value: float,
    *,
    requested: int,
    evidence: Evidence = "sampled",
    notes: tuple[str, ...] = (),
    people: int | None = None,
    precision: Interval | None = None,
    outsiders: float | None = None,
) -> Risk:
    """The risk of an attack that ran; limit and status are left to a policy. `people`: those in the training rows,
    where guesses and not people are counted; `precision`: the gain among the guesses that were dared, where people who
    are not guessed count as failures; `outsiders`: the share of people outside that fall, where it is not that of the
    tries. Where nobody was looked at, or no guess made, in either group, the attack was not run, and says so."""
    if not tally.main_tries or not tally.control_tries:
        return not_run(subject, NO_GUESS, requested=requested, notes=notes)
    rates = wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries)
    over = gain if subject.measure == "excess" else excess(*rates)
    measure, gain, remarks = with_room(subject.measure, gain, rates[1].value if outsiders is None else outsiders)
    return Risk(
        attack=subject.attack,
        variant=subject.variant,
        columns=subject.columns,
        secret=subject.secret,
        value=gain.value,
        low=gain.low,
        high=gain.high,
        measure=measure,
        requested=requested,
        attacks=tally.main_tries,
        evidence=evidence,
        p_value=p_value,
        notes=(*notes, *remarks),
        **tally.rates,
        beats_baseline=rates[0].low > tally.baseline if tally.guessed else None,
        excess=Interval(over.value, over.low, over.high),
        people=people,
        precision=precision,
        known=subject.known,
        attacker=subject.attacker,
    )


def with_room(measure: GainMeasure, gain: Gain, control: float) -> tuple[GainMeasure, Gain, tuple[str, ...]]:
    """The measure by which a gain is told, the gain within −1 … 1, and what has to be said of that.

    Where more than half of the people outside the training rows fall too, an excess over them divides by little room.
    If its interval is then wider than 50 points, or leaves −1, the plain difference main − control takes its place.
    What still leaves −1 … 1 is cut there, and said to be."""
    said: tuple[str, ...] = ()
    if measure == "excess" and control > _LITTLE_ROOM and (gain.high - gain.low > _WIDE or gain.low < -1.0):
        room = 1.0 - control
        measure, gain = "advantage", Gain(gain.value * room, gain.low * room, gain.high * room)
        said = (f"{control:.0%} of the people outside fall too, so the plain difference is judged.",)
    inside = Gain(*(min(1.0, max(-1.0, end)) for end in (gain.value, gain.low, gain.high)))
    return measure, inside, said if inside == gain else (*said, "The interval was cut at −100 or 100 %.")


def bluntness(noticed: float | None) -> str:
    """What the exact test of an exhausted search could not have seen; `noticed`: the smallest gain it could have."""
    if noticed is None:
        return "No gain, however large, could have been noticed here: this attack says nothing about this table."
    return (
        f"The exact test could have noticed a gain of {100 * noticed:.1f} % or more here; a smaller one would go "
        "unseen."
    )


def not_run(subject: RiskSubject, why: str, *, requested: int = 0, notes: tuple[str, ...] = ()) -> Risk:
    """The risk of an attack that could not be mounted: no value, and the reason first among its notes."""
    return Risk(
        attack=subject.attack,
        variant=subject.variant,
        columns=subject.columns,
        secret=subject.secret,
        value=None,
        low=None,
        high=None,
        measure=subject.measure,
        requested=requested,
        attacks=0,
        main=None,
        control=None,
        baseline=None,
        successes=Counts(),
        evidence="not-run",
        notes=(why, *notes),
        known=subject.known,
        attacker=subject.attacker,
    )


def uncontrolled(subject: RiskSubject, main: int, tries: int, baseline: float, *, requested: int) -> Risk:
    """The raw rate of an attack without a control group: a number to read, and no verdict."""
    risk = not_run(subject, NO_CONTROL, requested=requested)
    rate = main / tries if tries else None
    return replace(
        risk,
        attacks=tries,
        main=rate,
        baseline=baseline,
        successes=Counts(main, 0, round(baseline * tries)),
        notes=(*risk.notes, "The rate on training rows alone also holds what any useful release gives away."),
    )


def worst(risks: tuple[Risk, ...]) -> Risk:
    """Of several tries at the same thing, the one that a policy should judge; its p-value pays for the choice.

    The one whose whole interval lies highest above nothing, if any does; else the one with the highest upper bound,
    since that is what keeps a release from passing.
    """
    ran = [risk for risk in risks if risk.low is not None and risk.high is not None]
    if not ran:
        return risks[0]
    above = [risk for risk in ran if (risk.low or 0.0) > 0.0]
    solid = [risk for risk in ran if risk.evidence != "too-few"] or ran
    chosen = max(above, key=lambda risk: risk.low or 0.0) if above else max(solid, key=lambda risk: risk.high or 0.0)
    p_value = min(1.0, (chosen.p_value if chosen.p_value is not None else 1.0) * len(ran))
    return replace(chosen, p_value=p_value)
