"""Likeness: real beside synthetic, against what real rows reach among themselves."""

import streamlit as st

from components import fidelity_view, session, strip

shown = session.need_finished()
strip.heading("Fidelity", shown)
strip.risk_strip(shown)
found = shown.audit.fidelity
if found is None:
    st.info("Likeness was not measured in this run.", icon=":material/info:")
    st.stop()
fidelity_view.overall(found)
st.header("Columns, worst first", anchor=False)
fidelity_view.columns(shown, found)
st.header("How columns belong together", anchor=False)
fidelity_view.relations(shown, found)
fidelity_view.use(shown.audit.utility)
