"""The generator of trees: the order of the columns, a tree for each, and what it is offered with."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import Knob
from synthesis.generators.arithmetic_dependencies import ArithmeticDependency, arithmetic_dependencies
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.correction import FEWEST
from synthesis.generators.functional_dependencies import deciders, without_circles
from synthesis.generators.predictors import Kinship, kinship
from synthesis.generators.safer import SaferSetting, doubled, next_choice
from synthesis.generators.trees.growing import Grower
from synthesis.generators.trees.model import Trees
from synthesis.generators.trees.settings import TreeSettings, leaf_size
from synthesis.tables import encode
from synthesis.tables.rounding_grid import rounding_grid


def fit(training: Training, settings: TreeSettings, seed: Seed, report: Report) -> Sampler:
    """Grow one tree a column, each on the columns before it, and learn what tells their rows from the training rows."""
    encoded = encode(training.schema, training.frame)
    values = encoded.values[0]
    leaf = leaf_size(training, settings, values, encoded.numeric)
    sizes = tuple(len(levels) for levels in encoded.levels)
    kin = kinship(values, encoded.numeric)
    told = _dependencies(training, values, encoded.numeric)
    waits = {column: one.parts.tolist() for column, one in told.items()}
    decided = without_circles(deciders(values, training.k_threshold), waits)
    grower = Grower(training, settings, seed, encoded.numeric, sizes, values, kin, leaf, decided, told)
    order = _order(training, values, kin, waits | {column: [by] for column, by in decided.items()})
    draws = []
    for done, column in enumerate(order):
        report(Step("Growing trees", done / len(order)))
        draws.append(grower.draw(int(column), order[:done]))
    report(Step("Growing trees", 1.0))
    trees = Trees(training.schema, encoded, tuple(draws))
    corrects = settings.correction and len(values) >= FEWEST * training.each and len(order) > 1
    return trees.corrected(values, leaf, seed) if corrects else trees


def _dependencies(training: Training, values: Numbers, numeric: Flags) -> dict[int, ArithmeticDependency]:
    grids = [rounding_grid(values[:, at], c) if numeric[at] else None for at, c in enumerate(training.schema)]
    return arithmetic_dependencies(values, numeric, grids)


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
_LARGER_LEAVES = doubled("smallest_leaf", "Leaves of {new} rows instead of {now}")


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
