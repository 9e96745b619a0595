"""Perturbed: real rows with some cells changed, the weak baseline that people know."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.decode import restore
from synthesis.tables import Encoded, Schema, encode
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid


@dataclass(frozen=True)
class PerturbedSettings:
    """How much of a real row is changed."""

    noise: float = knob(
        0.1,
        0.0,
        5.0,
        "Noise added to each number, as a multiple of the column's spread (half the way from its 16 % to its "
        "84 % point). "
        "More hides more and blurs every link.",
        title="Noise on numbers",
    )
    swap: float = knob(
        0.05,
        0.0,
        1.0,
        (
            "Share of the cells of each column that change places with those of other rows. At 1 no link between "
            "columns is left."
        ),
        title="Cells swapped",
    )
    keep: float = knob(
        0.9,
        0.0,
        1.0,
        "Chance that a category stays; else it is drawn anew by the shares of the column, so that the shares "
        "stay what they "
        "are (invariant PRAM).",
        title="Categories kept",
    )


@dataclass(frozen=True, eq=False)
class Perturbed:
    """Training rows and how their cells are changed; `grids` and `spreads` belong to columns of numbers."""

    schema: Schema
    encoded: Encoded
    settings: PerturbedSettings
    grids: tuple[RoundingGrid | None, ...]
    spreads: Numbers

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` training rows, none twice before each has been taken once, perturbed; the same seed gives the same."""
        report(Step("Perturbing rows", 0.0))
        taken = self.encoded.values[0][_taken(rows, len(self.encoded.values[0]), seed.child("rows"))]
        made = np.empty_like(taken)
        for place in range(taken.shape[1]):
            chance = seed.child("column", place).generator()
            swapped = _swapped(taken[:, place], self.settings.swap, chance)
            made[:, place] = self._moved(place, swapped, chance)
        report(Step("Perturbing rows", 1.0))
        return restore(self.schema, self.encoded, made)

    def _moved(self, place: int, values: Numbers, chance: np.random.Generator) -> Numbers:
        lattice, real = self.grids[place], self.encoded.values[0][:, place]
        if lattice is None:
            return _changed(values, real, self.settings.keep, chance)
        noisy = lattice.snap(values + chance.normal(0.0, 1.0, len(values)) * self.settings.noise * self.spreads[place])
        return np.clip(noisy, np.nanmin(real), np.nanmax(real)) if np.isfinite(real).any() else noisy


def _taken(rows: int, known: int, seed: Seed) -> Array:
    """Which training rows are taken, each as often as any other but for one."""
    turns = [seed.child(turn).generator().permutation(known) for turn in range(-(-rows // max(known, 1)))]
    return np.concatenate(turns)[:rows] if turns else np.empty(0, dtype="int64")


def _swapped(values: Numbers, share: float, chance: np.random.Generator) -> Numbers:
    """The values, about `share` of them in each other's place."""
    places = np.flatnonzero(chance.random(len(values)) < share)
    swapped = values.copy()
    swapped[places] = values[chance.permutation(places)]
    return swapped


def _changed(codes: Numbers, real: Numbers, keep: float, chance: np.random.Generator) -> Numbers:
    """Level i becomes level j with probability keep · [i = j] + (1 − keep) · share of j.

    In expectation the column keeps its shares, which makes it invariant PRAM (Gouweleeuw, Kooiman, Willenborg and De
    Wolf 1998, Post Randomisation for Statistical Disclosure Control)."""
    anew = real[chance.integers(0, max(len(real), 1), len(codes))] if len(real) else codes
    return np.where(chance.random(len(codes)) < keep, codes, anew)


def fit(training: Training, settings: PerturbedSettings, seed: Seed, report: Report) -> Sampler:
    """Keep the training rows, and how far the numbers of each column lie apart."""
    report(Step("Reading columns", 0.0))
    encoded = encode(training.schema, training.frame)
    columns = encoded.values[0].T
    grids = tuple(
        rounding_grid(values, column) if column.numeric else None
        for values, column in zip(columns, training.schema, strict=True)
    )
    spreads = np.array([_spread(v) if g else 0.0 for v, g in zip(columns, grids, strict=True)])
    report(Step("Reading columns", 1.0))
    return Perturbed(training.schema, encoded, settings, grids, spreads)


def _spread(values: Numbers) -> float:
    """Half the way from the 16 % to the 84 % point, or the standard deviation where those coincide."""
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0
    low, high = np.quantile(known, [0.16, 0.84])
    return float((high - low) / 2 if high > low else known.std())


PERTURBED = Generator(
    "perturbed",
    "Perturbed rows",
    "Takes real rows and changes some of their cells: noise, swaps, categories drawn anew. Every row it writes "
    "is a real "
    "person's row, disguised: a weak baseline that fails the audit until little use is left. To compare with, "
    "not to release.",
    Guarantee(),
    PerturbedSettings,
    fit,
    lambda rows, columns, settings: 0.2 + rows * columns * 3e-7,
    plainer="trees",
)
