"""The model that noisy counts make: a class, every column given the class, and trees of pairs within each class."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.generators.private.axes import Axis


@dataclass(frozen=True, eq=False)
class Bins:
    """Places gathered: place p (a blank is the last) lies in bin `of[p]`, and is drawn from it by `weights[p]`."""

    of: Array
    weights: Numbers

    @property
    def size(self) -> int:
        """How many bins there are."""
        return int(self.of.max()) + 1

    def places(self, bins: Array, chance: Numbers) -> Array:
        """A place from each bin."""
        order = np.argsort(self.of, kind="stable")
        ends = np.cumsum(self.weights[order])
        totals = np.bincount(self.of, self.weights, self.size)
        starts = np.cumsum(totals) - totals
        at = np.searchsorted(ends, starts[bins] + chance * totals[bins], side="right")
        last = np.cumsum(np.bincount(self.of, minlength=self.size)) - 1
        return np.asarray(
            order[np.clip(at, last[bins] - np.bincount(self.of, minlength=self.size)[bins] + 1, last[bins])]
        )


@dataclass(frozen=True, eq=False)
class Margin:
    """A column given the class: `counts[bin, class]`, and `groups`, the coarser bins in which pairs are counted."""

    axis: Axis
    bins: Bins
    counts: Numbers
    groups: Array

    @property
    def grouped(self) -> Numbers:
        """counts[group, class]."""
        found = np.zeros((int(self.groups.max()) + 1, self.counts.shape[1]))
        np.add.at(found, self.groups, self.counts)
        return found

    @property
    def code(self) -> Array:
        """The group of each place."""
        return self.groups[self.bins.of]


@dataclass(frozen=True, eq=False)
class Link:
    """Two columns given the class: `counts[group of parent, group of child, class]`."""

    parent: int
    child: int
    counts: Numbers


@dataclass(frozen=True, eq=False)
class Model:
    """All that is known after measuring. It holds noisy counts only: sampling from it costs no privacy.

    `classes[c]` counts class c; `spread` draws the place of the target from its class, where there is one. `rows` is
    how many rows the table has, by the noisy counts. `order`: the names of the columns as they shall come out."""

    margins: tuple[Margin, ...]
    links: tuple[Link, ...]
    classes: Numbers
    target: tuple[Axis, Bins] | None
    rows: int
    order: tuple[str, ...]

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""
        report(Step("Drawing rows", 0.0))
        kind = _even(self.classes, rows, seed.child("class"))
        groups: dict[int, Array] = {}
        columns: dict[str, pd.Series] = {}
        for column, link in self._down():
            margin, chance = self.margins[column], seed.child("draw", column).generator()
            groups[column] = _group(margin, link, groups, kind, chance.random(rows))
            bins = _bin(margin, groups[column], kind, chance.random(rows))
            places = margin.bins.places(bins, chance.random(rows))
            columns[margin.axis.name] = margin.axis.cells(places, chance)
        if self.target is not None:
            axis, bins_of = self.target
            chance = seed.child("target").generator()
            columns[axis.name] = axis.cells(bins_of.places(kind, chance.random(rows)), chance)
        report(Step("Drawing rows", 1.0))
        return pd.DataFrame({name: columns[name] for name in self.order}, index=pd.RangeIndex(rows))

    def _down(self) -> Iterator[tuple[int, Link | None]]:
        """Every column once, parents before their children; a link is turned to lead downwards."""
        left = set(range(len(self.margins)))
        waiting: list[tuple[int, Link | None]] = []
        while left or waiting:
            if not waiting:
                waiting.append((min(left), None))
            column, link = waiting.pop()
            left.discard(column)
            yield column, link
            waiting += [(end.child, end) for end in self._from(column) if end.child in left]

    def _from(self, column: int) -> Iterator[Link]:
        for link in self.links:
            if link.parent == column:
                yield link
            elif link.child == column:
                yield Link(link.child, link.parent, link.counts.transpose(1, 0, 2))


def _even(weights: Numbers, rows: int, seed: Seed) -> Array:
    """Codes by their weights, as evenly as whole numbers allow, in random order (systematic sampling)."""
    chance = seed.generator()
    shares = np.cumsum(weights) / weights.sum()
    places = (np.arange(rows) + chance.random()) / max(rows, 1)
    return chance.permutation(np.minimum(np.searchsorted(shares, places, side="right"), len(weights) - 1))


def _drawn(tables: Numbers, at: Array, chance: Numbers) -> Array:
    """A code from row `at` of `tables`, by its weights."""
    ends = np.cumsum(tables, axis=1)
    found = (ends[at] <= (chance * ends[at, -1])[:, None]).sum(axis=1)
    return np.asarray(np.minimum(found, tables.shape[1] - 1))


def _group(margin: Margin, link: Link | None, groups: dict[int, Array], kind: Array, chance: Numbers) -> Array:
    if link is None:
        return _drawn(margin.grouped.T, kind, chance)
    classes, parents = link.counts.shape[2], link.counts.shape[0]
    tables = link.counts.transpose(2, 0, 1).reshape(classes * parents, -1)
    bare = tables.sum(axis=1) <= 0
    tables = np.where(bare[:, None], np.repeat(margin.grouped.T, parents, axis=0), tables)
    return _drawn(tables, kind * parents + groups[link.parent], chance)


def _bin(margin: Margin, group: Array, kind: Array, chance: Numbers) -> Array:
    many = int(margin.groups.max()) + 1
    member = margin.groups[None, :] == np.arange(many)[:, None]
    spare = np.full(len(margin.groups), 1e-9)
    spare[-1] = 1e-9 if margin.axis.blanks or len(spare) == 1 else 0.0
    tables = (margin.counts.T[:, None, :] + spare) * member[None, :, :]
    return _drawn(tables.reshape(-1, len(margin.groups)), kind * many + group, chance)
