"""Likeness: real beside synthetic, against what real rows reach among themselves, and beside other candidates."""

from functools import partial

from components.fidelity import page
from components.release import follow_up
from components.shared import chart, comparison, guards, header, second_opinion, session

shown = guards.need_finished()
work = session.current()
header.heading("Fidelity", shown)
header.risk_summary(shown)
others = comparison.choose(work)
chart.choose_format()
page.everything(shown, others, partial(follow_up.models, work, shown, others))
follow_up.collapse(work, shown, others)
second_opinion.section(shown, {"source": str(work.source)}, "sdmetrics")
