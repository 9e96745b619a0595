"""The whole comparison of a synthetic table with the rows it was learned from, and with rows nobody learned from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from synthesis.fidelity.binned_columns import BinnedColumns, binned_columns
from synthesis.fidelity.binning import FLOOR, Bins, bins, even_bins
from synthesis.fidelity.contract import Measure, Shape, present
from synthesis.fidelity.detection import detect, propensity
from synthesis.fidelity.intervals import difference
from synthesis.fidelity.marginals import information_scores, k_marginal
from synthesis.fidelity.measures import HEADLINE, MEASURES, STRENGTHS
from synthesis.fidelity.rule_satisfaction import rule_satisfaction
from synthesis.fidelity.score import Associations, Distribution, Fidelity, Joint, Overall, Ranked, Score
from synthesis.fidelity.subgroup_likeness import subgroup_likeness
from synthesis.fidelity.view import View, view
from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Schema, Table

COLUMN_ROWS = 500_000
"""Columns, groups and rules are measured on at most so many rows of each table; a score that is says so, with the
precision that this costs."""

PAIR_ROWS = 50_000
"""Pairs are measured on at most so many rows of each table; a score that is says so."""

MANY_COLUMNS, LISTED_PAIRS = 200, 2_000
"""Of tables with more columns only the pairs farthest off are listed one by one; the maps and the overall hold them
all."""

_JOINT_BINS = 18
_OPTIMAL = 150
_LOST = "The synthetic rows hold too few values here, or values that do not vary."
_NOTHING = "The training rows hold too few values here, or values that do not vary."


def compare(
    train: Table,
    synthetic: pd.DataFrame,
    control: Table | None = None,
    report: Report = silent,
    *,
    seed: Seed | None = None,
) -> Fidelity:
    """Every measure over every modelled column and pair, each beside what control rows score in the synthetic rows'
    place.

    The reference is what a perfect generator could reach on average with as many rows as the control group has; a small
    control group is noisy, so its reference is easy to meet. A column that the synthetic frame lacks, or a measure that
    is undefined, gives a score of None with a note. `seed` draws the rows of tables of more than 500,000, those of
    pairs where there are more than 50,000, those that detectors look at, and the sets of three columns."""
    chance = (seed or Seed(0)).child("fidelity")
    whole = max(len(train), len(synthetic), 0 if control is None else len(control))
    train, synthetic, control = _drawn(train, synthetic, control, chance)
    everything = view(train.schema.modelled, train.frame, synthetic, None if control is None else control.frame)
    singles = _column_scores(everything, _column_note(whole), within(report, 0.0, 0.4))
    some = everything.sampled(PAIR_ROWS, chance.child("pairs"))
    associations, couples = _pairs(some, _sample_note(everything), within(report, 0.4, 0.6))
    report(Step("Comparing columns three at a time", 0.6))
    rough = binned_columns(some)
    sets, told = k_marginal(rough, chance.child("sets")), _told_in_bits(rough)
    report(Step("Trying to tell the tables apart", 0.7))
    seen_through = detect(everything, chance.child("detection"))
    linear = propensity(everything, chance.child("propensity"))
    report(Step("Drawing distributions", 0.9))
    drawn = tuple(_distribution(everything, at) for at in range(len(everything.shapes)))
    even = tuple(one for at in range(len(everything.shapes)) for one in _evenly(everything, at))
    overall = Overall(*(_overall(everything, singles, associations, pick) for pick in (_of_value, _of_reference)))
    return Fidelity(
        overall,
        singles + couples + told,
        drawn,
        associations,
        even,
        seen_through,
        linear,
        sets,
        rule_satisfaction(train, synthetic, control),
        subgroup_likeness(everything, train),
    )


def worst_columns(fidelity: Fidelity) -> tuple[Ranked, ...]:
    """Columns by how far their headline distance exceeds its reference, worst first; what could not be measured
    leads."""
    names = {measure.name for measure in HEADLINE}
    rows = [_ranked(score) for score in fidelity.scores if score.measure in names]
    return tuple(sorted(rows, key=lambda row: (row.excess is not None, -(row.excess or 0.0))))


def joint(train: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema, x: str, y: str) -> Joint:
    """Two columns together, in the bins of `bins`; what fewer than five training rows share is not shown."""
    both = view(Schema((schema[x], schema[y])) if x != y else Schema((schema[x],)), train, synthetic, None)
    last = len(both.shapes) - 1
    across, down = (
        bins(both.schema.columns[at], both.train[:, at], [both.synthetic[:, at]], both.levels[at], _JOINT_BINS)
        for at in (0, last)
    )
    counts = []
    for part in (both.train, both.synthetic):
        rows = part[np.isfinite(part).all(axis=1)]
        cells = across.place(rows[:, 0]) * len(down.labels) + down.place(rows[:, last])
        counts.append(
            np.bincount(cells, minlength=len(across.labels) * len(down.labels)).reshape(len(across.labels), -1)
        )
    real, made = (table / max(int(table.sum()), 1) for table in counts)
    shown = np.where(counts[0] < FLOOR, np.nan, real)
    return Joint(x, y, across.labels, down.labels, shown, made, schema[x].numeric, schema[y].numeric)


def _drawn(
    train: Table, synthetic: pd.DataFrame, control: Table | None, seed: Seed
) -> tuple[Table, pd.DataFrame, Table | None]:
    """The tables with at most 500,000 rows each, drawn without replacement."""

    def some(frame: pd.DataFrame, name: str) -> pd.DataFrame:
        if len(frame) <= COLUMN_ROWS:
            return frame
        rows = seed.child("rows", name).generator().choice(len(frame), COLUMN_ROWS, replace=False)
        return frame.take(np.sort(rows)).reset_index(drop=True)

    held = None if control is None else replace(control, frame=some(control.frame, "control"))
    return replace(train, frame=some(train.frame, "train")), some(synthetic, "synthetic"), held


def _column_note(rows: int) -> str:
    """What the draw may move a distance between two cumulative curves by (Massart 1990), in 95 of 100 draws of both."""
    if rows <= COLUMN_ROWS:
        return ""
    off = 2 * np.sqrt(np.log(2 / 0.025) / (2 * COLUMN_ROWS))
    return f"Measured on {COLUMN_ROWS:,} rows drawn at random, which may move it by up to {off:.3f}."


def _told_in_bits(rough: BinnedColumns) -> tuple[Score, ...]:
    return () if len(rough.names) > MANY_COLUMNS else information_scores(rough)


def _column_scores(seen: View, note: str, report: Report) -> tuple[Score, ...]:
    scores = []
    for at, shape in enumerate(seen.shapes):
        report(Step("Comparing columns", at / len(seen.shapes)))
        scores += [_score(measure, seen, at, note) for measure in MEASURES if measure.applies(shape)]
    return tuple(scores)


def _score(measure: Measure, seen: View, at: int, sampled: str = "") -> Score:
    value = measure.compute(seen.train[:, [at]], seen.synthetic[:, [at]])
    reference = np.nan if seen.control is None else measure.compute(seen.train[:, [at]], seen.control[:, [at]])
    name = (seen.schema.names[at],)
    note = sampled if np.isfinite(value) else _why(seen, at, measure.name)
    ends = measure.between(seen.train[:, [at]], seen.synthetic[:, [at]])
    low, high = (_known(end) for end in ends)
    return Score(measure.name, name, _known(value), _known(reference), measure.unit, measure.better, note, low, high)


def _why(seen: View, at: int, name: str) -> str:
    if not len(present(seen.train[:, at])):
        return "The training rows hold no values in this column."
    if not len(present(seen.synthetic[:, at])):
        return "The synthetic rows hold no values in this column."
    if name in ("rare-categories", "tails"):
        return "No training row is rare here."
    return "The training values do not vary, so there is no scale to measure by."


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _sample_note(seen: View) -> str:
    parts = [seen.train, seen.synthetic] + ([] if seen.control is None else [seen.control])
    return f"Measured on {PAIR_ROWS:,} rows drawn at random." if max(map(len, parts)) > PAIR_ROWS else ""


def _pairs(seen: View, note: str, report: Report) -> tuple[Associations, tuple[Score, ...]]:
    """The three matrices, columns ordered by likeness, and a score for each pair and measure."""
    parts = [seen.train, seen.synthetic] + ([] if seen.control is None else [seen.control])
    names, maps = seen.schema.names, {}
    ends: dict[str, list[tuple[Numbers, Numbers]]] = {}
    many = len(names) > MANY_COLUMNS
    pair_measures = [measure for measure in MEASURES if measure.strength and (measure in STRENGTHS or not many)]
    for at, measure in enumerate(pair_measures):
        report(Step("Comparing pairs of columns", at / len(pair_measures)))
        maps[measure.name] = [_matrix(measure, part, seen.shapes) for part in parts]
        ends[measure.name] = [
            _ends(measure, *pair, seen.shapes) for pair in zip(maps[measure.name], parts[:2], strict=False)
        ]
    wanted, told = _listed(maps, pair_measures) if many else (_fitting(seen.shapes, pair_measures), "")
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
    return _associations(seen, merged), scores


def _fitting(shapes: tuple[Shape, ...], measures: Sequence[Measure]) -> list[tuple[Measure, int, int]]:
    """Every pair with every measure that takes it."""
    return [
        (measure, i, j)
        for i, j in combinations(range(len(shapes)), 2)
        for measure in measures
        if measure.applies(shapes[i], shapes[j]) or measure.applies(shapes[j], shapes[i])
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
    told = f"Of {len(excess):,} pairs that can be measured the {LISTED_PAIRS:,} farthest off are listed."
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
        _known(value),
        _known(reference),
        measure.unit,
        measure.better,
        note,
        _known(low),
        _known(high),
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


def _associations(seen: View, merged: list[Numbers]) -> Associations:
    order = _order(merged[0])
    names = [[_measure_of(seen.shapes[i], seen.shapes[j]) for j in order] for i in order]
    train, synthetic, *rest = (block[np.ix_(order, order)] for block in merged)
    columns = tuple(seen.schema.names[i] for i in order)
    return Associations(columns, train, synthetic, rest[0] if rest else None, tuple(map(tuple, names)))


def _measure_of(one: str, two: str) -> str:
    return _STRENGTH_BY_NUMERIC[one == "number", two == "number"].name


_STRENGTH_BY_NUMERIC = {
    (True, True): STRENGTHS[0],
    (True, False): STRENGTHS[1],
    (False, True): STRENGTHS[1],
    (False, False): STRENGTHS[2],
}


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


def _distribution(seen: View, at: int) -> Distribution:
    column: Column = seen.schema.columns[at]
    parts = [part[:, at] for part in (seen.train, seen.synthetic, seen.control) if part is not None]
    return _in_bins(column, parts, bins(column, parts[0], parts[1:], seen.levels[at]))


def _evenly(seen: View, at: int) -> Iterator[Distribution]:
    """A skewed number once more, in bins of equal width; nothing for the others."""
    column: Column = seen.schema.columns[at]
    parts = [part[:, at] for part in (seen.train, seen.synthetic, seen.control) if part is not None]
    rule = even_bins(column, parts[0], parts[1:])
    if rule:
        yield _in_bins(column, parts, rule)


def _in_bins(column: Column, parts: list[Numbers], rule: Bins) -> Distribution:
    missing = [float(np.isnan(part).mean()) if len(part) else 0.0 for part in parts]
    shares = [rule.shares(part) for part in parts]
    return Distribution(
        column.name,
        str(column.kind),
        rule.labels,
        rule.edges,
        shares[0],
        shares[1],
        shares[2] if len(shares) > 2 else (),
        missing[0],
        missing[1],
        missing[2] if len(missing) > 2 else None,
        rule.marks,
        rule.single,
    )


def _of_value(score: Score) -> float | None:
    return score.value


def _of_reference(score: Score) -> float | None:
    return score.reference


def _overall(
    seen: View, singles: tuple[Score, ...], maps: Associations, pick: Callable[[Score], float | None]
) -> float | None:
    """The mean of the columns' and the pairs' mean similarity; see Overall for what is lost and what is skipped."""
    synthetic = pick is _of_value
    other = maps.synthetic if synthetic else maps.control
    if other is None:
        return None
    columns = [_similarity(pick(score), synthetic) for score in _counted(seen, singles)]
    upper = np.triu_indices(len(maps.columns), 1)
    real, made = maps.train[upper], other[upper]
    apart = np.abs(real - made)[np.isfinite(real)]
    pairs = np.maximum(0.0, 1.0 - (np.nan_to_num(apart, nan=1.0) if synthetic else apart[np.isfinite(apart)]))
    means = [float(np.mean(known)) for known in (_drop(columns), pairs) if len(known)]
    return float(np.mean(means)) if means else None


def _counted(seen: View, singles: tuple[Score, ...]) -> Iterator[Score]:
    """Headline scores of columns with training values, and missingness where any frame has a blank."""
    filled = {name for at, name in enumerate(seen.schema.names) if len(present(seen.train[:, at]))}
    parts = [part for part in (seen.train, seen.synthetic, seen.control) if part is not None]
    blank = {name for at, name in enumerate(seen.schema.names) if any(np.isnan(part[:, at]).any() for part in parts)}
    headline = {measure.name for measure in HEADLINE}
    for score in singles:
        (name,) = score.columns
        if (score.measure in headline and name in filled) or (score.measure == "missingness" and name in blank):
            yield score


def _similarity(distance: float | None, lost_counts: bool) -> float | None:
    if distance is None:
        return 0.0 if lost_counts else None
    return max(0.0, 1.0 - distance)


def _drop(numbers: list[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def _ranked(score: Score) -> Ranked:
    excess = None if score.value is None else score.value - (score.reference or 0.0)
    return Ranked(score.columns[0], score.measure, score.value, score.reference, excess)
