"""Invent: a table from a description alone, for a demo or a test before there is any data."""

import streamlit as st

from components.invent import description_draft, page
from components.shared import header

header.page_title(
    "Invent", "Describe a table and get one, without any data: for a demo or a test that cannot wait for access."
)
draft = description_draft.current()
if draft.made:
    page.outcome(draft)
    with st.expander("Change the description", icon=":material/edit:", expanded=True):
        page.form(draft)
else:
    page.form(draft)
with st.expander("Begin with something else", icon=":material/restart_alt:"):
    page.begin()
