"""Likeness: real beside synthetic, against what real rows reach among themselves, and beside other candidates."""

from functools import partial

from components import afterwards_view, fidelity_view, picture, rivals, session, strip

shown = session.need_finished()
work = session.current()
strip.heading("Fidelity", shown)
strip.risk_strip(shown)
others = rivals.choose(work)
picture.choose_format()
fidelity_view.everything(shown, others, partial(afterwards_view.models, work, shown, others))
afterwards_view.collapse(work, shown, others)
