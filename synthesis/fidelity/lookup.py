"""What is looked at more closely when somebody asks: all categories of a column, and dates by the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.fidelity.binning import MINIMUM_FREQUENCY
from synthesis.fidelity.score import Distribution
from synthesis.foundation.arrays import Array

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {"weekday": _DAYS, "month": _MONTHS, "hour": tuple(f"{hour}:00" for hour in range(24))}
"""Places in the calendar, and their labels."""


@dataclass(frozen=True)
class CategoryLevels:
    """The categories of a column that at least five training rows have, the commonest first, as shares of all rows.

    `rare_train`: training rows with a rarer category, whose names stay in the house; `rare_synthetic`: synthetic rows
    with a category that is not listed."""

    labels: tuple[str, ...]
    train: tuple[float, ...]
    synthetic: tuple[float, ...]
    rare_train: float
    rare_synthetic: float


def category_levels(train: pd.Series, synthetic: pd.Series) -> CategoryLevels:
    """All categories that may be named."""
    counts, made = train.value_counts(), synthetic.value_counts()
    common = counts[counts >= MINIMUM_FREQUENCY].sort_index().sort_values(ascending=False, kind="stable")
    there = made.reindex(common.index, fill_value=0)
    rows, others = max(len(train), 1), max(len(synthetic), 1)
    return CategoryLevels(
        tuple(map(str, common.index)),
        tuple((common / rows).tolist()),
        tuple((there / others).tolist()),
        float(counts.sum() - common.sum()) / rows,
        float(made.sum() - there.sum()) / others,
    )


def calendars(train: pd.Series) -> tuple[str, ...]:
    """The places in the calendar by which the training dates vary."""
    return tuple(unit for unit in UNITS if len(np.unique(_places(train.dropna(), unit))) > 1) or ("month",)


def calendar(name: str, unit: str, train: pd.Series, synthetic: pd.Series, control: pd.Series | None) -> Distribution:
    """Shares of all rows by weekday, month or hour of a date."""
    parts = [part for part in (train, synthetic, control) if part is not None]
    shares = [_shares(part, unit) for part in parts]
    blanks = [float(part.isna().mean()) if len(part) else 0.0 for part in parts]
    held = control is not None
    return Distribution(
        name,
        "datetime",
        UNITS[unit],
        (),
        shares[0],
        shares[1],
        shares[2] if held else (),
        blanks[0],
        blanks[1],
        blanks[2] if held else None,
        (),
        True,
    )


def _shares(part: pd.Series, unit: str) -> tuple[float, ...]:
    counts = np.bincount(_places(part.dropna(), unit), minlength=len(UNITS[unit]))
    found: Sequence[float] = (counts / max(len(part), 1)).tolist()
    return tuple(found)


def _places(dates: pd.Series, unit: str) -> Array:
    """0, 1, 2, … from Monday, January or midnight."""
    moments = pd.DatetimeIndex(dates)
    if unit == "weekday":
        return np.asarray(moments.weekday, dtype=np.int64)
    return np.asarray(moments.month - 1 if unit == "month" else moments.hour, dtype=np.int64)
