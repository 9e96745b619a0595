"""Select, measure, generate on a spanning tree (McKenna, Miklau and Sheldon 2021), within each class of a target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.progress import Report, Step
from synthesis.generators.private.axes import Axis, joint
from synthesis.generators.private.denoise import heaviest, pair, runs, to_simplex
from synthesis.generators.private.meter import Meter, PrivateRows
from synthesis.generators.private.model import Bins, Link, Margin, Model

WIDE = 40
"""A number with more places than this is measured in bins, which are found from noisy counts of its places."""

CLASSES = 12
"""A target with more values is measured in so many classes at most, a number in `QUANTILES`."""

QUANTILES = 6


@dataclass(frozen=True)
class Plan:
    """How ρ is shared out among what is measured. Shares of parts that a table does not need go to the others.

    `bins`: about how many bins a wide number has; `groups`: how many groups of bins a column has in a pair at most;
    `sure`: how many standard deviations of noise a bin of its own must weigh.
    """

    target: float = 0.03
    shape: float = 0.10
    margin: float = 0.42
    pick: float = 0.05
    pair: float = 0.40
    bins: int = 20
    groups: int = 10
    sure: float = 1.0

    def shares(self, rho: float, needed: Mapping[str, bool]) -> Mapping[str, float]:
        """ρ for each part that is needed; all of it, and no more."""
        parts = {name: float(getattr(self, name)) for name in needed if needed[name]}
        return {name: rho * (parts.get(name, 0.0) / max(sum(parts.values()), 1e-12)) for name in needed}


@dataclass
class Count:
    """How many rows there are, by every noisy table so far: each is an estimate with a variance of its own."""

    weight: float = 0.0
    total: float = 0.0

    def add(self, noisy: Numbers, sigma: float) -> None:
        """The sum of a table of counts, of which every row is in one cell."""
        weight = 1.0 / (sigma**2 * noisy.size)
        self.weight += weight
        self.total += weight * float(noisy.sum())

    @property
    def rows(self) -> float:
        """The estimate of least variance; at least 1."""
        return max(self.total / self.weight, 1.0) if self.weight else 1.0


@dataclass
class Surveyor:
    """Measures a table of axes with what a meter has, and makes the model."""

    meter: Meter
    axes: Sequence[Axis]
    target: str | None
    plan: Plan
    report: Report
    count: Count = field(default_factory=Count)

    def model(self, rho: float) -> Model:
        """The model that ρ buys."""
        others = [axis for axis in self.axes if axis.name != self.target]
        aim = next((axis for axis in self.axes if axis.name == self.target), None)
        needed = {
            "target": aim is not None,
            "shape": any(_wide(axis) for axis in others),
            "margin": bool(others) or aim is None,
            "pick": len(others) > 2,
            "pair": len(others) > 1,
        }
        share = self.plan.shares(rho, needed)
        self.report(Step("Measuring columns", 0.0))
        goal = self._goal(aim, share["target"]) if aim is not None else None
        classes = 1 if goal is None else goal.size
        noise = self.meter.noise(share["margin"] / len(others)) if others else 0.0
        bins = self._shapes(others, share["shape"], noise * np.sqrt(classes))
        tables = self._tables(others, bins, goal, aim, share["margin"])
        sizes = self._classes(tables, noise, classes, aim, goal)
        margins = tuple(
            _margin(axis, held, table, sizes, noise, self.plan)
            for axis, held, table in zip(others, bins, tables, strict=True)
        )
        self.report(Step("Choosing pairs", 0.5))
        links = self._links(margins, sizes, goal, aim, share)
        self.report(Step("Measuring pairs", 1.0))
        target = None if aim is None or goal is None else (aim, goal)
        rows = max(1, round(self.count.rows))
        return Model(margins, links, sizes, target, rows, tuple(axis.name for axis in self.axes))

    def _goal(self, aim: Axis, rho: float) -> Bins:
        """The classes of the target: its values where they are few, else runs of values or the most frequent ones."""
        noisy = self.meter.counts(aim.places, aim.size + 1, rho)
        sigma = self.meter.noise(rho)
        self.count.add(noisy, sigma)
        weights = _filled(to_simplex(noisy, self.count.rows), aim)
        if aim.size + 1 <= CLASSES:
            return Bins(np.arange(aim.size + 1), weights)
        known = weights[:-1]
        if aim.ordered:
            of = runs(known, max(known.sum() / QUANTILES, self.plan.sure * sigma))
        else:
            of = heaviest(known, CLASSES - 1, self.plan.sure * sigma)
        return Bins(np.append(of, of.max() + 1), weights)

    def _shapes(self, axes: Sequence[Axis], rho: float, noise: float) -> list[Bins]:
        wide = sum(_wide(axis) for axis in axes)
        return [self._shape(axis, rho / wide, noise) if _wide(axis) else _each(axis) for axis in axes]

    def _shape(self, axis: Axis, rho: float, noise: float) -> Bins:
        """Bins of a wide number: quantiles of its noisy counts, with what weighs much by itself apart."""
        noisy = self.meter.counts(axis.places, axis.size + 1, rho)
        self.count.add(noisy, self.meter.noise(rho))
        weights = to_simplex(noisy, self.count.rows)[:-1]
        heavy = weights >= self.count.rows / self.plan.bins
        least = max(float(weights[~heavy].sum()) / self.plan.bins, self.plan.sure * noise)
        of = runs(weights, least)
        return Bins(np.append(of, of.max() + 1), np.append(_within(weights, of), 1.0))

    def _tables(
        self, axes: Sequence[Axis], bins: Sequence[Bins], goal: Bins | None, aim: Axis | None, rho: float
    ) -> list[Numbers]:
        """counts[bin, class] of every column, noisy."""
        if not axes and aim is None:
            self.count.add(
                self.meter.counts(lambda rows: np.zeros(len(rows), dtype=int), 1, rho), self.meter.noise(rho)
            )
        tables = []
        for axis, held in zip(axes, bins, strict=True):
            coding = _Coding(((axis, held.of),), aim, goal)
            share = rho / len(axes)
            noisy = self.meter.counts(coding, coding.size, share)
            self.count.add(noisy, self.meter.noise(share))
            tables.append(noisy.reshape(held.size, -1))
        return tables

    def _classes(
        self, tables: Sequence[Numbers], noise: float, classes: int, aim: Axis | None, goal: Bins | None
    ) -> Numbers:
        """How many rows each class has: the mean of what the tables say, by their precision."""
        if not tables:
            held = np.bincount(goal.of, goal.weights, classes) if goal is not None else np.array([self.count.rows])
            return held.astype("float64")
        weights = np.array([1.0 / len(table) for table in tables])
        means = np.average([table.sum(axis=0) for table in tables], axis=0, weights=weights)
        if aim is not None and not aim.blanks:
            means[-1] = -np.inf
        return to_simplex(np.maximum(means, -1e12), self.count.rows)

    def _links(
        self, margins: Sequence[Margin], sizes: Numbers, goal: Bins | None, aim: Axis | None, share: Mapping[str, float]
    ) -> tuple[Link, ...]:
        noise = self.meter.noise(share["pair"] / max(len(margins) - 1, 1)) if share["pair"] else 0.0
        chosen = self._chosen(margins, sizes, goal, aim, share["pick"], noise)
        links = []
        for one, other in chosen:
            coding = _between(margins[one], margins[other], aim, goal)
            rho = share["pair"] / len(chosen)
            noisy = self.meter.counts(coding, coding.size, rho)
            self.count.add(noisy, self.meter.noise(rho))
            shape = (*(int(margins[at].groups.max()) + 1 for at in (one, other)), len(sizes))
            links.append(
                Link(one, other, _link(noisy.reshape(shape), self.meter.noise(rho), margins[one], margins[other]))
            )
        return tuple(links)

    def _chosen(
        self, margins: Sequence[Margin], sizes: Numbers, goal: Bins | None, aim: Axis | None, rho: float, noise: float
    ) -> list[tuple[int, int]]:
        """The pairs of a forest, greedily by what independence given the class leaves unsaid beyond the noise.

        Score: the L1 distance between a pair's counts and what its noisy margins foretell, which one row moves by 1 at
        most, less the noise expected of measuring it (McKenna, Mullins, Sheldon and Miklau 2022, AIM, equation 1).
        """
        if len(margins) < 3:
            return list(combinations(range(len(margins)), 2))
        scores = {
            both: _Score(
                _between(margins[both[0]], margins[both[1]], aim, goal), _foretold(margins, both, sizes), noise
            )
            for both in combinations(range(len(margins)), 2)
        }
        trees = np.arange(len(margins))
        chosen: list[tuple[int, int]] = []
        for _ in range(len(margins) - 1):
            open_ = [both for both in scores if trees[both[0]] != trees[both[1]]]
            asked = [scores[both] for both in open_]
            best = self.meter.pick(
                lambda rows, asked=asked: np.array([0.0, *(score(rows) for score in asked)]),  # type: ignore[misc]
                rho / (len(margins) - 1),
            )
            if best == 0:
                break
            one, other = open_[best - 1]
            chosen.append((one, other))
            trees[trees == trees[other]] = trees[one]
        return chosen


@dataclass(frozen=True, eq=False)
class _Coding:
    """The joint code of some columns' groups and the class, which is the last: a function of a row's own cells."""

    parts: tuple[tuple[Axis, Array], ...]
    aim: Axis | None
    goal: Bins | None

    @property
    def size(self) -> int:
        """How many codes there are."""
        sizes = [int(of.max()) + 1 for _, of in self.parts]
        return int(np.prod(sizes)) * (1 if self.goal is None else self.goal.size)

    def __call__(self, rows: PrivateRows) -> Array:
        """The code of each row."""
        parts = [(of[axis.places(rows)], int(of.max()) + 1) for axis, of in self.parts]
        if self.aim is not None and self.goal is not None:
            parts.append((self.goal.of[self.aim.places(rows)], self.goal.size))
        return joint(parts)[0]


@dataclass(frozen=True, eq=False)
class _Score:
    """How far a pair's counts are from what was foretold, less the noise that measuring them would bring."""

    coding: _Coding
    foretold: Numbers
    noise: float

    def __call__(self, rows: PrivateRows) -> float:
        """One row in or out moves it by 1 at most. Counts are remembered with the rows they are of."""
        key = "/".join(axis.name for axis, _ in self.coding.parts) + "/score"
        if key not in rows.kept:
            counts = np.bincount(self.coding(rows), minlength=self.coding.size)
            rows.kept[key] = np.array(np.abs(counts - self.foretold).sum())
        return float(rows.kept[key]) - float(np.sqrt(2 / np.pi)) * self.noise * self.coding.size


def _between(one: Margin, other: Margin, aim: Axis | None, goal: Bins | None) -> _Coding:
    return _Coding(((one.axis, one.code), (other.axis, other.code)), aim, goal)


def _foretold(margins: Sequence[Margin], both: tuple[int, int], sizes: Numbers) -> Numbers:
    one, other = (margins[at].grouped for at in both)
    return np.asarray(np.einsum("ac,bc,c->abc", one, other, 1.0 / np.maximum(sizes, 1e-9)).ravel())


def _link(noisy: Numbers, sigma: float, one: Margin, other: Margin) -> Numbers:
    rows, columns = one.grouped, other.grouped
    kinds = range(noisy.shape[2])
    return np.stack([pair(noisy[:, :, kind], sigma, rows[:, kind], columns[:, kind]) for kind in kinds], axis=2)


def _wide(axis: Axis) -> bool:
    return axis.ordered and axis.size > WIDE


def _each(axis: Axis) -> Bins:
    return Bins(np.arange(axis.size + 1), np.ones(axis.size + 1))


def _within(weights: Numbers, of: Array) -> Numbers:
    """Weights that leave no bin without any."""
    totals = np.bincount(of, weights)
    return np.asarray(np.where(totals[of] > 0, weights, 1.0))


def _filled(weights: Numbers, axis: Axis) -> Numbers:
    """Weights of an axis whose made-up cells are blank only where that was declared."""
    found = weights.copy()
    if not axis.blanks:
        found[-1] = 0.0
    return found if found.sum() > 0 else np.append(np.ones(axis.size), float(axis.size == 0))


def _margin(axis: Axis, bins: Bins, noisy: Numbers, sizes: Numbers, noise: float, plan: Plan) -> Margin:
    """The counts of a column's bins in each class, without those that noise alone can make."""
    table = noisy.copy()
    if not axis.blanks and bins.size > 1:
        table[-1] = -1e12
    counts = np.column_stack([to_simplex(table[:, kind], sizes[kind]) for kind in range(len(sizes))])
    totals = counts.sum(axis=1)
    least = max(totals.sum() / plan.groups, plan.sure * noise) if axis.ordered else plan.sure * noise
    if not axis.ordered:
        return Margin(axis, bins, counts, heaviest(totals, plan.groups, least))
    of = runs(totals[:-1], least)
    apart = totals[-1] >= least
    return Margin(axis, bins, counts, np.append(of, of.max() + 1 if apart else of[-1]))
