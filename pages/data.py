"""Bring a table, see what was understood, correct it, and hold out the control group."""

import streamlit as st

from components.data import page, reading, upload
from components.shared import header, session

header.page_title("Data", "Bring the table that must not leave the house. It is read here, and stays here.")
upload.bring()

work = session.current()
reading.under_way(work)
table = work.table
if table is None:
    page.about()
    st.stop()

st.header(page.name(work), anchor=False)
page.tiles(table)
page.understood(table)
