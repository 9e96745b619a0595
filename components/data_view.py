"""What was understood of a table: its size, its columns with their small pictures, and what its owner should know."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import menu, power_view, reading, session, shell, words
from components.session import Session
from synthesis.tables import Finding, Kind, Role, Schema
from synthesis.tables.profile import ColumnProfile
from synthesis.understanding import Understood

KINDS = {
    Kind.INTEGER: "Whole number",
    Kind.FLOAT: "Number",
    Kind.BOOLEAN: "Yes or no",
    Kind.CATEGORY: "Category",
    Kind.DATETIME: "Date or time",
    Kind.TEXT: "Free text",
    Kind.IDENTIFIER: "Identifier",
    Kind.CONSTANT: "Always the same",
    Kind.EMPTY: "Empty",
}
ROLES = {
    Role.IDENTIFIER: "Identifier",
    Role.QUASI_IDENTIFIER: "Quasi-identifier",
    Role.SENSITIVE: "Sensitive",
    Role.OTHER: "Other",
    Role.DROP: "Drop",
}
_ROLE_HELP = (
    "**Identifier**: names one person; it is never learned from, new values are made up. "
    "**Quasi-identifier**: others may know it, such as age or postcode. "
    "**Sensitive**: what nobody should find out; each one is attacked. "
    "**Other**: anything else. **Drop**: left out of the synthetic table."
)
_LEVELS = {
    "error": (":material/error:", "red"),
    "warning": (":material/warning:", "orange"),
    "note": (":material/info:", "gray"),
}
_FIRST_FINDINGS = 4
_SHOWN_LABELS = 3
_NAMED_COLUMNS = 5
_SHOWN_COLUMNS = 20
_SHARES = (None, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


def promise() -> None:
    """What will happen with a table, for somebody who has not brought one yet."""
    with st.grid(3, min_column_width=220):
        for icon, head, text in _STORY:
            with st.container(border=True, height="stretch"):
                st.markdown(f":primary[{icon}] **{head}**")
                st.markdown(f":gray[{text}]")


_STORY = (
    (":material/group_work:", "Held out first", "Before anything learns from your table, some rows are set aside. They are what every attack is measured against."),
    (":material/tune:", "Made new", "A generator you choose writes new rows that behave like yours. Names, e-mails and numbers that point at a person are made up."),
    (":material/approval:", "Judged before it leaves", "Real attacks try to find your people in the result. You see what they gained, beside how alike the tables are."),
)  # fmt: skip


def name(work: Session) -> str:
    """What the table is called, with nothing in it read as formatting."""
    return words.safe(work.name)


def columns(table: Understood) -> None:
    """The confirmed columns, to read."""
    shown = _overview(table)
    shown["kind"] = [KINDS[column.kind] for column in table.schema]
    shown["role"] = [ROLES[column.role] for column in table.schema]
    with st.expander("Columns", icon=":material/view_column:"):
        st.dataframe(shown, hide_index=True, column_config=_SHOWN, height=_height(table))


def tiles(table: Understood) -> None:
    """How large the table is and what is in it."""
    kinds = [column.kind for column in table.schema]
    numbers = sum(column.numeric for column in table.schema)
    categories = sum(kind in (Kind.CATEGORY, Kind.BOOLEAN) for kind in kinds)
    with st.grid(4, min_column_width=150):
        st.metric("Rows", f"{len(table):,}", border=True)
        st.metric("Columns", len(kinds), border=True)
        st.metric("Numbers and dates", numbers, border=True)
        st.metric("Categories", categories, border=True)


def preview(table: Understood) -> None:
    """The first rows, as they were read."""
    with st.expander("First rows", icon=":material/table_rows:"):
        st.dataframe(pd.DataFrame(table.head, columns=list(table.schema.names)), hide_index=True)
        d = table.dialect
        mark = "comma" if d.decimal == "," else "point"
        st.caption(words.safe(f"Read as {d.encoding}, columns parted by {_named(d.delimiter)}, with a decimal {mark}."))


def _named(delimiter: str) -> str:
    return {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", " ": "spaces"}.get(delimiter, f"'{delimiter}'")


def remarks(table: Understood) -> None:
    """What the owner should know before work starts, gravest first."""
    found = tuple(sorted(table.findings, key=lambda item: list(_LEVELS).index(item.level)))
    if not found:
        return
    told = _gathered(found)
    if session.current().confirmed:
        with st.expander("What to know about it", icon=":material/info:"):
            _remarks(told)
        return
    st.subheader("What to know about it", anchor=False)
    _remarks(told[:_FIRST_FINDINGS])
    if rest := told[_FIRST_FINDINGS:]:
        with st.expander(f"{len(rest)} more"):
            _remarks(rest)


def _gathered(found: Iterable[Finding]) -> list[tuple[Finding, list[str]]]:
    """Findings that say the same of several columns, told once with all their names."""
    told: dict[tuple[str, str, str], tuple[Finding, list[str]]] = {}
    for item in found:
        _, names = told.setdefault((item.level, item.happened, item.advice), (item, []))
        names += [item.column] if item.column else []
    return list(told.values())


def _remarks(told: Iterable[tuple[Finding, list[str]]]) -> None:
    for item, names in told:
        icon, color = _LEVELS[item.level]
        about = f"**{words.safe(_some(names))}** · " if names else ""
        st.markdown(f":{color}[{icon}] {about}{words.safe(item.happened)} :gray[{words.safe(item.advice)}]")


def _some(names: list[str]) -> str:
    rest = len(names) - _NAMED_COLUMNS
    return ", ".join(names[:_NAMED_COLUMNS]) + (f" and {rest} more columns" if rest > 0 else "")


def columns_form(table: Understood) -> None:
    """Kinds and roles to correct, the share to hold out, and the button that confirms both."""
    work = session.current()
    st.subheader("Columns", anchor=False)
    st.caption(_ROLE_HELP)
    with st.form("columns", border=False):
        edited = st.data_editor(
            _overview(table), key=f"columns-{work.revision}", hide_index=True, num_rows="fixed", height=_height(table),
            disabled=["column", "picture", "usual", "missing", "distinct", "reason"], column_config=_COLUMNS,
            alt="The columns of the table with their kind, role and distribution.",
        )  # fmt: skip
        with st.expander("Control group", icon=":material/group_work:"):
            share = st.selectbox(
                "Share of rows held out", _SHARES, _SHARES.index(work.control) if work.control in _SHARES else 0,
                format_func=lambda share: "Let us choose" if share is None else words.share(share, 0),
                help="Held-out rows are never learned from; every attack is measured against them. Our choice: a fifth of the rows, or 2,000 where that is more, but at most half.",
            )  # fmt: skip
        confirmed = st.form_submit_button("Confirm the columns", type="primary", icon=":material/check:")
    if confirmed:
        with shell.step():
            schema = corrected(table.schema, zip(edited["column"], edited["kind"], edited["role"], strict=True))
            reading.columns(schema, share, confirmed=True)


_COLUMNS: Mapping[str, Any] = {
    "column": st.column_config.TextColumn("Column", pinned=True, width=130),
    "kind": st.column_config.SelectboxColumn(
        "Kind", options=[k.value for k in KINDS], format_func=lambda k: KINDS[Kind(k)], required=True, width=140
    ),
    "role": st.column_config.SelectboxColumn(
        "Role", options=[r.value for r in ROLES], format_func=lambda r: ROLES[Role(r)], required=True, width=140
    ),
    "picture": st.column_config.BarChartColumn(
        "Distribution", y_min=0, width=120, help="Share of rows by value; rare values and extremes are left out."
    ),
    "usual": st.column_config.TextColumn("Usual values", width=180),
    "missing": st.column_config.NumberColumn("Missing", format="percent", width=80),
    "distinct": st.column_config.NumberColumn(
        "Distinct", format="localized", width=80, help="How many different values."
    ),
    "reason": st.column_config.TextColumn("Why we think so", width=460),
}


def _height(table: Understood) -> int:
    """Room for every column, up to twenty."""
    return 38 + 35 * min(len(table.schema), _SHOWN_COLUMNS)


_SHOWN: Mapping[str, Any] = {
    **_COLUMNS,
    "kind": st.column_config.TextColumn("Kind", width=125),
    "role": st.column_config.TextColumn("Role", width=125),
}


def _overview(table: Understood) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "column": [c.name for c in table.schema],
            "kind": [c.kind.value for c in table.schema],
            "role": [c.role.value for c in table.schema],
            "picture": [list(found.shares) for found in table.profiles],
            "usual": [_usual(found) for found in table.profiles],
            "missing": [c.missing for c in table.schema],
            "distinct": [c.distinct for c in table.schema],
            "reason": [c.reason for c in table.schema],
        }
    )


def corrected(schema: Schema, rows: Iterable[tuple[str, str, str]]) -> Schema:
    """The schema with each column's kind and role as given."""
    for name, kind, role in rows:
        column = schema[name]
        if (column.kind, column.role) != (Kind(kind), Role(role)):
            schema = schema.correct(name, kind=Kind(kind), role=Role(role))
    return schema


def confirmed(table: Understood) -> None:
    """What was settled: the control group, how small a risk it can show, and where to go next."""
    work = session.current()
    parts = table.split()
    train, control, note = parts.train, parts.control, parts.note
    with st.container(border=True, key="confirmed"):
        st.markdown(":green[:material/check_circle:] **The columns are confirmed and a control group is held out.**")
        with st.grid(3, min_column_width=150):
            st.metric("Rows to learn from", f"{train:,}")
            st.metric("Control rows, never learned from", f"{control:,}")
            st.metric("Columns released", len(table.schema.released))
        if note:
            st.caption(words.safe(note))
        power_view.draw(train, control, work.choice.attacks, work.policy)
        with st.container(horizontal=True, vertical_alignment="center"):
            menu.link("generator", "Choose a generator")
            if st.button("Change the columns", icon=":material/edit:", type="tertiary"):
                work.keep_columns(table, confirmed=False, control=work.control)
                st.rerun()


def _usual(found: ColumnProfile) -> str:
    """What most cells hold, without the extremes and without what few rows have."""
    if found.low is not None:
        return f"{found.low} to {found.high}"
    return ", ".join(found.labels[:_SHOWN_LABELS]) + (", …" if len(found.labels) > _SHOWN_LABELS else "")
