"""Orders: one column is at most another, and ranges of three or more that rise."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables.rules.checks import rises, share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind, short_listing
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.sample import BEYOND_CHANCE, FEWEST_ROWS, KEPT, WORK, Sample, beyond, reduced, shuffled
from synthesis.tables.schema import Constraint


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    """Orders that no sum explains, those that follow each other told as ranges."""
    sums = {(part, rule.columns[-1]) for rule in found if rule.kind == "sum" for part in rule.columns[:-1]}
    return _chained([rule for rule in _ordered(sample) if rule.columns not in sums])


def _ordered(sample: Sample) -> Iterator[Constraint]:
    for dates in (True, False):
        columns, values = sample.numbers(dates)
        pairs = [(a, b) for a, b in _rising(sample, values) if _stays(values[:, a], values[:, b], sample)]
        yield from (ORDER.stated(columns[a].name, columns[b].name) for a, b in reduced(pairs))


def _rising(sample: Sample, values: Numbers) -> Iterator[tuple[int, int]]:
    wide = values.shape[1]
    if wide < 2:
        return
    few = values[sample.some(max(500, WORK // (4 * wide * wide)))]
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


def _stays(low: Numbers, high: Numbers, sample: Sample) -> bool:
    both = np.isfinite(low) & np.isfinite(high)
    if both.sum() < FEWEST_ROWS:
        return False
    low, high = low[both], high[both]
    share, differ = float((low <= high).mean()), float((low < high).mean())
    chance = float((shuffled(low) <= high).mean())
    return share >= KEPT and differ >= 0.05 and chance <= 0.9 and bool(beyond(share, chance) >= BEYOND_CHANCE)


def _chained(orders: Sequence[Constraint]) -> Iterator[Constraint]:
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
            yield RANGE.stated(*chain) if len(chain) > 2 else rule


def _risen(asked: RuleCheck) -> tuple[float, int]:
    values = asked.values
    return share_of(rises(values[np.isfinite(values).sum(axis=1) >= 2]))


def _falling(asked: RuleCheck) -> Flags:
    return ~rises(asked.values)


ORDER = RuleKind(
    "order",
    lambda names, _: f"{names[0]} is at most {names[1]}.",
    _risen,
    _falling,
    propose=_proposed,
    late=True,
    kept_by=("order",),
    described=DescribedRule(
        "is at most", lambda drawn, names: drawn.raise_above(*names), takes=lambda kind: kind.numeric
    ),
)
RANGE = RuleKind(
    "range",
    lambda names, _: f"In {short_listing(names)} each is at most the next.",
    _risen,
    _falling,
    kept_by=("order",),
)
