"""Looking people up in a release by the columns that somebody knows, and what the rows with equal keys say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.privacy.compiled import compiled, spread
from synthesis.privacy.matching import places_among

Keys = NDArray[np.uint64]
Codes = NDArray[np.int32]
WIDEST = 40
"""Sets of columns are searched for among at most so many."""
Known = tuple[int, ...]
"""Columns that an attacker knows, by their places."""


@dataclass(frozen=True, eq=False)
class Coded:
    """Real rows and rows of a release as the places of their cells among all values of a column (blank is one), and a
    random 64-bit mark for each (columns × rows), whose sum over columns is a row's key: equal keys are equal cells but
    for a chance of 2⁻⁶⁴ a pair (Zobrist 1970)."""

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
            np.stack([mark[column] for mark, column in zip(marks, rows.T, strict=True)]) for rows in (ours, theirs)
        ]
        return cls(ours, theirs, tuple(values for *_, values in parts), (hashed[0], hashed[1]))

    def some(self, people: Array, release: Array) -> "Coded":
        """Only these people, and these rows of the release."""
        marks = self.marks[0][:, people], self.marks[1][:, release]
        return Coded(self.people[people], self.release[release], self.values, marks)

    def keys(self, known: Known) -> tuple[Keys, Keys]:
        """The keys of people and of rows of the release in the `known` columns."""
        ours, theirs = (marks[list(known)].sum(axis=0, dtype=np.uint64) for marks in self.marks)
        return ours, theirs

    def classes(self, known: Known) -> "Classes":
        """The rows of the release that are equal in the `known` columns, and who belongs to which."""
        ours, theirs = self.keys(known)
        return Classes(*_classes(theirs, ours))


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of rows of a release with equal keys: the class of each row, its `size`, and for each person the class
    with that person's key, −1 where there is none."""

    member: Codes
    size: Codes
    person: Codes

    @cached_property
    def met(self) -> Flags:
        """Who has a row with the same key."""
        return np.asarray(self.person >= 0)

    @cached_property
    def unique(self) -> Flags:
        """Who has exactly one."""
        return np.asarray(self.met & (self.size[self.person] == 1))

    @cached_property
    def _in_order(self) -> Array:
        """The rows of the release, class by class."""
        return _in_order(self.member, self.size)

    def modal_codes(self, codes: Array) -> tuple[Array, Flags]:
        """What each person's class says of a column: its commonest code, and whether all its rows have it."""
        commonest, same = _modal_codes(self._in_order, self.size, codes, int(codes.max(initial=0)) + 1)
        return commonest[self.person], np.asarray(same[self.person] & self.met)


def _column(ours: Numbers, theirs: Numbers) -> tuple[Array, Array, Numbers]:
    both = np.concatenate([ours, theirs])
    values = np.unique(both[~np.isnan(both)])
    codes = places_among(values, both)
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
    theirs = coded.keys(known)[1]
    return int((_classes(theirs, theirs[:0])[1] == 1).sum())


def _with_one_more(known: Known, columns: Iterable[int]) -> list[Known]:
    return [(*known, column) for column in columns if column not in known]


def searched(coded: Coded, ours: Flags, others: Flags, paths: int, most: int) -> tuple[Known, ...]:
    """Sets of two to `most` columns whose keys the release has oftener for `ours` than for `others`.

    The pairs of columns that tell the two groups apart best are the starts of so many `paths`; each grows by the column
    that helps most for as long as one helps.
    """
    pairs = list(combinations(most_varied(coded), 2))
    order = np.argsort(-_apart(coded, pairs, ours, others), kind="stable")
    starts: list[Known] = []
    for pair in (pairs[place] for place in order):
        if len(starts) < paths and not any(set(pair) & set(one) for one in starts):
            starts.append(pair)
    return tuple(_grown(coded, start, ours, others, most) for start in starts)


def _grown(coded: Coded, known: Known, ours: Flags, others: Flags, most: int) -> Known:
    best, columns = _apart(coded, [known], ours, others)[0], most_varied(coded)
    while len(known) < min(most, len(columns) - 1):
        more = _with_one_more(known, columns)
        found = _apart(coded, more, ours, others)
        at = int(np.argmax(found))
        if found[at] <= best:
            break
        known, best = more[at], found[at]
    return tuple(sorted(known))


def _apart(coded: Coded, sets: Sequence[Known], ours: Flags, others: Flags) -> Numbers:
    """For each set of columns the t-value of the difference of both groups in how many rows of the release each
    person's key has, for each person that has it: copied cells add rows to the keys of those they were copied from."""
    found = np.empty(len(sets))

    def work(places: slice) -> None:
        for place in range(places.start, places.stop):
            people, release = coded.keys(sets[place])
            found[place] = _t_value(_rows_each(people, release), ours, others)

    spread(work, len(sets), least=4)
    return found


@compiled
def _slots(rows: int) -> int:
    """Places of a table for so many keys, a power of two that is at most half full."""
    size = 16
    while size < 2 * rows:
        size *= 2
    return size


@compiled
def _place(table: Codes, known: Keys, key: np.uint64) -> int:
    """Where a key stands in a table of numbers of `known` keys, or where it would; keys are random already."""
    mask = np.uint64(len(table) - 1)
    place = key & mask
    while table[place] >= 0 and known[table[place]] != key:
        place = (place + np.uint64(1)) & mask
    return int(place)


@compiled
def _classes(rows: Keys, others: Keys) -> tuple[Codes, Codes, Codes]:
    """The number of each row's class, the classes' sizes, and the number of the class that each of the others would
    belong to, −1 where there is none."""
    table = np.full(_slots(len(rows)), -1, dtype=np.int32)
    known, size = np.empty(len(rows), dtype=np.uint64), np.zeros(len(rows), dtype=np.int32)
    member, found = np.empty(len(rows), dtype=np.int32), np.empty(len(others), dtype=np.int32)
    classes = 0
    for row in range(len(rows)):
        place = _place(table, known, rows[row])
        if table[place] < 0:
            table[place], known[classes] = classes, rows[row]
            classes += 1
        member[row] = table[place]
        size[table[place]] += 1
    for other in range(len(others)):
        found[other] = table[_place(table, known, others[other])]
    return member, size[:classes], found


@compiled
def _in_order(member: Codes, size: Codes) -> Array:
    """The rows sorted by their class, those of one class as they come."""
    begin = np.zeros(len(size), dtype=np.int64)
    begin[1:] = np.cumsum(size)[:-1]
    order = np.empty(len(member), dtype=np.int64)
    for row in range(len(member)):
        order[begin[member[row]]] = row
        begin[member[row]] += 1
    return order


def _rows_each(people: Keys, release: Keys) -> Numbers:
    """For each person, the rows of the release with the same key over the people who have it."""
    member, size, found = _classes(people, release)
    rows = np.bincount(found[found >= 0], minlength=len(size))
    return np.asarray((rows / size)[member])


def _t_value(rows: Numbers, ours: Flags, others: Flags) -> float:
    """0 where one group is empty."""
    if not ours.any() or not others.any():
        return 0.0
    one, other = rows[ours], rows[others]
    spread: float = float(one.var() / max(len(one), 1) + other.var() / max(len(other), 1)) ** 0.5
    return float(one.mean() - other.mean()) / max(spread, 1e-9)


@compiled
def _modal_codes(in_order: Array, size: Codes, codes: Array, width: int) -> tuple[Array, Flags]:
    """For each class the commonest code, of several the smallest, and whether all its rows have it."""
    commonest, same = np.empty(len(size), dtype=np.int64), np.empty(len(size), dtype=np.bool_)
    times = np.zeros(width, dtype=np.int64)
    begin = 0
    for number in range(len(size)):
        rows = in_order[begin : begin + size[number]]
        begin += size[number]
        for row in rows:
            times[codes[row]] += 1
        best = codes[rows[0]]
        for row in rows:
            code = codes[row]
            if times[code] > times[best] or (times[code] == times[best] and code < best):
                best = code
        commonest[number], same[number] = best, times[best] == size[number]
        for row in rows:
            times[codes[row]] = 0
    return commonest, same
