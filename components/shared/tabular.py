"""Columns of numbers for the tables of a page, blank where nothing was measured, and how they are written."""

from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd
import streamlit as st

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]
"""The colours of a badge."""

Config = dict[str, Any]
"""How columns are shown, by name."""


def numbers(values: Iterable[float | None]) -> pd.arrays.FloatingArray:
    """A column of numbers."""
    return pd.array(list(values), dtype="Float64")


def percents(shares: Iterable[float | None]) -> pd.arrays.FloatingArray:
    """A column of shares, in per cent."""
    return numbers(None if share is None else 100 * share for share in shares)


def as_decimals(*names: str) -> Config:
    """These columns with three decimals."""
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.3f"))


def as_rates(*names: str) -> Config:
    """These columns, which are in per cent, with their sign."""
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.1f %%"))
