"""A table on its owner's page: how large it is, what was understood of it, and what was settled."""

import streamlit as st

from components.data import column_editor, findings, spelling
from components.shared import detectable_effect, menu, session, words
from components.shared.session import Session
from synthesis.foundation.numerals import count, percent
from synthesis.journey.description import Understood


def about() -> None:
    """What will happen with a table, for somebody who has not brought one yet."""
    with st.grid(3, min_column_width=220):
        for icon, head, text in _STORY:
            with st.container(border=True, height="stretch"):
                st.markdown(f":primary[{icon}] **{head}**")
                st.markdown(f":gray[{text}]")


_STORY = (
    (
        ":material/group_work:",
        "Held out first",
        (
            "Before anything learns from your table, some rows are set aside. They are what every attack is "
            "measured against."
        ),
    ),
    (
        ":material/tune:",
        "Made new",
        (
            "A generator you choose writes new rows that behave like yours. Names, e-mails and numbers that point "
            "at a person are made up."
        ),
    ),
    (
        ":material/approval:",
        "Judged before it leaves",
        (
            "Real attacks try to find your people in the result. You see what they gained, beside how alike the "
            "tables are."
        ),
    ),
)


def name(work: Session) -> str:
    """What the table is called, with nothing in it read as formatting."""
    return words.safe(work.name)


def tiles(table: Understood) -> None:
    """How large the table is and what is missing in it."""
    columns = table.schema.columns
    blank = sum(column.missing for column in columns) / len(columns)
    with st.grid(4, min_column_width=150):
        st.metric("Rows", count(len(table)), border=True)
        if table.schema.entity:
            st.metric("People", count(table.survey.people), border=True)
        st.metric("Columns", count(len(columns)), border=True)
        st.metric("Cells left blank", percent(blank), border=True)
        if not table.schema.entity:
            st.metric("Repeated rows", count(table.survey.repeated), border=True)


def understood(table: Understood) -> None:
    """How the file was read, what to know of the table, and its columns: to correct first, then to read."""
    work = session.current()
    if work.confirmed:
        confirmed(table)
        findings.draw(table, in_sight=False)
        spelling.draw(table)
        column_editor.settled(table)
        return
    findings.draw(table, in_sight=True)
    spelling.draw(table)
    column_editor.correct(table)


def confirmed(table: Understood) -> None:
    """What was settled: the control group, how small a risk it can show, and where to go next."""
    work = session.current()
    parts = table.split()
    train, control, note = parts.train, parts.control, parts.note
    with st.container(border=True, key="confirmed"):
        st.markdown(":green[:material/check_circle:] **The columns are confirmed and a control group is held out.**")
        with st.grid(3, min_column_width=150):
            st.metric("Rows to learn from", count(train))
            st.metric("Rows held out", count(control))
            st.metric("Columns released", len(table.schema.released))
        if note:
            st.caption(words.safe(note))
        detectable_effect.draw(*parts.people, work.choice.attacks, work.policy, parts.pilot)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Choose a generator", icon=":material/tune:", type="primary"):
                menu.go("generator")
            if st.button("Change the columns", icon=":material/edit:", type="tertiary"):
                work.keep_columns(table, confirmed=False, control=work.control)
                st.rerun()
