"""Invent: a table from a description alone, for a demo or a test before there is any data."""

import streamlit as st

from components import invent_view, invention, shell

shell.title(
    "Invent", "Describe a table and get one, without any data: for a demo or a test that cannot wait for access."
)
draft = invention.current()
if draft.made:
    invent_view.outcome(draft)
    with st.expander("Change the description", icon=":material/edit:", expanded=True):
        invent_view.form(draft)
else:
    invent_view.form(draft)
with st.expander("Begin with something else", icon=":material/restart_alt:"):
    invent_view.begin()
