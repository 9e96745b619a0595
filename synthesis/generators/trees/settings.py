"""How closely the trees follow the training rows: the dial, and the smallest leaf that it comes to."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.row_keys import keys
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Training

STRENGTHS = {"closest": 0.5, "closer": 0.7, "balanced": 1.0, "safer": 2.0, "safest": 5.0}
"""Positions of the dial: how many times the automatic leaf."""

MEASURED = {
    "closest": (0.52, 0.006, 0.003),
    "closer": (0.54, 0.002, 0.003),
    "balanced": (0.55, 0.005, -0.001),
    "safer": (0.60, 0.001, 0.002),
    "safest": (0.71, 0.002, 0.002),
}
"""Means over four tables (telco churn, white wines, lending club, 20,000 diamonds; one run each, seed 1): AUC of
boosted trees that tell synthetic from training rows, training rows that reappear beyond the share of control rows,
members named beyond chance.

Near copies are told apart from nought by about half a per cent; those of diamonds came to 1.6 % at *closest* and 1.3 %
at *balanced*. """


def _measured_in_words() -> str:
    return "".join(f"\n- {name.capitalize()}: {_point(*figures)}" for name, figures in MEASURED.items())


def _point(detection: float, near: float, members: float) -> str:
    return f"{detection:.2f}, {100 * near:.1f} %, {100 * members:.1f} %"


@dataclass(frozen=True)
class TreeSettings:
    """How closely the trees follow the training rows."""

    strength: str = knob(
        "balanced",
        choices=tuple(STRENGTHS),
        help="Larger leaves are safer and less like the original. Means over four tables: how well a classifier tells "
        "synthetic from real rows (0.50 is guessing), real rows that reappear beyond chance, members named beyond "
        f"chance.\n{_measured_in_words()}\n\nYours will differ: the audit measures it.",
        title="Strength",
    )
    smallest_leaf: int = knob(
        0,
        0,
        5_000,
        "How many training rows stand behind every drawn value at least; a number is picked from the half of "
        "them that are "
        "nearest in the number most akin. More rows are safer and a little less like the original; 0 leaves it to the "
        "strength, the number of rows and how much they repeat each other.",
        title="Smallest leaf",
    )
    smoothing: bool = knob(
        True,
        help="Moves numbers between their neighbours, unless many rows share them. Off keeps real numbers as they are: "
        "closer, and much easier to recognise.",
        title="Smooth numbers",
    )
    most_predictors: int = knob(
        60,
        1,
        1_000,
        "Each column is drawn from at most this many of the columns before it, those that go along with it best. Fewer "
        "is faster on wide tables; a link to a column left out can be lost.",
        title="Most predictors",
    )
    correction: bool = knob(
        True,
        help="Draws three rows for each that is kept and keeps those that a classifier takes for real ones most "
        "readily. "
        "Closer at the same smallest leaf; takes a few times longer.",
        title="Corrective pass",
    )


def automatic_leaf(rows: int, alike: float = 0.0) -> int:
    """The smallest leaf for a table of `rows` rows, of which the share `alike` nearly equals another one.

    1.5 √rows up to 50, then 0.75 √rows or rows / 200, at least 20 and at most 2,000: small tables give each row more
    weight, hence the root, and near copies grow with rows / leaf, hence the share. Up to four times that where rows
    resemble each other: there a drawn row easily hits a real one, the more so one that it was learnt from."""
    times = 1 + min(1.0, 100 * alike) + min(2.0, 10 * alike)
    usual = max(min(1.5 * math.sqrt(rows), 50), 0.75 * math.sqrt(rows), rows / 200)
    return min(2_000, max(20, round(times * usual)))


def likeness(values: Numbers, numeric: Flags) -> float:
    """The share of different rows that agree with another one in every category, blank and fiftieth of a number's
    range."""
    if len(values) < 2 or not values.shape[1]:
        return 0.0
    seen = np.where(np.isfinite(values).any(axis=0), values, 0.0)
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    steps = np.where(numeric & (high > low), 50 / np.where(high > low, high - low, 1.0), 1.0)
    once = ~pd.Series(keys(values)).duplicated().to_numpy()
    near = pd.Series(keys(np.floor((values[once] - low) * steps)))
    return float(near.duplicated(keep=False).mean())


def leaf_size(training: Training, settings: TreeSettings, values: Numbers, numeric: Flags) -> int:
    """The smallest leaf in rows: so many people as it should hold, times the rows that a person has."""
    people = settings.smallest_leaf
    if not people:
        usual = automatic_leaf(round(len(values) / training.each), likeness(values, numeric))
        people = max(2, round(STRENGTHS[settings.strength] * usual))
    return round(people * training.each)
