"""Rows other than the source has them: fixed values, and shares of values, each a condition of its own."""

from dataclasses import replace

import streamlit as st

from components.shared import errors, words
from components.shared.session import Session
from synthesis.journey.description import Understood
from synthesis.rules import Conditions, Share
from synthesis.tables import ColumnProfile

_ABOUT = (
    "Ask for more of a rare case than the table holds, a balanced class, or one value in every row. Such a table is "
    "marked, on every page and in the record, as not having the source's distribution."
)
_EVERY = 100.0


def draw(work: Session, table: Understood) -> None:
    """The conditions so far, each with its way out, and the place to add one."""
    conditions = work.choice.wish
    with st.expander(
        "More of a rare case, or fixed values (conditional sampling)", expanded=bool(conditions), icon=":material/tune:"
    ):
        st.caption(_ABOUT)
        for number, (column, value, share) in enumerate(listed(conditions)):
            _one(work, number, column, value, share)
        _add(work, table)


def listed(conditions: Conditions | None) -> list[tuple[str, str, float]]:
    """Column, value and share of each condition, fixed values first."""
    if conditions is None:
        return []
    fixed = [(name, value, 1.0) for name, value in conditions.fixed.items()]
    return fixed + [(one.column, one.value, one.share) for one in conditions.shares]


def _one(work: Session, number: int, column: str, value: str, share: float) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"condition-{number}"):
        often = "every row" if share == 1.0 else f"{100 * share:g} % of the rows"
        st.markdown(f"**{words.safe(column)}** is **{words.safe(value or 'blank')}** in {often}")
        if st.button("Remove", key=f"condition-remove-{number}", icon=":material/close:", type="tertiary"):
            _keep(work, [one for place, one in enumerate(listed(work.choice.wish)) if place != number])


def _add(work: Session, table: Understood) -> None:
    names = list(table.schema.modelled.names)
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        column = st.selectbox(
            "Column", names, None, key=f"condition-column-{work.revision}", placeholder="Pick a column"
        )
        known = _values(table, column)
        value = st.selectbox(
            "Value",
            known,
            None,
            key=f"condition-value-{work.revision}-{column}",
            accept_new_options=True,
            placeholder="Pick or type a value",
            disabled=column is None,
        )
        share = st.number_input("Per cent of the rows", 0.0, _EVERY, 50.0, 5.0, format="%g", key="condition-share")
        pressed = st.button("Add condition", icon=":material/add:", disabled=column is None or value is None)
    if pressed and column is not None and value is not None:
        with errors.step():
            _keep(work, [*listed(work.choice.wish), (column, str(value), share / 100)])


def _values(table: Understood, column: str | None) -> list[str]:
    """The common values of a column of categories; a number or date is typed."""
    found: list[ColumnProfile] = [one for one in table.profiles if one.name == column]
    return list(found[0].labels) if found else []


def _keep(work: Session, conditions: list[tuple[str, str, float]]) -> None:
    """The conditions from now on; a share of everything is a fixed value."""
    fixed = {column: value for column, value, share in conditions if share >= 1.0}
    shares = tuple(Share(column, value, share) for column, value, share in conditions if share < 1.0)
    chosen = Conditions(fixed, shares) if conditions else None
    work.keep_choice(replace(work.choice, wish=chosen))
    st.rerun()
