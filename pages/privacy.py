"""Risk: what each attack gained on people in the data, with its interval and limit, and what was not tested."""

from functools import partial

from components.compare import page as compare_page
from components.privacy import mitigation, page
from components.shared import chart, comparison, guards, header, second_opinion, session, verdict

shown = guards.need_finished()
header.heading("Privacy", shown)
header.fidelity_summary(shown)
others = comparison.choose(session.current())
verdict.verdict_banner(shown.audit)
first = comparison.name_of(session.current())
chart.choose_format()
compare_page.risks(shown, others, first)
page.everything(shown, partial(mitigation.offered, session.current(), shown), others, first)
second_opinion.section(shown, {"source": str(session.current().source)}, "anonymeter")
