"""The state of the work in hand, under the menu."""

from collections.abc import Mapping

import streamlit as st

from components.shared import runs, session, words
from components.shared.tabular import Color

_STATES: Mapping[str, tuple[str, Color, str]] = {
    "queued": ("Under way", "blue", ":material/sync:"),
    "running": ("Under way", "blue", ":material/sync:"),
    "done": ("Done", "green", ":material/check:"),
    "failed": ("Failed", "red", ":material/error:"),
    "cancelled": ("Cancelled", "gray", ":material/cancel:"),
}
"""Words that stay true while the page stands still: a run that waits is at work a moment later."""


def state_badge(state: str) -> None:
    """How a run stands, by word and symbol."""
    word, color, icon = _STATES[state]
    st.badge(word, color=color, icon=icon)


def state_word(state: str) -> str:
    """How a run stands, by word."""
    return _STATES[state][0]


def draw() -> None:
    """The table in hand and the run that is shown; nothing where there is none."""
    work = session.current()
    if work.workspace is None:
        return
    with st.sidebar, st.container(border=True, key="workbar"):
        if work.schema is not None:
            st.markdown(f"**{words.safe(work.name)}**")
            st.caption("Columns confirmed" if work.confirmed else "Columns not confirmed yet")
        else:
            st.caption("Work in hand")
        job = work.shown()
        if job is not None:
            state_badge(runs.status_of(job).state)
            st.caption(words.safe(job.title))
        with st.popover("Forget this work", icon=":material/delete:", type="tertiary"):
            st.markdown("The table, every run and every result are removed from this server.")
            if st.button("Forget it all", key="forget", type="primary"):
                session.forget()
                st.rerun()
