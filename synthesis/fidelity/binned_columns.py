"""The tables in a few bins a column, for what looks at several columns at once."""

from dataclasses import dataclass

import numpy as np

from synthesis.fidelity.contract import present
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Array, Numbers

TENTHS, MOST_LEVELS = 10, 20


@dataclass(frozen=True, eq=False)
class BinnedColumns:
    """Training, synthetic and control rows as bins 0, 1, 2, …: rows × columns of whole numbers below `widths`.

    Numbers are cut at the tenths of the training cells; of categories the 20 commonest in training keep a bin, the
    others share one. The last bin of every column holds the blanks."""

    names: tuple[str, ...]
    widths: Array
    train: Array
    synthetic: Array
    control: Array | None


def binned_columns(sample: View) -> BinnedColumns:
    """The view in bins that the training rows alone decide."""
    parts = [part for part in (sample.train, sample.synthetic, sample.control) if part is not None]
    blocks = [np.empty(part.shape, dtype=np.int32) for part in parts]
    widths = np.zeros(len(sample.shapes), dtype=np.int64)
    for at, shape in enumerate(sample.shapes):
        cells = present(sample.train[:, at])
        rule = _edges(cells) if shape == "number" else _common(cells, len(sample.levels[at]))
        widths[at] = (len(rule) + 1 if shape == "number" else int(rule.max(initial=0)) + 1) + 1
        for block, part in zip(blocks, parts, strict=True):
            block[:, at] = _placed(part[:, at], rule, shape == "number", int(widths[at]) - 1)
    return BinnedColumns(sample.schema.names, widths, blocks[0], blocks[1], blocks[2] if len(blocks) > 2 else None)


def _edges(cells: Numbers) -> Numbers:
    if not len(cells):
        return np.empty(0)
    return np.asarray(np.unique(np.quantile(cells, np.arange(1, TENTHS) / TENTHS, method="higher")))


def _common(cells: Numbers, levels: int) -> Numbers:
    """The bin of each code."""
    counts = np.bincount(cells.astype(np.int64), minlength=levels)
    ranked = np.argsort(-counts, kind="stable")
    bins = np.full(levels, float(MOST_LEVELS))
    bins[ranked[:MOST_LEVELS]] = np.arange(min(MOST_LEVELS, levels))
    return bins


def _placed(cells: Numbers, rule: Numbers, number: bool, blank: int) -> Array:
    filled = np.nan_to_num(cells)
    bins = np.searchsorted(rule, filled, "right") if number else rule[filled.astype(np.int64)] if len(rule) else filled
    return np.where(np.isfinite(cells), bins, blank)
