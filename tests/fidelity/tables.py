"""Small tables made in code."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from synthesis.tables import Column, Kind, Schema, Table

DTYPES = {Kind.INTEGER: "Int64", Kind.FLOAT: "float64", Kind.DATETIME: "datetime64[us]"}


def frame(columns: Mapping[str, tuple[Kind, Sequence[Any]]]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(list(cells), dtype=DTYPES.get(kind, object)) for name, (kind, cells) in columns.items()}
    )


def table(columns: Mapping[str, tuple[Kind, Sequence[Any]]]) -> Table:
    schema = Schema(tuple(Column(name, kind) for name, (kind, _) in columns.items()))
    return Table("t", frame(columns), schema, "f")


def people(rows: int, seed: int) -> Table:
    """Related columns of every modelled kind, blanks among them."""
    draw = np.random.default_rng(seed)
    age = draw.integers(18, 80, rows)
    job = np.where(draw.random(rows) < age / 100, "nurse", "clerk").astype(object)
    pay = np.exp(draw.normal(7, 0.8, rows) + (job == "nurse"))
    day = np.datetime64("2019-01-01", "us") + draw.integers(0, 1000, rows).astype("timedelta64[D]")
    town = np.where(draw.random(rows) < 0.1, None, draw.choice(["Aa", "Bb", "Cc"], rows))
    return table(
        {
            "age": (Kind.INTEGER, age.tolist()),
            "job": (Kind.CATEGORY, job.tolist()),
            "pay": (Kind.FLOAT, np.where(draw.random(rows) < 0.05, np.nan, pay).tolist()),
            "day": (Kind.DATETIME, list(day)),
            "town": (Kind.CATEGORY, town.tolist()),
            "smokes": (Kind.BOOLEAN, np.where(draw.random(rows) < 0.3, "yes", "no").tolist()),
        }
    )
