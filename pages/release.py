"""Release: the verdict and its reasons over risk and likeness, then the policy, the decision and the downloads."""

import streamlit as st

from components.generator import guarantee_form
from components.release import earlier_releases, follow_up, override_store, page
from components.shared import guards, header, session, verdict
from synthesis.release.verdict import Outcome

shown = guards.need_finished()
header.heading("Release", shown)
work = session.current()
verdict.verdict_banner(shown.audit)
guarantee_form.summary(shown.audit.privacy.promise)
page.side_by_side(shown)
earlier_releases.section(work, shown)
page.policy(shown.audit.policy)
st.header("Download", anchor=False)
tried = work.tried()
if not follow_up.second_attack(work, shown, len(tried)):
    st.stop()
override = override_store.override_of(shown)
if shown.audit.verdict.outcome is Outcome.PASS or override:
    page.downloads(shown, override, tried)
else:
    page.ask_override(shown)
