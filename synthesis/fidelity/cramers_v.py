"""How far one category gives away another."""

import numpy as np

from synthesis.fidelity.contract import LEAST_A_LEVEL, LEAST_ROWS, pair_measure
from synthesis.fidelity.intervals import rooted
from synthesis.foundation.arrays import Array, Flags, Numbers

_DENSE, _LONG = 4, 5_000


def cramers_v(left: Numbers, right: Numbers) -> Numbers:
    """Cramér's V of every column of `left` with every one of `right`, with Bergsma's bias correction; 0 to 1.

    φ² = χ²/n less (r − 1)(c − 1)/(n − 1), no less than 0, over the smaller of r̃ − 1 and c̃ − 1, where k̃ = k − (k −
    1)²/(n − 1) (Bergsma 2013, A bias-correction for Cramér's V and Tschuprow's T, equations 4 and 5). Without it,
    columns of many levels look related in a small sample. NaN below three complete rows, for a single level, or for
    fewer than two rows on average a level of either side."""
    out = np.full((left.shape[1], right.shape[1]), np.nan)
    ones, others = ([_coded(column) for column in block.T] for block in (left, right))
    widths = np.array([int(codes.max(initial=0)) + 2 for codes, _ in others], dtype=np.int64)
    long = len(right) > _LONG
    beside = np.empty((0, 0), dtype=np.int64) if long else _beside(right, widths)
    for i, one in enumerate(ones):
        if long or (one[0].max(initial=0) + 1) * widths.sum() > _DENSE * right.size:
            out[i] = [_v(*_complete(one, other)) for other in others]
        else:
            out[i] = _row(left[:, i], beside, widths)
    return out


def _beside(block: Numbers, widths: Array) -> Array:
    """Codes that no two columns share; the last of each column stands for its blanks."""
    codes: Array = np.where(np.isfinite(block), np.nan_to_num(block), widths - 1).astype(np.int64)
    return np.asarray(codes + np.cumsum(widths) - widths)


def _row(one: Numbers, beside: Array, widths: Array) -> Numbers:
    """V of one column with every other, from one cross table of all their levels side by side."""
    if not len(widths):
        return np.empty(0)
    starts, whole = np.cumsum(widths) - widths, int(widths.sum())
    there = np.isfinite(one)
    codes = one[there].astype(np.int64)
    cells = (codes * whole)[:, None] + (beside if there.all() else beside[there])
    levels = int(codes.max(initial=0)) + 1
    table = np.bincount(cells.ravel(), minlength=levels * whole).reshape(levels, -1) * 1.0
    table[:, starts + widths - 1] = 0.0
    across, down = np.add.reduceat(table, starts, axis=1), table.sum(axis=0)
    rows, r = across.sum(axis=0), np.count_nonzero(across, axis=0)
    c = np.add.reduceat((down > 0) * 1, starts)
    with np.errstate(invalid="ignore", divide="ignore"):
        told = table**2 / np.where(down > 0, down, 1.0)
        phi = (np.add.reduceat(told, starts, axis=1) / np.where(across > 0, across, 1.0)).sum(axis=0) - 1.0
        corrected = np.maximum(0.0, phi - (r - 1) * (c - 1) / (rows - 1))
        widest = np.minimum(*(k - (k - 1) ** 2 / (rows - 1) for k in (r, c))) - 1.0
        strength = np.sqrt(np.minimum(1.0, corrected / widest))
    fit = (rows >= LEAST_ROWS) & (np.minimum(r, c) >= 2) & (rows >= LEAST_A_LEVEL * np.maximum(r, c)) & (widest > 0)
    return np.where(fit, strength, np.nan)


def _coded(column: Numbers) -> tuple[Array, Flags | None]:
    """The codes as whole numbers, and where they are present; None for everywhere."""
    there = np.isfinite(column)
    return np.where(there, column, 0.0).astype(np.int64), None if there.all() else there


def _complete(one: tuple[Array, Flags | None], other: tuple[Array, Flags | None]) -> tuple[Array, Array]:
    """The codes of both where both are present."""
    (a, in_a), (b, in_b) = one, other
    if in_a is None or in_b is None:
        rows = in_b if in_a is None else in_a
        return (a, b) if rows is None else (a[rows], b[rows])
    return a[in_a & in_b], b[in_a & in_b]


def _v(a: Array, b: Array) -> float:
    rows = len(a)
    if rows < LEAST_ROWS:
        return float("nan")
    across, down = np.bincount(a), np.bincount(b)
    r, c = np.count_nonzero(across), np.count_nonzero(down)
    if min(r, c) < 2 or rows < LEAST_A_LEVEL * max(r, c):
        return float("nan")
    cells, counts = _occupied(a * len(down) + b, len(across) * len(down))
    expected = across[cells // len(down)] * (down[cells % len(down)] / rows)
    phi = float((counts**2 / expected).sum()) / rows - 1.0
    corrected = max(0.0, phi - (r - 1) * (c - 1) / (rows - 1))
    widest = min(k - (k - 1) ** 2 / (rows - 1) for k in (r, c)) - 1.0
    return float(np.sqrt(min(1.0, corrected / widest))) if widest > 0 else float("nan")


def _occupied(cells: Array, space: int) -> tuple[Array, Array]:
    """The cells of a cross table that hold rows, and how many; without the table where it would be mostly empty."""
    if space > _DENSE * len(cells) + 1000:
        return np.unique(cells, return_counts=True)
    counts = np.bincount(cells)
    occupied = np.flatnonzero(counts)
    return occupied, counts[occupied]


def _ends(strength: Numbers, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """φ² by the delta method (Bishop, Fienberg and Holland 1975, section 11.3.2), and 2(r − 1)(c − 1)/n² where there is
    no relation, over the same width as V²."""
    variance = np.full(strength.shape, np.nan)
    ones, others = ([_coded(column) for column in block.T] for block in (left, right))
    for i, j in zip(*np.nonzero(np.isfinite(strength)), strict=True):
        variance[i, j] = _variance(*_complete(ones[i], others[j]))
    return rooted(strength**2, variance)


def _variance(a: Array, b: Array) -> float:
    """The variance of V²: that of each cell's influence on φ², 2 p/(p₁p₂) less the sums of p²/(p₁²p₂) and p²/(p₁p₂²)
    over its row and column."""
    rows = len(a)
    across, down = np.bincount(a), np.bincount(b)
    cells, counts = _occupied(a * len(down) + b, len(across) * len(down))
    i, j, share = cells // len(down), cells % len(down), counts / rows
    ratio = share / ((across[i] / rows) * (down[j] / rows))
    by_row = np.bincount(i, share * ratio, len(across)) / np.maximum(across / rows, 1e-300)
    by_column = np.bincount(j, share * ratio, len(down)) / np.maximum(down / rows, 1e-300)
    influence = 2 * ratio - by_row[i] - by_column[j]
    mean = float((share * influence).sum())
    r, c = np.count_nonzero(across), np.count_nonzero(down)
    widest = min(k - (k - 1) ** 2 / (rows - 1) for k in (r, c)) - 1.0
    spread = float((share * (influence - mean) ** 2).sum()) / rows + 2 * (r - 1) * (c - 1) / rows**2
    return spread / widest**2


CRAMERS_V = pair_measure(
    name="cramers-v",
    title="Difference in how far one category gives away another",
    meaning="How far one category tells the other is off by so much.",
    term="Cramér's V",
    source="Bergsma 2013, equations 4 and 5",
    shapes=("category", "category"),
    strength=cramers_v,
    ends=_ends,
    headline="pair",
)
