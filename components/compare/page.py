"""All candidates of a table: the frontier of likeness against risk, the table of all that were tried, and the pick."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.privacy import exposure
from components.shared import chart, menu, risk_chart, words
from components.shared.comparison import ComparedCandidate, judged, picker
from components.shared.session import Session
from synthesis import figures
from synthesis.figures.frontier_point import FrontierPoint
from synthesis.foundation.numerals import counted, decimal, percent
from synthesis.jobs import Job
from synthesis.journey import Finished, Judged
from synthesis.privacy.risk import Risk
from synthesis.release.frontier import GRAVEST, Entrant, entrant, frontier, risks_of
from synthesis.release.ranking import condensed
from synthesis.release.wording import gain, interval, title

_SECRETS = 3
Candidate = tuple[int, Job, Finished]


def everything(work: Session) -> None:
    """The frontier first, then every candidate in a row of a table, which also picks the one that is shown."""
    found = judged(work)
    chart.choose_format()
    _plane(work, found)
    _table(work, found)
    _tried(work)


def _plane(work: Session, found: Sequence[Candidate]) -> None:
    entrants = [_entrant(one) for one in found]
    shown = work.shown()
    risk = st.selectbox(
        "Risk across",
        [GRAVEST, *risks_of(entrants)],
        format_func=lambda name: _GRAVEST if name == GRAVEST else name,
        key="frontier-risk",
        width=420,
    )
    picked = next((one.name for one, (_, job, _) in zip(entrants, found, strict=True) if job == shown), None)
    places = frontier(entrants, risk, picked)
    relative = risk == GRAVEST
    labels = [str(number) for number, _, _ in found]
    with st.container(border=True):
        figure = figures.frontier_plane(places, labels, relative=relative)
        text = figures.frontier_alt(places, relative=relative)
        chart.draw(figure, f"frontier-{risk}", text, "frontier", lambda: pd.DataFrame(map(vars, places)))
    st.caption(
        "Up is more alike, left is less risk; right of the dashed line is over the limit. The thin line joins "
        "candidates that "
        "none beats in both. Whiskers are the intervals of the risk: where they overlap, the order may be luck."
    )
    missing = [one.name for one in places if None in (one.likeness, one.value)]
    if missing:
        st.caption(words.safe(f"Not drawn, since it was not measured: {words.listed(missing)}."))


_GRAVEST = "Gravest risk, as a multiple of its limit"


def _entrant(one: Candidate) -> Entrant:
    number, job, shown = one
    return entrant(f"{number} · {job.title}", shown.audit)


def _table(work: Session, found: Sequence[Candidate]) -> None:
    st.header("Candidates", anchor=False)
    frame = candidate_table(found)
    if not frame["Attacked twice"].any():
        frame = frame.drop(columns="Attacked twice")
    st.dataframe(
        frame,
        hide_index=True,
        alt="All candidates that are done.",
        column_config={
            "Candidate": st.column_config.TextColumn(width=172, pinned=True),
            "Unbeaten": st.column_config.CheckboxColumn(help="No other candidate is both more alike and of less risk."),
            **dict.fromkeys(("Likeness", "Told apart"), st.column_config.NumberColumn(format="%.3f")),
            "Three columns": st.column_config.NumberColumn(format="%.0f"),
            "Gravest risk": st.column_config.TextColumn(width=222),
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picker(work)
        menu.link("fidelity", "See its likeness")
        menu.link("privacy", "See its risks")
        menu.link("release", "Release it")


def candidate_table(found: Sequence[Candidate]) -> pd.DataFrame:
    """One row a candidate: verdict, likeness, how well it is told apart, and its gravest risk against its limit."""
    places = frontier([_entrant(one) for one in found])
    rows = []
    for place, (_, _, shown) in zip(places, found, strict=True):
        likeness = shown.audit.fidelity
        rows.append(
            {
                "Candidate": place.name,
                "Verdict": place.verdict,
                "Likeness": place.likeness,
                "Told apart": likeness.detection.value if likeness and likeness.detection else None,
                "Three columns": likeness.marginals.value if likeness and likeness.marginals else None,
                "Gravest risk": place.risk,
                "Of its limit": _of_limit(place),
                "Unbeaten": place.best,
                "Attacked twice": shown.audit.again is not None,
            }
        )
    return pd.DataFrame(rows)


def _of_limit(place: FrontierPoint) -> str:
    if place.value is None:
        return "–"
    return f"{decimal(place.value)} × ({decimal(place.low)} to {decimal(place.high)})"


def _tried(work: Session) -> None:
    tried = work.tried()
    states = [one.state for one in tried]
    unfinished = len(tried) - states.count("done")
    told = f"**{counted(len(tried), 'candidate')}** tried on this table in this session"
    more = f", {unfinished} of them without a result" if unfinished else ""
    st.markdown(f"{told}{more}. All of them go into the record.")
    if len(tried) > 1:
        st.caption(
            "The best of several looks better than it is. Whichever is picked is attacked once more before it can be "
            "downloaded, with draws that nobody chose."
        )


def risks(shown: Judged, candidates: Sequence[ComparedCandidate], first: str) -> None:
    """The risks of all candidates that are set side by side; nothing without any."""
    if not candidates:
        return
    st.header("Side by side", anchor=False)
    own = _by_title(shown)
    others = [(candidate.look, _by_title(candidate.shown)) for candidate in candidates]
    names = list(dict.fromkeys(title(risk) for risk in condensed(shown.audit.privacy.risks, _SECRETS)))
    for _, found in others:
        names += [name for name in found if name not in names and name not in own]
    with st.container(border=True):
        chart.draw(
            figures.risk_comparison(names, own, others, first),
            "risk-candidates",
            figures.risk_comparison_alt(names, own, others, first),
            "risks side by side",
            lambda: risk_table([(first, shown), *((one.name, one.shown) for one in candidates)]),
        )
        risk_chart.tell_cut(
            [found[name] for found in (own, *(one for _, one in others)) for name in names if name in found]
        )
    frame = verdict_table([(first, shown), *((one.name, one.shown) for one in candidates)])
    st.dataframe(frame, hide_index=True, alt="Verdicts, copies and closeness of all candidates.")
    with st.expander("Every risk of every candidate", icon=":material/table_rows:"):
        st.dataframe(
            gain_table([(first, shown), *((one.name, one.shown) for one in candidates)]),
            hide_index=True,
            alt="Gains with their intervals, one column a candidate.",
            column_config={"Risk": st.column_config.TextColumn(width="medium", pinned=True)},
        )


def _by_title(one: Judged) -> dict[str, Risk]:
    return {title(risk): risk for risk in one.audit.privacy.risks}


def risk_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a candidate and risk."""
    return pd.DataFrame(
        [
            {
                "candidate": name,
                "risk": title(risk),
                "gain": risk.value,
                "low": risk.low,
                "high": risk.high,
                "limit": risk.limit,
                "status": str(risk.status),
            }
            for name, one in candidates
            for risk in one.audit.privacy.risks
        ]
    )


def gain_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a risk, one column a candidate: its gain with the interval; then groups that stand out, and the limit."""
    found = {name: _by_title(one) for name, one in candidates}
    titles = list(dict.fromkeys(risk for known in found.values() for risk in known))
    limits = [next(known[risk].limit for known in found.values() if risk in known) for risk in titles]
    gains = {
        name: [gain(known[risk]) if risk in known else "–" for risk in titles] + [_hardest_hit(one)]
        for (name, one), known in zip(candidates, found.values(), strict=True)
    }
    return pd.DataFrame({"Risk": [*titles, "Group hit hardest"], **gains, "Limit": [*map(percent, limits), ""]})


def _hardest_hit(one: Judged) -> str:
    """The group of people with the gravest risk."""
    if not one.audit.privacy.groups:
        return "–"
    worst = exposure.gravest_first(one.audit.privacy.groups)[0]
    return f"{worst.column} {worst.group}: {interval(worst.value, worst.low, worst.high)}"


def verdict_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a candidate: verdict, copies, and closeness to training rows."""
    return pd.DataFrame(
        [
            {
                "Candidate": name,
                "Verdict": one.audit.verdict.outcome.value,
                "Equal to a training row": percent(one.audit.privacy.copies.exact_train, 2),
                "Equal to a held-out row": percent(one.audit.privacy.copies.exact_control, 2),
                "Nearer to training rows (50 % is harmless)": percent(one.audit.privacy.copies.closer_to_train, 2),
            }
            for name, one in candidates
        ]
    )
