"""What a risk means, in sentences that a reader who is no statistician understands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synthesis.foundation.numerals import count
from synthesis.foundation.numerals import percent as percent
from synthesis.privacy import attack_named, largest_by_chance, registry
from synthesis.privacy.risk import CovariateShift, Risk, Status, SubgroupRisk, WeakSpot
from synthesis.privacy.sensitivity import Planted, Sensitivity

_NAMED = 4
STATUS_WORDS = {
    Status.CLEAR: "below the limit",
    Status.SIGNAL: "measurable, below the limit",
    Status.LEAK: "leak",
    Status.INCONCLUSIVE: "inconclusive",
    Status.NOT_RUN: "not tested",
}


def title(risk: Risk) -> str:
    """The risk's name as a reader would say it; a secret column is named, and what the attacker knows of a person."""
    if risk.title and not registry.is_known(risk.attack):
        return _about(risk.title, risk.secret, risk.known)
    return subject(*risk.subject)


def short_title(risk: Risk) -> str:
    """The same without what the attacker knows, for where there is little room."""
    return title(replace(risk, known=()))


def term(risk: Risk) -> str:
    """The name under which the field knows the attack; of one that only the record knows, what that says, else its
    name in words. Never empty."""
    if risk.term and not registry.is_known(risk.attack):
        return risk.term
    return attack_named(risk.attack).way(risk.variant).term


def attack_title(attack: str, variant: str | None = None) -> str:
    """An attack in plain words with the field's name beside it."""
    way = attack_named(attack).way(variant)
    return f"{way.title} ({way.term})" if way.term not in ("", way.title, way.title.lower()) else way.title


def status_in_words(risk: Risk) -> str:
    """How the risk stands against its limit; it is called below only where its whole interval is."""
    if risk.status is Status.SIGNAL and not risk.below:
        return "measurable, the limit is not ruled out"
    if risk.status is Status.CLEAR and not risk.below:
        return "no sign of a gain"
    return STATUS_WORDS[risk.status]


def unsettled(risk: Risk) -> bool:
    """Whether a gain that was seen may still lie over the limit; an exhausted search has been judged on its counts."""
    return risk.status is Status.SIGNAL and risk.evidence != "exhausted" and not risk.below


def named(risk: Risk, found: str) -> str:
    """A finding behind the risk's name, whether that is a name or a question."""
    name = title(risk)
    return f"{name} {found[0].upper()}{found[1:]}" if name.endswith("?") else f"{name}: {found}"


def of_thousand(share: float) -> str:
    """How many of 1,000 a share is: `22`, `none`, or `fewer than 1`; and `all but 1` or more is not rounded to all."""
    if share <= 0.0:
        return "none"
    if share * 1000 < 0.5:
        return "fewer than 1"
    if 999.5 <= share * 1000 < 1000:
        return "more than 999"
    return count(round(share * 1000))


def sentence(risk: Risk) -> str:
    """One sentence that says what was found, in natural frequencies: 1,000 people in the data, and luck beside them."""
    if risk.main is None or risk.value is None:
        reason = risk.notes[0] if risk.notes else "It could not be run."
        return f"This was not tested: {reason}"
    inside = of_thousand(risk.main)
    if risk.control is None:
        return (
            f"The attack was right for {inside} of 1,000 training rows; without a control group nobody can say "
            "how many of "
            "them by luck."
        )
    outside = of_thousand(risk.control)
    said = attack_named(risk.attack).sentence_of(risk.variant)
    secret, known = risk.secret or "the secret", joined(risk.known) or "the other columns"
    return said.format(inside=inside, outside=outside, secret=secret, known=known)


def gain(risk: Risk) -> str:
    """The gain with its interval: never a number alone."""
    if risk.value is None:
        return "not measured"
    return f"{percent(risk.value)} ({percent(risk.low)} to {percent(risk.high)})"


def learned(risk: Risk) -> str:
    """What the release teaches about people who are not in it, which any useful one does; empty where not measured."""
    if risk.learned is None:
        return ""
    more = percent(risk.learned)
    return f"What it teaches about everybody, in the data or not, beyond guessing: {more} (not judged)."


def attacker(risk: Risk) -> str:
    """The strongest of several attackers; empty where there is one only."""
    return f"Guessed best by {risk.attacker}." if risk.attacker else ""


def health(risk: Risk) -> tuple[str, ...]:
    """How well the attack itself worked: guesses made of those asked for, whether it beats guessing without the
    release, and how many people outside the data it was compared with."""
    if not risk.attacks:
        return ()
    short = risk.attacks < risk.requested
    made = (
        f"{count(risk.attacks)} guesses were "
        f"made{f' of {count(risk.requested)} asked for' if short else ', all that were asked for'}."
    )
    compared = (
        (f"They were compared with guesses about {count(risk.controls)} people outside the data.",)
        if risk.controls
        else ()
    )
    return (made, *compared, *_beaten(risk))


def _beaten(risk: Risk) -> tuple[str, ...]:
    if risk.beats_baseline is None or risk.main is None or risk.baseline is None:
        return ()
    rates = (
        f"right for {of_thousand(risk.main)} of 1,000, and guessing without the release for "
        f"{of_thousand(risk.baseline)}"
    )
    if risk.beats_baseline:
        return (f"The attack works here: it is {rates}.",)
    return (f"The attack is weak here: it is {rates}. That it gains little is no proof of safety.",)


def raw_rate(risk: Risk) -> str:
    """What an attack without a control group gets right, beside guessing without the release."""
    name = title(risk).rstrip("?")
    if risk.main is None:
        return f"{name}: not tried."
    beside = "" if risk.baseline is None else f", without the release {of_thousand(risk.baseline)}"
    return f"{name}: right for {of_thousand(risk.main)} of 1,000{beside}."


def between(risk: Risk) -> str:
    """What the same attack gains on a release without a trace of anybody, and on a verbatim copy."""
    ends = (
        ("a release that holds no trace of the training rows", risk.floor),
        ("a verbatim copy of them", risk.ceiling),
    )
    known = [f"{percent(end)} on {name}" for name, end in ends if end is not None]
    return f"The same attack gains {' and '.join(known)}." if known else ""


def noticed(found: Sensitivity) -> str:
    """How small a leak this audit would have noticed, from rows that were hidden on purpose."""
    if not found.planted:
        return f"How small a leak this audit would have noticed was not measured. {found.note}".strip()
    rows_hidden = [one for one in found.planted if one.kind == "rows"]
    most = max(rows_hidden, key=lambda one: one.share)
    if found.smallest_leak_noticed is None and found.already:
        return (
            "Training rows were hidden in the release on purpose, but it shows a gain without them: how small "
            "a leak would be "
            f"noticed beside that is not known. {_LOOKED}{kinds_noticed(found)}"
        )
    if found.smallest_leak_noticed is None:
        return (
            f"Training rows were hidden in the release on purpose, up to {percent(most.share, 0)} of them, and "
            "no attack "
            f"noticed: this audit rules out little. {_LOOKED}{kinds_noticed(found)}"
        )
    rows = next(one.rows for one in rows_hidden if one.share == found.smallest_leak_noticed)
    counted = f" ({count(rows)} rows)" if rows else ""
    least = f"{percent(found.smallest_leak_noticed, 0)} of the training rows{counted}"
    others = (
        f" Attacks that see a gain without them do not count here: {_named(found.already)}" if found.already else ""
    )
    return (
        f"This audit would have noticed a leak of {least} or more: that many were hidden in the release on "
        "purpose, and were "
        f"seen. {_LOOKED}{others}{kinds_noticed(found)}"
    )


def by_chance(groups: Sequence[SubgroupRisk]) -> str:
    """What chance alone would show among so many groups."""
    highest = max(groups, key=lambda one: one.value)
    reach = largest_by_chance(highest, len(groups))
    return (
        f"Among {count(len(groups))} group risks chance alone finds some: in every second audit of a harmless release "
        f"a gain of {percent(reach)} in groups as small as that with the highest, {percent(highest.value)}."
    )


_KINDS: Mapping[Planted, str] = {
    "three-cells": "rows with three cells changed",
    "five-per-cent": "rows with numbers moved by up to 5 %",
    "half-rows": "halves of rows",
    "known-columns": "a few columns with one secret",
    "identifiers": "identifiers",
}


def unnoticed(kind: Planted, share: float | None, wanted: float) -> str:
    """That what was hidden on purpose was noticed too late, or not at all: by the share of people it is of."""
    what = "Training rows" if kind == "rows" else f"The {_KINDS[kind]} of training people"
    seen = "and no attack noticed" if share is None else f"and were noticed from {percent(share, 0)} on"
    return f"{what} were hidden in the release on purpose, {seen}; the policy asks for {percent(wanted)}."


def wanted(noticed: float) -> str:
    """What a policy asks of the positive control."""
    return (
        f"Rows and identifiers of {percent(noticed)} of the training people, hidden in the release on purpose, must "
        "have been noticed: our own, as no standard asks for it."
    )


def kinds_noticed(found: Sensitivity) -> str:
    """From which share on changed rows, parts of rows and identifiers would have been noticed, in one sentence."""
    tried = [kind for kind in _KINDS if any(one.kind == kind for one in found.planted)]
    seen = [(kind, found.smallest(kind)) for kind in tried]
    noticed = [f"{_KINDS[kind]} from {percent(share, 0)} on" for kind, share in seen if share is not None]
    blind = [_KINDS[kind] for kind, share in seen if share is None]
    said = f" It would also have noticed {', '.join(noticed)}." if noticed else ""
    return f"{said} It would not have noticed {', '.join(blind)}, up to 10 %." if blind else said


def _named(attacks: tuple[str, ...]) -> str:
    """Attacks, as `attack` or `attack/variant`, as a reader would say them."""
    names = [subject(name, variant or None) for name, _, variant in (one.partition("/") for one in attacks)]
    return f"“{'”, “'.join(names)}”."


_LOOKED = "Every attack looked for the hidden rows."


def subject(attack: str, variant: str | None, secret: str | None = None, known: tuple[str, ...] = ()) -> str:
    """An attack's name as a reader would say it."""
    return _about(attack_named(attack).way(variant).title, secret, known)


def _about(name: str, secret: str | None, known: tuple[str, ...]) -> str:
    """A name with the secret that is guessed and the columns that the attacker knows."""
    whole = f"{name}: {secret}" if secret else name
    if not known:
        return whole
    return f"{whole}, knowing {joined(known) if len(known) <= _NAMED else f'{len(known)} columns'}"


def joined(names: tuple[str, ...]) -> str:
    """Names one after the other: `a, b and c`; nothing for none."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def interval(value: float, low: float, high: float) -> str:
    """A gain that is never without its interval."""
    return f"{percent(value)} ({percent(low)} to {percent(high)})"


def spot(found: WeakSpot) -> str:
    """One kind of rows that is hit more than the others; no row, only bands that many share."""
    kind = " and ".join(f"{column} {band}" for column, band in found.bands)
    return (
        f"{kind}: of 1,000 such people in the training data {of_thousand(found.main)} are found, of 1,000 such "
        "outsiders "
        f"{of_thousand(found.control)}; a gain of {interval(found.value, found.low, found.high)}, against "
        f"{percent(found.others)} for "
        f"everybody else. {count(found.people[0])} training and {count(found.people[1])} control people."
    )


def drifted(found: CovariateShift) -> str:
    """Whether the control group is of the same kind as the training rows; empty where it is."""
    if not found.drifted:
        return ""
    where = f" They differ most in {', '.join(found.columns)}." if found.columns else ""
    return (
        "The control rows are of another kind than the training rows: a classifier tells them apart with an area under "
        f"the curve of {found.auc:.2f} ({found.low:.2f} to {found.high:.2f}), where 0.50 is chance.{where} "
        "Gains measured against them mean "
        "little; bring control rows drawn from the same people at the same time."
    )
