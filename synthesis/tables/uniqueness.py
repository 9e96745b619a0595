"""How far columns single people out, and how far they tell them apart, alone and together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.numerals import count
from synthesis.tables.data_subject import subject_ids, subjects_sharing
from synthesis.tables.factorised import combination_counts, combined, factorise
from synthesis.tables.schema import Role
from synthesis.tables.table import Table

_SMALL = 5
_ALL_SETS = 8
_LARGEST_SET = 3
_LOOKED_AT = 20_000
_WORK = 20_000_000
_NEAR, _PAIRED, _SETS = 0.95, 30, 10


@dataclass(frozen=True)
class Uniqueness:
    """What a set of columns gives away of whoever stands in the table.

    `unique`: share of the people who are the only one with their combination of values; `small`: who share it with at
    most three others (groups below five). `distinction`: how many different combinations there are, over the number
    of people; `separation`: the share of all pairs of people that differ (both as in Motwani and Xu, Efficient
    algorithms for masking and finding quasi-identifiers, 2007, and in ARX). A blank counts as a value. `sentence` says
    it in words, without a cell. Where an entity column says so, a person may be several rows and have several
    combinations; distinction and the shares then count pairs of a person and a combination.
    """

    columns: tuple[str, ...]
    people: int
    unique: float
    small: float
    distinction: float
    separation: float
    sentence: str = ""


def uniqueness(table: Table, columns: Sequence[str] | None = None, *, sets: bool = True) -> tuple[Uniqueness, ...]:
    """Each quasi-identifier (or column named), then sets of them, the most telling first, and all together at last.

    Sets of up to three columns are counted where there are at most eight; of more columns, pairs of the eight that tell
    most apart; fewer sets where there are very many rows, none without `sets`. Every row is counted, however many there
    are."""
    names = tuple(columns) if columns is not None else table.schema.with_role(Role.QUASI_IDENTIFIER)
    return table.once(("uniqueness", names, sets), lambda: _uniqueness(table, names, sets))


def _uniqueness(table: Table, names: tuple[str, ...], sets: bool) -> tuple[Uniqueness, ...]:
    people = subject_ids(table)
    codes = {name: factorise(table, table.schema[name].name).codes for name in names}
    singles = sorted((_judged((name,), codes, people) for name in names), key=_telling, reverse=True)
    found = {single.columns: single for single in singles}
    first = [single.columns[0] for single in singles[:_ALL_SETS]]
    sizes = range(2, min(len(first), _LARGEST_SET if len(names) <= _ALL_SETS else 2) + 1)
    some = [_in_order(chosen, names) for size in sizes for chosen in combinations(first, size) if sets]
    some = [chosen for chosen in some if chosen != names][: _WORK // max(len(table), 1)]
    together = sorted((_judged(chosen, codes, people) for chosen in some), key=_telling, reverse=True)
    whole = (_judged(names, codes, people),) if len(names) > 1 else ()
    return (*found.values(), *together, *whole)


def near_unique(table: Table, columns: Sequence[str] | None = None) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of modelled columns (or of those named), of up to two, by which at least 95 % of the people
    stand alone.

    At most 20,000 rows are looked at, from the top: in a longer table such sets single out fewer. Ten sets at most.
    """
    names = tuple(columns) if columns is not None else table.schema.modelled.names
    return table.once(("near unique", names), lambda: _near_unique(table, names))


def _near_unique(table: Table, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    few = Table(table.name, table.frame.iloc[:_LOOKED_AT], table.schema, table.fingerprint)
    people = subject_ids(few)
    codes = {name: _codes(few.frame[name]) for name in names}
    widest = sorted(codes, key=lambda name: -int(codes[name].max(initial=0)))[:_PAIRED]
    alone = [(name,) for name in widest if len(few) > 1 and _judged((name,), codes, people).unique >= _NEAR]
    others = [name for name in widest if (name,) not in alone]
    pairs = [
        _in_order(pair, table.schema.names)
        for pair in combinations(others, 2)
        if _room(pair, codes) >= len(few) > 1 and _judged(pair, codes, people).unique >= _NEAR
    ]
    return tuple([*alone, *pairs][:_SETS])


def _room(names: Sequence[str], codes: dict[str, Array]) -> int:
    """How many combinations there could be."""
    return int(np.prod([int(codes[name].max(initial=0)) + 1 for name in names]))


def _in_order(chosen: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(chosen, key=list(names).index))


def _codes(series: pd.Series) -> Array:
    return np.asarray(pd.factorize(series, use_na_sentinel=False)[0], dtype="int64")


def _judged(names: tuple[str, ...], codes: dict[str, Array], people: Array | None) -> Uniqueness:
    columns = [codes[name] for name in names]
    counts = (combination_counts(columns) if people is None else subjects_sharing(combined(columns), people)).astype(
        "float64"
    )
    total = float(counts.sum())
    if not total:
        return Uniqueness(names, 0, 0.0, 0.0, 0.0, 0.0, "There are no rows.")
    unique, small = float((counts == 1).sum() / total), float(counts[counts < _SMALL].sum() / total)
    number = len(np.unique(people)) if people is not None else int(total)
    shares = unique, small, len(counts) / total, _separation(counts)
    return Uniqueness(names, number, *shares, _sentence(names, len(counts), number, *shares))


def _separation(counts: Numbers) -> float:
    total = counts.sum()
    pairs = total * (total - 1) / 2
    return float(1 - (counts * (counts - 1) / 2).sum() / pairs) if pairs else 0.0


def _telling(found: Uniqueness) -> tuple[float, float]:
    return found.unique, found.separation


def _sentence(
    names: tuple[str, ...], kinds: int, people: int, unique: float, small: float, _: float, separation: float
) -> str:
    together = len(names) > 1
    whole = f"{', '.join(names[:-1])} and {names[-1]} together take" if together else f"{names[0]} takes"
    what = ("combination", "combinations") if together else ("value", "values")
    singles = ("single" if together else "singles") + " out"
    whom = f"{_percent(unique)} of them" if unique > 0 else "nobody"
    near = f", and {_percent(small)} share theirs with fewer than {_SMALL - 1} others" if small > unique else ""
    taken = f"{count(kinds)} {what[kinds != 1]} among {count(people)} {'person' if people == 1 else 'people'}"
    return f"{whole} {taken} and {singles} {whom}{near}; of two picked at random, {_percent(separation)} differ in it."


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "less than 0.1 %"
    if 0.999 < share < 1:
        return "more than 99.9 %"
    return f"{100 * share:.1f} %" if 0 < share < 1 else f"{100 * share:.0f} %"
