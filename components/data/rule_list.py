"""What rows were seen to keep, to tick."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.data.columns_table import height
from components.shared import words
from components.shared.session import Session
from synthesis.foundation.numerals import count, counted
from synthesis.journey.description import Understood
from synthesis.tables import Constraint

_TICK = (
    "Rows were seen to keep these rules: constraints and functional dependencies. Tick those that every synthetic row "
    "must keep too."
)


def offered(table: Understood) -> list[Constraint]:
    """The rules that were ticked, then those that are proposed."""
    ticked = {(rule.kind, rule.columns) for rule in table.schema.constraints}
    return [*table.schema.constraints, *(r for r in table.survey.rules if (r.kind, r.columns) not in ticked)]


def choose(work: Session, table: Understood) -> tuple[Constraint, ...]:
    """What rows were seen to keep, to tick."""
    if (repeated := table.survey.repeated) > 0:
        told = f"{counted(repeated, 'row')} repeat an earlier row, identifiers aside."
        st.markdown(f":gray[:material/info:] {told}")
    rules = offered(table)
    if not rules:
        st.caption("No rule between columns was found.")
        return ()
    whole = table.survey.looked_at >= table.rows
    st.caption(_TICK if whole else f"{_TICK} They were looked for in {count(table.survey.looked_at)} rows.")
    ticked = set(table.schema.constraints)
    frame = pd.DataFrame(
        {
            "ticked": [rule in ticked for rule in rules],
            "rule": [_brief(rule) for rule in rules],
            "share": [rule.share for rule in rules],
            "rows": [rule.rows for rule in rules],
        }
    )
    edited = st.data_editor(
        frame,
        key=f"rules-{work.revision}",
        hide_index=True,
        num_rows="fixed",
        disabled=["rule", "share", "rows"],
        column_config=_RULES,
        height=height(len(rules)),
        alt="Rules that rows keep.",
    )
    return tuple(rule for rule, kept in zip(rules, edited["ticked"], strict=True) if kept)


def _brief(rule: Constraint) -> str:
    """The rule's sentence with long names cut."""
    told = rule.sentence
    for name in rule.columns:
        told = told.replace(name, words.short(name))
    return told


_RULES: Mapping[str, Any] = {
    "ticked": st.column_config.CheckboxColumn("Keep", width=60),
    "rule": st.column_config.TextColumn("Rule", width=560),
    "share": st.column_config.NumberColumn("Kept by", format="percent", width=80),
    "rows": st.column_config.NumberColumn("Of rows", format="localized", width=90),
}
