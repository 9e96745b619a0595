"""Coarse kinds of people: levels of a category and bands of a number, none of them so small that it names anybody."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.numerals import day
from synthesis.privacy.context import AttackContext
from synthesis.tables.schema import Column

FEWEST = 50
"""A level or band of fewer training rows is not named."""
_POOLED = 10
_MODAL = 0.25
_DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class Subgroup:
    """One kind of people: its column, its name, and which training and control rows are of it.

    `holds` says of any cells of the column whether they are of the kind.
    """

    column: int
    label: str
    train: Flags
    control: Flags
    holds: Callable[[Numbers], Flags]


def subgroups_of(context: AttackContext, columns: Iterable[int]) -> tuple[Subgroup, ...]:
    """The bands of these columns that hold at least 50 training rows.

    Categories: a band a level, the levels of fewer rows together as rare ones if they are ten people or more. Numbers:
    what lies below, at and above a value that a quarter of the rows share, or else between rounded quartiles.
    """
    return tuple(band for column in columns for band in _of_column(context, column))


def _of_column(context: AttackContext, place: int) -> Iterator[Subgroup]:
    column, train, control = context.columns[place], context.train[:, place], context.control[:, place]
    if not context.numeric[place]:
        yield from _levels(place, train, control, context.levels[place] if context.levels else ())
        return
    for label, low, high in _between(column, train[np.isfinite(train)]):
        band = _band(place, label, train, control, partial(_inside, low=low, high=high))
        if band.train.sum() >= FEWEST:
            yield band
    if np.isnan(train).sum() >= FEWEST:
        yield _band(place, "blank", train, control, np.isnan)


def _band(place: int, label: str, train: Numbers, control: Numbers, holds: Callable[[Numbers], Flags]) -> Subgroup:
    return Subgroup(place, label, holds(train), holds(control), holds)


def _inside(cells: Numbers, low: float, high: float) -> Flags:
    return np.asarray((cells >= low) & (cells < high))


def _levels(place: int, train: Numbers, control: Numbers, names: tuple[str | None, ...]) -> Iterator[Subgroup]:
    codes, times = np.unique(train, return_counts=True)
    common = codes[times >= FEWEST]
    for code in common:
        name = names[int(code)] if int(code) < len(names) else str(int(code))
        label = "blank" if name is None else name
        yield _band(place, label, train, control, partial(np.equal, code))
    rare = ~np.isin(train, common)
    if rare.sum() >= _POOLED and len(common):
        label = f"rare values, each in fewer than {FEWEST} rows"
        yield _band(place, label, train, control, partial(np.isin, test_elements=common, invert=True))


def _between(column: Column, present: Numbers) -> Iterator[tuple[str, float, float]]:
    """Label, lower edge (within) and upper edge (outside) of each band."""
    if not len(present):
        return
    values, times = np.unique(present, return_counts=True)
    modal = float(values[times.argmax()])
    if times.max() >= _MODAL * len(present):
        said = _said(column, modal)
        yield f"below {said}", -np.inf, modal
        yield said, modal, np.nextafter(modal, np.inf)
        yield f"above {said}", np.nextafter(modal, np.inf), np.inf
        return
    edges = np.unique(_rounded(np.quantile(present, [0.25, 0.5, 0.75]), column))
    yield f"below {_said(column, edges[0])}", -np.inf, float(edges[0])
    for low, high in pairwise(edges):
        yield f"{_said(column, low)} to below {_said(column, high)}", float(low), float(high)
    yield f"{_said(column, edges[-1])} or more", float(edges[-1]), np.inf


def _rounded(edges: Numbers, column: Column) -> Numbers:
    """Quartiles, rounded to a tenth of the power of ten of their distance; dates to days."""
    if column.kind.calendar:
        return np.asarray(np.round(edges / _DAY) * _DAY)
    width = float(edges[-1] - edges[0]) or max(abs(float(edges[0])), 1.0)
    unit = 10.0 ** (np.floor(np.log10(width)) - 1)
    rounded = np.round(edges / (unit if not column.kind.whole else max(unit, 1.0)))
    return np.asarray(rounded * (unit if not column.kind.whole else max(unit, 1.0)))


def _said(column: Column, value: float) -> str:
    if column.kind.calendar:
        return day(value)
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.6g}"
