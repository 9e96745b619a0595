"""Marginals: every column drawn on its own, the honest baseline that keeps no link between columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.decode import decoded, restore
from synthesis.generators.leaf_sampling import Leaves, Spread, gather, spread
from synthesis.tables import Column, Encoded, Schema, encode
from synthesis.tables.rounding_grid import rounding_grid


@dataclass(frozen=True)
class MarginalSettings:
    """Nothing to set."""


@dataclass(frozen=True, eq=False)
class Margin:
    """One column: the share of its cells that is blank (numbers only) and the values of the others."""

    blank: float
    values: Leaves
    spread: Spread | None

    def draw(self, rows: int, chance: np.random.Generator) -> Numbers:
        """One value a row."""
        places = self.values.places(np.zeros(rows, dtype=int), chance.random(rows))
        drawn = self.values.values[places] if self.spread is None else self.spread.draw(places, chance.random(rows))
        return np.where(chance.random(rows) < self.blank, np.nan, drawn)


@dataclass(frozen=True, eq=False)
class Margins:
    """All columns, each on its own."""

    schema: Schema
    encoded: Encoded
    margins: tuple[Margin, ...]

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""
        return restore(self.schema, self.encoded, self._drawn(rows, seed, report))

    def given(self, cells: pd.DataFrame, seed: Seed, report: Report) -> pd.DataFrame:
        """One new row for each row of `cells`: no other column knows of these."""
        made = self._drawn(len(cells), seed, report)
        for place, values in decoded(self.schema, self.encoded, cells).items():
            made[:, place] = values
        return restore(self.schema, self.encoded, made)

    def _drawn(self, rows: int, seed: Seed, report: Report) -> Numbers:
        report(Step("Drawing rows", 0.0))
        made = np.empty((rows, len(self.margins)))
        for place, margin in enumerate(self.margins):
            made[:, place] = margin.draw(rows, seed.child("draw", place).generator())
        report(Step("Drawing rows", 1.0))
        return made


def fit(training: Training, settings: MarginalSettings, seed: Seed, report: Report) -> Sampler:
    """Keep each column's values, numbers with the room that each may move in."""
    report(Step("Reading columns", 0.0))
    encoded = encode(training.schema, training.frame)
    margins = tuple(
        _margin(encoded.values[0][:, place], column, training.k_threshold)
        for place, column in enumerate(training.schema)
    )
    report(Step("Reading columns", 1.0))
    return Margins(training.schema, encoded, margins)


def _margin(values: Numbers, column: Column, k_threshold: int) -> Margin:
    known = values[np.isfinite(values)]
    held = gather(np.zeros(max(len(known), 1), dtype=int), known if len(known) else np.full(1, np.nan), 1)
    if not column.numeric or not len(known):
        return Margin(1.0 - len(known) / max(len(values), 1), held, None)
    room = spread(
        held, rounding_grid(known, column), max(k_threshold, 20, 0.0015 * len(values)), k_threshold, reach=k_threshold
    )
    return Margin(1.0 - len(known) / len(values), held, room)


MARGINALS = Generator(
    "marginals",
    "Marginals",
    "Draws every column on its own: right column by column, without any link between columns. A baseline to compare "
    "with.",
    Guarantee(),
    MarginalSettings,
    fit,
    lambda rows, columns, settings: 0.2 + rows * columns * 3e-7,
)
