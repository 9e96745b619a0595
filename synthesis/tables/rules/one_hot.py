"""One category spread over columns: every row has exactly one yes."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Flags
from synthesis.tables.encode import numbers
from synthesis.tables.rules.checks import one_in, says_yes, share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind, short_listing
from synthesis.tables.rules.sample import FEWEST_ROWS, Sample
from synthesis.tables.schema import Column, Constraint

_TOGETHER, _YES, _EXPECTED = 3, 5, 0.9
_STEM = re.compile(r"^(.*?[_.=:| -])")


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    """Three or more columns of yes and no, side by side or of one first name, of which every row has exactly one
    yes."""
    flags = _flags(sample)
    told = set[str]()
    for names in (*_runs(flags), *_stems(flags)):
        if not told & set(names) and _exactly_one([flags[name] for name in names]):
            told |= set(names)
            yield ONE_HOT.stated(*names)


def _flags(sample: Sample) -> dict[str, Flags]:
    """Where each column of yes and no that has no blanks says yes."""
    found = {}
    for place, column in enumerate(sample.schema):
        if not sample.blank[:, place].any() and _two_valued(sample, column):
            found[column.name] = says_yes(sample.frame[column.name], column)
    return {name: yes for name, yes in found.items() if _YES <= yes.sum() < len(yes)}


def _two_valued(sample: Sample, column: Column) -> bool:
    if column.kind.truth:
        return True
    if not column.kind.amount:
        return False
    return bool(np.isin(numbers(sample.frame[column.name], column.kind), (0.0, 1.0)).all())


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


def _one_hot(asked: RuleCheck) -> tuple[float, int]:
    filled = ~asked.blank.any(axis=1)
    return share_of(one_in(says_yes(asked.frame[c.name], c) for c in asked.columns)[filled])


def _not_one(asked: RuleCheck) -> Flags:
    one = one_in(says_yes(asked.frame[c.name], c) for c in asked.columns)
    return np.asarray(~asked.blank.any(axis=1) & ~one)


ONE_HOT = RuleKind(
    "one-hot",
    lambda names, _: f"Exactly one of {short_listing(names)} is 1, or yes.",
    _one_hot,
    _not_one,
    propose=_proposed,
    strict=True,
    kept_by=("combined key",),
)
