"""Audit: a synthetic table that was made elsewhere is judged by the rows it was made from and rows it never saw."""

import streamlit as st

from components.audit import page, uploaded_files
from components.shared import header
from synthesis.tables.reading.file_formats import format_titles

header.page_title(
    "Audit",
    (
        "Judge a synthetic table that was made elsewhere, against real rows. "
        f"{format_titles()}; all three files stay here."
    ),
)
held = uploaded_files.current()
page.files(held)
if not page.sound(held):
    st.stop()
job = uploaded_files.newest(held)
if job is not None:
    page.outcome(held, job)
page.form(held, job)
