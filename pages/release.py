"""Release: the verdict and its reasons over risk and likeness, then the policy, the decision and the downloads."""

import streamlit as st

from components import afterwards_view, decision, promise_view, release_view, session, strip, verdict_view
from synthesis.release.verdict import Outcome

shown = session.need_finished()
strip.heading("Release", shown)
work = session.current()
verdict_view.verdict_banner(shown.audit)
promise_view.told(shown.audit.privacy.promise)
release_view.side_by_side(shown)
release_view.policy(shown.audit.policy)
st.header("Download", anchor=False)
tried = work.tried()
if not afterwards_view.second_attack(work, shown, len(tried)):
    st.stop()
override = decision.override_of(shown)
if shown.audit.verdict.outcome is Outcome.PASS or override:
    release_view.downloads(shown, override, tried)
else:
    release_view.ask_override(shown)
