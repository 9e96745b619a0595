"""The columns of a table as they were understood, to correct part by part, and to read once they are settled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.data import columns_table, data_subject, missing_codes, reading, rule_list
from components.shared import errors, session, words
from components.shared.session import Session
from synthesis.foundation.numerals import counted, duration, percent, size
from synthesis.journey.description import Understood
from synthesis.tables import Column, Constraint, Kind, Role, Schema

_SHARES = (None, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@st.fragment
def correct(table: Understood) -> None:
    """Everything that was understood, in tabs; the button that settles it, and the one that looks again first."""
    work = session.current()
    st.subheader("What was understood", anchor=False)
    tabs = st.tabs(_tabs(table))
    with tabs[0]:
        changes = columns_table.editor(work, table)
    with tabs[1]:
        columns_table.personal(table)
    with tabs[2]:
        markers = missing_codes.tick(work, table)
    with tabs[3]:
        people, order = data_subject.choose(work, table)
    with tabs[4]:
        rules = rule_list.choose(work, table)
    with tabs[5]:
        needs(table)
    with st.container(border=True, key="settle"):
        share = _control(work)
        with st.container(horizontal=True, vertical_alignment="center"):
            confirmed = st.button("Confirm the columns", type="primary", icon=":material/check:")
            again = st.button(
                "Look again first",
                icon=":material/refresh:",
                type="tertiary",
                help=(
                    "Works out the pictures, remarks and uniqueness anew from your corrections, without settling them."
                ),
            )
        if confirmed or again:
            with errors.step():
                schema = corrected(table.schema, changes, markers, people, rules)
                schema = schema.ordered_by(order if people else None)
                reading.columns(schema, share, confirmed=confirmed)


def _tabs(table: Understood) -> list[str]:
    personal = sum(column.pii is not None for column in table.schema)
    missing, rules = len(missing_codes.offered(table)), len(rule_list.offered(table))
    return [
        f"Columns ({len(table.schema)})",
        f"Personal data ({personal})",
        f"Missing-value codes ({missing})",
        "Who stands out",
        f"Rules ({rules})",
        "Time and memory",
    ]


def corrected(
    schema: Schema,
    changes: Mapping[str, Mapping[str, Any]],
    markers: Mapping[str, tuple[str, ...]] | None = None,
    people: str | None = None,
    rules: Sequence[Constraint] = (),
) -> Schema:
    """The schema as the user says: kinds, roles, personal data, spellings of blanks, whom rows are about, and rules."""
    for name, change in changes.items():
        schema = _changed(schema, schema[name], change)
    for name, spelt in (markers or {}).items():
        if spelt != schema[name].markers:
            schema = schema.mark(name, *spelt)
    if people != schema.entity:
        schema = schema.of_people(people)
    return schema.ruled(rules)


def _changed(schema: Schema, column: Column, change: Mapping[str, Any]) -> Schema:
    kind, role = Kind(change.get("kind", column.kind)), Role(change.get("role", column.role))
    if (column.kind, column.role) != (kind, role):
        schema = schema.correct(column.name, kind=kind, role=role)
    pii = change.get("pii", column.pii or "") or None
    if pii == column.pii:
        return schema
    columns = tuple(
        replace(c, pii=pii, match=None, reason="set by the user") if c.name == column.name else c for c in schema
    )
    return replace(schema, columns=columns)


def settled(table: Understood) -> None:
    """The confirmed columns, to read."""
    shown = columns_table.overview(table, list(table.schema))
    shown["kind"] = [column.kind.label for column in table.schema]
    shown["role"] = [columns_table.ROLES[column.role] for column in table.schema]
    shown["pii"] = [columns_table.personal_words(column.pii) for column in table.schema]
    with st.expander("Columns", icon=":material/view_column:"):
        st.dataframe(
            shown, hide_index=True, column_config=columns_table.SETTLED, height=columns_table.height(len(shown))
        )
    if table.schema.constraints:
        with st.expander(f"Rules ({len(table.schema.constraints)})", icon=":material/rule:"):
            st.markdown("\n".join(f"- {words.safe(rule.sentence)}" for rule in table.schema.constraints))


def needs(table: Understood) -> None:
    """What each generator is expected to need."""
    about = table.size
    st.caption(
        f"{counted(about.rows, 'row')}; {about.modelled} of {about.columns} columns are learned. To a network a row is"
        f" {counted(about.width, 'number')} (one-hot encoded). Rough, with the usual settings; the attacks come on top."
    )
    frame = pd.DataFrame(
        {
            "Generator": [one.title for one in table.estimates],
            "Time": [f"about {duration(one.seconds)}" for one in table.estimates],
            "Memory": [f"about {size(one.megabytes)}" for one in table.estimates],
        }
    )
    st.dataframe(frame, hide_index=True, width="content")


def _control(work: Session) -> float | None:
    return st.selectbox(
        "Share of rows held out as control group",
        _SHARES,
        _SHARES.index(work.control) if work.control in _SHARES else 0,
        format_func=lambda share: "Let us choose" if share is None else percent(share, 0),
        key=f"control-{work.revision}",
        help=(
            "Held-out rows are never learned from; every attack is measured against them. Our choice: the smallest "
            "share, from a fifth to a half, with which a release without any leak is likely to pass."
        ),
    )
