"""What tools of other hands say of the same rows, beside ours: asked for by a button, and deciding nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.shared import runs, session, watch, words
from components.shared.tabular import percents
from synthesis.foundation.numerals import count
from synthesis.foundation.second_opinion import OutsideFigure, SecondOpinion
from synthesis.jobs import Job
from synthesis.journey import Judged

ENTRY = "synthesis.journey.second_opinion:second_opinion_job"

_TITLES = {"anonymeter": "Stock anonymeter", "sdmetrics": "SDMetrics"}
_ABOUT = {
    "anonymeter": (
        "Stock anonymeter's three evaluators (singling out, linkability, inference) on the same rows: 500 guesses "
        "each, three secrets, and at most 5,000 rows of the release where every guess is measured against every row. "
        "They decide nothing: verdict, statuses and limits rest on the attacks above alone."
    ),
    "sdmetrics": (
        "SDMetrics' quality and diagnostic reports on the same rows, 20,000 of each table at most. They decide "
        "nothing, and say nothing of what real rows would score."
    ),
}


def section(shown: Judged, asked: Mapping[str, Any], tool: str) -> None:
    """The button, the work under way, or the table of what a tool says; one job asks all tools.

    `asked`: where the rows of what is shown are found again, as `second_opinion_job` wants it."""
    said = shown.audit.second_opinion
    if said is not None:
        show(said, tool)
        return
    _heading(tool)
    job = _latest(shown)
    if job is not None and not runs.status_of(job).over:
        watch.watch(job)
        return
    if job is not None and (status := runs.status_of(job)).state != "done":
        watch.ended_badly(status)
    if st.button("Ask for a second opinion", key=f"second-opinion-{tool}", icon=":material/diversity_3:"):
        spec = {"of": shown.id, **asked}
        runs.the_engine().submit(session.workspace().new_job(ENTRY, spec, "Second opinion"))
        st.rerun()


def _heading(tool: str) -> None:
    st.header("A second opinion", anchor=False)
    st.caption(_ABOUT[tool])


def _latest(shown: Judged) -> Job | None:
    """The newest job that asks for a second opinion of what is shown."""
    jobs = session.current().side_jobs(shown.id)
    return next((job for job in reversed(jobs) if job.entry == ENTRY), None)


def show(said: SecondOpinion, tool: str) -> None:
    """What one tool says: its figures beside ours, what did not run, and why the two differ."""
    _heading(tool)
    found = [one for one in said.figures if one.tool == tool]
    ran = [one for one in found if one.did_not_run is None]
    if ran:
        title = f"{_TITLES.get(tool, tool)} {ran[0].version}"
        st.dataframe(table(ran), hide_index=True, column_config=_FORMATS, alt=f"Figures of {title} beside ours.")
    for one in found:
        if one.did_not_run is not None:
            st.warning(words.safe(f"{_named(one)} did not run: {one.did_not_run}"), icon=":material/block:")
    _differences(ran)


def table(figures: Sequence[OutsideFigure]) -> pd.DataFrame:
    """One row a figure, theirs beside ours, in per cent."""
    ours = [one.ours for one in figures]
    return pd.DataFrame(
        {
            "Their figure": [_named(one) for one in figures],
            "Theirs": percents(one.value for one in figures),
            "Low end": percents(one.low for one in figures),
            "High end": percents(one.high for one in figures),
            "Ours": percents(one.value if one else None for one in ours),
            "Our low end": percents(one.low if one else None for one in ours),
            "Our high end": percents(one.high if one else None for one in ours),
            "Our figure": [one.name if one else "" for one in ours],
            "Rows it was given": [_rows(one) for one in figures],
            "Settings": [_settings(one) for one in figures],
            "Seconds": [one.seconds for one in figures],
        }
    )


def _named(figure: OutsideFigure) -> str:
    return f"{figure.name}, {figure.secret}" if figure.secret else figure.name


def _rows(figure: OutsideFigure) -> str:
    return ", ".join(f"{count(rows)} {part}" for part, rows in figure.rows.items() if rows)


def _settings(figure: OutsideFigure) -> str:
    single = {name: value for name, value in figure.settings.items() if not isinstance(value, (list, dict))}
    return ", ".join(f"{name} {value}" for name, value in single.items())


def _differences(figures: Sequence[OutsideFigure]) -> None:
    """Every reason once, with the figures that it bears on."""
    reasons: dict[str, list[str]] = {}
    for figure in figures:
        for one in figure.differences:
            reasons.setdefault(one.sentence, []).append(_named(figure))
    if not reasons:
        return
    with st.expander("Why their figures differ from ours", icon=":material/difference:", expanded=True):
        st.markdown(
            "\n".join(f"- {words.safe(why)} :gray[{words.safe(' · '.join(names))}]" for why, names in reasons.items())
        )


_PERCENT = st.column_config.NumberColumn(format="%.2f %%")
_FORMATS = {
    **dict.fromkeys(("Theirs", "Low end", "High end", "Ours", "Our low end", "Our high end"), _PERCENT),
    "Their figure": st.column_config.TextColumn(width="medium", pinned=True),
    "Settings": st.column_config.TextColumn(width="large"),
    "Seconds": st.column_config.NumberColumn(format="%.1f"),
}
