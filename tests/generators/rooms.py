"""Training tables made in code."""

import numpy as np
import pandas as pd

from synthesis.generators import Training
from synthesis.tables import Column, Kind, Schema
from synthesis.tables.public_domain import Domain, PublicDomains

DECLARED = PublicDomains(
    (
        Domain("city", levels=("Northam", "Southam", "Eastham", "Westham")),
        Domain("age", low=25, high=75),
        Domain("spent", low=60, high=140, step=0.01, blanks=False),
        Domain("day", low="2021-03-09", high="2021-09-07", blanks=False),
        Domain("member", levels=("no", "yes"), blanks=False),
        Domain("unit", levels=("cm",), blanks=False),
        Domain("zero", low=0, high=0, blanks=False),
        Domain("void", low=0, high=1),
    )
)
"""What is public about the mixed table."""


def words(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype=object)


def mixed(rows: int = 240, seed: int = 3) -> Training:
    """Every kind that may be modelled, with blanks, constants and links; no value or level in fewer than five rows."""
    rng = np.random.default_rng(seed)
    city = rng.integers(0, 4, rows)
    age = np.clip(rng.normal(40 + 5 * city, 12, rows).round(), 25, 75)
    spent = np.clip((age * 2 + rng.normal(0, 5, rows)).round(2), 60, 140)
    day = np.datetime64("2021-03-01", "us") + rng.integers(0, 200, rows).clip(8, 190).astype("timedelta64[D]")
    aged = pd.Series(age)
    aged[rng.random(rows) < 0.15] = np.nan
    names = np.array(["Northam", "Southam", "Eastham", "Westham"], dtype=object)[city]
    names[rng.random(rows) < 0.1] = None
    frame = pd.DataFrame(
        {
            "city": pd.Series(names, dtype=object),
            "age": aged.astype("Int64"),
            "spent": pd.Series(spent, dtype="float64"),
            "day": pd.Series(day).astype("datetime64[us]"),
            "member": pd.Series(np.where(spent > 90, "yes", "no"), dtype=object),
            "unit": pd.Series(["cm"] * rows, dtype=object),
            "zero": pd.Series([0] * rows, dtype="Int64"),
            "void": pd.Series([np.nan] * rows, dtype="float64"),
        }
    )
    kinds = ("category", "integer", "float", "datetime", "boolean", "category", "integer", "float")
    formats = {"spent": ".2f", "day": "%Y-%m-%d"}
    schema = Schema(tuple(Column(n, Kind(k), format=formats.get(n)) for n, k in zip(frame, kinds, strict=True)))
    return Training(frame, schema, declared=DECLARED)


def only(training: Training, *names: str) -> Training:
    schema = Schema(tuple(training.schema[name] for name in names))
    return Training(training.frame[list(names)], schema, training.k_threshold, declared=training.declared)
