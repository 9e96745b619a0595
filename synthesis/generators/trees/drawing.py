"""How one column is drawn from its tree: the leaf of each row made so far, and a value of that leaf, moved a little."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.generators.arithmetic_dependencies import ArithmeticDependency
from synthesis.generators.functional_dependencies import FunctionalDependency
from synthesis.generators.leaf_sampling import Leaves, Neighbourhood, OrderedLeaves, Spread, gather
from synthesis.generators.linear_leaves import Direction, Slopes, direction
from synthesis.generators.predictors import Coding


@dataclass(frozen=True, eq=False)
class Sight:
    """The predictors of one tree, each with the coding under which this tree sees it, and weighted sums of them all.

    A tree cuts along axes; the sums let it cut across them.
    """

    columns: Array
    numbers: Array
    codings: tuple[Coding, ...]
    sums: Direction | None = None

    def __call__(self, values: Numbers) -> Array:
        """rows × (predictors and sums) in single precision."""
        views = self.views(values)
        sums = self.sums(self.inputs(values, views)) if self.sums else []
        return np.column_stack([*views, *sums]).astype("float32")

    def views(self, values: Numbers) -> list[Numbers]:
        """Each predictor under its coding."""
        return [coding(values[:, column]) for column, coding in zip(self.columns, self.codings, strict=True)]

    def inputs(self, values: Numbers, views: list[Numbers]) -> list[Numbers]:
        """What the sums are over: codings, and numbers as they are."""
        return [*views, *(values[:, column] for column in self.numbers)]

    def toward(self, values: Numbers, wanted: Numbers) -> "Sight":
        """The same with the sums that come closest to the columns of `wanted` over these rows."""
        return replace(self, sums=direction(self.inputs(values, self.views(values)), wanted))


@dataclass(frozen=True, eq=False)
class Shape:
    """A grown tree and the leaf node of every training row; without a tree, one leaf for all."""

    nodes: Array
    size: int
    sight: Sight | None = None
    tree: Any = None

    def branch(self, held: Numbers) -> "Branch":
        """The shape with these values in its leaves."""
        return Branch(gather(self.nodes, held, self.size), self.sight, self.tree)


@dataclass(frozen=True, eq=False)
class Branch:
    """A tree with the training values of its leaves; without a tree, one leaf with all of them."""

    leaves: Leaves
    sight: Sight | None = None
    tree: Any = None

    def nodes(self, made: Numbers) -> Array:
        """The leaf of each row made so far."""
        if self.sight is None or not len(made):
            return np.zeros(len(made), dtype=int)
        return np.asarray(self.tree.apply(self.sight(made)))

    def draw(self, made: Numbers, chance: Numbers) -> Numbers:
        """A training value from the leaf of each row made so far."""
        return self.leaves.values[self.leaves.places(self.nodes(made), chance)]


@dataclass(frozen=True, eq=False)
class Anchor:
    """A date that another one is counted from: a discharge from its admission. The result stays in `low` to `high`."""

    column: int
    low: float
    high: float

    def add(self, made: Numbers, counted: Numbers) -> Numbers:
        """The dates themselves; blank where the anchor is."""
        return np.clip(made[:, self.column] + counted, self.low, self.high)


@dataclass(frozen=True, eq=False)
class Numeric:
    """What the leaves of a number hold, how far each value moves, which ones stand for each other, the lines that the
    values are distances from, and the order of the leaves by the column most akin."""

    branch: Branch
    spread: Spread
    near: Neighbourhood
    slopes: Slopes | None = None
    ordered: OrderedLeaves | None = None

    def draw(self, made: Numbers, chance: np.random.Generator) -> Numbers:
        """A number for each row made so far."""
        nodes = self.branch.nodes(made)
        places = self.near.draw(self._places(nodes, made, chance.random(len(made))), chance.random(len(made)))
        drawn = self.spread.draw(places, chance.random(len(made)))
        if self.slopes is None:
            return drawn
        followed = self.slopes.settle(drawn + self.slopes.height(made, nodes), nodes)
        return np.where(self.spread.rare[places], followed, drawn)

    def _places(self, nodes: Array, made: Numbers, chance: Numbers) -> Array:
        if self.ordered is None:
            return self.branch.leaves.places(nodes, chance)
        return self.ordered.places(self.branch.leaves, nodes, made[:, self.ordered.by], chance)


@dataclass(frozen=True, eq=False)
class Draw:
    """How one column is made: whether the cell is blank (numbers only), then its value, counted from its anchor."""

    column: int
    level: Branch | None = None
    number: Numeric | None = None
    blanks: Branch | None = None
    anchor: Anchor | None = None
    functional: FunctionalDependency | None = None
    arithmetic: ArithmeticDependency | None = None

    def __call__(self, made: Numbers, chance: np.random.Generator) -> Numbers:
        """One new value a row, given the columns made so far."""
        if self.functional is None:
            made[:, self.column] = self._grown(made, chance)
        else:
            known = self.functional.fill(made, self.column)
            made[~known, self.column] = self._grown(made[~known], chance)
        if self.arithmetic is not None:
            self.arithmetic.fill(made)
        return made[:, self.column]

    def _grown(self, made: Numbers, chance: np.random.Generator) -> Numbers:
        if self.level is not None:
            return self.level.draw(made, chance.random(len(made)))
        filled = np.full(len(made), True)
        if self.blanks is not None:
            filled = self.blanks.draw(made, chance.random(len(made))) == 0
        values = np.full(len(made), np.nan)
        if self.number is not None:
            drawn = self.number.draw(made[filled], chance)
            values[filled] = drawn if self.anchor is None else self.anchor.add(made[filled], drawn)
        return values
