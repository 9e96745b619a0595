"""A date by the calendar: weekdays, months and hours, where a shift in habits shows that a time line hides."""

from collections.abc import Sequence

import streamlit as st

from components.shared import cache, chart
from components.shared.comparison import ComparedCandidate, compared
from synthesis import figures
from synthesis.fidelity.numbers import distribution_numbers
from synthesis.journey import Judged

TITLE = "Calendar"


def draw(shown: Judged, name: str, candidates: Sequence[ComparedCandidate]) -> None:
    """Shares by weekday, month or hour, whichever vary."""
    units = cache.look(shown, Judged.calendars, name)
    unit = st.segmented_control(
        "By", units, default=units[0], key=f"calendar-{name}", label_visibility="collapsed", format_func=str.capitalize
    )
    unit = unit or units[0]
    drawn = cache.look(shown, Judged.calendar, name, unit)
    others = compared(candidates, lambda one: cache.look(one, Judged.calendar, name, unit))
    rows = shown.audit.rows
    chart.draw(
        figures.distribution(drawn, others),
        f"calendar-{name}-{unit}",
        figures.distribution_alt(drawn),
        f"{name} by {unit}",
        lambda: distribution_numbers(drawn, rows.train, rows.control, {look.name: one for look, one in others}),
    )
