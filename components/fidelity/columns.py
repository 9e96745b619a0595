"""The table of columns, worst first, which drives the large picture beside it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.fidelity.column_panel import one_column
from components.shared.comparison import ComparedCandidate, ComparedCandidates
from components.shared.tabular import numbers
from synthesis.fidelity import worst_columns
from synthesis.fidelity.score import Distribution, Fidelity
from synthesis.figures.style import REAL, SYNTHETIC
from synthesis.journey import Judged

_ROW, _SEEN_ROWS, _BARS = 36, 18, 16
_DIFFERENCE = (
    "How far the synthetic column is from the real one: 0 is identical, 1 has nothing in common. "
    "For numbers and dates the largest gap between the two cumulative curves, for categories the share of rows that "
    "would have to move."
)
_REAL_AGAINST_REAL = (
    "The same between training rows and held-out real rows: nothing made by a perfect generator would be closer."
)
_SMALL = (
    "Shares of the rows, from the commonest category or the smallest number on; neighbours are joined where there "
    "are many."
)


@st.fragment
def columns(shown: Judged, found: Fidelity, candidates: ComparedCandidates = ()) -> None:
    """The table of columns, worst first, drives the large picture beside it."""
    ranking = worst_columns(found)
    names = [worst.column for worst in ranking]
    if not names:
        st.info("No column could be compared.", icon=":material/info:")
        return
    st.caption("Sorted by how much farther the synthetic column is off than held-out real rows are.")
    left, right = st.columns(2, gap="medium")
    with left:
        clicked = _index(shown, found, ranking, candidates)
    with right, st.container(border=True):
        name = st.selectbox("Column", names, index=clicked, key=f"column-{shown.id}-{clicked}")
        one_column(shown, found, name, candidates)


def _index(shown: Judged, found: Fidelity, ranking: Sequence[Any], candidates: ComparedCandidates) -> int:
    """The table of columns; the place of the one that was clicked."""
    height = _ROW * (min(len(ranking), _SEEN_ROWS) + 1) + 3
    table = column_table(found, ranking, candidates)
    event = st.dataframe(
        table,
        key=f"columns-{shown.id}" + f"-{len(candidates)}" * bool(candidates),
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        row_height=_ROW,
        height=height,
        alt="Columns from the one farthest off to the nearest.",
        column_config=_pictures(candidates),
    )
    rows = [row for row, _ in event.selection.cells]
    return min(rows[-1], len(ranking) - 1) if rows else 0


def column_table(found: Fidelity, ranking: Sequence[Any], candidates: ComparedCandidates = ()) -> pd.DataFrame:
    """One row a column: its difference, that of other candidates, that of real rows, and two small pictures."""
    drawn = {one.column: one for one in found.distributions}
    return pd.DataFrame(
        {
            "Column": [one.column for one in ranking],
            "Difference": numbers(one.value for one in ranking),
            **{candidate.run: _differences(candidate, ranking) for candidate in candidates},
            "Real vs real": numbers(one.reference for one in ranking),
            "Real": [_bars(drawn.get(one.column), "train") for one in ranking],
            "Synthetic": [_bars(drawn.get(one.column), "synthetic") for one in ranking],
        }
    )


def _differences(candidate: ComparedCandidate, ranking: Sequence[Any]) -> pd.arrays.FloatingArray:
    other = candidate.shown.audit.fidelity
    known = {one.column: one.value for one in worst_columns(other)} if other else {}
    return numbers(known.get(one.column) for one in ranking)


def _bars(shown: Distribution | None, part: str) -> list[float]:
    """Shares for a small picture: neighbouring categories or bins are joined until they are few enough to be seen."""
    shares = list(getattr(shown, part)) if shown else []
    width = max(-(-len(shares) // _BARS), 1)
    return [sum(shares[at : at + width]) for at in range(0, len(shares), width)]


def _pictures(candidates: ComparedCandidates) -> dict[str, Any]:
    number, bars = st.column_config.NumberColumn, st.column_config.BarChartColumn
    return {
        **{one.run: number(format="%.3f", width=70, help=f"The same of {one.name}.") for one in candidates},
        "Column": st.column_config.TextColumn(width=162 if not candidates else 140, pinned=True),
        "Difference": number(format="%.3f", width=78, help=_DIFFERENCE),
        "Real vs real": number(format="%.3f", width=88, help=_REAL_AGAINST_REAL),
        "Real": bars(y_min=0, width=64, color=REAL, help=_SMALL),
        "Synthetic": bars(y_min=0, width=66, color=SYNTHETIC, help=_SMALL),
    }
