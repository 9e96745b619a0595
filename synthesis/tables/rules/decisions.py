"""Functional dependencies: what one column decides of another, one way or both."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.tables.rules.checks import agreement, codes, largest, unlike_first
from synthesis.tables.rules.contract import RuleCheck, RuleKind
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.sample import BEYOND_CHANCE, FEWEST_ROWS, KEPT, WORK, Sample, beyond, reduced
from synthesis.tables.schema import Constraint

_REPEATING = 0.7


def _proposed(sample: Sample, told: Sequence[Constraint]) -> Iterator[Constraint]:
    """Pairs of which the first column decides the second; a pair that does so both ways is told once."""
    names = sample.schema.names
    found = {pair for pair in _suspected(sample) if _decides(*_filled(sample, *pair))}
    both = {(a, b) for a, b in found if (b, a) in found}
    twins = {b for a, b in both if a < b}
    yield from (SAME.stated(names[a], names[b]) for a, b in sorted(both) if a < b and a not in twins)
    single = {(a, b) for a, b in found - both if a not in twins and b not in twins}
    yield from (DETERMINES.stated(names[a], names[b]) for a, b in reduced(single))


def _suspected(sample: Sample) -> Iterator[tuple[int, int]]:
    """Pairs where rows equal in the first column nearly always equal, in the second, the first row of their kind."""
    wide = sample.codes.shape[1]
    if not wide or len(sample.frame) < FEWEST_ROWS:
        return
    codes = sample.codes[sample.some(max(1_000, WORK // (wide * wide)))]
    meet = np.array([_meeting(column) for column in codes.T])
    for place, column in enumerate(codes.T):
        order = np.argsort(column, kind="stable")
        _, first, sizes = np.unique(column[order], return_index=True, return_counts=True)
        later = len(column) - len(first)
        if len(first) < 2 or len(first) > _REPEATING * len(column) or later < FEWEST_ROWS:
            continue
        ranked = codes[order]
        agree = ((ranked == ranked[np.repeat(first, sizes)]).sum(axis=0) - len(first)) / later
        near = (agree >= 0.95) & (beyond(agree, meet) >= 0.8) & (meet < 1.0)
        yield from ((place, int(other)) for other in np.flatnonzero(near) if other != place)


def _meeting(codes: Array) -> float:
    """How often two rows have the same code."""
    shares = np.bincount(codes) / len(codes)
    return float((shares**2).sum())


def _filled(sample: Sample, a: int, b: int) -> tuple[Array, Array]:
    """Both columns' codes where the first is filled: a blank that goes with a value is a matter of blanks."""
    rows = ~sample.blank[:, a]
    return sample.codes[rows, a], sample.codes[rows, b]


def _decides(a: Array, b: Array) -> bool:
    if len(a) < FEWEST_ROWS:
        return False
    share, rows = agreement(a, b)
    most = largest(a, b)
    repeated = most[:, 1] > 1
    free = int(repeated.sum())
    common = np.bincount(b).max() / len(b)
    fair = (most[repeated, 0].sum() - free) / max(rows - free, 1)
    return rows - free >= FEWEST_ROWS and share >= KEPT and bool(beyond(fair, common) >= BEYOND_CHANCE)


def _decision(asked: RuleCheck) -> tuple[float, int]:
    first, second = asked.names
    filled = asked.frame[asked.frame[first].notna()]
    return agreement(codes(filled[first]), codes(filled[second]))


def _both(asked: RuleCheck) -> tuple[float, int]:
    return min(_decision(asked), _decision(replace(asked, columns=asked.columns[::-1])))


def _undecided(asked: RuleCheck) -> Flags:
    return unlike_first(asked.frame, asked.source, *asked.names)


def _unlike(asked: RuleCheck) -> Flags:
    there, back = (unlike_first(asked.frame, asked.source, *names) for names in (asked.names, asked.names[::-1]))
    return np.asarray(there | back)


def _one_to_one(asked: RuleCheck, good: Flags) -> Flags:
    """Of the good pairs, commonest first, those of which neither value has a partner yet."""
    pairs = asked.frame[asked.names]
    found = [pd.factorize(pairs[name], use_na_sentinel=False)[0] for name in pairs]
    taken: tuple[set[int], set[int]] = (set(), set())
    kept = np.zeros(len(pairs), dtype=bool)
    for place in np.flatnonzero(good):
        a, b = (int(code[place]) for code in found)
        if a not in taken[0] and b not in taken[1]:
            kept[place] = True
            taken[0].add(a)
            taken[1].add(b)
    return kept


SAME = RuleKind(
    "same",
    lambda names, _: f"{names[0]} and {names[1]} say the same: each value of one goes with one of the other.",
    _both,
    _unlike,
    propose=_proposed,
    kept_by=("combined key", "decision"),
    admits=_one_to_one,
)
DETERMINES = RuleKind(
    "determines",
    lambda names, _: f"{names[0]} decides {names[1]}: equal in the one, equal in the other.",
    _decision,
    _undecided,
    kept_by=("decision",),
    described=DescribedRule(
        "decides", lambda drawn, names: drawn.decide(*names), blanks="follow", takes=lambda kind: kind.nominal
    ),
)
