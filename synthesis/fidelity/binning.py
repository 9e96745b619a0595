"""Bins that can be shown: no rare category, no true extreme, labels that a reader would say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from synthesis.fidelity.contract import present
from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.numerals import spell
from synthesis.tables import Column
from synthesis.tables.inference.ordinal import in_order

MINIMUM_FREQUENCY = 5
"""A category is named, a value is an edge, an extreme is approached only where so many training rows share it."""

MOST_BINS, MOST_LABELS = 40, 30
RARE, OTHER = "Rare values", "Other values"

_SKEW = 10.0
_TAIL = 4.0
_SERIES = (
    (2.5, (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)),
    (5.0, (1, 1.5, 2, 3, 5, 7)),
    (99.0, (1, 2, 5)),
)
_UNITS = (
    ("s", 1),
    ("m", 1),
    ("m", 10),
    ("h", 1),
    ("h", 6),
    ("D", 1),
    ("D", 7),
    ("M", 1),
    ("M", 3),
    ("Y", 1),
    ("Y", 2),
    ("Y", 5),
    ("Y", 10),
    ("Y", 20),
    ("Y", 50),
    ("Y", 100),
    ("Y", 500),
)
_SPELT = {"s": "%H:%M:%S", "m": "%d %b %H:%M", "h": "%d %b %H:%M", "D": "%d %b %Y", "M": "%b %Y", "Y": "%Y"}


@dataclass(frozen=True, eq=False)
class Bins:
    """A rule from cells to bins. `edges` for numbers (see Distribution), `of_code` for categories: a bin for each
    code."""

    labels: tuple[str, ...]
    edges: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()
    single: bool = False
    of_code: Array | None = None

    def place(self, cells: Numbers) -> Array:
        """The bin of each cell; cells are present."""
        if self.of_code is not None:
            return self.of_code[cells.astype(np.int64)]
        return np.searchsorted(np.array(self.edges), cells, side="right")

    def shares(self, cells: Numbers) -> tuple[float, ...]:
        """The share of all rows in each bin; they sum to 1 less the share that is missing. Zeros for no rows."""
        counts = np.bincount(self.place(present(cells)), minlength=len(self.labels))
        return tuple((counts / max(len(cells), 1)).tolist())


def bins(
    column: Column, train: Numbers, others: Sequence[Numbers], levels: tuple[str, ...] = (), most: int = MOST_BINS
) -> Bins:
    """Bins for one column, chosen by its training cells alone.

    `others` (synthetic and control cells) only decide whether a bin's label may name a single value. Categories that
    fewer than 5 training rows have are one bin, the long tail beyond 30 labels another. Numbers have at most `most`
    bins; every edge lies between the 5th smallest and the 5th largest training value."""
    cells = present(train)
    if not column.numeric:
        return _of_categories(cells, levels, min(most, MOST_LABELS))
    if len(cells) < 2 * MINIMUM_FREQUENCY:
        return Bins(("any value",))
    if column.kind.calendar:
        return _of_dates(*_inner(cells), most)
    return _of_values(column, cells, others, most) or _of_ranges(column, cells, others, most)


def even_bins(column: Column, train: Numbers, others: Sequence[Numbers]) -> Bins | None:
    """Bins of equal width for a number whose `bins` are logarithmic; None for every other column."""
    cells = present(train)
    if not column.numeric or column.kind.calendar or len(cells) < 2 * MINIMUM_FREQUENCY:
        return None
    if not _skewed(cells, *_inner(cells)) or _of_values(column, cells, others, MOST_BINS):
        return None
    return _of_ranges(column, cells, others, MOST_BINS, even=True)


def _of_categories(cells: Numbers, levels: tuple[str, ...], most: int) -> Bins:
    counts = np.bincount(cells.astype(np.int64), minlength=len(levels))
    ranked = sorted(np.flatnonzero(counts >= MINIMUM_FREQUENCY).tolist(), key=lambda code: (-counts[code], code))
    named, tail = _ordered(ranked[:most], levels), ranked[most:]
    rare = len(ranked) < len(levels)
    labels = [levels[code] for code in named] + [OTHER] * bool(tail) + [RARE] * rare
    of_code = np.full(len(levels), len(labels) - 1)
    of_code[tail] = len(named)
    of_code[named] = np.arange(len(named))
    return Bins(tuple(labels), of_code=of_code)


def _ordered(codes: list[int], levels: tuple[str, ...]) -> list[int]:
    """Ranges from low to high, other categories as they came: the most common first."""
    order = in_order([levels[code] for code in codes])
    return codes if order is None else sorted(codes, key=lambda code: order.index(levels[code]))


def _inner(cells: Numbers) -> tuple[float, float]:
    """The 5th smallest and the 5th largest."""
    ends = np.partition(cells, (MINIMUM_FREQUENCY - 1, len(cells) - MINIMUM_FREQUENCY))
    return float(ends[MINIMUM_FREQUENCY - 1]), float(ends[len(cells) - MINIMUM_FREQUENCY])


def _of_values(column: Column, cells: Numbers, others: Sequence[Numbers], most: int) -> Bins | None:
    """A bin for each value that 5 training rows share, where there are few values; None where there are many."""
    values, counts = np.unique(cells, return_counts=True)
    common = values[counts >= MINIMUM_FREQUENCY]
    if len(values) > most or not len(common) or counts[counts >= MINIMUM_FREQUENCY].sum() < 0.9 * len(cells):
        return None
    whole = column.kind.whole
    edges = common[1:] - 0.5 if whole else common[1:]
    found = np.unique(np.concatenate([cells, *(present(part) for part in others)]))
    inside = np.searchsorted(edges, found, side="right")
    labels = []
    for at, value in enumerate(common):
        alone = bool((found[inside == at] == value).all())
        labels.append(spell(value) if alone else _spread(common, at, whole))
    return Bins(tuple(labels), tuple(edges.tolist()), tuple(spell(value) for value in common[1:]), single=True)


def _spread(common: Numbers, at: int, whole: bool) -> str:
    """The label of a bin that begins with a common value and holds rarer ones beside it."""
    first, last = at == 0, at == len(common) - 1
    if first and last:
        return "any value"
    if first:
        return f"under {spell(common[1])}"
    return f"{spell(common[at])} and over" if last else _between(common[at], common[at + 1], whole)


def _of_ranges(column: Column, cells: Numbers, others: Sequence[Numbers], most: int, even: bool = False) -> Bins:
    low, high = _inner(cells)
    whole = column.kind.whole
    skewed = not even and _skewed(cells, low, high)
    edges = _log_edges(cells, high, most) if skewed else _even_edges(cells, low, high, most, whole)
    if not edges:
        edges = [float(np.median(cells))] if low < high else []
    if not edges:
        return Bins(("any value",))
    middle = [_between(one, two, whole) for one, two in pairwise(edges)]
    below = [part[part < edges[0]] for part in (cells, *map(present, others))]
    zero = (below[0] == 0).sum() >= MINIMUM_FREQUENCY and all((part == 0).all() for part in below)
    labels = ("0" if zero else f"under {spell(edges[0])}", *middle, f"{spell(edges[-1])} and over")
    return Bins(labels, tuple(edges), tuple(brief(edge) for edge in edges))


def _skewed(cells: Numbers, low: float, high: float) -> bool:
    """Whether nothing is negative and the way up from the median is ten times as long as the way down."""
    middle = float(np.median(cells))
    return float(cells.min()) >= 0 and high > 0 and high - middle > _SKEW * (middle - low)


def _log_edges(cells: Numbers, high: float, most: int) -> list[float]:
    """Round numbers at about equal ratios, from the lowest hundredth of the positive cells up."""
    positive = cells[cells > 0]
    if len(positive) < 2 * MINIMUM_FREQUENCY:
        return []
    low = max(_inner(positive)[0], float(np.quantile(positive, 0.01)))
    decades = np.log10(high / low) if high > low else 0.0
    series = next(steps for widest, steps in _SERIES if decades <= widest)
    powers = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    edges = [_round(step * 10.0**power) for power in powers for step in series]
    inside = [edge for edge in edges if low <= edge <= high]
    kept = inside[:: int(np.ceil((len(inside) + 2) / most))]
    first = _below(float(positive.min()))
    return [first, *kept] if (cells == 0).sum() >= MINIMUM_FREQUENCY and first < min([*kept, high]) else kept


def _below(number: float) -> float:
    """The largest round number that is no more than a positive `number`: what parts it from zero."""
    power = 10.0 ** np.floor(np.log10(number))
    return _round(next(power * size for size in (5, 2, 1) if power * size <= number * (1 + 1e-9)))


def _even_edges(cells: Numbers, low: float, high: float, most: int, whole: bool) -> list[float]:
    """Round numbers at equal distances; far tails are left to the open bins at the ends."""
    inner_low, inner_high = np.quantile(cells, (0.005, 0.995))
    if high - low > _TAIL * (inner_high - inner_low) > 0:
        low, high = max(low, float(inner_low)), min(high, float(inner_high))
    wanted = min(most - 2, max(8, int(2 * len(cells) ** (1 / 3))))
    step = _step((high - low) / wanted, whole)
    if not step > 0 or not np.isfinite(step):
        return []
    edges = [_round(k * step) for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]
    return [edge for edge in edges if low <= edge <= high][: most - 1]


def _step(least: float, whole: bool) -> float:
    """The smallest round number that is no less than `least`."""
    if not least > 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(least))
    step = next(
        (power * size for size in ((1, 2, 5) if whole else (1, 2, 2.5, 5)) if power * size >= least), power * 10
    )
    return float(max(step, 1.0) if whole else step)


def _round(number: float) -> float:
    """The number without the last digits' noise."""
    return float(f"{number:.12g}")


def _of_dates(low: float, high: float, most: int) -> Bins:
    """Bins that begin with a second, minute, hour, day, week, month, quarter, year or a round number of years."""
    ends = np.array([low, high]).astype("datetime64[s]")
    unit, step = next(((unit, step) for unit, step in _UNITS if _count(ends, unit) / step <= most - 3), _UNITS[-1])
    shift = 1970 if unit == "Y" else 3 if unit == "D" else 0
    first, last = (int(at) + shift for at in ends.astype(f"datetime64[{unit}]").astype(np.int64))
    starts = np.arange(-(-first // step) * step, last + 1, step) - shift
    edges = starts.astype(f"datetime64[{unit}]")
    edges = edges[(edges.astype("datetime64[s]") >= ends[0]) & (edges.astype("datetime64[s]") <= ends[1])]
    if not len(edges):
        return Bins(("any date",))
    marks = tuple(_date(edge, unit) for edge in edges)
    middle = [_span(one, two, unit, step) for one, two in pairwise(edges)]
    seconds = tuple(edges.astype("datetime64[s]").astype(np.float64).tolist())
    return Bins((f"before {marks[0]}", *middle, f"{marks[-1]} and later"), seconds, marks)


def _count(ends: Array, unit: str) -> int:
    whole = ends.astype(f"datetime64[{unit}]").astype(np.int64)
    return int(whole[1] - whole[0])


def _span(start: "np.datetime64", end: "np.datetime64", unit: str, step: int) -> str:
    if step == 1:
        return _date(start, unit)
    return f"{_date(start, unit)} to {_date(end - 1, unit)}"


def _date(moment: "np.datetime64", unit: str) -> str:
    return str(moment.astype("datetime64[s]").item().strftime(_SPELT[unit]))


def _between(one: float, two: float, whole: bool) -> str:
    if not whole:
        return f"{spell(one)} to {spell(two)}"
    first, last = np.ceil(one), np.ceil(two) - 1
    return spell(first) if first >= last else f"{spell(first)} to {spell(last)}"


def brief(number: float) -> str:
    """A number as short as an axis wants it: 12.5k, 3M."""
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if size <= abs(number) < 1e15:
            return spell(_round(number / (1e3 if letter == "k" else size))) + letter
    return spell(number)
