"""Select, measure, generate on a spanning tree (McKenna, Miklau and Sheldon 2021), within each class of a target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.progress import Report, Step
from synthesis.generators.private.axes import Axis
from synthesis.generators.private.budget_plan import Plan
from synthesis.generators.private.column_margins import each_place, is_wide, margin_of, public_weights, weights_within
from synthesis.generators.private.denoise import heaviest, runs, to_simplex
from synthesis.generators.private.joint_counts import JointCode, PairScore, between, consistent_pair, foretold_counts
from synthesis.generators.private.meter import Meter
from synthesis.generators.private.model import Bins, Link, Margin, Model

CLASSES = 12
"""A target with more values is measured in so many classes at most, a number in `QUANTILES`."""

QUANTILES = 6


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
            "shape": any(is_wide(axis) for axis in others),
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
            margin_of(axis, held, table, sizes, noise, self.plan)
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
        weights = public_weights(to_simplex(noisy, self.count.rows), aim)
        if aim.size + 1 <= CLASSES:
            return Bins(np.arange(aim.size + 1), weights)
        known = weights[:-1]
        if aim.ordered:
            of = runs(known, max(known.sum() / QUANTILES, self.plan.sure * sigma))
        else:
            of = heaviest(known, CLASSES - 1, self.plan.sure * sigma)
        return Bins(np.append(of, of.max() + 1), weights)

    def _shapes(self, axes: Sequence[Axis], rho: float, noise: float) -> list[Bins]:
        wide = sum(is_wide(axis) for axis in axes)
        return [self._shape(axis, rho / wide, noise) if is_wide(axis) else each_place(axis) for axis in axes]

    def _shape(self, axis: Axis, rho: float, noise: float) -> Bins:
        """Bins of a wide number: quantiles of its noisy counts, with what weighs much by itself apart."""
        noisy = self.meter.counts(axis.places, axis.size + 1, rho)
        self.count.add(noisy, self.meter.noise(rho))
        weights = to_simplex(noisy, self.count.rows)[:-1]
        heavy = weights >= self.count.rows / self.plan.bins
        least = max(float(weights[~heavy].sum()) / self.plan.bins, self.plan.sure * noise)
        of = runs(weights, least)
        return Bins(np.append(of, of.max() + 1), np.append(weights_within(weights, of), 1.0))

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
            coding = JointCode(((axis, held.of),), aim, goal)
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
            coding = between(margins[one], margins[other], aim, goal)
            rho = share["pair"] / len(chosen)
            noisy = self.meter.counts(coding, coding.size, rho)
            self.count.add(noisy, self.meter.noise(rho))
            shape = (*(int(margins[at].groups.max()) + 1 for at in (one, other)), len(sizes))
            links.append(
                Link(
                    one,
                    other,
                    consistent_pair(noisy.reshape(shape), self.meter.noise(rho), margins[one], margins[other]),
                )
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
            both: PairScore(
                between(margins[both[0]], margins[both[1]], aim, goal), foretold_counts(margins, both, sizes), noise
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
