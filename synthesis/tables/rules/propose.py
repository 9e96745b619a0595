"""Rules that rows keep, found by looking: an order, a sum, one column deciding another, blanks that come together."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.tables.rules.sample import FEWEST_ROWS, Sample, beyond
from synthesis.tables.rules.satisfaction import agreement, largest, near, satisfaction, unit
from synthesis.tables.rules.sentences import stated
from synthesis.tables.rules.value_rules import chained, fixed_combinations, increments, one_hots
from synthesis.tables.schema import Column, Constraint, RuleKind
from synthesis.tables.table import Table

KEPT, _BEYOND_CHANCE = 0.99, 0.9
_MOST = 60
_WORK = 300_000_000
_ADDENDS = 60
_REPEATING = 0.7


def propose_rules(table: Table, most: int = _MOST) -> tuple[Constraint, ...]:
    """Rules that at least 99 % of the rows keep and that columns at random would not.

    A rule is proposed where at least 30 rows speak of it and it closes nine tenths of the gap between what the columns
    would keep if they were independent and what all rows would: Goodman and Kruskal's lambda (JASA 49, 1954) for what
    one column decides, a shuffled column for the rest. What follows from two others is left out. Only columns that may
    be modelled are compared, and at most 20,000 rows are looked at, one of each person where a column says whom they
    are about; `rows` of each rule says how many speak of it."""
    if not len(table.schema.modelled):
        return ()
    seen = Sample.of(table)
    found = [rule for finder in _FINDERS for rule in finder(seen)]
    sums = {(part, rule.columns[-1]) for rule in found if rule.kind == "sum" for part in rule.columns[:-1]}
    orders = [rule for rule in found if rule.kind == "order" and rule.columns not in sums]
    found = [*chained(orders), *(rule for rule in found if rule.kind != "order")]
    found = [*found, *fixed_combinations(seen, found)]
    return tuple(rule for one in found[:most] for rule in _measured(one, seen, table))


def _measured(rule: Constraint, seen: Sample, table: Table) -> Iterator[Constraint]:
    """The rule with its share; one that only makes sense without exception is left out where any row breaks it."""
    if rule.kind not in _WITHOUT_EXCEPTION:
        yield satisfaction(rule, seen.frame, seen.schema)
        return
    found = satisfaction(rule, table.frame, table.schema)
    if found.share == 1.0:
        yield found


_WITHOUT_EXCEPTION = frozenset({"combinations", "increments", "one-hot"})


# What one column decides.


def _decided(seen: Sample) -> Iterator[Constraint]:
    """Pairs of which the first column decides the second; a pair that does so both ways is told once."""
    names = seen.schema.names
    found = {pair for pair in _suspected(seen) if _decides(*_filled(seen, *pair))}
    both = {(a, b) for a, b in found if (b, a) in found}
    twins = {b for a, b in both if a < b}
    yield from (stated("same", names[a], names[b]) for a, b in sorted(both) if a < b and a not in twins)
    single = {(a, b) for a, b in found - both if a not in twins and b not in twins}
    yield from (stated("determines", names[a], names[b]) for a, b in _reduced(single))


def _suspected(seen: Sample) -> Iterator[tuple[int, int]]:
    """Pairs where rows equal in the first column nearly always equal, in the second, the first row of their kind."""
    wide = seen.codes.shape[1]
    if not wide or len(seen.frame) < FEWEST_ROWS:
        return
    codes = seen.codes[seen.some(max(1_000, _WORK // (wide * wide)))]
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


def _filled(seen: Sample, a: int, b: int) -> tuple[Array, Array]:
    """Both columns' codes where the first is filled: a blank that goes with a value is a matter of blanks."""
    rows = ~seen.blank[:, a]
    return seen.codes[rows, a], seen.codes[rows, b]


def _decides(a: Array, b: Array) -> bool:
    if len(a) < FEWEST_ROWS:
        return False
    share, rows = agreement(a, b)
    most = largest(a, b)
    repeated = most[:, 1] > 1
    free = int(repeated.sum())
    common = np.bincount(b).max() / len(b)
    fair = (most[repeated, 0].sum() - free) / max(rows - free, 1)
    return rows - free >= FEWEST_ROWS and share >= KEPT and bool(beyond(fair, common) >= _BEYOND_CHANCE)


def _reduced(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that do not follow from two others."""
    given = set(pairs)
    after: dict[int, set[int]] = {}
    for a, b in given:
        after.setdefault(a, set()).add(b)
    return sorted((a, b) for a, b in given if not any(b in after.get(c, ()) for c in after[a] if c != b))


# Orders.


def _ordered(seen: Sample) -> Iterator[Constraint]:
    for dates in (True, False):
        columns, values = seen.numbers(dates)
        pairs = [(a, b) for a, b in _rising(seen, values) if _stays(values[:, a], values[:, b], seen)]
        yield from (stated("order", columns[a].name, columns[b].name) for a, b in _reduced(pairs))


def _rising(seen: Sample, values: Numbers) -> Iterator[tuple[int, int]]:
    wide = values.shape[1]
    if wide < 2:
        return
    few = values[seen.some(max(500, _WORK // (4 * wide * wide)))]
    known, mixed = np.isfinite(few), few[::-1]
    for place in range(wide):
        both = (known & known[:, [place]]).sum(axis=0)
        with np.errstate(invalid="ignore"):
            kept = (few[:, [place]] <= few).sum(axis=0) / np.maximum(both, 1)
            by_range = (mixed[:, [place]] <= few).sum(axis=0) / np.maximum(
                (known & known[::-1][:, [place]]).sum(axis=0), 1
            )
        near = (both >= min(FEWEST_ROWS, len(few) // 2)) & (kept >= KEPT - 0.01) & (by_range <= 0.95)
        yield from ((place, int(other)) for other in np.flatnonzero(near) if other != place)


def _stays(low: Numbers, high: Numbers, seen: Sample) -> bool:
    both = np.isfinite(low) & np.isfinite(high)
    if both.sum() < FEWEST_ROWS:
        return False
    low, high = low[both], high[both]
    share, differ = float((low <= high).mean()), float((low < high).mean())
    chance = float((_shuffled(low) <= high).mean())
    return share >= KEPT and differ >= 0.05 and chance <= 0.9 and bool(beyond(share, chance) >= _BEYOND_CHANCE)


def _shuffled(values: Numbers) -> Numbers:
    return np.asarray(values[Seed(0).child("shuffled").generator().permutation(len(values))])


# Sums and products.


def _totals(seen: Sample) -> Iterator[Constraint]:
    """Columns that are the sum of two others or of several side by side, or the product of two others."""
    columns, values = seen.numbers(dates=False)
    columns, values = columns[:_ADDENDS], values[:, :_ADDENDS]
    few = values[seen.some(200)]
    told = set[tuple[str, ...]]()
    for kind, parts, made in _combined(few):
        for total in _equal(made, few, columns):
            rule = stated(kind, *(columns[part].name for part in parts), columns[total].name)
            if total not in parts and _adds_up(rule, seen, columns, values) and rule.columns not in told:
                told.add(rule.columns)
                yield rule


def _combined(values: Numbers) -> Iterator[tuple[RuleKind, tuple[int, ...], Numbers]]:
    wide = values.shape[1]
    for a in range(wide):
        for b in range(a + 1, wide):
            yield "sum", (a, b), values[:, a] + values[:, b]
            yield "product", (a, b), values[:, a] * values[:, b]
        running = np.cumsum(values[:, a:], axis=1)
        for b in range(a + 2, wide):
            yield "sum", tuple(range(a, b + 1)), running[:, b - a]


def _equal(made: Numbers, values: Numbers, columns: Sequence[Column]) -> list[int]:
    """The columns that are `made`, in nearly every row where it is known."""
    known = np.isfinite(made)
    if known.sum() < FEWEST_ROWS:
        return []
    first = np.abs(values[known][:8] - made[known][:8, None]) <= _slack(columns, made[known][:8])
    return [
        int(total)
        for total in np.flatnonzero(first.sum(axis=0) >= min(7, len(first)))
        if np.mean(near(made, values[:, total], columns[total])[known & np.isfinite(values[:, total])]) >= KEPT - 0.03
    ]


def _slack(columns: Sequence[Column], made: Numbers) -> Numbers:
    return np.array([unit(column) for column in columns])[None, :] / 2 + 1e-9 * (1 + np.abs(made))[:, None]


def _adds_up(rule: Constraint, seen: Sample, columns: Sequence[Column], values: Numbers) -> bool:
    place = {column.name: index for index, column in enumerate(columns)}
    *parts, total = (values[:, place[name]] for name in rule.columns)
    known = np.isfinite(np.column_stack([*parts, total])).all(axis=1)
    if known.sum() < FEWEST_ROWS or len(np.unique(total[known])) < 3:
        return False
    parts, total = [part[known] for part in parts], total[known]
    combine = np.sum if rule.kind == "sum" else np.prod
    share = float(near(combine(parts, axis=0), total, columns[place[rule.columns[-1]]]).mean())
    for index, part in enumerate(parts):
        others = [*parts[:index], _shuffled(part), *parts[index + 1 :]]
        chance = float(near(combine(others, axis=0), total, columns[place[rule.columns[-1]]]).mean())
        if beyond(share, chance) < _BEYOND_CHANCE or (part != 0).mean() < 0.02:
            return False
    return share >= KEPT


# Blanks.


def _blanks(seen: Sample) -> Iterator[Constraint]:
    """Columns that are blank together, told once for all of them, and columns whose blanks lie within another's."""
    names, blank = seen.schema.names, seen.blank
    often = blank.sum(axis=0)
    places = np.flatnonzero((often >= min(FEWEST_ROWS, 20)) & (often <= 0.95 * len(blank)))
    if not len(places):
        return
    flags = blank[:, places].astype("float32")
    both = flags.T @ flags
    within = both / often[places][:, None]
    chance = often[places] / len(blank)
    implies = (within >= KEPT) & (beyond(within, chance[None, :]) >= _BEYOND_CHANCE)
    leader = [int(np.flatnonzero(implies[a] & implies[:, a])[0]) for a in range(len(places))]
    for a in sorted(set(leader)):
        members = [names[places[b]] for b in range(len(places)) if leader[b] == a]
        if len(members) > 1:
            yield stated("blank-together", *members)
    pairs = {(a, b) for a, b in zip(*np.nonzero(implies), strict=True) if a != b}
    leaders = {(int(a), int(b)) for a, b in pairs if leader[a] == a and leader[b] == b}
    yield from (stated("blank-with", names[places[a]], names[places[b]]) for a, b in _reduced(leaders))


_FINDERS: tuple[Callable[[Sample], Iterator[Constraint]], ...] = (
    *(_ordered, _totals, _decided, one_hots, increments, _blanks),
)
