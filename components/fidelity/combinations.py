"""Three columns at once: the sets of columns that are farthest off, and their combinations."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.fidelity.tile import tile
from components.shared import cache, chart, words
from components.shared.comparison import ComparedCandidates, compared
from synthesis import figures
from synthesis.fidelity.combinations import Combinations
from synthesis.fidelity.score import Marginals
from synthesis.foundation.numerals import count, decimal
from synthesis.journey import Judged

_COMBINATIONS = 8
_FEW = "fewer than five rows"


@st.fragment
def draw(shown: Judged, found: Marginals, candidates: ComparedCandidates) -> None:
    """The sets of columns, worst first; the one that was clicked as a picture of the combinations that are off."""
    st.subheader(words.with_term("Three columns at once", "k-marginals"), anchor="triples")
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption(
            "Sets of columns, the one that falls farthest behind real rows first. 1000 is identical. Click on one."
        )
        event = st.dataframe(
            triples(found, candidates),
            key=f"triples-{shown.id}-{len(candidates)}",
            hide_index=True,
            on_select="rerun",
            selection_mode="single-cell",
            height=420,
            alt="Sets of three columns, the worst first.",
            column_config={
                "Columns": st.column_config.TextColumn(width=280, pinned=True),
                **dict.fromkeys(["Score", *(one.run for one in candidates)], st.column_config.NumberColumn(width=64)),
                "Real against real": st.column_config.NumberColumn("Real vs real", width=90),
            },
        )
    rows = [row for row, _ in event.selection.cells]
    picked = found.worst[min(rows[-1], len(found.worst) - 1) if rows else 0]
    with right, st.container(border=True):
        st.markdown(f"**{words.safe(words.listed(picked.columns))}**")
        _combinations(shown, picked.columns, candidates)


def _combinations(shown: Judged, columns: tuple[str, ...], candidates: ComparedCandidates) -> None:
    st.caption("The combinations farthest off, as shares of all rows; numbers in a few ranges.")
    found = cache.look(shown, Judged.combinations, *columns)
    others = compared(candidates, lambda one: cache.look(one, Judged.combinations, *columns))
    first = slice(0, _COMBINATIONS)
    drawn = figures.Shares(
        found.labels[first], found.train[first], found.synthetic[first], found.control[first], missing=_FEW
    )
    more = [(look, _looked_up(one, found.cells[first])) for look, one in others]
    key = f"combinations-{'-'.join(columns)}"
    chart.draw(
        figures.share_rows(drawn, more),
        key,
        figures.share_rows_alt(drawn),
        " ".join(columns),
        lambda: combination_numbers(found, [(look.name, one) for look, one in others]),
    )


def _looked_up(found: Combinations, cells: Sequence[int]) -> list[float]:
    known = dict(zip(found.cells, found.synthetic, strict=True))
    return [known.get(cell, 0.0) for cell in cells]


def headline(found: Marginals) -> None:
    tile(
        "Three columns at once",
        decimal(found.value, 0),
        words.beside_real("NIST's k-marginal score: 1000 is identical, 0 nothing in common", found.reference, 0),
        f"Mean of {count(found.sets)} of {count(found.possible)} sets of columns.",
        "[See the sets farthest off](#triples)" if found.worst else "",
    )


def triples(found: Marginals, candidates: ComparedCandidates = ()) -> pd.DataFrame:
    """One row a set of columns: its score, that of further candidates, and what held-out real rows reach."""
    more = {}
    for candidate in candidates:
        other = candidate.shown.audit.fidelity
        known = {one.columns: one.value for one in (other.marginals.worst if other and other.marginals else ())}
        more[candidate.run] = _whole([known.get(one.columns) for one in found.worst])
    return pd.DataFrame(
        {
            "Columns": [", ".join(one.columns) for one in found.worst],
            "Score": _whole([one.value for one in found.worst]),
            **more,
            "Real against real": _whole([one.reference for one in found.worst]),
        }
    )


def combination_numbers(found: Combinations, others: Sequence[tuple[str, Combinations]] = ()) -> pd.DataFrame:
    """One row a combination: its share of all rows, real ones only where at least five rows have it."""
    more = {name: [round(share, 5) for share in _looked_up(one, found.cells)] for name, one in others}
    parts = {"real": found.train, "synthetic": found.synthetic, **more, "control": found.control}
    frame = pd.DataFrame({"combination": found.labels, **parts})
    return frame.astype(dict.fromkeys(parts, "float64")).round(5)


def _whole(scores: Sequence[float | None]) -> pd.arrays.IntegerArray:
    return pd.array([None if score is None else round(score) for score in scores], dtype="Int64")
