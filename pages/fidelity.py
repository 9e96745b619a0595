"""Likeness: real beside synthetic, against what real rows reach among themselves."""

from components import fidelity_view, session, strip

shown = session.need_finished()
strip.heading("Fidelity", shown)
strip.risk_strip(shown)
fidelity_view.everything(shown)
