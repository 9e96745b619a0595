"""Columns, and two columns together, as binned shares that can be drawn without a real row."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from synthesis.fidelity.binning import MINIMUM_FREQUENCY, Bins, bins, even_bins
from synthesis.fidelity.score import Distribution, Joint
from synthesis.fidelity.view import View, view
from synthesis.foundation.arrays import Numbers
from synthesis.tables import Column, Schema

_JOINT_BINS = 18


def distribution(sample: View, at: int) -> Distribution:
    """The column at this place in the bins of `bins`; rare categories stand together."""
    column: Column = sample.schema.columns[at]
    parts = [part[:, at] for part in (sample.train, sample.synthetic, sample.control) if part is not None]
    return _in_bins(column, parts, bins(column, parts[0], parts[1:], sample.levels[at]))


def evenly(sample: View, at: int) -> Iterator[Distribution]:
    """A skewed number once more, in bins of equal width; nothing for the others."""
    column: Column = sample.schema.columns[at]
    parts = [part[:, at] for part in (sample.train, sample.synthetic, sample.control) if part is not None]
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
    shown = np.where(counts[0] < MINIMUM_FREQUENCY, np.nan, real)
    return Joint(x, y, across.labels, down.labels, shown, made, schema[x].numeric, schema[y].numeric)
