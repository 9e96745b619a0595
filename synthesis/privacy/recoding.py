"""Columns of a release under another name, in another code or unit, matched with those of the source by content."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.tables.reading.harmonise import like
from synthesis.tables.schema import Column, Schema

_ALIKE = 0.1
_STRAIGHT = 0.99
_WITHIN = 0.5
_SNAP = 1e-3
_QUANTILES = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


@dataclass(frozen=True)
class Recoded:
    """A column of the source, the name it goes by in the release, and how the two were matched, in words."""

    column: str
    released_as: str
    how: str


def matched(schema: Schema, source: pd.DataFrame, release: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Recoded, ...]]:
    """The release with every column that could be matched by content in the names, codes and units of the source.

    A column that is missing is looked for among those that the source lacks: the one whose values are most alike, if
    less than a tenth of them would have to change. A category without a level of the source is read by the order of its
    codes, or by their frequencies where these are apart; numbers of which most lie beyond those of the source are read
    through the straight line between both columns' quantiles. What stays unmatched stays as it is.
    """
    renamed = dict(_renamed(schema, source, release))
    release = release.rename(columns={name: column for column, name in renamed.items()})
    found = [Recoded(column, name, "under another name") for column, name in renamed.items()]
    for column in schema.modelled:
        if column.name in release and column.name in source:
            read = _read(column, source[column.name], release[column.name])
            if read is not None:
                release = release.assign(**{column.name: read[0]})
                found.append(Recoded(column.name, renamed.get(column.name, column.name), read[1]))
    return release, tuple(found)


def _renamed(schema: Schema, source: pd.DataFrame, release: pd.DataFrame) -> Iterator[tuple[str, str]]:
    strangers = [str(name) for name in release if str(name) not in schema]
    for column in schema.modelled:
        if column.name in release or column.name not in source or not strangers:
            continue
        far = {name: _distance(column, source[column.name], release[name]) for name in strangers}
        best = min(strangers, key=lambda name: far[name])
        if far[best] <= _ALIKE:
            strangers.remove(best)
            yield column.name, best


def _distance(column: Column, one: pd.Series, other: pd.Series) -> float:
    """The share of cells that would have to change: the largest gap of the distributions, or total variation."""
    if column.numeric:
        a, b = _numbers(one), _numbers(other)
        if not len(a) or len(b) < _WITHIN * len(other):
            return 1.0
        cuts = np.sort(np.concatenate([a, b]))
        gaps = np.searchsorted(np.sort(a), cuts, "right") / len(a) - np.searchsorted(np.sort(b), cuts, "right") / len(b)
        return float(np.abs(gaps).max())
    return _variation(_shares(one), _shares(like(column, one, other)))


def _read(column: Column, source: pd.Series, release: pd.Series) -> tuple[pd.Series, str] | None:
    if column.numeric:
        return None if column.kind.calendar else _rescaled(_numbers(source), release)
    return _relabelled(column, source, release)


def _numbers(cells: pd.Series) -> Numbers:
    if pd.api.types.is_datetime64_any_dtype(cells):
        return np.asarray(cells.dropna().astype("int64"), dtype=np.float64)
    values = pd.to_numeric(cells, errors="coerce").astype("Float64").to_numpy("float64", na_value=np.nan)
    return np.asarray(values[np.isfinite(values)], dtype=np.float64)


def _rescaled(source: Numbers, release: pd.Series) -> tuple[pd.Series, str] | None:
    """Numbers in the unit of the source, next to a value of it taken for that value; None where they are in it."""
    values = _numbers(release)
    if len(source) < len(_QUANTILES) or len(values) < len(_QUANTILES):
        return None
    if np.mean((values >= source.min()) & (values <= source.max())) >= _WITHIN:
        return None
    here, there = np.quantile(source, _QUANTILES), np.quantile(values, _QUANTILES)
    if np.ptp(there) == 0.0 or np.corrcoef(here, there)[0, 1] ** 2 < _STRAIGHT:
        return None
    slope, start = np.polyfit(there, here, 1)
    whole = pd.to_numeric(release, errors="coerce").astype("Float64").to_numpy("float64", na_value=np.nan)
    return pd.Series(_snapped(slope * whole + start, np.unique(source))), f"as {slope:.4g} times the number"


def _snapped(values: Numbers, known: Numbers) -> Numbers:
    """Each value, or the known one that it is within a thousandth of their range of."""
    place = np.clip(np.searchsorted(known, values), 1, max(len(known) - 1, 1))
    below, above = known[np.minimum(place - 1, len(known) - 1)], known[np.minimum(place, len(known) - 1)]
    nearest = np.where(np.abs(values - below) <= np.abs(values - above), below, above)
    return np.where(np.abs(values - nearest) <= _SNAP * np.ptp(known), nearest, values)


def _relabelled(column: Column, source: pd.Series, release: pd.Series) -> tuple[pd.Series, str] | None:
    """Levels of the source in place of codes; None where levels are shared or no order of them fits."""
    ours, theirs = _shares(source), _shares(like(column, source, release))
    if not len(ours) or not len(theirs) or set(ours.index) & set(theirs.index):
        return None
    for how, pairs in (("by the order of its codes", _in_order(ours, theirs)), ("by frequency", _ranked(ours, theirs))):
        if pairs and _variation(ours, theirs.rename(pairs).groupby(level=0).sum()) <= _ALIKE:
            return release.astype("string").astype("object").map(pairs), how
    return None


def _in_order(ours: pd.Series, theirs: pd.Series) -> Mapping[str, str]:
    """Sorted codes to sorted levels; whole numbers from 0 are places among them."""
    levels, codes = sorted(ours.index), list(theirs.index)
    if all(code.isdigit() for code in codes):
        places = [int(code) for code in codes]
        return (
            {code: levels[place] for code, place in zip(codes, places, strict=True)}
            if max(places) < len(levels)
            else {}
        )
    return dict(zip(sorted(codes), levels, strict=False)) if len(codes) == len(levels) else {}


def _ranked(ours: pd.Series, theirs: pd.Series) -> Mapping[str, str]:
    """The commonest code to the commonest level and so on, where their shares are a hundredth apart or more."""
    shares: Sequence[float] = sorted(ours, reverse=True)
    apart = all(more - less >= _ALIKE / 10 for more, less in pairwise(shares))
    if not apart or len(ours) != len(theirs):
        return {}
    ranked = (list(one.sort_values(ascending=False).index) for one in (theirs, ours))
    return dict(zip(*ranked, strict=True))


def _shares(cells: pd.Series) -> pd.Series:
    return cells.dropna().astype(str).value_counts(normalize=True)


def _variation(one: pd.Series, other: pd.Series) -> float:
    return float(one.sub(other, fill_value=0.0).abs().sum()) / 2.0 if len(other) else 1.0
