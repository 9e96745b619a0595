"""Who and what carries the risk: groups of people, kinds of rows that are hit most, and columns. Never a real row."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import picture, words
from synthesis import figures
from synthesis.privacy.risk import Carrier, Counts, GroupRisk, Privacy, Risk, Status, WeakSpot
from synthesis.release.standing import ranked
from synthesis.release.words import interval, percent, spot, subject

_MOST_CARRIERS, _MOST_SPOTS, _MOST_GROUPS = 8, 5, 7


def hit(key: str, privacy: Privacy) -> None:
    """Risk by group, the worst-hit kinds of rows and the columns that carry the risk; nothing where nothing was found."""
    if not (privacy.groups or privacy.weak_spots or privacy.carriers):
        return
    st.header("Who and what carries the risk", anchor=False)
    if privacy.groups:
        with st.container(border=True):
            _groups(key, privacy)
    both = bool(privacy.carriers and privacy.weak_spots)
    with st.grid(2, min_column_width=320, row_height="content") if both else st.container():
        if privacy.carriers:
            _carriers(privacy.carriers)
        if privacy.weak_spots:
            _spots(privacy.weak_spots)
    if not privacy.weak_spots:
        st.caption("No kind of rows stands out from the others.")


@st.fragment
def _groups(key: str, privacy: Privacy) -> None:
    """One column's groups beside everybody: an average that hides a minority fails the minority."""
    st.subheader("Group by group", anchor=False)
    worst = gravest_first(privacy.groups)[0]
    columns = list(dict.fromkeys(one.column for one in privacy.groups))
    with st.container(horizontal=True):
        column = st.selectbox("Groups by", columns, columns.index(worst.column), key=f"group-column-{key}", width=260)
        tried = list(dict.fromkeys(_attack(one) for one in privacy.groups if one.column == column))
        at = tried.index(_attack(worst)) if _attack(worst) in tried else 0
        attack = st.selectbox(
            "Attack", tried, at, format_func=lambda one: subject(*one), key=f"group-attack-{key}-{column}", width=360
        )
    found = [one for one in privacy.groups if one.column == column and _attack(one) == attack]
    shown = gravest_first(found)[:_MOST_GROUPS]
    everybody = [risk for risk in privacy.risks if _attack_of(risk) == attack and risk.value is not None]
    _told(shown, everybody)
    risks = [*everybody, *map(as_risk, shown)]
    labels = [*("Everybody" for _ in everybody), *(one.group for one in shown)]
    st.plotly_chart(
        figures.risk_bars(risks, labels), key=f"groups-{key}-{column}-{attack}", alt=figures.risk_alt(risks, labels), config=picture.STILL
    )  # fmt: skip
    more = f" {len(found) - len(shown)} more groups, none of them graver." if len(found) > len(shown) else ""
    st.caption(f"Each group beside outsiders of the same group; small groups have wide intervals.{more}")


def _told(groups: Sequence[GroupRisk], everybody: Sequence[Risk]) -> None:
    """The worst group in one sentence, beside everybody."""
    worst = gravest_first(groups)[0]
    average = f"; everybody together {percent(everybody[0].value)}" if everybody else ""
    offered = "" if worst.guesses is None else f" by {worst.guesses:,} descriptions that its synthetic rows offer"
    line = (
        f"{worst.column} {worst.group}: a gain of {interval(worst.value, worst.low, worst.high)}, from {worst.people[0]:,} "
        f"training and {worst.people[1]:,} control people{offered}{average}."
    )
    if worst.status is Status.LEAK:
        st.error(words.safe(line), icon=":material/groups:")
    elif worst.surely:
        st.warning(words.safe(line), icon=":material/groups:")
    else:
        st.markdown(words.safe(f"No group stands out. Highest: {line}"))


def gravest_first(groups: Sequence[GroupRisk]) -> list[GroupRisk]:
    """Groups from the gravest risk to the lightest."""
    pairs = {id(risk): (risk, group) for group in groups for risk in [as_risk(group)]}
    return [pairs[id(risk)][1] for risk in ranked(risk for risk, _ in pairs.values())]


def as_risk(group: GroupRisk) -> Risk:
    """A group's risk as a risk of its own, so that it is drawn and ranked like one."""
    (main, control), people = (group.main, group.control), group.people
    tries = people[0] if group.guesses is None else group.guesses
    return Risk(
        attack=group.attack, variant=group.variant, columns=(group.column,), secret=group.secret, value=group.value,
        low=group.low, high=group.high, measure=group.measure, requested=tries, attacks=tries, main=main,
        control=control, baseline=None, successes=Counts(round(main * tries), round(control * people[1])),
        evidence="sampled", p_value=group.p_value, limit=group.limit, status=group.status, controls=people[1],
    )  # fmt: skip


Tried = tuple[str, str | None, str | None]


def _attack(group: GroupRisk) -> Tried:
    return group.attack, group.variant, group.secret


def _attack_of(risk: Risk) -> Tried:
    return risk.attack, risk.variant, risk.secret


def _carriers(found: Sequence[Carrier]) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader("Columns", anchor=False)
        st.caption(
            "How much oftener a cell of a training row than of an outsider's is told right by the most similar synthetic "
            "row. Leaving out or coarsening the first ones lowers the risk most."
        )
        st.table(carrier_table(found[:_MOST_CARRIERS]), hide_index=True, border="horizontal")


def carrier_table(found: Sequence[Carrier]) -> pd.DataFrame:
    """One row a column, the one that carries most first."""
    rows = {
        "Column": [words.safe(one.column) for one in found],
        "Gain": [words.safe(interval(one.value, one.low, one.high)) for one in found],
    }
    if any(one.singled is not None for one in found):
        rows["In descriptions of one person"] = [_share(one.singled) for one in found]
    return pd.DataFrame(rows)


def _share(singled: float | None) -> str:
    """Of the descriptions that single somebody out beyond chance; fewer than chance is none."""
    return "none" if singled is not None and singled <= 0.0 else words.safe(percent(singled, 0))


def _spots(found: Sequence[WeakSpot]) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader("Kinds of rows that are hit most", anchor=False)
        st.caption("Bands that at least 50 training rows share; no real row is shown.")
        for one in found[:_MOST_SPOTS]:
            st.markdown(f"**{words.safe(subject(one.attack, one.variant))}** {words.safe(spot(one))}")
