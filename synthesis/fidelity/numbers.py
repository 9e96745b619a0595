"""The numbers behind the pictures, as tables that may leave the house: shares only, and none that tells of a few real
rows."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from synthesis.fidelity.binning import MINIMUM_FREQUENCY
from synthesis.fidelity.hexagons import Hexagons
from synthesis.fidelity.score import Associations, Distribution, Joint
from synthesis.foundation.arrays import Numbers

BLANK = "Blank"


def distribution_numbers(
    shown: Distribution, train: int, control: int, others: Mapping[str, Distribution] | None = None
) -> pd.DataFrame:
    """One row a bin, blanks last: the share of all rows in it, real, synthetic and control, and of further candidates.

    `train`, `control`: how many rows these have. A real share that stands for one to four rows is left out, and where
    only one would be, the next smallest too, since shares sum to 1. Shares are rounded to four digits."""
    parts = {
        "real": hidden((*shown.train, shown.missing_train), train),
        "synthetic": np.array([*shown.synthetic, shown.missing_synthetic]),
    }
    if shown.control:
        parts["control"] = hidden((*shown.control, shown.missing_control or 0.0), control)
    for name, one in (others or {}).items():
        if len(one.labels) == len(shown.labels):
            parts[name] = np.array([*one.synthetic, one.missing_synthetic])
    frame = pd.DataFrame({"column": shown.column, "bin": [*shown.labels, BLANK]})
    return frame.assign(**{name: np.round(shares, 4) for name, shares in parts.items()})


def hidden(shares: Sequence[float], rows: int) -> Numbers:
    """The shares without those of fewer than five rows; zero stays, and never is a single one left out alone."""
    out = np.array(shares, dtype=np.float64)
    counts = np.rint(out * rows)
    few = (counts > 0) & (counts < MINIMUM_FREQUENCY)
    if few.sum() == 1:
        rest = np.where((counts > 0) & ~few, counts, np.inf)
        if np.isfinite(rest).any():
            few[int(rest.argmin())] = True
    return np.where(few, np.nan, out)


def association_numbers(shown: Associations, others: Mapping[str, Associations] | None = None) -> pd.DataFrame:
    """One row a pair of columns: the measure, and its strength in each table, those of further candidates too."""
    pairs = list(combinations(range(len(shown.columns)), 2))
    at = tuple(np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True)) if pairs else ()
    frame = pd.DataFrame(
        {
            "first": [shown.columns[i] for i, _ in pairs],
            "second": [shown.columns[j] for _, j in pairs],
            "measure": [shown.measures[i][j] for i, j in pairs],
        }
    )
    if not pairs:
        return frame
    found = {"real": shown.train, "synthetic": shown.synthetic}
    if shown.control is not None:
        found["control"] = shown.control
    found |= {name: one.synthetic for name, one in (others or {}).items() if one.columns == shown.columns}
    return frame.assign(**{name: np.round(matrix[at], 4) for name, matrix in found.items()})


def joint_numbers(shown: Joint, others: Mapping[str, Joint] | None = None) -> pd.DataFrame:
    """One row a cell: its share of the rows, real ones only where at least five rows share it."""
    cells = [(i, j) for i in range(len(shown.x_labels)) for j in range(len(shown.y_labels))]
    return pd.DataFrame(
        {
            "first": shown.x,
            "first bin": [shown.x_labels[i] for i, _ in cells],
            "second": shown.y,
            "second bin": [shown.y_labels[j] for _, j in cells],
            "real": [round(float(shown.train[cell]), 5) for cell in cells],
            "synthetic": [round(float(shown.synthetic[cell]), 5) for cell in cells],
            **{
                name: [round(float(one.synthetic[cell]), 5) for cell in cells]
                for name, one in (others or {}).items()
                if one.synthetic.shape == shown.synthetic.shape
            },
        }
    )


def hexagon_numbers(shown: Hexagons, others: Mapping[str, Hexagons] | None = None) -> pd.DataFrame:
    """One row a hexagon that any table has rows in: its centre, and its share of the rows; real ones only where at
    least five rows share it. A scale of logarithms says so in the heading."""
    places = {name: dict(zip(_places(one), one.synthetic, strict=True)) for name, one in (others or {}).items()}
    found = dict(zip(_places(shown), zip(shown.train, shown.synthetic, strict=True), strict=True))
    every = sorted({*found, *(place for known in places.values() for place in known)})
    nothing = (np.nan, 0.0)
    return pd.DataFrame(
        {
            **{
                f"log10 of {scale.name}" if scale.log else scale.name: [place[at] for place in every]
                for at, scale in enumerate((shown.across, shown.up))
            },
            "real": [round(float(found.get(place, nothing)[0]), 5) for place in every],
            "synthetic": [round(float(found.get(place, nothing)[1]), 5) for place in every],
            **{name: [round(float(known.get(place, 0.0)), 5) for place in every] for name, known in places.items()},
        }
    )


def _places(shown: Hexagons) -> list[tuple[float, float]]:
    return [(float(f"{x:.9g}"), float(f"{y:.9g}")) for x, y in shown.centres]
