"""Risk: what each attack gained on people in the data, with its interval and limit, and what was not tested."""

import streamlit as st

from components import privacy_view, session, strip, verdict_view

shown = session.need_finished()
strip.heading("Privacy", shown)
privacy = shown.audit.privacy
strip.fidelity_strip(shown)
verdict_view.verdict_banner(shown.audit)
with st.container(border=True):
    st.subheader("What each attack gains", anchor=False)
    privacy_view.all_risks(privacy)
privacy_view.attacks(privacy)
privacy_view.counts(privacy)
privacy_view.copies(privacy.copies, shown.audit.rows)
privacy_view.untested(shown)
