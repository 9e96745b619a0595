"""Rules about the values that columns may take: steps, combinations, one column of several, and orders of many."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import rounding_grid
from synthesis.tables.rules.sample import FEWEST_ROWS, Sample, beyond
from synthesis.tables.rules.satisfaction import one_in, says_yes
from synthesis.tables.rules.sentences import stated
from synthesis.tables.schema import Column, Constraint, Kind

_UNLIKELY = 1e-6
_COMPARED, _LEVELS, _MOST = 60, 200, 12
_NEW, _BY_CHANCE, _BEYOND_CHANCE, _SURE = 0.001, 0.95, 0.9, 20
_TOGETHER, _YES, _EXPECTED = 3, 5, 0.9
_STEM = re.compile(r"^(.*?[_.=:| -])")


def increments(seen: Sample) -> Iterator[Constraint]:
    """Columns of which every value is a multiple of some step, larger than the last decimal.

    Values on any other grid would all fall on the step by chance with probability step^-d for d different values; that
    must be below one in a million.
    """
    for column in seen.numeric:
        values = numbers(seen.frame[column.name], column.kind)
        step = None if column.kind is Kind.DATETIME else _step(values[np.isfinite(values)], column)
        if step is not None:
            yield stated("increments", column.name, value=step)


def _step(known: Numbers, column: Column) -> float | None:
    if len(known) < FEWEST_ROWS:
        return None
    found, kinds = rounding_grid(known, column), len(np.unique(known))
    if found.decimals is None or found.step <= 1 or found.origin:
        return None
    return found.unit if -kinds * np.log(found.step) < np.log(_UNLIKELY) else None


def one_hots(seen: Sample) -> Iterator[Constraint]:
    """Three or more columns of yes and no, side by side or of one first name, of which every row has exactly one
    yes."""
    flags = _flags(seen)
    told = set[str]()
    for names in (*_runs(flags), *_stems(flags)):
        if not told & set(names) and _exactly_one([flags[name] for name in names]):
            told |= set(names)
            yield stated("one-hot", *names)


def _flags(seen: Sample) -> dict[str, Flags]:
    """Where each column of yes and no that has no blanks says yes."""
    found = {}
    for place, column in enumerate(seen.schema):
        if not seen.blank[:, place].any() and _two_valued(seen, column):
            found[column.name] = says_yes(seen.frame[column.name], column)
    return {name: yes for name, yes in found.items() if _YES <= yes.sum() < len(yes)}


def _two_valued(seen: Sample, column: Column) -> bool:
    if column.kind is Kind.BOOLEAN:
        return True
    if column.kind not in (Kind.INTEGER, Kind.FLOAT):
        return False
    return bool(np.isin(numbers(seen.frame[column.name], column.kind), (0.0, 1.0)).all())


def _runs(flags: dict[str, Flags]) -> Iterator[tuple[str, ...]]:
    """Neighbours that never say yes together and whose yeses, put together, are all rows."""
    names = list(flags)
    for start in range(len(names)):
        taken = flags[names[start]].copy()
        for end in range(start + 1, len(names)):
            if (taken & flags[names[end]]).any():
                break
            taken |= flags[names[end]]
            if taken.all():
                yield tuple(names[start : end + 1])
                break


def _stems(flags: dict[str, Flags]) -> Iterator[tuple[str, ...]]:
    """Columns whose names begin alike: `color_red`, `color_blue`."""
    found: dict[str, list[str]] = {}
    for name in flags:
        if stem := _STEM.match(name):
            found.setdefault(stem.group(1), []).append(name)
    yield from map(tuple, found.values())


def _exactly_one(columns: Sequence[Flags]) -> bool:
    if len(columns) < _TOGETHER or len(columns[0]) < FEWEST_ROWS or not one_in(columns).all():
        return False
    shares = np.array([column.mean() for column in columns])
    chance = float((shares / (1 - shares)).sum() * np.prod(1 - shares))
    return chance <= _EXPECTED


def fixed_combinations(seen: Sample, told: Iterable[Constraint]) -> Iterator[Constraint]:
    """Pairs of categories that leave out combinations which independent columns would fill a twentieth of the rows
    with.

    Only combinations count that 20 rows or more would have: that none has them by chance is as likely as e^-20. The
    combinations seen must be all there are but for one row in a thousand, by Good and Turing's estimate: the share of
    rows that are alone with theirs (Good, Biometrika 40, 1953). What other rules say already is left out."""
    known = {frozenset(pair) for group in _settled(told) for pair in combinations(group, 2)}
    places = [
        place
        for place, column in enumerate(seen.schema)
        if column.kind in (Kind.CATEGORY, Kind.BOOLEAN) and 1 < seen.codes[:, place].max(initial=0) + 1 <= _LEVELS
    ][:_COMPARED]
    names = seen.schema.names
    found = [
        (chance, names[a], names[b])
        for a, b in combinations(places, 2)
        if {names[a], names[b]} not in known and (chance := _filled_by_chance(seen, a, b)) <= _BY_CHANCE
    ]
    yield from (stated("combinations", a, b) for _, a, b in sorted(found)[:_MOST])


def _settled(told: Iterable[Constraint]) -> Iterator[Iterable[str]]:
    """Columns whose combinations other rules settle: those of each rule, and each column with all that it decides."""
    decided: dict[str, set[str]] = {}
    for rule in told:
        yield rule.columns
        if rule.kind in ("determines", "same"):
            first, second = rule.columns
            decided.setdefault(first, set()).add(second)
            decided.setdefault(second, set()).update({first} if rule.kind == "same" else ())
    yield from (_reached(name, decided) for name in decided)


def _reached(name: str, decided: Mapping[str, set[str]]) -> set[str]:
    found, ahead = {name}, [name]
    while ahead:
        new = decided.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _filled_by_chance(seen: Sample, a: int, b: int) -> float:
    """The share of rows that would have one of the combinations seen, were the columns independent; 1 where too few
    rows tell which combinations there are."""
    both = ~(seen.blank[:, a] | seen.blank[:, b])
    rows = int(both.sum())
    if rows < FEWEST_ROWS:
        return 1.0
    counts = _crossed(seen.codes[both, a], seen.codes[both, b])
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / rows**2
    left_out = (counts == 0) & (expected * rows >= _SURE)
    chance, fresh = float(1 - expected[left_out].sum()), float((counts == 1).sum() / rows)
    return chance if fresh <= _NEW and beyond(1 - fresh, chance) >= _BEYOND_CHANCE else 1.0


def _crossed(a: Array, b: Array) -> Array:
    """How many rows have each pair of codes."""
    wide = int(b.max(initial=0)) + 1
    pairs = np.bincount(a.astype("int64") * wide + b, minlength=(int(a.max(initial=0)) + 1) * wide)
    return pairs.reshape(-1, wide)


def chained(orders: Sequence[Constraint]) -> Iterator[Constraint]:
    """The same orders, those that follow each other without a fork told as one range."""
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for low, high in (rule.columns for rule in orders):
        after.setdefault(low, []).append(high)
        before.setdefault(high, []).append(low)
    joints = {name for name in after if len(after[name]) == 1 and len(before.get(name, ())) == 1}
    for rule in orders:
        if rule.columns[0] not in joints:
            chain = list(rule.columns)
            while chain[-1] in joints:
                chain += after[chain[-1]]
            yield stated("range", *chain) if len(chain) > 2 else rule
