"""Groups of people: how well each is represented and how alike it is."""

import pandas as pd
import streamlit as st

from components.shared import chart, words
from components.shared.comparison import ComparedCandidates
from components.shared.tabular import as_decimals, as_rates, numbers, percents
from synthesis import figures
from synthesis.fidelity.score import GroupLikeness
from synthesis.journey import Judged


def draw(found: tuple[GroupLikeness, ...], candidates: ComparedCandidates) -> None:
    """How well each group is represented and how alike it is: shares as a picture, likeness in the table."""
    st.subheader(words.with_term("Groups of people", "subgroups"), anchor="groups")
    st.caption("How well each group is represented, and how alike its columns are; 1 is identical.")
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True):
        _represented(found, candidates)
    with right:
        st.dataframe(
            groups_table(found, candidates),
            hide_index=True,
            alt="Share and likeness of groups.",
            column_config=as_rates(
                "Share, real", "Share, synthetic", *(f"Share, run {one.number}" for one in candidates)
            )
            | as_decimals("Likeness", *(f"Likeness, run {one.number}" for one in candidates))
            | {
                "Column": st.column_config.TextColumn(width=104),
                "Group": st.column_config.TextColumn(width=104),
                "Real against real": st.column_config.NumberColumn("Real vs real", format="%.3f", width=88),
            },
        )


@st.fragment
def _represented(found: tuple[GroupLikeness, ...], candidates: ComparedCandidates) -> None:
    columns = list(dict.fromkeys(one.column for one in found))
    column = st.selectbox("Groups by", columns, key="groups-by") if len(columns) > 1 else columns[0]
    some = [one for one in found if one.column == column]
    drawn = figures.Shares(
        [one.level for one in some],
        [one.train for one in some],
        [one.synthetic for one in some],
        [one.control for one in some],
    )
    more = []
    for candidate in candidates:
        known = _groups_of(candidate.shown)
        parts = [known.get((one.column, one.level)) for one in some]
        more.append((candidate.look, [part.synthetic if part else None for part in parts]))
    chart.draw(
        figures.share_rows(drawn, more),
        f"groups-{column}",
        figures.share_rows_alt(drawn),
        f"groups by {column}",
        lambda: groups_table(found, candidates),
    )


def _groups_of(one: Judged) -> dict[tuple[str, str], GroupLikeness]:
    return {(group.column, group.level): group for group in (one.audit.fidelity.groups if one.audit.fidelity else ())}


def groups_table(found: tuple[GroupLikeness, ...], candidates: ComparedCandidates = ()) -> pd.DataFrame:
    """One row a group."""
    more = {
        one.number: [_groups_of(one.shown).get((group.column, group.level)) for group in found] for one in candidates
    }
    return pd.DataFrame(
        {
            "Column": [one.column for one in found],
            "Group": [one.level for one in found],
            "Share, real": percents(one.train for one in found),
            "Share, synthetic": percents(one.synthetic for one in found),
            **{
                f"Share, run {n}": percents(one.synthetic if one else None for one in known)
                for n, known in more.items()
            },
            "Likeness": numbers(one.value for one in found),
            **{f"Likeness, run {n}": numbers(one.value if one else None for one in known) for n, known in more.items()},
            "Real against real": numbers(one.reference for one in found),
        }
    )
