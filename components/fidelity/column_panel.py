"""One column: its real, synthetic and held-out rows in one picture, and every measure of it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.fidelity import calendar, categories
from components.shared import chart, words
from components.shared.comparison import ComparedCandidate, ComparedCandidates, compared
from components.shared.measures import measure_meaning, measure_title
from synthesis import figures
from synthesis.fidelity.numbers import distribution_numbers
from synthesis.fidelity.score import Distribution, Fidelity, Score
from synthesis.figures import Others
from synthesis.foundation.numerals import decimal
from synthesis.journey import Judged

_WRAPPED = 2
_SHARES, _BELOW, _MATCHED = "Shares", "Cumulative", "Quantiles"


def one_column(shown: Judged, found: Fidelity, name: str, candidates: ComparedCandidates = ()) -> None:
    """One column's real, synthetic and held-out rows in one picture, and every measure of it."""
    for drawn in (one for one in found.distributions if one.column == name):
        _column_picture(shown, found, drawn, candidates)
        categories.search(shown, drawn, candidates)
    scores = [score for score in found.scores if score.columns == (name,)]
    scores_table(scores, candidates)
    chart.download(lambda: scores_frame(scores), f"measures-{name}", f"{name}-measures", "Measures as CSV")


def _column_picture(shown: Judged, found: Fidelity, drawn: Distribution, candidates: ComparedCandidates) -> None:
    """The column as bars, as cumulative curves or quantile against quantile; skewed amounts on either scale."""
    name = drawn.column
    even = _even(found, name)
    ordered = len(drawn.edges) > 1
    views = [_SHARES, _BELOW, _MATCHED] + [calendar.TITLE] * (drawn.kind == "datetime")
    with st.container(horizontal=True, vertical_alignment="center"):
        view = (
            st.segmented_control(
                "View",
                views,
                default=_SHARES,
                key=f"view-{name}",
                label_visibility="collapsed",
            )
            if ordered
            else _SHARES
        )
        switch = even is not None or (view != _SHARES and figures.logarithmic(drawn))
        log = (
            st.toggle("Logarithmic", even is not None, key=f"log-{name}-{view in (None, _SHARES)}") if switch else False
        )
    if view == calendar.TITLE:
        calendar.draw(shown, name, candidates)
        return
    flat = view in (None, _SHARES) and not log and even is not None
    others = compared(candidates, lambda one: _drawn(one, name, flat))
    figure, text = _view(even if flat and even else drawn, others, view, log and figures.logarithmic(drawn))
    rows = shown.audit.rows
    chart.draw(
        figure,
        f"distribution-{name}-{view}-{log}",
        text,
        name,
        lambda: distribution_numbers(
            even if flat and even else drawn, rows.train, rows.control, {look.name: one for look, one in others}
        ),
    )


def _view(drawn: Distribution, others: Others[Distribution], view: str | None, log: bool) -> tuple[Any, str]:
    if view in (None, _SHARES):
        return figures.distribution(drawn, others), figures.distribution_alt(drawn)
    curve = figures.cumulative if view == _BELOW else figures.quantiles
    return curve(drawn, others, log=log), figures.cumulative_alt(drawn)


def _even(found: Fidelity, name: str) -> Distribution | None:
    return next((one for one in found.even if one.column == name), None)


def _drawn(one: Judged, name: str, flat: bool) -> Distribution | None:
    found = one.audit.fidelity
    if found is None:
        return None
    return _even(found, name) if flat else next((drawn for drawn in found.distributions if drawn.column == name), None)


def scores_frame(scores: Sequence[Score]) -> pd.DataFrame:
    """Scores as numbers, for whoever wants to reckon with them."""
    return pd.DataFrame(
        {
            "columns": [" and ".join(score.columns) for score in scores],
            "measure": [score.measure for score in scores],
            "value": [score.value for score in scores],
            "low": [score.low for score in scores],
            "high": [score.high for score in scores],
            "reference": [score.reference for score in scores],
            "better": [score.better for score in scores],
            "unit": [score.unit for score in scores],
            "note": [score.note for score in scores],
        }
    )


def scores_table(scores: Sequence[Score], candidates: ComparedCandidates = ()) -> None:
    """Measures with their values, those of other candidates, and real against real; and what each of them says."""
    table = score_rows(scores, candidates)
    if len(candidates) > _WRAPPED:
        pinned = {"Measure": st.column_config.TextColumn(width=210, pinned=True)}
        st.dataframe(table, hide_index=True, column_config=pinned, alt="Measures of this column.")
    else:
        st.table(table.assign(Measure=table["Measure"].map(words.safe)), hide_index=True, border="horizontal")
    for note in dict.fromkeys(score.note for score in scores if score.note):
        st.caption(words.safe(note))
    with st.popover("What these measures say", icon=":material/help:"):
        st.markdown("\n".join(f"- {words.safe(line)}" for line in dict.fromkeys(map(measure_meaning, scores)) if line))


def score_rows(scores: Sequence[Score], candidates: ComparedCandidates = ()) -> pd.DataFrame:
    """One row a measure, as the page shows it."""
    return pd.DataFrame(
        {
            "Measure": [measure_title(score) for score in scores],
            "Best": ["0" if score.better == "lower" else "1" for score in scores],
            "Synthetic": [_with_interval(score) for score in scores],
            **{candidate.run: _scored(candidate, scores) for candidate in candidates},
            "Real vs real": [decimal(score.reference, 3) for score in scores],
        }
    )


def _scored(candidate: ComparedCandidate, scores: Sequence[Score]) -> list[str]:
    """The same measures of a further candidate."""
    other = candidate.shown.audit.fidelity
    known = {(one.measure, one.columns): one.value for one in (other.scores if other else ())}
    return [decimal(known.get((score.measure, score.columns)), 3) for score in scores]


def _with_interval(score: Score) -> str:
    value = decimal(score.value, 3)
    if score.value is None or score.low is None or score.high is None:
        return value
    return f"{value} ({decimal(score.low, 3)} to {decimal(score.high, 3)})"
