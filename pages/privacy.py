"""Risk: what each attack gained on people in the data, with its interval and limit, and what was not tested."""

from functools import partial

from components import privacy_view, remedy_view, session, strip, verdict_view

shown = session.need_finished()
strip.heading("Privacy", shown)
strip.fidelity_strip(shown)
verdict_view.verdict_banner(shown.audit)
privacy_view.everything(shown, partial(remedy_view.offered, session.current(), shown))
