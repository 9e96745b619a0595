"""Lists of what there may be: combinations that the table holds, and columns that never change."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np

from synthesis.foundation.arrays import Array, Flags
from synthesis.tables.rules.checks import known_combinations, share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind, listing
from synthesis.tables.rules.sample import BEYOND_CHANCE, FEWEST_ROWS, Sample, beyond
from synthesis.tables.schema import Constraint, Kind
from synthesis.tables.table import Table

_COMPARED, _LEVELS, _MOST = 60, 200, 12
_NEW, _BY_CHANCE, _SURE = 0.001, 0.95, 20


def _proposed(sample: Sample, told: Iterable[Constraint]) -> Iterator[Constraint]:
    """Pairs of categories that leave out combinations which independent columns would fill a twentieth of the rows
    with.

    Only combinations count that 20 rows or more would have: that none has them by chance is as likely as e^-20. The
    combinations seen must be all there are but for one row in a thousand, by Good and Turing's estimate: the share of
    rows that are alone with theirs (Good, Biometrika 40, 1953). What other rules say already is left out."""
    known = {frozenset(pair) for group in _settled(told) for pair in combinations(group, 2)}
    places = [
        place
        for place, column in enumerate(sample.schema)
        if column.kind.nominal and 1 < sample.codes[:, place].max(initial=0) + 1 <= _LEVELS
    ][:_COMPARED]
    names = sample.schema.names
    found = [
        (chance, names[a], names[b])
        for a, b in combinations(places, 2)
        if {names[a], names[b]} not in known and (chance := _filled_by_chance(sample, a, b)) <= _BY_CHANCE
    ]
    yield from (COMBINATIONS.stated(a, b) for _, a, b in sorted(found)[:_MOST])


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


def _filled_by_chance(sample: Sample, a: int, b: int) -> float:
    """The share of rows that would have one of the combinations seen, were the columns independent; 1 where too few
    rows tell which combinations there are."""
    both = ~(sample.blank[:, a] | sample.blank[:, b])
    rows = int(both.sum())
    if rows < FEWEST_ROWS:
        return 1.0
    counts = _crossed(sample.codes[both, a], sample.codes[both, b])
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / rows**2
    left_out = (counts == 0) & (expected * rows >= _SURE)
    chance, fresh = float(1 - expected[left_out].sum()), float((counts == 1).sum() / rows)
    return chance if fresh <= _NEW and beyond(1 - fresh, chance) >= BEYOND_CHANCE else 1.0


def _crossed(a: Array, b: Array) -> Array:
    """How many rows have each pair of codes."""
    wide = int(b.max(initial=0)) + 1
    pairs = np.bincount(a.astype("int64") * wide + b, minlength=(int(a.max(initial=0)) + 1) * wide)
    return pairs.reshape(-1, wide)


def _constants(table: Table, repeated: int) -> Iterator[Constraint]:
    """Columns that are the same in every row."""
    for column in table.schema.released:
        if column.kind is Kind.CONSTANT:
            yield CONSTANT.measured(CONSTANT.stated(column.name), table.frame, table.schema)


def _known(asked: RuleCheck) -> tuple[float, int]:
    return share_of(known_combinations(asked.frame, asked.source, asked.names))


def _unknown(asked: RuleCheck) -> Flags:
    return ~known_combinations(asked.frame, asked.source, asked.names)


def _first(asked: RuleCheck, good: Flags) -> Flags:
    """The commonest of them alone."""
    return np.asarray(good & (np.cumsum(good) == 1))


COMBINATIONS = RuleKind(
    "combinations",
    lambda names, _: f"{listing(names)} occur only in combinations that the table holds.",
    _known,
    _unknown,
    propose=_proposed,
    late=True,
    strict=True,
    listed=True,
    kept_by=("combined key",),
    admits=lambda _, good: good,
)
CONSTANT = RuleKind(
    "constant",
    lambda names, _: f"{names[0]} is the same in every row.",
    _known,
    _unknown,
    propose_of_table=_constants,
    listed=True,
    kept_by=("combined key",),
    admits=_first,
)
