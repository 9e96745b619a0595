"""How strongly columns belong together: three maps, and the pair that is picked on one of them."""

from typing import Any

import streamlit as st

from components.fidelity import pair_panel
from components.shared import chart, widget_state, words
from components.shared.comparison import ComparedCandidates, compared
from synthesis import figures
from synthesis.fidelity.numbers import association_numbers
from synthesis.fidelity.part import farthest, part
from synthesis.fidelity.score import Associations, Fidelity
from synthesis.figures.associations import LABELLED
from synthesis.journey import Judged

_MAPS = ("Real", "Synthetic", "Difference")


@st.fragment
def relations(shown: Judged, found: Fidelity, candidates: ComparedCandidates = ()) -> None:
    """Three maps of how strongly columns belong together, and the pair that was picked on one of them."""
    if len(found.associations.columns) < 2:
        st.info("There is only one column to compare, so no pair.", icon=":material/info:")
        return
    key = shown.id
    drawn = _mapped(found.associations, key)
    if len(drawn.columns) <= LABELLED:
        st.caption("Click on a field to see the two columns together, or pick them by name.")
    key = f"{key}-{len(drawn.columns)}"
    texts = (figures.association_alt(drawn), figures.synthetic_alt(drawn), figures.difference_alt(drawn))
    others = [(look, part(one.associations, drawn.columns)) for look, one in compared(candidates, likeness_of)]
    others = [(look, one) for look, one in others if one.columns == drawn.columns]
    scale = [drawn, *(one for _, one in others)]
    with st.grid(2, min_column_width=320, row_height="content"):
        for name, figure, text in zip(_MAPS, figures.association_maps(drawn, scale), texts, strict=True):
            _map(name, figure, text, f"map-{name}-{key}")
        for look, one in others:
            figure, text = figures.difference_map(one, scale), figures.difference_alt(one)
            _map(f"Difference, {look.name}", figure, text, f"map-{look.name}-{key}")
        if not candidates:
            _together(shown, found, candidates)
    if candidates:
        _together(shown, found, candidates)
    everyone = {look.name: one.associations for look, one in compared(candidates, likeness_of)}
    chart.download(
        lambda: association_numbers(found.associations, everyone),
        f"associations-{key}",
        "associations",
        "Associations as CSV",
    )


def _mapped(found: Associations, key: str) -> Associations:
    """The whole map; of many columns those of the pairs farthest off, unless all are asked for."""
    count = len(found.columns)
    if count <= LABELLED:
        return found
    few, every = f"The {LABELLED} columns farthest off", f"All {count} columns"
    view = st.segmented_control("Columns on the maps", (few, every), default=few, key=f"mapped-{key}")
    return found if view == every else farthest(found, LABELLED)


def _together(shown: Judged, found: Fidelity, candidates: ComparedCandidates) -> None:
    with st.container(border=True, height="stretch" if not candidates else "content"):
        st.markdown("**Two columns together**")
        pair_panel.draw(shown, found, candidates)


def _map(name: str, figure: Any, text: str, key: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{words.safe(name)}**")
        widget_state.pick_on_chart(pair_panel.SLOT, key, chart.ground(figure), text, chart.config(name))


def likeness_of(one: Judged) -> Fidelity | None:
    """What was found of the likeness of a candidate."""
    return one.audit.fidelity
