"""Values of a few columns that come together: which combinations the synthetic rows have too often or too seldom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from synthesis.fidelity.binning import MINIMUM_FREQUENCY, bins
from synthesis.fidelity.view import View, view
from synthesis.foundation.arrays import Array, Numbers
from synthesis.tables import Schema

BLANK = "blank"
_MOST_BINS = 8


@dataclass(frozen=True)
class Combinations:
    """Combinations of the bins of a few columns and their shares of all rows, the one farthest off first.

    `cells` numbers each combination alike for every candidate of a table. A real share that fewer than five rows stand
    for, none included, is null, and counts as 0 in the order.
    """

    columns: tuple[str, ...]
    cells: tuple[int, ...]
    labels: tuple[str, ...]
    train: tuple[float | None, ...]
    synthetic: tuple[float, ...]
    control: tuple[float | None, ...]


def combinations_of(
    train: pd.DataFrame, synthetic: pd.DataFrame, control: pd.DataFrame | None, schema: Schema, names: Sequence[str]
) -> Combinations:
    """All combinations that five training rows or any synthetic rows share, in at most 8 bins a column and one for
    blanks."""
    sample = view(Schema(tuple(schema[name] for name in names)), train, synthetic, control)
    labels, widths, placed = _placed(sample)
    counts = [np.bincount(cells, minlength=int(np.prod(widths))) for cells in placed]
    shares = [count / max(int(count.sum()), 1) for count in counts]
    real = np.where(counts[0] < MINIMUM_FREQUENCY, 0.0, shares[0])
    gap = np.abs(real - shares[1])
    known = np.flatnonzero((real > 0) | (counts[1] > 0))
    order = known[np.argsort(-gap[known], kind="stable")]
    every = [" · ".join(parts) for parts in product(*labels)]
    held = _shown(counts[2], shares[2], order) if len(counts) > 2 else (None,) * len(order)
    return Combinations(
        tuple(names),
        tuple(order.tolist()),
        tuple(every[cell] for cell in order),
        _shown(counts[0], shares[0], order),
        tuple(shares[1][order].tolist()),
        held,
    )


def _placed(sample: View) -> tuple[list[list[str]], list[int], list[Array]]:
    """The labels and the number of bins of each column, and the combination of each row of each table."""
    parts = [part for part in (sample.train, sample.synthetic, sample.control) if part is not None]
    labels: list[list[str]] = []
    placed: list[Array] = [np.zeros(len(part), dtype=np.int64) for part in parts]
    for at, column in enumerate(sample.schema.columns):
        cells = [part[:, at] for part in parts]
        rule = bins(column, cells[0], cells[1:], sample.levels[at], _MOST_BINS)
        labels.append([*rule.labels, BLANK])
        width = len(rule.labels) + 1
        placed = [one * width + _bin(rule.place, part, width - 1) for one, part in zip(placed, cells, strict=True)]
    return labels, [len(one) for one in labels], placed


def _bin(place: Callable[[Numbers], Array], cells: Numbers, blank: int) -> Array:
    out = np.full(len(cells), blank, dtype=np.int64)
    known = np.isfinite(cells)
    out[known] = place(cells[known])
    return out


def _shown(counts: Array, shares: Numbers, order: Array) -> tuple[float | None, ...]:
    return tuple(float(shares[cell]) if counts[cell] >= MINIMUM_FREQUENCY else None for cell in order)
