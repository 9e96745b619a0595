"""Where guesses of singling out come from: descriptions that fit one row of the release, every one or a sample."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.row_keys import keys
from synthesis.privacy.context import AttackContext
from synthesis.privacy.matching import distinct
from synthesis.privacy.predicates import (
    Guesses,
    Index,
    Integers,
    from_rows,
    index,
    joined,
    lone_values,
    medians,
    random_columns,
    suggested,
)

FEWEST = 100
"""Fewer guesses are a sample only where there are no others."""
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


def wanted(context: AttackContext) -> int:
    """The number of guesses to look for."""
    blocks = -(-len(context.train) // len(context.control)) if context.controlled else 1
    return context.attacks * min(blocks, _MOST_BLOCKS)


def univariate_guesses(context: AttackContext) -> Found:
    """Guesses of one column: values that occur once, extremes, lone blanks."""
    return context.once("guesses of 1", lambda: _in_turn(context, context.once("lone values", lambda: _lone(context))))


def multivariate_guesses(context: AttackContext, terms: int) -> Found:
    """Guesses of so many columns, taken from random rows."""
    return context.once(f"guesses of {terms}", lambda: _several(context, terms))


def different_rows(context: AttackContext) -> Numbers:
    """One of each kind of row of the release."""
    return context.once("different rows", lambda: distinct(context.synthetic))


def _index(context: AttackContext) -> Index:
    return context.once("index of different rows", lambda: index(different_rows(context)))


def _middle(context: AttackContext) -> Numbers:
    return context.once("medians", lambda: medians(different_rows(context)))


def search_with_hidden(
    context: AttackContext, planted: AttackContext, hidden: Numbers, chance: np.random.Generator
) -> None:
    """The guesses that `planted` offers: the release of `context` with the rows `hidden` put behind it.

    Guesses that fit a hidden row as well are dropped; hidden rows offer guesses of their own, of several columns as
    many as their number among the rows of the release would find."""
    release = different_rows(context)
    rows = distinct(hidden)
    rows = rows[~np.isin(keys(rows), keys(release))]
    ours = index(rows)
    planted.known("different rows", np.concatenate([release, rows]))
    lone = joined(lone_values(rows, context.numeric), 1)
    every = context.once("lone values", lambda: _lone(context))
    planted.known("lone values", _beside(every, _offered(context, ours, lone), ours, len(release)))
    for terms in sizes(context):
        old = multivariate_guesses(context, terms)
        more = _part(_offered(context, ours, _suggestions(context, rows, terms, old, chance)), old.part, chance)
        both = _beside((old.guesses, old.rows), more, ours, len(release))
        guesses, origin = _part(both, wanted(context) / max(len(both[0]), 1), chance)
        planted.known(f"guesses of {terms}", replace(old, guesses=guesses, rows=origin))


def _offered(context: AttackContext, hidden: Index, suggested: Guesses) -> Mounted:
    """Of what hidden rows suggest, the guesses that fit one of them and none of the release."""
    counts, rows = hidden.rows_of(suggested, limit=2)
    alone = counts == 1
    alone[alone] = _index(context).true_of(suggested.chosen(alone), limit=1) == 0
    return suggested.chosen(alone), rows[alone]


def _suggestions(
    context: AttackContext, hidden: Numbers, terms: int, old: Found, chance: np.random.Generator
) -> Guesses:
    """What hidden rows suggest: all of it where the release was searched through, or as many tries a row as it got."""
    if old.tries:
        tries = -(-old.tries * len(hidden) // len(different_rows(context)))
        rows = chance.integers(0, max(len(hidden), 1), tries)
        columns = random_columns(hidden.shape[1], terms, tries, chance)
        first = np.sort(np.unique(_mark(rows, columns, hidden.shape[1]), return_index=True)[1])
        rows, columns = rows[first], columns[first]
    else:
        rows, columns = _every_set(hidden, terms)
    return from_rows(hidden, context.numeric, _middle(context), rows, columns)


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


def _lone(context: AttackContext) -> Mounted:
    """Every guess of one column that fits one row of the release."""
    every = joined(lone_values(different_rows(context), context.numeric), 1)
    counts, rows = _index(context).rows_of(every, limit=2)
    return every.chosen(counts == 1), rows[counts == 1]


def _in_turn(context: AttackContext, mounted: Mounted) -> Found:
    """At most as many of these guesses as are wanted, taken from the columns in turn so that none has them all."""
    guesses, rows = mounted
    order = context.seed.child("univariate").generator().permutation(len(guesses))
    order = order[np.argsort(guesses.columns[order, 0], kind="stable")]
    columns = guesses.columns[order, 0]
    turn = np.arange(len(order)) - np.searchsorted(columns, columns)
    first = order[np.argsort(turn, kind="stable")][: wanted(context)]
    return Found(guesses.chosen(first), rows[first], len(first) == len(guesses))


def sizes(context: AttackContext) -> tuple[int, ...]:
    """The numbers of columns that guesses are made of; none in a table of one column."""
    width = len(context.columns)
    return tuple(sorted({min(terms, width) for terms in _TERMS})) if width > 1 else ()


def _several(context: AttackContext, terms: int) -> Found:
    release = different_rows(context)
    if len(release) * comb(release.shape[1], terms) <= _EVERY_GUESS:
        return _searched(context, terms)
    chance = context.seed.child("multivariate", terms).generator()
    middle = _middle(context)
    terms_of = context.once("suggested", lambda: suggested(_index(context), context.numeric, middle))
    marks, parts, origin, different = np.empty(0, dtype=np.int64), [], [], np.empty(0, dtype=np.int64)
    tries, drawn = min(max(6 * wanted(context), 5_000), _PATIENCE // 10), 0
    for _ in range(_TRIES // tries):
        drawn += tries
        rows = chance.integers(0, len(release), tries)
        columns = random_columns(release.shape[1], terms, len(rows), chance)
        lone = terms_of.lone(rows, columns)
        rows, columns = rows[lone], columns[lone]
        parts.append(from_rows(release, context.numeric, middle, rows, columns))
        origin.append(rows)
        marks = np.concatenate([marks, _mark(rows, columns, release.shape[1])])
        different = np.sort(np.unique(marks, return_index=True)[1])
        if len(different) >= wanted(context) or _hopeless(len(different), drawn):
            break
    chosen = different[: wanted(context)]
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


def _searched(context: AttackContext, terms: int) -> Found:
    """Every guess that any row of the release suggests; a random selection if that is more than are wanted."""
    release = different_rows(context)
    rows, columns = _every_set(release, terms)
    every = from_rows(release, context.numeric, _middle(context), rows, columns)
    good = np.flatnonzero(_index(context).true_of(every, limit=2) == 1)
    if len(good) <= wanted(context):
        return Found(every.chosen(good), rows[good], True)
    picked = context.seed.child("searched", terms).generator().permutation(good)[: wanted(context)]
    return Found(every.chosen(picked), rows[picked], False, len(picked) / len(good))


def _every_set(release: Numbers, terms: int) -> tuple[Integers, Integers]:
    """Each row with each set of so many columns."""
    sets = np.array(list(combinations(range(release.shape[1]), terms)), dtype=np.int64)
    return np.repeat(np.arange(len(release)), len(sets)), np.tile(sets, (len(release), 1))
