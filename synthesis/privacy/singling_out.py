"""Singling out: from the release, describe somebody so that the description fits one person of the training rows."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import (
    EXACT,
    PATCHED,
    Attack,
    RiskSubject,
    Trials,
    bluntness,
    measured_risk,
    not_run,
    uncontrolled,
    worst,
)
from synthesis.privacy.intervals import Gain, Z, exact
from synthesis.privacy.matching import distinct, keys
from synthesis.privacy.predicates import (
    Guesses,
    Index,
    Integers,
    at_random,
    from_rows,
    index,
    joined,
    lone_values,
    medians,
    random_columns,
    suggested,
)
from synthesis.privacy.risk import Evidence, Risk

FEWEST = 100
_TERMS = (3, 4)
_MOST_BLOCKS = 4
_EVERY_GUESS = 100_000
_TRIES = 6_000_000
_PATIENCE = 600_000


Mounted = tuple[Guesses, Integers]
"""Guesses that fit one row of the release, and which row that is."""


@dataclass(frozen=True, eq=False)
class Found:
    """Guesses that are true of exactly one row of the release, which row that is, and whether there are no others.

    `part`: the share of such guesses seen that was kept. `tries`: how many guesses were drawn at random to find them; 0
    where every one was looked at.
    """

    guesses: Guesses
    rows: Integers
    all_of_them: bool
    part: float = 1.0
    tries: int = 0


@dataclass(frozen=True, eq=False)
class Named:
    """Whom the guesses fit: for each, the number of training and of control rows, and one row of each (−1: none)."""

    train: Integers
    control: Integers
    train_row: Integers
    control_row: Integers
    train_rows: int
    control_rows: int

    @property
    def odds(self) -> float:
        """n_T / n_C: how many training rows fit by chance for each control row that does."""
        return self.train_rows / self.control_rows

    @property
    def outsiders(self) -> float:
        """The share of guesses that fit any control row; a little less than 1 where all do, so that room is left."""
        number = len(self.control)
        return min(int((self.control > 0).sum()) / max(number, 1), 1.0 - 1.0 / (number + 1)) if number else 0.0

    @property
    def one(self) -> Flags:
        """Guesses that fit exactly one of all real rows."""
        return np.asarray(self.train + self.control == 1)

    @property
    def people(self) -> tuple[int, int]:
        """How many training and how many control rows are the only real row that some guess fits."""
        ours, theirs = self.one & (self.train == 1), self.one & (self.control == 1)
        return len(np.unique(self.train_row[ours])), len(np.unique(self.control_row[theirs]))

    def some(self, guesses: Flags) -> "Named":
        """Whom some of the guesses fit."""
        names = ("train", "control", "train_row", "control_row")
        return replace(self, **{name: getattr(self, name)[guesses] for name in names})


@dataclass(frozen=True, eq=False)
class PredicateSearch:
    """The guesses of one kind that were made, the cells of the release's row that each comes from, and whom they
    fit."""

    guesses: Guesses
    origin: Numbers
    named: Named


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a description that fits one row of the release fits one training row, than chance has it.

    Univariate: one column's value that occurs once, its extremes, a lone blank. Multivariate: three or four random
    columns of a random row, its categories and its numbers or beyond; the worse of the two is reported. The attack is
    Giomi et al. 2023, section 4.2; `gain` allows for the sizes of the groups, and not anonymeter's fitted model. As
    many guesses are made for each block of training rows as large as the control group (four blocks at most)."""
    return _univariate(scene), _multivariate(scene)


def wanted(scene: AttackContext) -> int:
    """The number of guesses to look for."""
    blocks = -(-len(scene.train) // len(scene.control)) if scene.controlled else 1
    return scene.attacks * min(blocks, _MOST_BLOCKS)


def _univariate(scene: AttackContext) -> Risk:
    subject = RiskSubject("singling-out", "univariate", scene.names)
    return _attack(scene, subject, _univariate_guesses(scene), 1)


def _univariate_guesses(scene: AttackContext) -> Found:
    return scene.once("guesses of 1", lambda: _in_turn(scene, scene.once("lone values", lambda: _lone(scene))))


def _multivariate_guesses(scene: AttackContext, terms: int) -> Found:
    return scene.once(f"guesses of {terms}", lambda: _several(scene, terms))


def _different(scene: AttackContext) -> Numbers:
    return scene.once("different rows", lambda: distinct(scene.synthetic))


def _index(scene: AttackContext) -> Index:
    return scene.once("index of different rows", lambda: index(_different(scene)))


def _middle(scene: AttackContext) -> Numbers:
    return scene.once("medians", lambda: medians(_different(scene)))


def with_hidden(scene: AttackContext, planted: AttackContext, hidden: Numbers, chance: np.random.Generator) -> None:
    """The guesses that `planted` offers: the release of `scene` with the rows `hidden` put behind it.

    Guesses that fit a hidden row as well are dropped; hidden rows offer guesses of their own, of several columns as
    many as their number among the rows of the release would find."""
    release = _different(scene)
    rows = distinct(hidden)
    rows = rows[~np.isin(keys(rows), keys(release))]
    ours = index(rows)
    planted.known("different rows", np.concatenate([release, rows]))
    lone = joined(lone_values(rows, scene.numeric), 1)
    every = scene.once("lone values", lambda: _lone(scene))
    planted.known("lone values", _beside(every, _offered(scene, ours, lone), ours, len(release)))
    for terms in _sizes(scene):
        old = _multivariate_guesses(scene, terms)
        more = _part(_offered(scene, ours, _suggestions(scene, rows, terms, old, chance)), old.part, chance)
        both = _beside((old.guesses, old.rows), more, ours, len(release))
        guesses, origin = _part(both, wanted(scene) / max(len(both[0]), 1), chance)
        planted.known(f"guesses of {terms}", replace(old, guesses=guesses, rows=origin))
    for terms in (1, *_sizes(scene)):
        planted.known(f"baseline of {terms}", _baseline_of(scene, terms))


def _offered(scene: AttackContext, hidden: Index, suggested: Guesses) -> Mounted:
    """Of what hidden rows suggest, the guesses that fit one of them and none of the release."""
    counts, rows = hidden.rows_of(suggested, limit=2)
    alone = counts == 1
    alone[alone] = _index(scene).true_of(suggested.chosen(alone), limit=1) == 0
    return suggested.chosen(alone), rows[alone]


def _suggestions(scene: AttackContext, hidden: Numbers, terms: int, old: Found, chance: np.random.Generator) -> Guesses:
    """What hidden rows suggest: all of it where the release was searched through, or as many tries a row as it got."""
    if old.tries:
        tries = -(-old.tries * len(hidden) // len(_different(scene)))
        rows = chance.integers(0, max(len(hidden), 1), tries)
        columns = random_columns(hidden.shape[1], terms, tries, chance)
        first = np.sort(np.unique(_mark(rows, columns, hidden.shape[1]), return_index=True)[1])
        rows, columns = rows[first], columns[first]
    else:
        rows, columns = _every_set(hidden, terms)
    return from_rows(hidden, scene.numeric, _middle(scene), rows, columns)


def _part(mounted: Mounted, share: float, chance: np.random.Generator) -> Mounted:
    """A share of the guesses, at most all of them, drawn by chance."""
    guesses, rows = mounted
    some = np.sort(chance.permutation(len(guesses))[: round(len(guesses) * share)])
    return guesses.chosen(some), rows[some]


def _beside(old: Mounted, more: Mounted, hidden: Index, offset: int) -> Mounted:
    """The guesses of a release that fit none of the hidden rows, and those that these offer."""
    stands = hidden.true_of(old[0], limit=1) == 0
    guesses = joined([old[0].chosen(stands), more[0]], old[0].columns.shape[1])
    return guesses, np.concatenate([old[1][stands], more[1] + offset])


def _lone(scene: AttackContext) -> Mounted:
    """Every guess of one column that fits one row of the release."""
    every = joined(lone_values(_different(scene), scene.numeric), 1)
    counts, rows = _index(scene).rows_of(every, limit=2)
    return every.chosen(counts == 1), rows[counts == 1]


def _in_turn(scene: AttackContext, mounted: Mounted) -> Found:
    """At most as many of these guesses as are wanted, taken from the columns in turn so that none has them all."""
    guesses, rows = mounted
    order = scene.seed.child("univariate").generator().permutation(len(guesses))
    order = order[np.argsort(guesses.columns[order, 0], kind="stable")]
    columns = guesses.columns[order, 0]
    turn = np.arange(len(order)) - np.searchsorted(columns, columns)
    first = order[np.argsort(turn, kind="stable")][: wanted(scene)]
    return Found(guesses.chosen(first), rows[first], len(first) == len(guesses))


def _multivariate(scene: AttackContext) -> Risk:
    subject = RiskSubject("singling-out", "multivariate", scene.names)
    if len(scene.columns) < 2:
        return not_run(subject, "This attack needs two columns.", requested=wanted(scene))
    return worst(tuple(_attack(scene, subject, _multivariate_guesses(scene, n), n) for n in _sizes(scene)))


def _sizes(scene: AttackContext) -> tuple[int, ...]:
    """The numbers of columns that guesses are made of; none in a table of one column."""
    width = len(scene.columns)
    return tuple(sorted({min(terms, width) for terms in _TERMS})) if width > 1 else ()


def _several(scene: AttackContext, terms: int) -> Found:
    release = _different(scene)
    if len(release) * comb(release.shape[1], terms) <= _EVERY_GUESS:
        return _searched(scene, terms)
    chance = scene.seed.child("multivariate", terms).generator()
    middle = _middle(scene)
    terms_of = scene.once("suggested", lambda: suggested(_index(scene), scene.numeric, middle))
    marks, parts, origin, different = np.empty(0, dtype=np.int64), [], [], np.empty(0, dtype=np.int64)
    tries, drawn = min(max(6 * wanted(scene), 5_000), _PATIENCE // 10), 0
    for _ in range(_TRIES // tries):
        drawn += tries
        rows = chance.integers(0, len(release), tries)
        columns = random_columns(release.shape[1], terms, len(rows), chance)
        lone = terms_of.lone(rows, columns)
        rows, columns = rows[lone], columns[lone]
        parts.append(from_rows(release, scene.numeric, middle, rows, columns))
        origin.append(rows)
        marks = np.concatenate([marks, _mark(rows, columns, release.shape[1])])
        different = np.sort(np.unique(marks, return_index=True)[1])
        if len(different) >= wanted(scene) or _hopeless(len(different), drawn):
            break
    chosen = different[: wanted(scene)]
    part = len(chosen) / max(len(different), 1)
    return Found(joined(parts, terms).chosen(chosen), np.concatenate(origin)[chosen], False, part, drawn)


def _hopeless(different: int, drawn: int) -> bool:
    """Whether so few of many guesses were good that all the tries there are would hardly find enough to sample."""
    return drawn >= _PATIENCE and different * _TRIES < FEWEST * drawn


def _mark(rows: Integers, columns: Integers, width: int) -> Integers:
    """One number for each row and set of its columns."""
    mark = rows
    for term in columns.T:
        mark = mark * width + term
    return mark


def _searched(scene: AttackContext, terms: int) -> Found:
    """Every guess that any row of the release suggests; a random selection if that is more than are wanted."""
    release = _different(scene)
    rows, columns = _every_set(release, terms)
    every = from_rows(release, scene.numeric, _middle(scene), rows, columns)
    good = np.flatnonzero(_index(scene).true_of(every, limit=2) == 1)
    if len(good) <= wanted(scene):
        return Found(every.chosen(good), rows[good], True)
    picked = scene.seed.child("searched", terms).generator().permutation(good)[: wanted(scene)]
    return Found(every.chosen(picked), rows[picked], False, len(picked) / len(good))


def _every_set(release: Numbers, terms: int) -> tuple[Integers, Integers]:
    """Each row with each set of so many columns."""
    sets = np.array(list(combinations(range(release.shape[1]), terms)), dtype=np.int64)
    return np.repeat(np.arange(len(release)), len(sets)), np.tile(sets, (len(release), 1))


def _attack(scene: AttackContext, subject: RiskSubject, mounted: Found, terms: int) -> Risk:
    number = len(mounted.guesses)
    notes = (f"{PATCHED}: {number} descriptions of {terms} column{'s' * (terms > 1)} were found and tried.",)
    if not number and not mounted.all_of_them:
        return not_run(subject, "No description that fits one row of the release was found.", requested=wanted(scene))
    train, train_row = scene.index_of("train").rows_of(mounted.guesses)
    baseline = _baseline_of(scene, terms)
    if not scene.controlled:
        return uncontrolled(subject, int((train == 1).sum()), number, baseline, requested=wanted(scene))
    control, control_row = scene.index_of("control").rows_of(mounted.guesses)
    named = Named(train, control, train_row, control_row, len(scene.train), len(scene.control))
    scene.once(_tried_name(terms), lambda: PredicateSearch(mounted.guesses, _different(scene)[mounted.rows], named))
    if number < FEWEST and mounted.all_of_them:
        return _exhausted(scene, subject, named, notes)
    return _sampled(scene, subject, named, baseline, notes)


def tried(scene: AttackContext, terms: int) -> PredicateSearch | None:
    """The guesses of so many terms that were made; None where none were."""
    return scene.once(_tried_name(terms), lambda: None)


def _tried_name(terms: int) -> str:
    return f"descriptions of {terms}"


def _baseline_of(scene: AttackContext, terms: int) -> float:
    return scene.once(f"baseline of {terms}", lambda: _baseline(scene, terms))


def _baseline(scene: AttackContext, terms: int) -> float:
    """How often a guess put together from the release's values, but not from a row of it, fits one training row."""
    chance = scene.seed.child("baseline", terms).generator()
    blind = at_random(scene.synthetic, scene.numeric, min(scene.attacks, 1000), terms, chance)
    return float((scene.index_of("train").true_of(blind, limit=2) == 1).mean())


def _sampled(scene: AttackContext, subject: RiskSubject, named: Named, baseline: float, notes: tuple[str, ...]) -> Risk:
    measured, control, p_value = gain(named)
    hits, others, number = int((named.train == 1).sum()), int((named.control == 1).sum()), len(named.train)
    evidence: Evidence = "sampled" if number >= FEWEST else "too-few"
    sized = "Rates are for groups as large as the control group; counts are for the groups as they are."
    tally = Trials(hits, number, others, number, baseline, guessed=True)
    risk = measured_risk(
        subject, tally, measured, p_value, requested=wanted(scene), evidence=evidence, notes=(*notes, sized)
    )
    return replace(risk, main=control + measured.value * (1.0 - control), control=control, controls=named.control_rows)


def gain(named: Named) -> tuple[Gain, float, float]:
    """Excess over chance with its interval, the control rate, and a one-sided p-value.

    Without a trace of the training rows, a guess that fits one real row fits one of the training rows with odds
    n_T : n_C. So with k_T and k_C such guesses among N, D = (k_T − k_C · n_T / n_C) / N is the share that fits because
    somebody's row was used, whatever the sizes; the control rate c is the share that fits any outsider; and the
    value is D / (1 − c): 1 for a verbatim copy, and with equal sizes anonymeter's but for guesses that fit several.

    People are the units, not guesses: many guesses describe the same extreme person, and with that person on the other
    side of the split they would all have counted for the other side. So the variance is the sum over people of the
    squares of what each contributes. On fresh rows of Adult at 4 : 1 it came out as the spread of repeated runs did,
    where 1.3 times a bootstrap over guesses fell short by a third. One imaginary person in either group keeps a run of
    failures from seeming certain (after Agresti and Coull 1998)."""
    from scipy.stats import norm

    number, odds, one = len(named.train), named.odds, named.one
    ours, theirs = named.train_row[one & (named.train == 1)], named.control_row[one & (named.control == 1)]
    control = named.outsiders
    scale = number * (1.0 - control)
    variance = 1.0 + odds**2 + _squares(ours) + odds**2 * _squares(theirs)
    value, error = (len(ours) - odds * len(theirs)) / scale, variance**0.5 / scale
    return Gain(value, value - Z * error, value + Z * error), control, float(norm.sf(value / error))


def by_people(named: Named) -> float:
    """The chance of as many training rows among the people named, had each been one with chance n_T / (n_T + n_C)."""
    from scipy.stats import binom

    return float(binom.sf(named.people[0] - 1, sum(named.people), named.odds / (1.0 + named.odds)))


def _noticeable(named: Named) -> float | None:
    """The smallest gain that the exact test would notice with as many people named; None where there is none."""
    from scipy.stats import binom

    people, share = sum(named.people), named.odds / (1.0 + named.odds)
    hits = np.arange(people + 1)
    enough = hits[binom.sf(hits - 1, people, share) <= EXACT]
    if not len(enough):
        return None
    one, number = int(named.one.sum()), max(len(named.train), 1)
    return float((enough[0] / people - share) * one / (number * (1.0 - named.outsiders) * (1.0 - share)))


def _squares(rows: Integers) -> float:
    return float((np.unique(rows, return_counts=True)[1].astype(float) ** 2).sum())


def _exhausted(scene: AttackContext, subject: RiskSubject, named: Named, notes: tuple[str, ...]) -> Risk:
    """Every guess was made and there are few: are the people they fit in the training rows too often?

    In a release without a trace of the training rows each of them is a training row with chance π = n_T / (n_T + n_C).
    Exact binomial test over the people named, and Clopper–Pearson bounds s on that chance, as a gain of (s − π) / (1 −
    π) on the share of guesses that fit one real row. Where no guess fits one real row, nobody is singled out: a gain of
    exactly nothing."""
    share, number = named.odds / (1.0 + named.odds), max(len(named.train), 1)
    hits, people = named.people[0], sum(named.people)
    control, low, value, high = named.outsiders, 0.0, 0.0, 0.0
    if people:
        rate, scale = exact(hits, people), int(named.one.sum()) / (number * (1.0 - control) * (1.0 - share))
        low, value, high = ((s - share) * scale for s in (rate.low, rate.value, rate.high))
    said = f"Every guess that this attack can make was made. {bluntness(_noticeable(named))}"
    tally = Trials(int((named.train == 1).sum()), number, int((named.control == 1).sum()), number)
    risk = measured_risk(
        subject,
        tally,
        Gain(value, low, high),
        by_people(named),
        requested=wanted(scene),
        evidence="exhausted",
        notes=(*notes, said),
    )
    return replace(
        risk,
        attacks=len(named.train),
        main=control + value * (1.0 - control),
        control=control,
        controls=named.control_rows,
    )


SINGLING_OUT = Attack(
    "singling-out",
    "Singling out",
    "Somebody reads the release for descriptions that fit one row only, and bets that they fit one real person only.",
    ("univariate", "multivariate"),
    "excess",
    run,
)
