"""Whom a row is about, what orders the rows of a person, and who stands alone with what others may know."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.shared import words
from components.shared.session import Session
from synthesis.foundation.numerals import count
from synthesis.journey.description import Understood
from synthesis.tables import Uniqueness

_SHOWN_SETS = 12
_NOBODY = "Every row is a person or case of its own"
_NO_ORDER = "Nothing: their order does not matter"


def choose(work: Session, table: Understood) -> tuple[str | None, str | None]:
    """Whom a row is about, what orders a person's rows, and how many people what others may know singles out."""
    names = [column.name for column in table.schema if column.kind.naming or column.entity]
    at = names.index(table.schema.entity) + 1 if table.schema.entity in names else 0
    people = st.selectbox(
        "Whom a row is about",
        ["", *names],
        at,
        key=f"people-{work.revision}",
        format_func=lambda name: name or _NOBODY,
        help=(
            "The data subject. Pick the column that names it where one person has several rows: all of them then "
            "stand on the same side of the split, and one person counts once."
        ),
    )
    order = _order(work, table) if people else None
    alone(table)
    return people or None, order


def _order(work: Session, table: Understood) -> str | None:
    """The column that orders the rows of a person, for generators that make whole sequences."""
    names = [column.name for column in table.schema.modelled if column.numeric]
    at = names.index(table.schema.order) + 1 if table.schema.order in names else 0
    order = st.selectbox(
        "What orders a person's rows",
        ["", *names],
        at,
        key=f"order-{work.revision}",
        format_func=lambda name: name or _NO_ORDER,
        help=(
            "A date or a number, such as a visit's day. With it, the Generator page also offers PAR, which makes a "
            "person's rows as one sequence."
        ),
    )
    return order or None


def alone(table: Understood) -> None:
    """How many people stand alone with what others may know of them."""
    found = table.survey.uniqueness
    if not found:
        st.caption("No column is a quasi-identifier, so nobody can be picked out (re-identified) by what others know.")
    else:
        st.markdown(f"**{words.safe(sentence(found[-1], table))}**")
        with st.expander("Column by column, and together", icon=":material/person_search:"):
            _sets(found)
    for names in table.survey.near_unique[:3]:
        told = "singles out nearly everybody" if len(names) == 1 else "together single out nearly everybody"
        st.markdown(f":orange[:material/warning:] **{words.safe(words.listed(names))}** {told}.")


def sentence(one: Uniqueness, table: Understood) -> str:
    """Of how many, how many are alone with what they have there."""
    who = "people" if table.schema.entity else "rows"
    number = round(one.people * one.unique)
    if not number:
        return f"Of {count(one.people)} {who}, none is alone with its {words.listed(one.columns)}."
    if number == one.people:
        return f"Each of the {count(number)} {who} is alone with its {words.listed(one.columns)}."
    verb = "is" if number == 1 else "are"
    return f"Of {count(one.people)} {who}, {count(number)} {verb} alone with their {words.listed(one.columns)}."


def _sets(found: Sequence[Uniqueness]) -> None:
    shown = sorted(found, key=lambda one: (-one.unique, len(one.columns)))[:_SHOWN_SETS]
    frame = pd.DataFrame(
        {
            "Columns": [words.listed(one.columns) for one in shown],
            "Alone": [one.unique for one in shown],
            "In groups below five": [one.small for one in shown],
            "Distinction": [one.distinction for one in shown],
            "Separation": [one.separation for one in shown],
        }
    )
    share: dict[str, Any] = {"format": "percent", "width": 110}
    config = {
        "Columns": st.column_config.TextColumn(width=330),
        "Alone": st.column_config.ProgressColumn(
            min_value=0, max_value=1, help="People who are the only one with their values.", **share
        ),
        "In groups below five": st.column_config.NumberColumn(
            help="People who share their values with at most three others.", **share
        ),
        "Distinction": st.column_config.NumberColumn(help="Different combinations for every hundred people.", **share),
        "Separation": st.column_config.NumberColumn(help="Pairs of people, picked at random, that differ.", **share),
    }
    st.dataframe(frame, hide_index=True, column_config=config)
    if len(found) > len(shown):
        st.caption(f"The {len(shown)} most telling of {len(found)} sets.")
