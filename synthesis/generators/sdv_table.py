"""A training table as SDV may see it: numbers without blanks and opaque codes, under names that say nothing.

SDV's own detection is never asked. It would read postcodes as numbers, copy identifiers, and note every category and
the true extremes of each column in its metadata; here its metadata and its saved state can hold codes only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed
from synthesis.generators.decode import restore
from synthesis.tables import Encoded, Schema, encode
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

_KNOWN, _BLANK = "known", "blank"


@dataclass(frozen=True)
class Scale:
    """How one column of numbers is shown: less `middle`, over `width`; and what it may come back as."""

    middle: float
    width: float
    low: float
    high: float
    grid: RoundingGrid

    def forth(self, values: Numbers) -> Numbers:
        """Values as the model sees them."""
        return (values - self.middle) / self.width

    def back(self, values: Numbers) -> Numbers:
        """Values as the table spells them, within the training rows' protected range."""
        return np.clip(self.grid.snap(values * self.width + self.middle), self.low, self.high)


@dataclass(frozen=True, eq=False)
class SdvTable:
    """The plain frame, and all that is needed to turn rows like its own back into rows of the table.

    `frame` has a column `n3` for the numbers of column 3, `b3` for whether they are blank, `c3` for codes of levels;
    none where all rows agree. `scales[3]` and `constants[3]` (NaN where rows differ) belong to column 3.
    """

    schema: Schema
    encoded: Encoded
    frame: pd.DataFrame
    scales: tuple[Scale | None, ...]
    constants: Numbers

    @property
    def kinds(self) -> dict[str, str]:
        """What each column of `frame` is to SDV: numerical or categorical."""
        return {name: "numerical" if name.startswith("n") else "categorical" for name in self.frame.columns}

    @property
    def width(self) -> int:
        """How many inputs a network needs: one a level, and eleven a number (a mixture of up to ten normals)."""
        return int(sum(11 if kind == "numerical" else self.frame[name].nunique() for name, kind in self.kinds.items()))

    def widest(self, most: int = 3) -> tuple[str, ...]:
        """The table's columns with the most levels."""
        sizes = [(len(levels), name) for levels, name in zip(self.encoded.levels, self.encoded.columns, strict=True)]
        return tuple(name for size, name in sorted(sizes, key=lambda pair: -pair[0])[:most] if size > 11)

    def table(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows drawn by a model of `frame`, as rows of the table."""
        values = np.tile(self.constants, (len(made), 1))
        for place, scale in enumerate(self.scales):
            if f"c{place}" in made.columns:
                values[:, place] = made[f"c{place}"].to_numpy(dtype=object).astype("float64")
            if scale is not None and f"n{place}" in made.columns:
                values[:, place] = scale.back(made[f"n{place}"].to_numpy(dtype="float64"))
            if f"b{place}" in made.columns:
                values[:, place] = np.where(made[f"b{place}"].to_numpy() == _BLANK, np.nan, values[:, place])
        return restore(self.schema, self.encoded, values)


def simplify(schema: Schema, frame: pd.DataFrame, seed: Seed) -> SdvTable:
    """A training frame, encoded for SDV; blanks of numbers are filled by draws from the column's known values."""
    encoded = encode(schema, frame)
    values = encoded.values[0]
    columns: dict[str, Array] = {}
    scales: list[Scale | None] = []
    constants = np.full(len(schema), np.nan)
    for place, column in enumerate(schema):
        cells = values[:, place]
        known = cells[np.isfinite(cells)]
        constants[place] = known[0] if len(known) and (known == known[0]).all() else np.nan
        scales.append(_scale(known, rounding_grid(known, column)) if column.numeric and len(known) else None)
        columns |= _shown(place, cells, known, scales[-1], column.numeric, seed.child("fill", place))
    return SdvTable(schema, encoded, pd.DataFrame(columns, index=pd.RangeIndex(len(frame))), tuple(scales), constants)


def _scale(known: Numbers, lattice: RoundingGrid) -> Scale:
    return Scale(float(known.mean()), float(known.std()) or 1.0, float(known.min()), float(known.max()), lattice)


def _shown(
    place: int, cells: Numbers, known: Numbers, scale: Scale | None, numeric: bool, seed: Seed
) -> dict[str, Array]:
    varies = len(known) > 0 and bool((known != known[0]).any())
    if not numeric:
        return {f"c{place}": np.array([str(int(code)) for code in cells], dtype=object)} if varies else {}
    blank = ~np.isfinite(cells)
    shown: dict[str, Array] = {}
    if scale is not None and varies:
        filled = np.where(blank, seed.generator().choice(known, size=len(cells)), cells)
        shown[f"n{place}"] = scale.forth(filled)
    if blank.any() and not blank.all():
        shown[f"b{place}"] = np.where(blank, _BLANK, _KNOWN).astype(object)
    return shown
