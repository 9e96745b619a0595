"""Risk: what each attack gained on people in the data, with its interval and limit, and what was not tested."""

from functools import partial

from components import compare_view, picture, privacy_view, remedy_view, rivals, session, strip, verdict_view

shown = session.need_finished()
strip.heading("Privacy", shown)
strip.fidelity_strip(shown)
others = rivals.choose(session.current())
verdict_view.verdict_banner(shown.audit)
first = rivals.name_of(session.current())
picture.choose_format()
compare_view.risks(shown, others, first)
privacy_view.everything(shown, partial(remedy_view.offered, session.current(), shown), others, first)
