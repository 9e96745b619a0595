"""One numeric picture of several frames with the same schema, shared by attacks and measures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.schema import Column, Kind, Schema


@dataclass(frozen=True, eq=False)
class Encoded:
    """Frames of the same schema as numbers.

    `values[f]` is a float64 array, rows × columns: numeric columns hold numbers (dates as seconds since 1970), NaN
    where missing; other columns hold codes 0, 1, 2, … over the levels of all frames together, a missing cell being a
    level of its own. `numeric[c]` says which; `levels[c]` names the codes of column c (empty for numbers).
    """

    columns: tuple[str, ...]
    numeric: Flags
    values: tuple[Numbers, ...]
    levels: tuple[tuple[str | None, ...], ...]


def encode(schema: Schema, *frames: pd.DataFrame) -> Encoded:
    """`frames` over the columns of `schema` as numbers; a column that a frame lacks is missing throughout."""
    blocks: list[list[Array]] = [[] for _ in frames]
    levels: list[tuple[str | None, ...]] = []
    for column in schema:
        parts = [_part(frame, column) for frame in frames]
        coded, names = (parts, ()) if column.numeric else codes(parts)
        levels.append(names)
        for block, part in zip(blocks, coded, strict=True):
            block.append(part)
    values = tuple(
        np.column_stack(block) if block else np.empty((len(frame), 0))
        for block, frame in zip(blocks, frames, strict=True)
    )
    return Encoded(schema.names, np.array([column.numeric for column in schema], dtype=bool), values, tuple(levels))


def _part(frame: pd.DataFrame, column: Column) -> Array:
    if column.name not in frame.columns:
        return np.full(len(frame), np.nan) if column.numeric else np.full(len(frame), None, dtype=object)
    series = frame[column.name]
    return numbers(series, column.kind) if column.numeric else series.to_numpy(dtype=object)


def numbers(series: pd.Series, kind: Kind) -> Numbers:
    """A numeric column as float64, missing as NaN; dates as seconds since 1970."""
    if kind.calendar:
        stamps = series.astype("datetime64[us]")
        seconds = stamps.astype("int64").to_numpy() / 1e6
        return np.where(stamps.isna().to_numpy(), np.nan, seconds)
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "f":
        return series.to_numpy(dtype="float64")
    return series.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)


def from_numbers(values: Numbers, kind: Kind) -> pd.Series:
    """The reverse of `numbers`: whole numbers for integers, whole microseconds for dates."""
    if kind.calendar:
        missing = ~np.isfinite(values)
        stamps = (np.where(missing, 0.0, values) * 1e6).round().astype("int64").astype("datetime64[us]")
        stamps[missing] = np.datetime64("NaT")
        return pd.Series(stamps)
    if kind.whole:
        return pd.Series(np.where(np.isfinite(values), np.round(values), np.nan)).astype("Int64")
    return pd.Series(values, dtype="float64")


def codes(parts: Sequence[Array]) -> tuple[list[Array], tuple[str | None, ...]]:
    """Object arrays as float codes over their common levels, sorted by spelling; missing (None, NaN) comes last."""
    joined = np.concatenate(parts) if parts else np.empty(0, dtype=object)
    numbered, names = pd.factorize(joined, sort=True, use_na_sentinel=True)
    spelt: tuple[str | None, ...] = tuple(str(name) for name in names)
    if (numbered < 0).any():
        numbered = np.where(numbered < 0, len(spelt), numbered)
        spelt = (*spelt, None)
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return [part.astype("float64") for part in np.split(numbered, ends)], spelt
