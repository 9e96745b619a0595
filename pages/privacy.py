"""Risk: what each attack gained on people in the data, with its interval and limit, and what was not tested."""

from functools import partial

from components import compare_view, privacy_view, remedy_view, rivals, session, strip, verdict_view

shown = session.need_finished()
strip.heading("Privacy", shown)
strip.fidelity_strip(shown)
others = rivals.choose(session.current())
verdict_view.verdict_banner(shown.audit)
compare_view.risks(shown, others, rivals.name_of(session.current()))
privacy_view.everything(shown, partial(remedy_view.offered, session.current(), shown))
