"""Audit: a synthetic table that was made elsewhere is judged by the rows it was made from and rows it never saw."""

import streamlit as st

from components import audit_view, brought, shell

shell.title(
    "Audit",
    "Judge a synthetic table that was made elsewhere, against real rows. CSV, TSV, Parquet or Excel; all three files stay here.",
)
held = brought.current()
audit_view.files(held)
if not audit_view.sound(held):
    st.stop()
job = brought.newest(held)
if job is not None:
    audit_view.outcome(held, job)
audit_view.form(held, job)
