"""Looking people up in a release by the columns that somebody knows, and what the rows with equal keys say."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed

Keys = NDArray[np.uint64]
WIDEST = 40
"""Sets of columns are searched for among at most so many."""
Known = tuple[int, ...]
"""Columns that an attacker knows, by their places."""


@dataclass(frozen=True, eq=False)
class Coded:
    """Real rows and rows of a release as the places of their cells among all values of a column (blank is one), and a
    random 64-bit mark for each, whose sum over columns is a row's key: equal keys are equal cells but for a chance of
    2⁻⁶⁴ a pair (Zobrist 1970)."""

    people: Array
    release: Array
    values: tuple[Numbers, ...]
    marks: tuple[Keys, Keys]

    @classmethod
    def of(cls, people: Numbers, release: Numbers, seed: Seed) -> "Coded":
        """The rows of both, coded column by column."""
        chance = seed.generator()
        parts = [_column(ours, theirs) for ours, theirs in zip(people.T, release.T, strict=True)]
        marks = [chance.integers(0, 2**63, len(values) + 1, dtype=np.uint64) for _, _, values in parts]
        ours, theirs = (np.column_stack([part[side] for part in parts]) for side in (0, 1))
        hashed = [
            np.column_stack([mark[column] for mark, column in zip(marks, rows.T, strict=True)])
            for rows in (ours, theirs)
        ]
        return cls(ours, theirs, tuple(values for *_, values in parts), (hashed[0], hashed[1]))

    def some(self, people: Array, release: Array) -> "Coded":
        """Only these people, and these rows of the release."""
        marks = self.marks[0][people], self.marks[1][release]
        return Coded(self.people[people], self.release[release], self.values, marks)

    def classes(self, known: Known) -> "Classes":
        """The rows of the release that are equal in the `known` columns, and who belongs to which."""
        ours, theirs = (marks[:, list(known)].sum(axis=1, dtype=np.uint64) for marks in self.marks)
        keys, member, size = np.unique(theirs, return_inverse=True, return_counts=True)
        place = np.minimum(np.searchsorted(keys, ours), len(keys) - 1)
        return Classes(member, size, np.where(keys[place] == ours, place, -1))


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of rows of a release with equal keys: the class of each row, its `size`, and for each person the class
    with that person's key, −1 where there is none."""

    member: Array
    size: Array
    person: Array

    @cached_property
    def met(self) -> Flags:
        """Who has a row with the same key."""
        return np.asarray(self.person >= 0)

    @cached_property
    def unique(self) -> Flags:
        """Who has exactly one."""
        return np.asarray(self.met & (self.size[self.person] == 1))

    def told(self, codes: Array) -> tuple[Array, Flags]:
        """What each person's class says of a column: its commonest code, and whether all its rows have it."""
        width = int(codes.max(initial=0)) + 1
        pairs, times = np.unique(self.member * width + codes, return_counts=True)
        order = np.lexsort((pairs, -times, pairs // width))
        first = order[np.unique((pairs // width)[order], return_index=True)[1]]
        commonest, same = (pairs % width)[first], times[first] == self.size
        return commonest[self.person], np.asarray(same[self.person] & self.met)


def _column(ours: Numbers, theirs: Numbers) -> tuple[Array, Array, Numbers]:
    both = np.concatenate([ours, theirs])
    values = np.unique(both[~np.isnan(both)])
    codes = np.where(np.isnan(both), len(values), np.searchsorted(values, both)).astype(np.int64)
    return codes[: len(ours)], codes[len(ours) :], values


def most_varied(coded: Coded) -> Known:
    """The columns that sets are built of: all, or of a wide table the WIDEST with most values."""
    order = sorted(range(len(coded.values)), key=lambda column: -len(coded.values[column]))
    return tuple(sorted(order[:WIDEST]))


def singling(coded: Coded, sizes: Iterable[int]) -> tuple[Known, ...]:
    """Sets of columns that make most rows of the release unique, one of each size, each built column by column."""
    known: Known = ()
    found: list[Known] = []
    wanted, columns = set(sizes), most_varied(coded)
    while len(known) < max(wanted, default=0) and len(known) < len(columns) - 1:
        known = max(_with_one_more(known, columns), key=lambda one: _alone(coded, one))
        if len(known) in wanted:
            found.append(tuple(sorted(known)))
    return tuple(found)


def _alone(coded: Coded, known: Known) -> int:
    keys = coded.marks[1][:, list(known)].sum(axis=1, dtype=np.uint64)
    return int((np.unique(keys, return_counts=True)[1] == 1).sum())


def _with_one_more(known: Known, columns: Iterable[int]) -> list[Known]:
    return [(*known, column) for column in columns if column not in known]


def searched(coded: Coded, ours: Flags, others: Flags, paths: int, most: int) -> tuple[Known, ...]:
    """Sets of two to `most` columns whose keys the release has oftener for `ours` than for `others`.

    The pairs of columns that tell the two groups apart best are the starts of so many `paths`; each grows by the column
    that helps most for as long as one helps.
    """
    pairs = list(combinations(most_varied(coded), 2))
    ranked = sorted(pairs, key=lambda pair: -_apart(coded, pair, ours, others))
    starts: list[Known] = []
    for pair in ranked:
        if len(starts) < paths and not any(set(pair) & set(one) for one in starts):
            starts.append(pair)
    return tuple(_grown(coded, start, ours, others, most) for start in starts)


def _grown(coded: Coded, known: Known, ours: Flags, others: Flags, most: int) -> Known:
    best, columns = _apart(coded, known, ours, others), most_varied(coded)
    while len(known) < min(most, len(columns) - 1):
        more = _with_one_more(known, columns)
        found = [_apart(coded, one, ours, others) for one in more]
        at = int(np.argmax(found))
        if found[at] <= best:
            break
        known, best = more[at], found[at]
    return tuple(sorted(known))


def _apart(coded: Coded, known: Known, ours: Flags, others: Flags) -> float:
    """The t-value of the difference of both groups in how many rows of the release each person's key has, for each
    person that has it: copied cells add rows to the keys of those they were copied from."""
    theirs = coded.marks[0][:, list(known)].sum(axis=1, dtype=np.uint64)
    _, place, times = np.unique(theirs, return_inverse=True, return_counts=True)
    classes = coded.classes(known)
    rows = np.where(classes.met, classes.size[classes.person], 0) / times[place]
    one, other = rows[ours], rows[others]
    spread: float = float(one.var() / max(len(one), 1) + other.var() / max(len(other), 1)) ** 0.5
    return float(one.mean() - other.mean()) / max(spread, 1e-9)
