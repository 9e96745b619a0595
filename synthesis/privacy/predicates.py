"""Guesses of the kind "there is exactly one person with …", and how many rows each of them is true of."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.compiled import compiled, spread

EQUAL, NOT_EQUAL, AT_LEAST, AT_MOST, BLANK = range(5)
Integers = NDArray[np.int64]
Small = NDArray[np.int32]
_LISTED = 10_000


@dataclass(frozen=True, eq=False)
class Guesses:
    """Guesses × terms, each term a column, an operator and a value; a guess is true of rows that meet all its terms."""

    columns: Integers
    operators: Integers
    values: Numbers

    def __len__(self) -> int:
        return len(self.columns)

    def chosen(self, rows: Integers | Flags | slice) -> "Guesses":
        """Some of the guesses."""
        return Guesses(self.columns[rows], self.operators[rows], self.values[rows])


@dataclass(frozen=True, eq=False)
class Index:
    """A table by column, and for each column its rows in ascending order of their cells, blanks last.

    What one term is true of is then a run of that order, and a guess need only look through its shortest run.
    """

    cells: Numbers
    order: Integers
    ascending: Numbers
    present: Integers

    def true_of(self, guesses: Guesses, *, limit: int | None = None) -> Integers:
        """The number of rows that each guess is true of, counting no further than `limit`."""
        return self.rows_of(guesses, limit=limit)[0]

    def rows_of(self, guesses: Guesses, *, limit: int | None = None) -> tuple[Integers, Integers]:
        """The same number, and one of those rows (−1 where there is none)."""
        most = self.cells.shape[1] if limit is None else limit
        if not len(guesses):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        starts, ends = self._runs(guesses)

        def count(part: slice) -> tuple[Integers, Integers]:
            terms = guesses.chosen(part)
            return _true_of(
                terms.columns, terms.operators, terms.values, starts[part], ends[part], self.cells, self.order, most
            )

        counts, rows = zip(*spread(count, len(guesses)), strict=True)
        return np.concatenate(counts), np.concatenate(rows)

    def _runs(self, guesses: Guesses) -> tuple[Integers, Integers]:
        starts = np.zeros(guesses.columns.shape, dtype=np.int64)
        ends = np.full(guesses.columns.shape, self.cells.shape[1], dtype=np.int64)
        flat = guesses.columns.ravel()
        order = np.argsort(flat, kind="stable")
        edges = np.searchsorted(flat[order], np.arange(len(self.cells) + 1))
        for column in np.flatnonzero(np.diff(edges)):
            cells = self.cells[column]
            here = np.unravel_index(order[edges[column] : edges[column + 1]], guesses.columns.shape)
            ascending, present = self.ascending[column], int(self.present[column])
            values, operators = guesses.values[here], guesses.operators[here]
            left, right = (np.searchsorted(ascending[:present], values, side) for side in ("left", "right"))
            blank, equal = operators == BLANK, operators == EQUAL
            starts[here] = np.where(blank, present, np.where(equal | (operators == AT_LEAST), left, 0))
            ends[here] = np.where(blank, len(cells), np.where(equal | (operators == AT_MOST), right, present))
        return starts, ends


def index(table: Numbers) -> Index:
    """The index of a table, rows × columns."""
    cells = np.ascontiguousarray(table.T)
    order = np.argsort(cells, axis=1, kind="stable").astype(np.int64)
    ascending = np.take_along_axis(cells, order, axis=1)
    return Index(cells, order, ascending, (~np.isnan(cells)).sum(axis=1))


@dataclass(frozen=True, eq=False)
class Suggested:
    """What each cell of a table suggests as a term, as `from_rows` has it: the run of rows it is true of, and where
    rows stand.

    Rows × columns, all three: first and one past the last place of the run in the column's order, and the row's own
    place. A row meets a term if its place is in the term's run."""

    order: Integers
    places: Small
    starts: Small
    ends: Small

    def lone(self, rows: Integers, columns: Integers) -> Flags:
        """Whether the guess that a row suggests over its columns is true of that row only."""
        parts = spread(
            lambda part: _alone(rows[part], columns[part], self.order, self.places, self.starts, self.ends), len(rows)
        )
        return np.concatenate(parts)


def suggested(known: Index, numeric: Flags, middle: Numbers) -> Suggested:
    """The terms that the cells of a table suggest."""
    shape = known.cells.shape
    places, starts, ends = (np.empty(shape[::-1], dtype=np.int32) for _ in range(3))
    for column in range(shape[0]):
        order, present = known.order[column], int(known.present[column])
        ascending = known.ascending[column]
        first, last = np.full(shape[1], present), np.full(shape[1], shape[1])
        first[:present], last[:present] = (
            np.searchsorted(ascending[:present], ascending[:present], side) for side in ("left", "right")
        )
        if numeric[column]:
            upward = ascending[:present] > middle[column]
            last[:present][upward], first[:present][~upward] = present, 0
        places[order, column], starts[order, column], ends[order, column] = np.arange(shape[1]), first, last
    return Suggested(known.order, places, starts, ends)


def joined(parts: Iterable[Guesses], terms: int) -> Guesses:
    """Guesses of `terms` terms put together."""
    listed = [Guesses(np.empty((0, terms), np.int64), np.empty((0, terms), np.int64), np.empty((0, terms))), *parts]
    return Guesses(
        np.concatenate([part.columns for part in listed]),
        np.concatenate([part.operators for part in listed]),
        np.concatenate([part.values for part in listed]),
    )


def medians(table: Numbers) -> Numbers:
    """The median of each column's present cells, 0 where there are none."""
    return np.array(
        [float(np.median(present)) if len(present := column[np.isfinite(column)]) else 0.0 for column in table.T]
    )


def from_rows(table: Numbers, numeric: Flags, middle: Numbers, rows: Integers, columns: Integers) -> Guesses:
    """For each row and its columns: the same category, a blank where it has one, a number at least as far out."""
    values = table[rows[:, None], columns]
    upward = values > middle[columns]
    operators = np.where(numeric[columns], np.where(upward, AT_LEAST, AT_MOST), EQUAL)
    operators = np.where(np.isnan(values), BLANK, operators)
    return Guesses(columns, operators.astype(np.int64), np.nan_to_num(values, nan=0.0))


def lone_values(table: Numbers, numeric: Flags) -> list[Guesses]:
    """For each column, every guess of one term that its cells suggest: values that occur once, extremes, a lone
    blank."""
    return [_lone(table[:, column], column, bool(numeric[column])) for column in range(table.shape[1])]


def _lone(cells: Numbers, column: int, is_number: bool) -> Guesses:
    present = cells[~np.isnan(cells)]
    values, times = np.unique(present, return_counts=True)
    terms = [(EQUAL, float(value)) for value in values[times == 1]]
    if is_number and len(values):
        terms += [(AT_MOST, float(values[0])), (AT_LEAST, float(values[-1]))]
    if len(cells) - len(present) == 1:
        terms.append((BLANK, 0.0))
    count = len(terms)
    operators = np.array([operator for operator, _ in terms], dtype=np.int64).reshape(count, 1)
    return Guesses(np.full((count, 1), column, np.int64), operators, np.array([v for _, v in terms]).reshape(count, 1))


def at_random(table: Numbers, numeric: Flags, count: int, terms: int, chance: np.random.Generator) -> Guesses:
    """Guesses that use the columns' values but no row: random columns, operators and values."""
    columns = random_columns(table.shape[1], terms, count, chance)
    distinct = [np.unique(column) for column in table.T]
    values = np.empty((count, terms))
    for column, known in enumerate(distinct):
        values[columns == column] = chance.choice(known, int((columns == column).sum()))
    for_numbers = chance.choice([EQUAL, NOT_EQUAL, AT_LEAST, AT_MOST], (count, terms))
    operators = np.where(numeric[columns], for_numbers, chance.choice([EQUAL, NOT_EQUAL], (count, terms)))
    operators = np.where(np.isnan(values), BLANK, operators)
    return Guesses(columns, operators.astype(np.int64), np.nan_to_num(values, nan=0.0))


def random_columns(columns: int, terms: int, count: int, chance: np.random.Generator) -> Integers:
    """`count` random sets of `terms` different columns, each in ascending order."""
    if comb(columns, terms) <= _LISTED:
        sets = np.array(list(combinations(range(columns), terms)), dtype=np.int64)
        drawn: Integers = sets[chance.integers(0, len(sets), count)]
        return drawn
    drawn = np.sort(chance.integers(0, columns, (count, terms)), axis=1)
    while len(again := np.flatnonzero((np.diff(drawn, axis=1) == 0).any(axis=1))):
        drawn[again] = np.sort(chance.integers(0, columns, (len(again), terms)), axis=1)
    return drawn


@compiled
def _meets(cell: float, operator: int, value: float) -> Any:
    if operator == 4:
        return np.isnan(cell)
    if np.isnan(cell):
        return False
    if operator == 0:
        return cell == value
    if operator == 1:
        return cell != value
    return cell >= value if operator == 2 else cell <= value


@compiled
def _true_of(
    columns: Integers,
    operators: Integers,
    values: Numbers,
    starts: Integers,
    ends: Integers,
    cells: Numbers,
    order: Integers,
    limit: int,
) -> tuple[Integers, Integers]:
    counts, found = np.zeros(len(columns), dtype=np.int64), np.full(len(columns), -1, dtype=np.int64)
    for guess in range(len(columns)):
        lead = np.argmin(ends[guess] - starts[guess])
        rows = order[columns[guess, lead]]
        for place in range(starts[guess, lead], ends[guess, lead]):
            holds = True
            for term in range(columns.shape[1]):
                cell = cells[columns[guess, term], rows[place]]
                if not _meets(cell, operators[guess, term], values[guess, term]):
                    holds = False
                    break
            if holds:
                counts[guess] += 1
                found[guess] = rows[place]
                if counts[guess] == limit:
                    break
    return counts, found


@compiled
def _alone(rows: Integers, columns: Integers, order: Integers, places: Small, starts: Small, ends: Small) -> Flags:
    terms, alone = columns.shape[1], np.zeros(len(rows), dtype=np.bool_)
    low, high = np.empty(terms, dtype=np.int32), np.empty(terms, dtype=np.int32)
    for guess in range(len(rows)):
        lead, others = 0, 0
        for term in range(terms):
            low[term], high[term] = starts[rows[guess], columns[guess, term]], ends[rows[guess], columns[guess, term]]
            if high[term] - low[term] < high[lead] - low[lead]:
                lead = term
        for place in range(low[lead], high[lead]):
            other, holds = order[columns[guess, lead], place], True
            for term in range(terms):
                there = places[other, columns[guess, term]]
                if there < low[term] or there >= high[term]:
                    holds = False
                    break
            others += holds
            if others > 1:
                break
        alone[guess] = others == 1
    return alone
