"""Blank cells where the source has some and none where it has none: programs take the type of a column from that."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from synthesis.foundation.seed import Seed
from synthesis.tables.schema import Column, Schema
from synthesis.tables.table import Table


def with_missingness(frame: pd.DataFrame, source: Table, seed: Seed) -> pd.DataFrame:
    """The frame in which a column has a blank cell if and only if the source's has, in one row of it as well as in
    many.

    A column that lacks them is blank in a row drawn at random, together with the columns that are blank in all rows of
    the source in which it is; one that may have none gets, in their place, cells drawn from its other rows. A frame of
    one row, or a column without a cell to draw, stays as it is.
    """
    frame = frame.copy(deep=False)
    rng = seed.generator()
    for column in _held(source.schema, frame):
        gone = frame[column.name].isna().to_numpy()
        if not column.missing and gone.any() and not gone.all():
            frame[column.name] = _filled(frame[column.name], rng)
    for column in _held(source.schema, frame):
        lacking = min(max(len(column.blanks), 1), len(frame) - 1) - int(frame[column.name].isna().sum())
        if column.missing and lacking > 0:
            full = np.flatnonzero(frame[column.name].notna().to_numpy())
            rows = rng.choice(full, size=lacking, replace=False)
            for name in _together(column, source, frame):
                series = frame[name].copy()
                series.iloc[rows] = None
                frame[name] = series
    return frame


def _held(schema: Schema, frame: pd.DataFrame) -> Iterator[Column]:
    return (column for column in schema if column.name in frame.columns and column.kind.filled)


def _filled(series: pd.Series, rng: np.random.Generator) -> pd.Series:
    gone = np.flatnonzero(series.isna().to_numpy())
    drawn = rng.choice(np.flatnonzero(series.notna().to_numpy()), size=len(gone))
    found = series.copy()
    found.iloc[gone] = series.iloc[drawn].to_numpy()
    return found


def _together(column: Column, source: Table, frame: pd.DataFrame) -> list[str]:
    """The column, and those that are blank wherever it is in the source."""
    blank = source.frame[column.name].isna()
    rows = source.frame[blank.to_numpy()]
    others = [c.name for c in _held(source.schema, frame) if c.missing and c.name != column.name]
    return [column.name, *(name for name in others if len(rows) and bool(rows[name].isna().all()))]
