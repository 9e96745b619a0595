"""Attribute disclosure: who knows a few columns of a person looks them up in the release and reads the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from synthesis.foundation.arrays import Array, Flags
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import Attack, RowHits
from synthesis.privacy.guessing import right
from synthesis.privacy.intervals import Rate, advantage, exact
from synthesis.privacy.key_match import Coded, Known, searched, singling
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, Trials, gain_of, measured_risk, not_run
from synthesis.privacy.risk import Evidence, Interval, Risk
from synthesis.tables.schema import Role

FEWEST = 100
MOST_KNOWN = 8
_DARED = 20
PATHS = 3
_SIZES = (3, 5)
_PEOPLE, _SEARCHED = 10_000, 6_000


@dataclass(frozen=True, eq=False)
class Sets:
    """The columns that somebody may know: for people of either half (a person's half is not the one that the set was
    searched on), and how it was come by."""

    halves: tuple[Known, Known]
    source: str


@dataclass(frozen=True, eq=False)
class Reading:
    """Whose secret was read rightly, by which rule and from which known columns; about whom a reading was `dared` at
    all in either group, and how often the commonest value of the secret is right."""

    known: Known
    source: str
    rule: str
    main: Flags
    control: Flags
    dared: tuple[Flags, Flags]
    usual: Rate

    @property
    def p_value(self) -> float:
        """Of this one way, by Fisher's test."""
        return Trials.of(self.main, self.control).p_value


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a secret of a training row is read rightly than a stranger's, by who knows 2 to 8 columns.

    Rows of the release that equal the person in all known columns are looked up, and the secret is read off a single
    such row, off several that all agree (RepU and DiSCO of synthpop's `disclosure`; Raab, Nowok and Dibben 2024), or
    off most of them (CAP and TCAP; Taub and Elliot 2019). Known are the quasi-identifiers; sets that make most rows of
    the release unique; and sets that were searched for on one half of the people, and tried on the other, whose keys
    the release has oftener for training rows than for control rows; of a wide table, sets of the 40 columns with most
    values. People without such a row count as not read. For
    each secret the most significant way is reported; its p-value pays for all that were tried."""
    subjects = [_subject(context, name) for name in context.secrets]
    if not context.controlled:
        return tuple(not_run(subject, NO_CONTROL) for subject in subjects)
    if not _possible(context):
        why = "This attack needs two columns and four control rows."
        return tuple(not_run(subject, why) for subject in subjects)
    return tuple(_judge(context, subject) for subject in subjects)


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Whose secret was read, for up to three secrets."""
    for secret in context.sensitive_secrets if _possible(context) else ():
        reading, ways = strongest(context, secret)
        subject = _known(context, _subject(context, secret), reading)
        yield RowHits(subject, _people(context), (reading.main, reading.control), ways)


def _subject(context: AttackContext, secret: str) -> RiskSubject:
    return RiskSubject("attribute-disclosure", None, context.names, secret, "advantage")


def _possible(context: AttackContext) -> bool:
    return len(context.columns) >= 2 and len(context.control) >= 4


def strongest(context: AttackContext, secret: str) -> tuple[Reading, int]:
    """The most significant way to read a secret, and how many were tried."""

    def found() -> tuple[Reading, int]:
        ways = list(_readings(context, context.names.index(secret)))
        return min(ways, key=lambda way: way.p_value), len(ways)

    return context.once(f"attribute disclosure of {secret}", found)


def _judge(context: AttackContext, subject: RiskSubject) -> Risk:
    reading, ways = strongest(context, subject.secret or "")
    main, control = reading.main, reading.control
    trials = Trials.of(main, control)
    gain = gain_of(trials, "advantage", whole=len(main) == len(context.train))
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= FEWEST else "too-few"
    said = f"Known columns: {reading.source}. Read off {reading.rule}; the strongest of {ways} ways."
    risk = measured_risk(
        _known(context, subject, reading),
        trials,
        gain,
        min(1.0, ways * reading.p_value),
        requested=len(main),
        evidence=evidence,
        notes=(said,),
        precision=_precision(reading),
    )
    return replace(risk, learned=_learned(reading))


def _learned(reading: Reading) -> float | None:
    """How much oftener people outside are read rightly, where a reading is dared, than by the commonest value."""
    dared = int(reading.dared[1].sum())
    return float(reading.control.sum() / dared) - reading.usual.value if dared >= _DARED else None


def _precision(reading: Reading) -> Interval | None:
    """The gain among people about whom a reading was dared; of too few control people, over the commonest value."""
    ours, theirs = (int(flags.sum()) for flags in reading.dared)
    if ours < _DARED:
        return None
    outside = reading.usual if theirs < _DARED else exact(int(reading.control.sum()), theirs)
    gain = advantage(exact(int(reading.main.sum()), ours), outside)
    return Interval(gain.value, gain.low, gain.high)


def _known(context: AttackContext, subject: RiskSubject, reading: Reading) -> RiskSubject:
    return replace(subject, known=tuple(context.names[column] for column in reading.known))


def _people(context: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    most = min(_PEOPLE, context.accusable or _PEOPLE)
    return context.some("train", most), context.some("control", most)


def _coded(context: AttackContext) -> Coded:
    def found() -> Coded:
        train, control = _people(context)
        people = np.concatenate([context.train[train], context.control[control]])
        return Coded.of(people, context.synthetic, context.seed.child("marks"))

    return context.once("coded", found)


def _readings(context: AttackContext, secret: int) -> Iterator[Reading]:
    coded, (train, _) = _coded(context), _people(context)
    unit = float(context.ruler.unit[secret])
    values = np.append(coded.values[secret], np.nan)
    wanted = values[coded.people[:, secret]]
    most = np.bincount(coded.people[:, secret]).max()
    usual = exact(int(most), len(wanted))
    for sets in known_sets(context):
        halves = [tuple(column for column in half if column != secret) for half in sets.halves]
        if not all(halves):
            continue
        for rule, guessed, codes in _by_rule(context, coded, halves, secret):
            hit = guessed & right(values[codes], wanted, context.columns[secret], unit)
            both = guessed[: len(train)], guessed[len(train) :]
            yield Reading(halves[0], sets.source, rule, hit[: len(train)], hit[len(train) :], both, usual)


def _by_rule(
    context: AttackContext, coded: Coded, halves: Sequence[Known], secret: int
) -> Iterator[tuple[str, Flags, Array]]:
    """Each rule: who is guessed at all, and the code that is guessed."""
    first, codes = _half(context), coded.release[:, secret]
    looked = [context.once(f"classes of {known}", partial(coded.classes, known)) for known in dict.fromkeys(halves)]
    said = [classes.modal_codes(codes) for classes in looked]
    commonest = np.where(first, said[0][0], said[-1][0])
    guessed = {
        "a single row": (looked[0].unique, looked[-1].unique),
        "rows that all agree": (said[0][1], said[-1][1]),
        "most of the rows": (looked[0].met, looked[-1].met),
    }
    for rule, (one, other) in guessed.items():
        yield rule, np.asarray(np.where(first, one, other)), commonest


def _half(context: AttackContext) -> Flags:
    """Which of the people looked at belong to the first half."""

    def found() -> Flags:
        (train, control), (ours, others) = _people(context), context.folds
        return np.concatenate([ours[train], others[control]])

    return context.once("half of those looked at", found)


def known_sets(context: AttackContext) -> tuple[Sets, ...]:
    """Every set of columns that somebody is supposed to know; floor, ceiling and hidden rows are read with the same."""
    return context.chosen("known sets", lambda: tuple(dict.fromkeys(_known_sets(context))))


def _known_sets(context: AttackContext) -> Iterator[Sets]:
    coded, (train, _) = _coded(context), _people(context)
    if len(context.columns) == 2:
        yield Sets(((0, 1), (0, 1)), "the other column")
        return
    declared = _declared(context, coded)
    if len(declared) >= 2:
        yield Sets((declared, declared), "the quasi-identifiers")
    people = _drawn(context, len(coded.people), "people")
    small = coded.some(people, _drawn(context, len(coded.release), "release"))
    for known in singling(small, _SIZES):
        yield Sets((known, known), "what singles out rows of the release")
    ours, half = people < len(train), _half(context)[people]
    sides = [searched(small, ours & side, ~ours & side, PATHS, MOST_KNOWN) for side in (~half, half)]
    for first, second in zip(*sides, strict=False):
        yield Sets((first, second), "found by search on other people")


def _declared(context: AttackContext, coded: Coded) -> Known:
    """The quasi-identifiers; of very many, those with most values."""
    named = [place for place, column in enumerate(context.columns) if column.role is Role.QUASI_IDENTIFIER]
    return tuple(sorted(sorted(named, key=lambda place: -len(coded.values[place]))[:MOST_KNOWN]))


def _drawn(context: AttackContext, rows: int, what: str) -> RowNumbers:
    """Some of so many rows, for the search."""
    return np.sort(context.seed.child("searched", what).generator().permutation(rows)[:_SEARCHED])


ATTRIBUTE_DISCLOSURE = Attack(
    name="attribute-disclosure",
    title="Reading a secret of somebody known in part",
    term="attribute disclosure",
    story=(
        "Somebody who knows a few columns of a person, such as age, sex and place, finds the rows of the release with "
        "the same cells and reads the rest off them."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, {inside} have their {secret} read rightly by somebody who knows only a "
        "few columns; of 1,000 who were never in it, {outside}, by luck."
    ),
    measure="advantage",
    per_secret=True,
    names_people=True,
    hits=hits,
)
