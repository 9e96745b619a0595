"""What a page needs before it is drawn; where that is missing, the page's title and the way to the page that helps.

A guard comes before anything else on a page, for it draws the title itself when it ends the page.
"""

from typing import NoReturn

import streamlit as st

from components.shared import menu, runs, watch, widget_state
from components.shared.session import current
from synthesis.journey import Finished
from synthesis.journey.description import Understood


def need_table() -> Understood:
    """The table, or the page's title, one sentence and the way to the page that helps."""
    table = current().table
    if table is None and current().reader() is not None:
        _send("Your table is being read.", "data", "See how far it is")
    if table is None:
        _send("There is no table yet.", "data", "Bring a table")
    return table


def need_confirmed() -> Understood:
    """The table with its columns confirmed, or the page's title, one sentence and the way to the page that helps."""
    table = need_table()
    if not current().confirmed:
        _send("The columns of your table are not confirmed yet.", "data", "Confirm the columns")
    return table


def need_finished() -> Finished:
    """The run that is shown, judged by the policy as it stands; until there is one, the page's title and what is the
    matter.
    """
    need_confirmed()
    session = current()
    job = session.shown()
    if job is None:
        _send("Nothing has been generated from this table yet.", "generator", "Choose a generator")
    status = runs.status_of(job)
    if not status.over:
        _title()
        watch.watch(job)
        st.stop()
    if status.state != "done":
        _title()
        watch.ended_badly(status)
        menu.link("generator", "Back to the generator")
        st.stop()
    return runs.finished(job, session.policy)


def on_page(title: str) -> None:
    """The page that is being drawn."""
    widget_state.remember("page", title)


def _title() -> None:
    st.title(str(widget_state.recall("page")), anchor=False)


def _send(happened: str, page: str, label: str) -> NoReturn:
    _title()
    st.info(happened, icon=":material/info:")
    menu.link(page, label)
    st.stop()
