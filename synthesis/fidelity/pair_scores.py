"""Every association over every two columns: the maps of the three tables, and how far each pair moved."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from synthesis.fidelity.contract import Measure, Shape, known
from synthesis.fidelity.intervals import difference
from synthesis.fidelity.measures import MEASURES, STRENGTHS
from synthesis.fidelity.score import Associations, Score
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.numerals import count
from synthesis.foundation.progress import Report, Step

MANY_COLUMNS, LISTED_PAIRS = 200, 2_000
"""Of tables with more columns only the pairs farthest off are listed one by one; the maps and the overall hold them
all."""

_OPTIMAL = 150

_LOST = "The synthetic rows hold too few values here, or values that do not vary."

_NOTHING = "The training rows hold too few values here, or values that do not vary."


def pair_scores(sample: View, note: str, report: Report) -> tuple[Associations, tuple[Score, ...]]:
    """The three matrices, columns ordered by likeness, and a score for each pair and measure."""
    parts = [sample.train, sample.synthetic] + ([] if sample.control is None else [sample.control])
    names, maps = sample.schema.names, {}
    ends: dict[str, list[tuple[Numbers, Numbers]]] = {}
    many = len(names) > MANY_COLUMNS
    pair_measures = [measure for measure in MEASURES if measure.strength and (measure in STRENGTHS or not many)]
    for at, measure in enumerate(pair_measures):
        report(Step("Comparing pairs of columns", at / len(pair_measures)))
        maps[measure.name] = [_matrix(measure, part, sample.shapes) for part in parts]
        ends[measure.name] = [
            _ends(measure, *pair, sample.shapes) for pair in zip(maps[measure.name], parts[:2], strict=False)
        ]
    wanted, told = _listed(maps, pair_measures) if many else (_fitting(sample.shapes, pair_measures), "")
    scores = tuple(
        _pair_score(
            measure,
            (names[i], names[j]),
            [float(block[i, j]) for block in maps[measure.name]],
            note,
            [(float(low[i, j]), float(high[i, j])) for low, high in ends[measure.name]],
            told,
        )
        for measure, i, j in wanted
    )
    merged = [_merge([maps[measure.name][at] for measure in STRENGTHS]) for at in range(len(parts))]
    return _associations(sample, merged), scores


def _fitting(shapes: tuple[Shape, ...], measures: Sequence[Measure]) -> list[tuple[Measure, int, int]]:
    """Every pair with every measure that takes it."""
    return [
        (measure, i, j)
        for i, j in combinations(range(len(shapes)), 2)
        for measure in measures
        if measure.pairs(shapes[i], shapes[j])
    ]


def _listed(maps: dict[str, list[Numbers]], measures: Sequence[Measure]) -> tuple[list[tuple[Measure, int, int]], str]:
    """The pairs that moved most beyond their reference, what the synthetic rows lost first; and a note that says so."""
    found, i, j, which = [], *(list[Array]() for _ in range(3))
    for at, measure in enumerate(measures):
        real, made, *rest = maps[measure.name]
        one, two = np.nonzero(np.triu(np.isfinite(real), 1))
        moved = np.abs(real - made)[one, two]
        by_chance = np.nan_to_num(np.abs(real - rest[0])[one, two]) if rest else 0.0
        found.append(np.nan_to_num(moved - by_chance, nan=np.inf))
        i, j, which = [*i, one], [*j, two], [*which, np.full(len(one), at)]
    excess, rows, columns, at_measure = (np.concatenate(part) for part in (found, i, j, which))
    first = np.lexsort((columns, rows, -excess))[:LISTED_PAIRS]
    told = f"Of {count(len(excess))} pairs that can be measured the {count(LISTED_PAIRS)} farthest off are listed."
    return [(measures[at_measure[at]], int(rows[at]), int(columns[at])) for at in first], told


def _matrix(measure: Measure, values: Numbers, shapes: tuple[str, ...]) -> Numbers:
    """The measure's association of every two columns it takes, NaN for the others; symmetric."""
    assert measure.strength is not None
    out = np.full((len(shapes), len(shapes)), np.nan)
    left, right = (np.flatnonzero([shape == wanted for shape in shapes]) for wanted in measure.shapes)
    if measure.shapes[0] == measure.shapes[1] == "category":
        for at, column in enumerate(left):
            out[column, left[at:]] = measure.strength(values[:, [column]], values[:, left[at:]])[0]
    else:
        one = values[:, left]
        other = one if measure.shapes[0] == measure.shapes[1] else values[:, right]
        out[np.ix_(left, right)] = measure.strength(one, other)
    return np.where(np.isnan(out), out.T, out)


def _ends(measure: Measure, matrix: Numbers, values: Numbers, shapes: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    """The intervals of the associations in `matrix`, symmetric; none for very wide tables."""
    low, high = np.full(matrix.shape, np.nan), np.full(matrix.shape, np.nan)
    if measure.ends is None or len(shapes) > MANY_COLUMNS:
        return low, high
    left, right = (np.flatnonzero([shape == wanted for shape in shapes]) for wanted in measure.shapes)
    place = np.ix_(left, right)
    block = matrix[place]
    if measure.shapes[0] == measure.shapes[1]:
        block = np.where(np.tri(len(block), dtype=bool), np.nan, block)
    low[place], high[place] = measure.ends(block, values[:, left], values[:, right])
    return np.where(np.isnan(low), low.T, low), np.where(np.isnan(high), high.T, high)


def _pair_score(
    measure: Measure,
    names: tuple[str, str],
    strengths: list[float],
    note: str,
    ends: list[tuple[float, float]],
    told: str = "",
) -> Score:
    value = abs(strengths[0] - strengths[1])
    reference = abs(strengths[0] - strengths[2]) if len(strengths) > 2 else np.nan
    if not np.isfinite(value):
        note = _NOTHING if np.isnan(strengths[0]) else _LOST
    note = " ".join(filter(None, (note, told)))
    low, high = _apart(strengths, ends)
    return Score(
        measure.name,
        names,
        known(value),
        known(reference),
        measure.unit,
        measure.better,
        note,
        known(low),
        known(high),
    )


def _apart(strengths: list[float], ends: list[tuple[float, float]]) -> tuple[float, float]:
    """The interval of the difference; NaN where an association has none."""
    one, other = ((strength, *pair) for strength, pair in zip(strengths, ends, strict=False))
    return difference(one, other)


def _merge(blocks: list[Numbers]) -> Numbers:
    out = blocks[0]
    for block in blocks[1:]:
        out = np.where(np.isnan(out), block, out)
    return out


def _associations(sample: View, merged: list[Numbers]) -> Associations:
    order = _order(merged[0])
    names = [[_measure_of(sample.shapes[i], sample.shapes[j]) for j in order] for i in order]
    train, synthetic, *rest = (block[np.ix_(order, order)] for block in merged)
    columns = tuple(sample.schema.names[i] for i in order)
    return Associations(columns, train, synthetic, rest[0] if rest else None, tuple(map(tuple, names)))


def _measure_of(one: Shape, two: Shape) -> str:
    return next(measure.name for measure in STRENGTHS if measure.pairs(one, two))


def _order(strength: Numbers) -> Array:
    """Leaves of an average-linkage tree over 1 − |association|, so that related columns stand together."""
    if len(strength) < 3:
        return np.arange(len(strength))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = 1.0 - np.abs(np.nan_to_num(strength))
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0.0)
    leaves: Array = leaves_list(
        linkage(squareform(apart, checks=False), "average", optimal_ordering=len(apart) <= _OPTIMAL)
    )
    return leaves
