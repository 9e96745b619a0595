"""The frames that are compared, brought to one spelling: which columns can be read in all of them, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.privacy.recoding import Recoded
from synthesis.tables.reading.harmonise import like, renamed
from synthesis.tables.schema import Column, Schema


@dataclass(frozen=True, eq=False)
class Aligned:
    """Frames with the same columns in the same spelling, in the order given; `lost` could not be read in all of
    them; `recoded` were matched by their content."""

    schema: Schema
    frames: tuple[pd.DataFrame, ...]
    lost: tuple[str, ...]
    recoded: tuple[Recoded, ...] = ()


def align(schema: Schema, *frames: pd.DataFrame) -> Aligned:
    """`frames` over the modelled columns of `schema`; the first frame is the one whose spelling counts.

    A column that a frame lacks, or that holds something in the first frame and nothing readable in another, is lost:
    to read it as blank throughout would make every attack fail on it and look safe. So is a category none of whose
    levels in the last frame stands in those before it, however the spelling is understood.
    """
    named = [_named(frame) for frame in frames]
    kept: list[Column] = []
    cells: list[list[pd.Series]] = [[] for _ in frames]
    for column in schema.modelled:
        read = _column(column, named)
        if read is not None:
            kept.append(column)
            for part, series in zip(cells, read, strict=True):
                part.append(series)
    kept_schema = Schema(tuple(kept))
    lost = tuple(name for name in schema.modelled.names if name not in kept_schema)
    return Aligned(kept_schema, tuple(_frame(part, named[i]) for i, part in enumerate(cells)), lost)


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    renamed = frame.set_axis([str(name) for name in frame.columns], axis=1).reset_index(drop=True)
    return renamed.loc[:, ~renamed.columns.duplicated()]


def _frame(columns: list[pd.Series], like: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({str(series.name): series for series in columns}, index=like.index)


def _column(column: Column, frames: Sequence[pd.DataFrame]) -> list[pd.Series] | None:
    if any(column.name not in frame.columns for frame in frames):
        return None
    parts = [frame[column.name] for frame in frames]
    read = [_numbers(column, part) for part in parts] if column.numeric else _levels(column, parts)
    filled = [bool(part.notna().any()) or not len(part) for part in read]
    blank = [not part.notna().any() for part in parts]
    unread = any(not full and not empty for full, empty in zip(filled, blank, strict=True))
    if unread or (not column.numeric and _foreign(read)):
        return None
    return [part.rename(column.name) for part in read]


def _numbers(column: Column, part: pd.Series) -> pd.Series:
    if not column.kind.calendar:
        plain = isinstance(part.dtype, np.dtype) and part.dtype.kind in "fiu"
        read = part if plain else pd.to_numeric(part, errors="coerce").astype("Float64")
        values = np.asarray(read.to_numpy("float64", na_value=np.nan))
        return pd.Series(np.where(np.isfinite(values), values, np.nan))
    if pd.api.types.is_numeric_dtype(part):
        return pd.Series(np.full(len(part), np.datetime64("NaT"), dtype="datetime64[us]"))
    stamps: pd.Series = _stamps(column, part).dt.tz_localize(None).astype("datetime64[us]")
    return stamps


def _stamps(column: Column, part: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(part):
        return part
    spelt = part.astype("object")
    stamps = pd.to_datetime(spelt, format=column.format or "ISO8601", errors="coerce", utc=True)
    if stamps.notna().any() or column.format is None:
        return stamps
    return pd.to_datetime(spelt, format="ISO8601", errors="coerce", utc=True)


def _levels(column: Column, parts: Sequence[pd.Series]) -> list[pd.Series]:
    """Levels in the spelling of the first frame."""
    first = renamed(parts[0], str)
    return [first, *(renamed(like(column, first, part), str) for part in parts[1:])]


def _foreign(parts: Sequence[pd.Series]) -> bool:
    """Whether the last frame has levels, and none of them stands in the frames before it, which have some too."""
    known, new = {level for part in parts[:-1] for level in part.dropna().unique()}, parts[-1].dropna().unique()
    return len(parts) > 1 and len(known) > 0 and len(new) > 0 and known.isdisjoint(new)
