"""The headline numbers of likeness, each beside what real rows reach among themselves."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.fidelity.tile import tile
from components.shared import words
from components.shared.comparison import ComparedCandidates
from components.shared.measures import worst_pairs
from synthesis.fidelity import worst_columns
from synthesis.fidelity.score import Fidelity
from synthesis.foundation.numerals import decimal
from synthesis.journey import Judged

_GOOD = {
    "Overall likeness": ("%.3f", "1 is identical."),
    "Told apart": ("%.3f", "Area under the ROC curve of boosted trees: 0.5 is guessing and best."),
    "By a linear model": ("%.1f", "Standard deviations from chance: within ±2 is chance."),
    "Three columns": ("%.0f", "1000 is identical."),
}


def overall(found: Fidelity) -> None:
    """The headline numbers, each beside what real rows reach among themselves."""
    with st.grid(3, min_column_width=230):
        tile(
            "Overall likeness",
            decimal(found.overall.value, 3),
            words.beside_real("1 is identical", found.overall.reference),
            way="[Column by column](#columns) · [pair by pair](#pairs)",
        )
        for worst in worst_columns(found)[:1]:
            _farthest("Column", worst.column, worst.value, worst.reference, "#columns")
        for pair in worst_pairs(found)[:1]:
            _farthest("Pair", " and ".join(pair.columns), pair.value, pair.reference, "#pairs")


def _farthest(what: str, name: str, value: float | None, reference: float | None, anchor: str) -> None:
    about = words.beside_real(f"difference {decimal(value, 3)}, 0 is best", reference)
    tile(f"{what} farthest off", name, about, way=f"[See its picture]({anchor})")


def side_by_side(shown: Judged, candidates: ComparedCandidates) -> None:
    """The headline numbers of all candidates, one row each, what real rows reach in the last."""
    if not candidates or shown.audit.fidelity is None:
        return
    table = headline_table([("Shown here", shown), *((candidate.name, candidate.shown) for candidate in candidates)])
    st.dataframe(
        table,
        hide_index=True,
        alt="Headline numbers of all candidates.",
        column_config={"Candidate": st.column_config.TextColumn(width="medium", pinned=True)}
        | {name: st.column_config.NumberColumn(format=form, help=good) for name, (form, good) in _GOOD.items()},
    )


def headline_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a candidate; the last row is what held-out real rows reach in the place of the first candidate's."""
    rows = [(name, one.audit.fidelity) for name, one in candidates if one.audit.fidelity is not None]
    first = rows[0][1]
    worst = [next(iter(worst_columns(found)), None) for _, found in rows]
    cells = [
        [
            name,
            found.overall.value,
            found.detection.value if found.detection else None,
            found.propensity.value if found.propensity else None,
            found.marginals.value if found.marginals else None,
            f"{one.column}, {decimal(one.value, 3)}" if one else "",
        ]
        for (name, found), one in zip(rows, worst, strict=True)
    ]
    reached = [
        "Real against real",
        first.overall.reference,
        first.detection.reference if first.detection else None,
        first.propensity.reference if first.propensity else None,
        first.marginals.reference if first.marginals else None,
        "",
    ]
    names = ["Candidate", "Overall likeness", "Told apart", "By a linear model", "Three columns", "Column farthest off"]
    return pd.DataFrame([*cells, reached], columns=names)
