"""Who and what carries the risk: groups of people, kinds of rows that are hit most, and columns. Never a real row."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.privacy import exposure_compared
from components.shared import risk_chart, words
from components.shared.comparison import ComparedCandidate
from synthesis.foundation.numerals import count, percent
from synthesis.privacy import largest_by_chance
from synthesis.privacy.risk import Counts, Privacy, Risk, RiskDriver, Status, SubgroupRisk, Subject, WeakSpot
from synthesis.release.ranking import ranked
from synthesis.release.wording import by_chance, interval, spot, subject

_MOST_DRIVERS, _MOST_SPOTS, _MOST_GROUPS = 8, 5, 7


def hit(key: str, privacy: Privacy, candidates: Sequence[ComparedCandidate] = (), first: str = "Synthetic") -> None:
    """Risk by group, the worst-hit kinds of rows and the columns that carry the risk, beside those of further
    candidates; nothing where nothing was found."""
    every = {first: privacy, **{one.look.name: one.shown.audit.privacy for one in candidates}}
    if not any(one.groups or one.weak_spots or one.carriers for one in every.values()):
        return
    st.header(words.with_term("Who and what carries the risk", "subgroups and risk drivers"), anchor=False)
    if any(one.groups for one in every.values()):
        with st.container(border=True):
            _groups(key, privacy, candidates, first)
    if candidates:
        exposure_compared.draw(every)
    else:
        _alone(privacy)


def _alone(privacy: Privacy) -> None:
    """The columns and the kinds of rows of one candidate."""
    both = bool(privacy.carriers and privacy.weak_spots)
    with st.grid(2, min_column_width=320, row_height="content") if both else st.container():
        if privacy.carriers:
            _risk_drivers(privacy.carriers)
        if privacy.weak_spots:
            _spots(privacy.weak_spots)
    if not privacy.weak_spots:
        st.caption("No kind of rows stands out from the others.")


@st.fragment
def _groups(key: str, privacy: Privacy, candidates: Sequence[ComparedCandidate], first: str) -> None:
    """One column's groups beside everybody: an average that hides a minority fails the minority."""
    st.subheader(words.with_term("Group by group", "subgroups"), anchor=False)
    every = [*privacy.groups, *(group for one in candidates for group in one.shown.audit.privacy.groups)]
    column, attack = _pick_groups(key, privacy.groups or every, every)
    found, everybody = _found(privacy, column, attack)
    shown = gravest_first(found)[:_MOST_GROUPS]
    _worst_group(shown, everybody, f"{first}: " if candidates else "")
    if candidates:
        for candidate in candidates:
            _worst_group(*_found(candidate.shown.audit.privacy, column, attack), f"{candidate.look.name}: ")
        _groups_beside(privacy, candidates, first, column, attack)
    else:
        risks = [*everybody, *map(as_risk, shown)]
        labels = [*("Everybody" for _ in everybody), *(one.group for one in shown)]
        chance = [*(None for _ in everybody), *(largest_by_chance(one, len(privacy.groups)) for one in shown)]
        name = f"groups-{key}-{column}-{attack}"
        risk_chart.draw(risks, labels, name, f"risk by {column}", chance=chance)
    hidden = len(found) - len(shown)
    more = f" {hidden} more groups, none of them graver." if hidden and not candidates else ""
    st.caption(f"Each group beside outsiders of the same group; small groups have wide intervals.{more}")
    if not candidates:
        st.caption(by_chance(privacy.groups))


def _pick_groups(key: str, own: Sequence[SubgroupRisk], every: Sequence[SubgroupRisk]) -> tuple[str, Subject]:
    """The column and the attack whose groups are shown; at first those of the gravest group of the shown candidate."""
    worst = gravest_first(own)[0]
    columns = list(dict.fromkeys(one.column for one in every))
    with st.container(horizontal=True):
        column = st.selectbox("Groups by", columns, columns.index(worst.column), key=f"group-column-{key}", width=260)
        tried = list(dict.fromkeys(one.subject for one in every if one.column == column))
        at = tried.index(worst.subject) if worst.subject in tried else 0
        attack = st.selectbox(
            "Attack", tried, at, format_func=lambda one: subject(*one), key=f"group-attack-{key}-{column}", width=360
        )
    return column, attack


def _found(privacy: Privacy, column: str, attack: Subject) -> tuple[list[SubgroupRisk], list[Risk]]:
    """What one attack gained on each group of a column, and on everybody."""
    found = [one for one in privacy.groups if one.column == column and one.subject == attack]
    return found, [risk for risk in privacy.risks if risk.subject == attack and risk.value is not None]


def _groups_beside(
    privacy: Privacy, candidates: Sequence[ComparedCandidate], first: str, column: str, attack: Subject
) -> None:
    """The groups of several candidates: the gravest of any of them, each with a mark a candidate."""
    parts = [
        _found(one, column, attack) for one in (privacy, *(candidate.shown.audit.privacy for candidate in candidates))
    ]
    ranking = gravest_first([group for groups, _ in parts for group in groups])
    labels = ["Everybody", *list(dict.fromkeys(one.group for one in ranking))[:_MOST_GROUPS]]
    own, *others = (
        {one.group: as_risk(one) for one in groups} | dict(zip(["Everybody"], everybody, strict=False))
        for groups, everybody in parts
    )
    looks = [candidate.look for candidate in candidates]
    drawn = [label for label in labels if any(label in one for one in (own, *others))]
    key = "-".join(["groups", column, *map(str, attack), *(look.name for look in looks)])
    risk_chart.compared(drawn, own, list(zip(looks, others, strict=True)), first, key, f"risk by {column} side by side")


def _worst_group(groups: Sequence[SubgroupRisk], everybody: Sequence[Risk], who: str = "") -> None:
    """The worst group in one sentence, beside everybody; `who`: the candidate, where there are several."""
    if not groups:
        return
    worst = gravest_first(groups)[0]
    average = f"; everybody together {percent(everybody[0].value)}" if everybody else ""
    offered = "" if worst.guesses is None else f" by {count(worst.guesses)} descriptions that its synthetic rows offer"
    line = (
        f"{worst.column} {worst.group}: a gain of {interval(worst.value, worst.low, worst.high)}, from "
        f"{count(worst.people[0])} "
        f"training and {count(worst.people[1])} control people{offered}{average}."
    )
    if worst.status is Status.LEAK:
        st.error(words.safe(who + line), icon=":material/groups:")
    elif worst.surely:
        st.warning(words.safe(who + line), icon=":material/groups:")
    else:
        st.markdown(words.safe(f"{who}No group stands out. Highest: {line}"))


def gravest_first(groups: Sequence[SubgroupRisk]) -> list[SubgroupRisk]:
    """Groups from the gravest risk to the lightest."""
    pairs = {id(risk): (risk, group) for group in groups for risk in [as_risk(group)]}
    return [pairs[id(risk)][1] for risk in ranked(risk for risk, _ in pairs.values())]


def as_risk(group: SubgroupRisk) -> Risk:
    """A group's risk as a risk of its own, so that it is drawn and ranked like one."""
    (main, control), people = (group.main, group.control), group.people
    tries = people[0] if group.guesses is None else group.guesses
    return Risk(
        attack=group.attack,
        variant=group.variant,
        columns=(group.column,),
        secret=group.secret,
        value=group.value,
        low=group.low,
        high=group.high,
        measure=group.measure,
        requested=tries,
        attacks=tries,
        main=main,
        control=control,
        baseline=None,
        successes=Counts(round(main * tries), round(control * people[1])),
        evidence="sampled",
        p_value=group.p_value,
        limit=group.limit,
        status=group.status,
        controls=people[1],
        known=group.known,
    )


def _risk_drivers(found: Sequence[RiskDriver]) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader(words.with_term("Columns", "risk drivers"), anchor=False)
        st.caption(exposure_compared.CARRIED)
        st.table(risk_driver_table(found[:_MOST_DRIVERS]), hide_index=True, border="horizontal")


def risk_driver_table(found: Sequence[RiskDriver]) -> pd.DataFrame:
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
        st.subheader(exposure_compared.SPOTS, anchor=False)
        st.caption(exposure_compared.SUBGROUPS)
        for one in found[:_MOST_SPOTS]:
            st.markdown(f"**{words.safe(subject(one.attack, one.variant))}** {words.safe(spot(one))}")
