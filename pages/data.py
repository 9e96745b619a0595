"""Bring a table, see what was understood, correct it, and hold out the control group."""

import streamlit as st

from components import data_view, reading, session, shell, upload

shell.title("Data", "Bring the table that must not leave the house. It is read here, and stays here.")
upload.bring()

work = session.current()
reading.under_way(work)
table = work.table
if table is None:
    data_view.promise()
    st.stop()

st.header(data_view.name(work), anchor=False)
data_view.tiles(table)
data_view.understood(table)
