"""Trees: each column drawn from the leaf of a tree grown on the columns before it (Reiter 2005)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import Knob, knob
from synthesis.generators.arithmetic_dependencies import ArithmeticDependency, formulas
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.correction import FEWEST, LEARNT_ROWS, TIMES, Judge, keep, keep_one_each, learn
from synthesis.generators.decode import pictured, restore
from synthesis.generators.functional_dependencies import FunctionalDependency, deciders, lookup, without_circles
from synthesis.generators.leaf_sampling import (
    Beside,
    Leaves,
    Spread,
    beside,
    by_leaf,
    frequent,
    gather,
    neighbours,
    spread,
    widened,
)
from synthesis.generators.linear_leaves import Direction, Slopes, direction, slopes
from synthesis.generators.predictors import (
    Coding,
    Kinship,
    kinship,
    profile,
    ranks,
    targets,
    toward_class,
    toward_number,
)
from synthesis.generators.safer import SaferSetting, doubled, next_choice
from synthesis.tables import Encoded, Kind, Schema, encode
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

_MOST_SUMS = 8
_MOST_SLOPES, _ROWS_A_SLOPE = 4, 8
_LEAST_RARE = 0.2
_BLOCK = 50_000
_CUT_ROWS = 100_000


STRENGTHS = {"closest": 0.5, "closer": 0.7, "balanced": 1.0, "safer": 2.0, "safest": 5.0}
"""Positions of the dial: how many times the automatic leaf."""

MEASURED = {
    "closest": (0.52, 0.006, 0.003),
    "closer": (0.54, 0.002, 0.003),
    "balanced": (0.55, 0.005, -0.001),
    "safer": (0.60, 0.001, 0.002),
    "safest": (0.71, 0.002, 0.002),
}
"""Means over four tables (telco churn, white wines, lending club, 20,000 diamonds; one run each, seed 1): AUC of
boosted trees that tell synthetic from training rows, training rows that reappear beyond the share of control rows,
members named beyond chance.

Near copies are told apart from nought by about half a per cent; those of diamonds came to 1.6 % at *closest* and 1.3 %
at *balanced*. """


def _told() -> str:
    return "".join(f"\n- {name.capitalize()}: {_point(*figures)}" for name, figures in MEASURED.items())


def _point(detection: float, near: float, members: float) -> str:
    return f"{detection:.2f}, {100 * near:.1f} %, {100 * members:.1f} %"


@dataclass(frozen=True)
class TreeSettings:
    """How closely the trees follow the training rows."""

    strength: str = knob(
        "balanced",
        choices=tuple(STRENGTHS),
        help="Larger leaves are safer and less like the original. Means over four tables: how well a classifier tells "
        "synthetic from real rows (0.50 is guessing), real rows that reappear beyond chance, members named beyond "
        f"chance.\n{_told()}\n\nYours will differ: the audit measures it.",
        title="Strength",
    )
    smallest_leaf: int = knob(
        0,
        0,
        5_000,
        "How many training rows stand behind every drawn value at least; a number is picked from the half of "
        "them that are "
        "nearest in the number most akin. More rows are safer and a little less like the original; 0 leaves it to the "
        "strength, the number of rows and how much they repeat each other.",
        title="Smallest leaf",
    )
    smoothing: bool = knob(
        True,
        help="Moves numbers between their neighbours, unless many rows share them. Off keeps real numbers as they are: "
        "closer, and much easier to recognise.",
        title="Smooth numbers",
    )
    most_predictors: int = knob(
        60,
        1,
        1_000,
        "Each column is drawn from at most this many of the columns before it, those that go along with it best. Fewer "
        "is faster on wide tables; a link to a column left out can be lost.",
        title="Most predictors",
    )
    correction: bool = knob(
        True,
        help="Draws three rows for each that is kept and keeps those that a classifier takes for real ones most "
        "readily. "
        "Closer at the same smallest leaf; takes a few times longer.",
        title="Corrective pass",
    )


def automatic_leaf(rows: int, alike: float = 0.0) -> int:
    """The smallest leaf for a table of `rows` rows, of which the share `alike` nearly equals another one.

    1.5 √rows up to 50, then 0.75 √rows or rows / 200, at least 20 and at most 2,000: small tables give each row more
    weight, hence the root, and near copies grow with rows / leaf, hence the share. Up to four times that where rows
    resemble each other: there a drawn row easily hits a real one, the more so one that it was learnt from."""
    times = 1 + min(1.0, 100 * alike) + min(2.0, 10 * alike)
    usual = max(min(1.5 * math.sqrt(rows), 50), 0.75 * math.sqrt(rows), rows / 200)
    return min(2_000, max(20, round(times * usual)))


def likeness(values: Numbers, numeric: Flags) -> float:
    """The share of different rows that agree with another one in every category, blank and fiftieth of a number's
    range."""
    if len(values) < 2 or not values.shape[1]:
        return 0.0
    seen = np.where(np.isfinite(values).any(axis=0), values, 0.0)
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    steps = np.where(numeric & (high > low), 50 / np.where(high > low, high - low, 1.0), 1.0)
    once = ~pd.Series(_marks(values)).duplicated().to_numpy()
    near = pd.Series(_marks(np.floor((values[once] - low) * steps)))
    return float(near.duplicated(keep=False).mean())


def _marks(values: Numbers) -> Array:
    return np.asarray(pd.util.hash_pandas_object(pd.DataFrame(values), index=False))


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
    """What the leaves of a number hold, how far each value moves, the lines that the values are distances from, and the
    order of the leaves by the column most akin."""

    branch: Branch
    spread: Spread
    slopes: Slopes | None = None
    beside: Beside | None = None

    def draw(self, made: Numbers, chance: np.random.Generator) -> Numbers:
        """A number for each row made so far."""
        nodes = self.branch.nodes(made)
        places = self._places(nodes, made, chance.random(len(made)))
        drawn = self.spread.draw(places, chance.random(len(made)))
        if self.slopes is None:
            return drawn
        followed = self.slopes.settle(drawn + self.slopes.height(made, nodes), nodes)
        return np.where(self.spread.rare[places], followed, drawn)

    def _places(self, nodes: Array, made: Numbers, chance: Numbers) -> Array:
        if self.beside is None:
            return self.branch.leaves.places(nodes, chance)
        return self.beside.places(self.branch.leaves, nodes, made[:, self.beside.by], chance)


@dataclass(frozen=True, eq=False)
class Draw:
    """How one column is made: whether the cell is blank (numbers only), then its value, counted from its anchor."""

    column: int
    level: Branch | None = None
    number: Numeric | None = None
    blanks: Branch | None = None
    anchor: Anchor | None = None
    lookup: FunctionalDependency | None = None
    formula: ArithmeticDependency | None = None

    def __call__(self, made: Numbers, chance: np.random.Generator) -> Numbers:
        """One new value a row, given the columns made so far."""
        if self.lookup is None:
            made[:, self.column] = self._grown(made, chance)
        else:
            known = self.lookup.fill(made, self.column)
            made[~known, self.column] = self._grown(made[~known], chance)
        if self.formula is not None:
            self.formula.fill(made)
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


@dataclass(frozen=True, eq=False)
class Trees:
    """A fitted sequence of trees. It holds training values: treat it like the training rows."""

    schema: Schema
    picture: Encoded
    draws: tuple[Draw, ...]
    judge: Judge | None = None

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""
        return restore(self.schema, self.picture, self._made(rows, {}, seed, report))

    def given(self, cells: pd.DataFrame, seed: Seed, report: Report) -> pd.DataFrame:
        """One new row for each row of `cells`: the other columns drawn after these, as if the trees had drawn them."""
        known = pictured(self.schema, self.picture, cells)
        return restore(self.schema, self.picture, self._made(len(cells), known, seed, report))

    def _made(self, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """The rows as numbers, made in blocks so that those to choose from never fill the memory."""
        if self.judge is None or rows == 0:
            return self.drawn(rows, known, seed, report)
        ends = [*range(0, rows, _BLOCK), rows]
        made = np.empty((rows, len(self.schema)))
        for start, end in pairwise(ends):
            part = {column: values[start:end] for column, values in known.items()}
            told = within(report, start / rows, end / rows)
            made[start:end] = self._chosen(self.judge, end - start, part, seed.child("block", start), told)
        return made

    def _chosen(self, judge: Judge, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """Rows kept by the judge; where some columns are given, one of those drawn for each row."""
        repeated = {column: np.repeat(values, TIMES) for column, values in known.items()}
        drawn = self.drawn(rows * TIMES, repeated, seed, report)
        odds, chance = judge.odds(drawn), seed.child("keep").generator()
        return drawn[keep_one_each(odds, TIMES, chance) if known else keep(odds, rows, chance)]

    def drawn(self, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """Rows as the trees draw them, as numbers, with the columns that are known."""
        made = np.full((rows, len(self.schema)), np.nan)
        for done, draw in enumerate(self.draws):
            report(Step("Drawing rows", done / len(self.draws)))
            chance = seed.child("draw", draw.column).generator()
            made[:, draw.column] = known[draw.column] if draw.column in known else draw(made, chance)
        report(Step("Drawing rows", 1.0))
        return made

    def corrected(self, values: Numbers, leaf: int, seed: Seed) -> "Trees":
        """The same with a judge that has compared what the trees draw with the training rows."""
        rehearsed = self.drawn(len(values[:: max(1, len(values) // LEARNT_ROWS)]), {}, seed.child("rehearse"), silent)
        judge = learn(values, rehearsed, self.picture.numeric, leaf, seed.child("judge"))
        return replace(self, judge=judge)


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
    formulas: Mapping[int, ArithmeticDependency]

    def draw(self, column: int, before: Array) -> Draw:
        """The way to make `column` from the columns `before` it, some of which may decide it."""
        by, formula = self.deciders.get(column), self.formulas.get(column)
        grown = self._grown(column, before)
        if by is not None and by in before:
            grown = replace(grown, lookup=lookup(self.values, by, column, self.training.k_threshold))
        if formula is not None and np.isin(formula.parts, before).all():
            grown = replace(grown, formula=formula)
        return grown

    def _grown(self, column: int, before: Array) -> Draw:
        seen = self.kinship.strongest(column, before, self.settings.most_predictors)
        if not self.numeric[column]:
            return Draw(column, self._categorical(column, seen))
        target = self.values[:, column]
        blank = ~np.isfinite(target)
        if blank.all():
            return Draw(column)
        blanks = self._classes(column, seen, blank.astype(int), 2).branch(blank * 1.0) if blank.any() else None
        anchor = self._anchor(column, before)
        held = target if anchor is None else target - self.values[:, anchor.column]
        known = np.flatnonzero(~blank)
        shape = self._number(column, seen, known, held[known])
        sloped = seen if anchor is None and shape.sight is not None else seen[:0]
        return Draw(column, None, self._numeric(column, shape, sloped, known, held[known]), blanks, anchor)

    def _anchor(self, column: int, before: Array) -> Anchor | None:
        """The earlier date that this one lies closest to, if within a quarter of its own spread; None otherwise.

        Only dates that are known wherever this one is, and columns spelt by the day or finer, are considered.
        """
        kinds = [c.kind for c in self.training.schema]
        target = self.values[:, column]
        known = np.isfinite(target)
        if kinds[column] is not Kind.DATETIME or rounding_grid(target, self.training.schema.columns[column]).calendar:
            return None
        dates = [c for c in before if kinds[c] is Kind.DATETIME and np.isfinite(self.values[known, c]).all()]
        reach = {int(c): _middle_half(target[known] - self.values[known, c]) for c in dates}
        nearest = min(reach, key=lambda c: reach[c], default=None)
        if nearest is None or reach[nearest] > _middle_half(target[known]) / 4:
            return None
        return Anchor(nearest, float(target[known].min()), float(target[known].max()))

    def _numeric(self, column: int, shape: Shape, seen: Array, rows: Array, held: Numbers) -> Numeric:
        lattice = rounding_grid(held, self.training.schema.columns[column])
        floor = self.training.k_threshold
        least = max(floor, 20, 0.0015 * len(self.values)) if self.settings.smoothing else 0
        rare = ~frequent(held, least)
        kin = self.kinship.strongest(column, seen[self.numeric[seen]], min(_MOST_SLOPES, self.leaf // _ROWS_A_SLOPE))
        if not len(kin) or rare.mean() < _LEAST_RARE or lattice.calendar:
            branch = shape.branch(held)
            return Numeric(
                branch,
                spread(branch.leaves, lattice, least, floor),
                None,
                self._beside(column, shape, seen, rows, held),
            )
        values = self.values[rows]
        follow = slopes(kin, values, shape.nodes, shape.size, held, rare, lattice)
        off = np.where(rare, held - follow.height(values, shape.nodes), held)
        branch, order = shape.branch(off), by_leaf(shape.nodes, off)
        level = ~follow.lines[:, :-1].any(axis=1)[shape.nodes[order]]
        room = neighbours(branch.leaves, rare[order], RoundingGrid(None))
        moved = widened(room, rare[order] & level, np.sort(held[rare]), floor)
        return Numeric(branch, moved, follow, self._beside(column, shape, seen, rows, off))

    def _beside(self, column: int, shape: Shape, seen: Array, rows: Array, held: Numbers) -> Beside | None:
        """The order of the leaves by the number that goes along with this one best."""
        numbers = seen[self.numeric[seen]]
        if shape.sight is None or not len(numbers):
            return None
        by = int(self.kinship.strongest(column, numbers, 1)[0])
        return beside(shape.nodes, held, by, self.values[rows, by], self.seed.child("beside", column).generator())

    def _categorical(self, column: int, seen: Array) -> Branch:
        codes, size = self.values[:, column].astype(int), self.sizes[column]
        line = np.zeros(size)
        if size > 32:
            line = profile(codes, size, self.values[:, seen], self.numeric[seen])
        classes = targets(codes, size, line)
        return self._classes(column, seen, classes[codes], int(classes.max()) + 1).branch(codes.astype("float64"))

    def _classes(self, column: int, seen: Array, target: Array, size: int) -> Shape:
        from sklearn.tree import DecisionTreeClassifier

        codings = tuple(self._coding(c, lambda codes, n: toward_class(codes, n, target, size)) for c in seen)
        tree = DecisionTreeClassifier(min_samples_leaf=self.leaf, random_state=self._chance(column))
        largest = np.argsort(-np.bincount(target, minlength=size), kind="stable")[: _MOST_SUMS if size > 2 else 1]
        wanted = np.column_stack([(target == level) * 1.0 for level in largest])
        return self._grow(tree, self._sight(seen, codings), self.values, target, wanted)

    def _number(self, column: int, seen: Array, rows: Array, held: Numbers) -> Shape:
        from sklearn.tree import DecisionTreeRegressor

        placed = pd.Series(held).rank().to_numpy() / len(held)
        codings = tuple(self._coding(c, lambda codes, n: toward_number(codes, n, placed), rows) for c in seen)
        tree = DecisionTreeRegressor(min_samples_leaf=self.leaf, random_state=self._chance(column))
        wanted = np.column_stack([placed, np.clip(held, *np.quantile(held, [0.005, 0.995]))])
        return self._grow(tree, self._sight(seen, codings), self.values[rows], placed, wanted)

    def _sight(self, seen: Array, codings: tuple[Coding, ...]) -> Sight:
        return Sight(seen, seen[self.numeric[seen]], codings)

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


def fit(training: Training, settings: TreeSettings, seed: Seed, report: Report) -> Sampler:
    """Grow one tree a column, each on the columns before it, and learn what tells their rows from the training rows."""
    picture = encode(training.schema, training.frame)
    values = picture.values[0]
    leaf = _leaf(training, settings, values, picture.numeric)
    sizes = tuple(len(levels) for levels in picture.levels)
    kin = kinship(values, picture.numeric)
    told = _told_by_others(training, values, picture.numeric)
    waits = {column: one.parts.tolist() for column, one in told.items()}
    decided = without_circles(deciders(values), waits)
    grower = Grower(training, settings, seed, picture.numeric, sizes, values, kin, leaf, decided, told)
    order = _order(training, values, kin, waits | {column: [by] for column, by in decided.items()})
    draws = []
    for done, column in enumerate(order):
        report(Step("Growing trees", done / len(order)))
        draws.append(grower.draw(int(column), order[:done]))
    report(Step("Growing trees", 1.0))
    trees = Trees(training.schema, picture, tuple(draws))
    corrects = settings.correction and len(values) >= FEWEST * training.each and len(order) > 1
    return trees.corrected(values, leaf, seed) if corrects else trees


def _leaf(training: Training, settings: TreeSettings, values: Numbers, numeric: Flags) -> int:
    """The smallest leaf in rows: so many people as it should hold, times the rows that a person has."""
    people = settings.smallest_leaf
    if not people:
        usual = automatic_leaf(round(len(values) / training.each), likeness(values, numeric))
        people = max(2, round(STRENGTHS[settings.strength] * usual))
    return round(people * training.each)


def _told_by_others(training: Training, values: Numbers, numeric: Flags) -> dict[int, ArithmeticDependency]:
    grids = [rounding_grid(values[:, at], c) if numeric[at] else None for at, c in enumerate(training.schema)]
    return formulas(values, numeric, grids)


def _order(training: Training, values: Numbers, kinship: Kinship, waits: Mapping[int, list[int]]) -> Array:
    """The columns that are to come first, or else the one of fewest values; then always the one most akin to any
    before.

    This is Prim's order of a spanning tree of strongest links: each column is drawn next to what tells most of it. A
    column that others decide waits for them.
    """
    distinct = np.array([len(np.unique(column)) for column in values.T])
    order = [place for place, column in enumerate(training.schema) if column.name in training.conditioned]
    if not order and len(distinct):
        order = [int(np.where([at in waits for at in range(len(distinct))], np.inf, distinct).argmin())]
    while len(order) < len(distinct):
        closest = kinship.strength[:, order].max(axis=1)
        closest[[at for at, by in waits.items() if not np.isin(by, order).all()]] = -1.0
        closest[order] = -2.0
        order.append(int(np.lexsort((distinct, -closest))[0]))
    return np.array(order, dtype=int)


def seconds(rows: int, columns: int, settings: TreeSettings) -> float:
    """Estimated seconds to fit and sample: a tree a column, each over the columns before it."""
    seen = min(settings.most_predictors, max(columns / 2, 1))
    return 0.5 + rows * columns * seen * (6e-7 if settings.correction else 3e-7)


_NEXT_STRENGTH = next_choice("strength", "Set the strength to {new}")
_LARGER_LEAVES = doubled("smallest_leaf", "Leaves of {new:,} rows instead of {now:,}")


def _safer(known: Mapping[str, Knob], given: Mapping[str, Any]) -> SaferSetting | None:
    """The next safer position of the dial, or twice the leaf where one was set."""
    return (_LARGER_LEAVES if int(given.get("smallest_leaf", 0)) else _NEXT_STRENGTH)(known, given)


TREES = Generator(
    "trees",
    "Trees",
    "Draws each column from the leaf of a tree grown on the columns before it, then keeps the rows that look "
    "most real: "
    "the closest to the original in a few seconds. Its strength is the privacy dial.",
    Guarantee(),
    TreeSettings,
    fit,
    seconds,
    plainer="gaussian-copula",
    safer=_safer,
)
