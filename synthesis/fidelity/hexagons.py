"""Two numbers together in hexagons: finer than fields, and still no single row in sight."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.fidelity.binning import MINIMUM_FREQUENCY, bins
from synthesis.fidelity.contract import present
from synthesis.fidelity.view import View, view
from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables import Kind, Schema

MOST_ACROSS, LEAST_ACROSS = 28, 8
_MOST_OUTSIDE, _FLAT = 0.05, 0.32


@dataclass(frozen=True)
class Scale:
    """One side of the picture: its ends, the edges that are labelled, and their labels. Base-10 logarithms where
    `log`."""

    name: str
    low: float
    high: float
    ticks: tuple[float, ...]
    marks: tuple[str, ...]
    log: bool


@dataclass(frozen=True, eq=False)
class Hexagons:
    """Shares of the rows where both numbers are present, in hexagons of one grid.

    `centres`: hexagons × 2, in the units of the scales; `width`, `height`: of a hexagon, in the same units. A training
    share that fewer than five rows stand for, none included, is NaN. `outside`: the share of training and of synthetic
    rows beyond the ends of the scales; of the former NaN where fewer than five rows are."""

    across: Scale
    up: Scale
    centres: Numbers
    width: float
    height: float
    train: Numbers
    synthetic: Numbers
    outside: tuple[float, float]


def hexagons(train: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema, x: str, y: str) -> Hexagons | None:
    """The two columns in about 28 hexagons across, fewer for few rows; None where either has no continuous scale.

    A scale ends one bin beyond the outermost edges of the column's bins, wherever the true extremes lie. The grid is
    decided by the training rows alone. A hexagon holds the cells that are nearest to its centre on the page (Carr,
    Littlefield, Nicholson and Littlefield 1987)."""
    sample = view(Schema((schema[x], schema[y])), train, synthetic, None)
    scales = [_scale(sample, at) for at in (0, 1)]
    if None in scales:
        return None
    across, up = (scale for scale in scales if scale is not None)
    parts = [_on_scales(part, (across, up)) for part in (sample.train, sample.synthetic)]
    inside = [_inside(part, (across, up)) for part in parts]
    if not len(parts[0]) or not len(parts[1]) or float((~inside[0]).mean()) > _MOST_OUTSIDE:
        return None
    count = int(np.clip(1.3 * len(parts[0]) ** (1 / 3), LEAST_ACROSS, MOST_ACROSS))
    width = _step(across, count, sample.schema.columns[0].kind)
    height = _step(up, max(3, round(_FLAT * count)), sample.schema.columns[1].kind)
    placed = [
        _nearest(part[some], (across.low, up.low), (width, height)) for part, some in zip(parts, inside, strict=True)
    ]
    cells, found = np.unique(np.vstack(placed), axis=0, return_inverse=True)
    counts = [
        np.bincount(found.ravel()[start : start + len(part)], minlength=len(cells))
        for start, part in zip((0, len(placed[0])), placed, strict=True)
    ]
    real, made = (count / len(part) for count, part in zip(counts, parts, strict=True))
    centres = np.array([across.low, up.low]) + cells / 2 * np.array([width, height])
    return Hexagons(
        across,
        up,
        centres,
        width,
        height * 2 / 3,
        np.where(counts[0] < MINIMUM_FREQUENCY, np.nan, real),
        made,
        (_share_outside(~inside[0]), float((~inside[1]).mean())),
    )


def _scale(sample: View, at: int) -> Scale | None:
    """The bins of the column as a scale; None for few values, and for amounts that are mostly zero."""
    column = sample.schema.columns[at]
    if not column.numeric:
        return None
    cells = present(sample.train[:, at])
    rule = bins(column, cells, [sample.synthetic[:, at]])
    if rule.single or len(rule.edges) < 4:
        return None
    edges = np.array(rule.edges)
    log = bool(np.ptp(np.diff(edges)) > 0.5 * np.diff(edges).mean()) and not column.kind.calendar
    if log and edges[0] <= 0:
        return None
    ends = np.log10(edges) if log else edges
    low, high = 2 * ends[0] - ends[1], 2 * ends[-1] - ends[-2]
    return Scale(column.name, float(low), float(high), tuple(ends.tolist()), rule.marks, log)


def _on_scales(part: Numbers, scales: tuple[Scale, Scale]) -> Numbers:
    """Rows where both are present, in the units of the scales; what has no logarithm is far below."""
    rows = part[np.isfinite(part).all(axis=1)]
    sides = [
        np.log10(np.maximum(cells, 1e-300)) if scale.log else cells for cells, scale in zip(rows.T, scales, strict=True)
    ]
    return np.column_stack(sides)


def _inside(rows: Numbers, scales: tuple[Scale, Scale]) -> Flags:
    low, high = (np.array([getattr(scale, end) for scale in scales]) for end in ("low", "high"))
    return np.asarray(((rows >= low) & (rows <= high)).all(axis=1))


def _step(scale: Scale, count: int, kind: Kind) -> float:
    """The width of a hexagon; of whole numbers an even one, so that each holds as many of them."""
    step = (scale.high - scale.low) / count
    if kind.whole and not scale.log:
        return float(2 * max(1, round(step / 2)))
    return step


def _nearest(rows: Numbers, origin: tuple[float, float], size: tuple[float, float]) -> Numbers:
    """The nearest centre in half steps: of two grids, one half a step aside, the nearer; up counts three times."""
    place = (rows - np.array(origin)) / np.array(size)
    whole, half = np.round(place), np.floor(place) + 0.5
    far = [((place - grid) ** 2 @ np.array([1.0, 3.0])) for grid in (whole, half)]
    return np.asarray(2 * np.where((far[0] <= far[1])[:, None], whole, half))


def _share_outside(outside: Flags) -> float:
    return float(outside.mean()) if outside.sum() >= MINIMUM_FREQUENCY or not outside.any() else float("nan")
