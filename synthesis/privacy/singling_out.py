"""Singling out: from the release, describe somebody so that the description fits one person of the training rows."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np

from synthesis.arrays import Numbers
from synthesis.privacy.contract import PATCHED, Attack, Subject, Tally, found, not_run, uncontrolled, worst
from synthesis.privacy.intervals import Gain, Z, exact
from synthesis.privacy.matching import distinct
from synthesis.privacy.predicates import Guesses, Integers, at_random, from_rows, joined, lone_values, medians, random_columns
from synthesis.privacy.risk import Evidence, Risk
from synthesis.privacy.scene import Scene
from synthesis.seed import Seed

FEWEST = 100
WIDENING = 1.3
"""Guesses overlap in the people they describe, so that their spread is 1.3 times what independent ones would have."""
_TERMS = (3, 4)
_EVERY_GUESS = 100_000
_ROUNDS = 15
_DRAWS = 1_000


@dataclass(frozen=True, eq=False)
class Found:
    """Guesses that are true of exactly one row of the release, and whether there are no others."""

    guesses: Guesses
    all_of_them: bool


def run(scene: Scene) -> tuple[Risk, ...]:
    """How much oftener a description that fits one row of the release fits one training row, than one outsider.

    Univariate: one column's value that occurs once, its extremes, a lone blank. Multivariate: three or four random
    columns of a random row, its categories and its numbers or beyond; the worse of the two is reported. Giomi et al.
    2023, section 4.2; the sizes of the groups are allowed for by `gain` and not by anonymeter's fitted model.
    """
    return _univariate(scene), _multivariate(scene)


def _univariate(scene: Scene) -> Risk:
    subject = Subject("singling-out", "univariate", scene.names)
    release = distinct(scene.synthetic)
    return _attack(scene, subject, _lone(scene, release), 1)


def _lone(scene: Scene, release: Numbers) -> Found:
    """At most as many guesses as were asked for, taken from the columns in turn so that none has them all."""
    chance = scene.seed.child("univariate").generator()
    parts = lone_values(release, scene.numeric)
    orders = [chance.permutation(len(part)) for part in parts]
    turn = np.concatenate([np.argsort(order) for order in orders])
    every = joined(parts, 1)
    good = np.flatnonzero(every.true_of(release, limit=2) == 1)
    first = good[np.argsort(turn[good], kind="stable")][: scene.attacks]
    return Found(every.chosen(first), len(first) == len(good))


def _multivariate(scene: Scene) -> Risk:
    subject = Subject("singling-out", "multivariate", scene.names)
    width = len(scene.columns)
    if width < 2:
        return not_run(subject, "This attack needs two columns.", requested=scene.attacks)
    release = distinct(scene.synthetic)
    sizes = sorted({min(terms, width) for terms in _TERMS})
    tried = tuple(_attack(scene, subject, _several(scene, release, terms), terms) for terms in sizes)
    return worst(tried)


def _several(scene: Scene, release: Numbers, terms: int) -> Found:
    if len(release) * comb(release.shape[1], terms) <= _EVERY_GUESS:
        return _searched(scene, release, terms)
    chance = scene.seed.child("multivariate", terms).generator()
    middle, marks, parts = medians(release), np.empty((0, terms + 1), dtype=np.int64), []
    for _ in range(_ROUNDS):
        rows = chance.integers(0, len(release), 2 * scene.attacks)
        columns = random_columns(release.shape[1], terms, len(rows), chance)
        guesses = from_rows(release, scene.numeric, middle, rows, columns)
        lone = guesses.true_of(release, limit=2) == 1
        parts.append(guesses.chosen(lone))
        marks = np.concatenate([marks, np.column_stack([rows, columns])[lone]])
        different = np.sort(np.unique(marks, axis=0, return_index=True)[1])
        if len(different) >= scene.attacks:
            break
    return Found(joined(parts, terms).chosen(different[: scene.attacks]), False)


def _searched(scene: Scene, release: Numbers, terms: int) -> Found:
    """Every guess that any row of the release suggests; a random selection if that is more than was asked for."""
    sets = np.array(list(combinations(range(release.shape[1]), terms)), dtype=np.int64)
    rows = np.repeat(np.arange(len(release)), len(sets))
    every = from_rows(release, scene.numeric, medians(release), rows, np.tile(sets, (len(release), 1)))
    good = np.flatnonzero(every.true_of(release, limit=2) == 1)
    if len(good) <= scene.attacks:
        return Found(every.chosen(good), True)
    picked = scene.seed.child("searched", terms).generator().permutation(good)[: scene.attacks]
    return Found(every.chosen(picked), False)


def _attack(scene: Scene, subject: Subject, mounted: Found, terms: int) -> Risk:
    number = len(mounted.guesses)
    notes = (f"{PATCHED}: {number} descriptions of {terms} column{'s' * (terms > 1)} were found and tried.",)
    if not number and not mounted.all_of_them:
        return not_run(subject, "No description that fits one row of the release was found.", requested=scene.attacks)
    train = mounted.guesses.true_of(scene.train)
    baseline = _baseline(scene, terms)
    if not scene.controlled:
        return uncontrolled(subject, int((train == 1).sum()), number, baseline, requested=scene.attacks)
    control = mounted.guesses.true_of(scene.control)
    if not number or (number < FEWEST and mounted.all_of_them):
        return _exhausted(scene, subject, train, control, notes)
    return _sampled(scene, subject, train, control, baseline, notes)


def _baseline(scene: Scene, terms: int) -> float:
    chance = scene.seed.child("baseline", terms).generator()
    blind = at_random(scene.synthetic, scene.numeric, min(scene.attacks, 1000), terms, chance)
    return float((blind.true_of(scene.train, limit=2) == 1).mean())


def _sampled(scene: Scene, subject: Subject, train: Integers, control: Integers, baseline: float, notes: tuple[str, ...]) -> Risk:
    main, other = rates(train, control, len(scene.train), len(scene.control))
    measured, p_value = gain(main, other, _blocks(scene), scene.seed.child("bootstrap", subject.variant))
    tally = Tally(int((train == 1).sum()), len(train), int((control == 1).sum()), len(control), baseline)
    evidence: Evidence = "sampled" if len(train) >= FEWEST else "too-few"
    risk = found(subject, tally, measured, p_value, requested=scene.attacks, evidence=evidence, notes=notes)
    sized = "Rates are for groups of equal size; the counts are for the groups as they are." if _blocks(scene) > 1 else ""
    return replace(
        risk, main=float(main.mean()), control=float(other.mean()), notes=(*notes, sized) if sized else notes
    )


def _blocks(scene: Scene) -> int:
    return -(-len(scene.train) // len(scene.control))


def rates(train: Integers, control: Integers, train_rows: int, control_rows: int) -> tuple[Numbers, Numbers]:
    """For each guess, success on training rows and on control rows, as if both groups were equally large.

    Training rows are cut at random into B = ⌈n_T / n_C⌉ blocks of m = ⌊n_T / B⌋ rows. A guess that fits `train` of
    n_T rows fits exactly one of a block with hypergeometric chance h_T, and one of m control rows with chance h_C, so
    that no cut has to be drawn. Training success is B·h_T less the (B − 1)·h_C that come only from there being B blocks;
    control success is h_C. With equal sizes these are plain zeros and ones.
    """
    from scipy.stats import hypergeom

    blocks = -(-train_rows // control_rows)
    size = train_rows // blocks
    one = np.asarray(hypergeom.pmf(1, train_rows, train, size), dtype=np.float64)
    other = np.asarray(hypergeom.pmf(1, control_rows, control, size), dtype=np.float64)
    return blocks * one - (blocks - 1) * other, other


def gain(main: Numbers, control: Numbers, blocks: int, seed: Seed) -> tuple[Gain, float]:
    """Excess over the control rate, its interval and a one-sided p-value, by bootstrap over guesses, widened by 1.3.

    Two imaginary guesses, one that hits a training row and one that hits a control row, join the bootstrap but not the
    value: without them a run of failures would seem to prove that failure is certain (after Agresti and Coull 1998).
    """
    from scipy.stats import norm

    value = _excess(main.mean(), control.mean())
    seen_main = np.append(main, [1.0, 1.0 - blocks])
    seen_control = np.append(control, [0.0, 1.0])
    chance = seed.generator()
    tries = len(seen_main)
    weights = chance.multinomial(tries, np.full(tries, 1.0 / tries), _DRAWS)
    spread = WIDENING * float(np.std(_excess(weights @ seen_main / tries, weights @ seen_control / tries)))
    return Gain(float(value), float(value - Z * spread), float(value + Z * spread)), float(norm.sf(value / spread))


def _excess(main: "Numbers | float", control: "Numbers | float") -> Numbers:
    room = 1.0 - np.asarray(control)
    return np.asarray((np.asarray(main) - control) / np.where(room > 0.0, room, 1.0))


def _exhausted(scene: Scene, subject: Subject, train: Integers, control: Integers, notes: tuple[str, ...]) -> Risk:
    """Every guess was made and there are few: of those that fit one real row, is it a training row too often?

    In a release without a trace of the training rows that row is one of them with chance π = n_T / (n_T + n_C). Exact
    binomial test, and Clopper–Pearson bounds s on that chance, as a gain of (s − π) / (1 − π) on the share of guesses that
    fit a row at all. Without any such guess nobody can be singled out this way: a gain of exactly nothing.
    """
    from scipy.stats import binom

    said = (*notes, "Every guess that this attack can make was made.")
    number, share = len(train), len(scene.train) / (len(scene.train) + len(scene.control))
    fitting = train + control == 1
    hits, real = int((train[fitting] == 1).sum()), int(fitting.sum())
    plain = replace(subject, measure="advantage")
    tally = Tally(hits, max(number, 1), real - hits, max(number, 1))
    if not real:
        none = found(plain, tally, Gain(0.0, 0.0, 0.0), 1.0, requested=scene.attacks, evidence="exhausted", notes=said)
        return replace(none, attacks=number)
    rate = exact(hits, real)
    low, value, high = ((s - share) / (1.0 - share) * real / number for s in (rate.low, rate.value, rate.high))
    p_value = float(binom.sf(hits - 1, real, share))
    gained = Gain(value, low, high)
    risk = found(plain, tally, gained, p_value, requested=scene.attacks, evidence="exhausted", notes=said)
    return replace(risk, control=hits / number - value)


SINGLING_OUT = Attack(
    "singling-out",
    "Singling out",
    "Somebody reads the release for descriptions that fit one row only, and bets that they fit one real person only.",
    ("univariate", "multivariate"),
    "excess",
    run,
)
