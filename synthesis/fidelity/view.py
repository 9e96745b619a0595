"""The three frames as numbers with NaN for missing, over the columns that may be modelled."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.fidelity.contract import Shape
from synthesis.foundation.arrays import Numbers
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.seed import Seed
from synthesis.tables import Schema
from synthesis.tables.encode import encode


@dataclass(frozen=True, eq=False)
class View:
    """Training, synthetic and control rows over the same columns.

    Numbers (dates as seconds) and category codes as float64, rows × columns, NaN where missing; `levels[c]` spells
    the codes of column c. A column that the synthetic frame lacks is missing throughout. `control` may be None.
    """

    schema: Schema
    shapes: tuple[Shape, ...]
    levels: tuple[tuple[str, ...], ...]
    train: Numbers
    synthetic: Numbers
    control: Numbers | None

    def sampled(self, rows: int, seed: Seed) -> "View":
        """The same with at most `rows` rows of each frame, drawn without replacement."""
        train, synthetic = (
            _draw(self.train, rows, seed.child("train")),
            _draw(self.synthetic, rows, seed.child("synthetic")),
        )
        control = None if self.control is None else _draw(self.control, rows, seed.child("control"))
        return View(self.schema, self.shapes, self.levels, train, synthetic, control)


def view(schema: Schema, train: pd.DataFrame, synthetic: pd.DataFrame, control: pd.DataFrame | None) -> View:
    """The frames as `View`; UnfitTable where a frame's cells are not of the kinds that the schema names."""
    frames = [train, synthetic] + ([] if control is None else [control])
    try:
        coded = encode(schema, *frames)
    except (TypeError, ValueError, OverflowError):
        raise UnfitTable(
            "The synthetic table holds other kinds of values than the training table.",
            "Read both files with the same schema.",
        ) from None
    shapes: tuple[Shape, ...] = tuple("number" if numeric else "category" for numeric in coded.numeric)
    blank = np.array([len(names) - 1 if names and names[-1] is None else -1 for names in coded.levels])
    parts = [
        np.where(np.isfinite(part) & (part != blank) | coded.numeric & np.isfinite(part), part, np.nan)
        for part in coded.values
    ]
    levels = tuple(tuple(name for name in names if name is not None) for names in coded.levels)
    return View(schema, shapes, levels, parts[0], parts[1], parts[2] if control is not None else None)


def _draw(block: Numbers, rows: int, seed: Seed) -> Numbers:
    if len(block) <= rows:
        return block
    return block[np.sort(seed.generator().choice(len(block), rows, replace=False))]
