"""Growing one column's trees on the columns before it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.generators.arithmetic_dependencies import ArithmeticDependency
from synthesis.generators.contract import Training
from synthesis.generators.functional_dependencies import functional_dependency
from synthesis.generators.leaf_sampling import (
    OrderedLeaves,
    by_leaf,
    frequent,
    neighbourhood,
    neighbours,
    ordered_leaves,
    spread,
    widened,
)
from synthesis.generators.linear_leaves import slopes
from synthesis.generators.predictors import Coding, Kinship, profile, ranks, targets, toward_class, toward_number
from synthesis.generators.trees.drawing import Anchor, Branch, Draw, Numeric, Shape, Sight
from synthesis.generators.trees.settings import TreeSettings
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

_MOST_SUMS = 8
_MOST_SLOPES, _ROWS_A_SLOPE = 4, 8
_LEAST_RARE = 0.2
_CUT_ROWS = 100_000
_REACH = 3
"""A number stands for those so many places up or down in its leaf. Drawn by their own places alone, numbers came out
again in rows that resemble the real one, and gave it away almost twice as often (docs/figures.md)."""


@dataclass(frozen=True, eq=False)
class Grower:
    """All that growing one column's trees needs."""

    training: Training
    settings: TreeSettings
    seed: Seed
    numeric: Flags
    sizes: tuple[int, ...]
    values: Numbers
    kinship: Kinship
    leaf: int
    deciders: Mapping[int, int]
    arithmetic_dependencies: Mapping[int, ArithmeticDependency]

    def draw(self, column: int, before: Array) -> Draw:
        """The way to make `column` from the columns `before` it, some of which may decide it."""
        by, arithmetic = self.deciders.get(column), self.arithmetic_dependencies.get(column)
        grown = self._grown(column, before)
        if by is not None and by in before:
            grown = replace(grown, functional=functional_dependency(self.values, by, column, self.training.k_threshold))
        if arithmetic is not None and np.isin(arithmetic.parts, before).all():
            grown = replace(grown, arithmetic=arithmetic)
        return grown

    def _grown(self, column: int, before: Array) -> Draw:
        predictors = self.kinship.strongest(column, before, self.settings.most_predictors)
        if not self.numeric[column]:
            return Draw(column, self._categorical(column, predictors))
        target = self.values[:, column]
        blank = ~np.isfinite(target)
        if blank.all():
            return Draw(column)
        blanks = self._classes(column, predictors, blank.astype(int), 2).branch(blank * 1.0) if blank.any() else None
        anchor = self._anchor(column, before)
        held = target if anchor is None else target - self.values[:, anchor.column]
        known = np.flatnonzero(~blank)
        shape = self._number(column, predictors, known, held[known])
        sloped = predictors if anchor is None and shape.sight is not None else predictors[:0]
        return Draw(column, None, self._numeric(column, shape, sloped, known, held[known]), blanks, anchor)

    def _anchor(self, column: int, before: Array) -> Anchor | None:
        """The earlier date that this one lies closest to, if within a quarter of its own spread; None otherwise.

        Only dates that are known wherever this one is, and columns spelt by the day or finer, are considered.
        """
        kinds = [c.kind for c in self.training.schema]
        target = self.values[:, column]
        known = np.isfinite(target)
        if not kinds[column].calendar or rounding_grid(target, self.training.schema.columns[column]).calendar:
            return None
        dates = [c for c in before if kinds[c].calendar and np.isfinite(self.values[known, c]).all()]
        reach = {int(c): _middle_half(target[known] - self.values[known, c]) for c in dates}
        nearest = min(reach, key=lambda c: reach[c], default=None)
        if nearest is None or reach[nearest] > _middle_half(target[known]) / 4:
            return None
        return Anchor(nearest, float(target[known].min()), float(target[known].max()))

    def _numeric(self, column: int, shape: Shape, predictors: Array, rows: Array, held: Numbers) -> Numeric:
        lattice = rounding_grid(held, self.training.schema.columns[column])
        k_threshold = self.training.k_threshold
        least = max(k_threshold, 20, 0.0015 * len(self.values)) if self.settings.smoothing else 0
        rare = ~frequent(held, least)
        kin = self.kinship.strongest(
            column, predictors[self.numeric[predictors]], min(_MOST_SLOPES, self.leaf // _ROWS_A_SLOPE)
        )
        if not len(kin) or rare.mean() < _LEAST_RARE or lattice.calendar:
            branch = shape.branch(held)
            moved = spread(branch.leaves, lattice, least, k_threshold)
            ordered = self._ordered(column, shape, predictors, rows, held)
            return Numeric(branch, moved, neighbourhood(branch.leaves, moved.rare, _REACH), None, ordered)
        values = self.values[rows]
        follow = slopes(kin, values, shape.nodes, shape.size, held, rare, lattice)
        off = np.where(rare, held - follow.height(values, shape.nodes), held)
        branch, order = shape.branch(off), by_leaf(shape.nodes, off)
        level = ~follow.lines[:, :-1].any(axis=1)[shape.nodes[order]]
        room = neighbours(branch.leaves, rare[order], RoundingGrid(None))
        moved = widened(room, rare[order] & level, np.sort(held[rare]), k_threshold)
        near = neighbourhood(branch.leaves, moved.rare, _REACH)
        return Numeric(branch, moved, near, follow, self._ordered(column, shape, predictors, rows, off))

    def _ordered(
        self, column: int, shape: Shape, predictors: Array, rows: Array, held: Numbers
    ) -> OrderedLeaves | None:
        """The order of the leaves by the number that goes along with this one best."""
        numbers = predictors[self.numeric[predictors]]
        if shape.sight is None or not len(numbers):
            return None
        by = int(self.kinship.strongest(column, numbers, 1)[0])
        return ordered_leaves(
            shape.nodes, held, by, self.values[rows, by], self.seed.child("beside", column).generator()
        )

    def _categorical(self, column: int, predictors: Array) -> Branch:
        codes, size = self.values[:, column].astype(int), self.sizes[column]
        line = np.zeros(size)
        if size > 32:
            line = profile(codes, size, self.values[:, predictors], self.numeric[predictors])
        classes = targets(codes, size, line)
        return self._classes(column, predictors, classes[codes], int(classes.max()) + 1).branch(codes.astype("float64"))

    def _classes(self, column: int, predictors: Array, target: Array, size: int) -> Shape:
        from sklearn.tree import DecisionTreeClassifier

        codings = tuple(self._coding(c, lambda codes, n: toward_class(codes, n, target, size)) for c in predictors)
        tree = DecisionTreeClassifier(min_samples_leaf=self.leaf, random_state=self._chance(column))
        largest = np.argsort(-np.bincount(target, minlength=size), kind="stable")[: _MOST_SUMS if size > 2 else 1]
        wanted = np.column_stack([(target == level) * 1.0 for level in largest])
        return self._grow(tree, self._sight(predictors, codings), self.values, target, wanted)

    def _number(self, column: int, predictors: Array, rows: Array, held: Numbers) -> Shape:
        from sklearn.tree import DecisionTreeRegressor

        placed = pd.Series(held).rank().to_numpy() / len(held)
        codings = tuple(self._coding(c, lambda codes, n: toward_number(codes, n, placed), rows) for c in predictors)
        tree = DecisionTreeRegressor(min_samples_leaf=self.leaf, random_state=self._chance(column))
        wanted = np.column_stack([placed, np.clip(held, *np.quantile(held, [0.005, 0.995]))])
        return self._grow(tree, self._sight(predictors, codings), self.values[rows], placed, wanted)

    def _sight(self, predictors: Array, codings: tuple[Coding, ...]) -> Sight:
        return Sight(predictors, predictors[self.numeric[predictors]], codings)

    def _coding(self, column: int, toward: Any, rows: Array | None = None) -> Coding:
        values = self.values[:, column] if rows is None else self.values[rows, column]
        if self.numeric[column]:
            return ranks(values)
        scores = toward(values.astype(int), self.sizes[column])
        return lambda codes: np.asarray(scores[codes.astype(int)])

    def _chance(self, column: int) -> int:
        return self.seed.child("grow", column).integer

    def _grow(self, tree: Any, sight: Sight, values: Numbers, target: Array, wanted: Numbers) -> Shape:
        if not len(sight.columns) or len(values) < 2 * self.leaf or (target == target[0]).all():
            return Shape(np.zeros(len(values), dtype=int), 1)
        sight = sight.toward(values, wanted)
        view = sight(values)
        nodes = _cut(tree, view, target, self.leaf)
        return Shape(nodes, tree.tree_.node_count, sight, tree)


def _cut(tree: Any, view: Array, target: Array, leaf: int) -> Array:
    """Grows the tree and returns the leaf of every row, each of `leaf` rows or more.

    Where there are very many rows the cuts are learnt from 100,000 of them, by so much larger leaves that four standard
    deviations of chance leave enough of all rows in each; where one falls short all the same, by larger ones again.
    """
    step = len(view) / _CUT_ROWS
    if step <= 1:
        return np.asarray(tree.fit(view, target).apply(view))
    some = np.sort(np.random.default_rng(tree.random_state).permutation(len(view))[:_CUT_ROWS])
    least = leaf / step
    while True:
        least += 4 * math.sqrt(least) + 1
        tree.set_params(min_samples_leaf=math.ceil(least)).fit(view[some], target[some])
        nodes = np.asarray(tree.apply(view))
        if np.bincount(nodes)[tree.tree_.children_left < 0].min() >= leaf:
            return nodes


def _middle_half(values: Numbers) -> float:
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low)
