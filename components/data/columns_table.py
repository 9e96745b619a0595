"""The table of columns: what each is taken for, its role and how its values lie; and which hold personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.shared import widget_state
from components.shared.session import Session
from synthesis.journey.description import Understood
from synthesis.tables import Column, Kind, Role
from synthesis.tables.inference.pii_detection import LABELS
from synthesis.tables.profile.profile import ColumnProfile

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
_SHOWN_LABELS, _SHOWN_ROWS, _SEARCHED = 3, 20, 20
_EDITED = ("kind", "role", "pii")


def editor(work: Session, table: Understood) -> dict[str, dict[str, Any]]:
    """The table of columns; what the user changed in it, by column, whether it is in sight now or not."""
    st.caption(_ROLE_HELP)
    shown = _found(work, table)
    draft = widget_state.draft(work.mark)
    key = f"columns-{work.revision}" if len(shown) == len(table.schema) else f"columns-{work.revision}-{hash(shown)}"
    held = widget_state.held(key, draft)
    frame = overview(table, [_drafted(table.schema[name], held) for name in shown])
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        height=height(len(shown)),
        disabled=["column", "picture", "usual", "missing", "distinct", "reason"],
        column_config=_COLUMNS,
        alt="The columns of the table with their kind, role and distribution.",
    )
    for row in edited.to_dict("records"):
        _note(draft, table.schema[str(row["column"])], {str(name): value for name, value in row.items()})
    return draft


def _found(work: Session, table: Understood) -> tuple[str, ...]:
    names = table.schema.names
    if len(names) <= _SEARCHED:
        return names
    asked = st.text_input(
        "Find a column",
        key=f"find-{work.revision}",
        icon=":material/search:",
        placeholder="Part of a name, a kind, a role or a type of personal data",
    )
    found = tuple(column.name for column in table.schema if asked.strip().casefold() in _words_of(column))
    if not found:
        st.caption("No column is called so; all are shown.")
    return found or names


def _words_of(column: Column) -> str:
    return " ".join((column.name, column.kind.label, ROLES[column.role], personal_words(column.pii))).casefold()


def _drafted(column: Column, draft: Mapping[str, Mapping[str, Any]]) -> Column:
    change = draft.get(column.name, {})
    return replace(
        column,
        kind=Kind(change.get("kind", column.kind)),
        role=Role(change.get("role", column.role)),
        pii=change.get("pii", column.pii) or None,
    )


def _note(draft: dict[str, dict[str, Any]], column: Column, row: Mapping[str, Any]) -> None:
    """Keep in the draft what differs from what was understood, and nothing else."""
    known = {"kind": column.kind.value, "role": column.role.value, "pii": column.pii or ""}
    change = {field: row[field] or "" for field in _EDITED if (row[field] or "") != known[field]}
    draft.pop(column.name, None)
    if change:
        draft[column.name] = change


def overview(table: Understood, columns: Sequence[Column]) -> pd.DataFrame:
    """A row a column: what it is, how its values lie, and why we think so."""
    profiles = {found.name: found for found in table.profiles}
    return pd.DataFrame(
        {
            "column": [c.name for c in columns],
            "kind": [c.kind.value for c in columns],
            "role": [c.role.value for c in columns],
            "picture": [list(profiles[c.name].shares) for c in columns],
            "usual": [_usual(profiles[c.name]) for c in columns],
            "missing": [c.missing for c in columns],
            "distinct": [c.distinct for c in columns],
            "pii": [c.pii or "" for c in columns],
            "reason": [c.reason for c in columns],
        }
    )


def _usual(found: ColumnProfile) -> str:
    """What most cells hold, without the extremes and without what few rows have."""
    if found.low is not None:
        return f"{found.low} to {found.high}"
    shown = found.labels or found.shapes
    return ", ".join(shown[:_SHOWN_LABELS]) + (", …" if len(shown) > _SHOWN_LABELS else "")


def height(rows: int) -> int:
    """Room for every row, up to twenty."""
    return 38 + 35 * min(max(rows, 1), _SHOWN_ROWS)


def personal_words(pii: str | None) -> str:
    return LABELS.get(pii, pii).capitalize() if pii else "–"


_COLUMNS: Mapping[str, Any] = {
    "column": st.column_config.TextColumn("Column", pinned=True, width=128),
    "kind": st.column_config.SelectboxColumn(
        "Kind",
        options=[k.value for k in Kind],
        format_func=lambda k: Kind(str(k)).label,
        required=True,
        width=118,
    ),
    "role": st.column_config.SelectboxColumn(
        "Role", options=[r.value for r in ROLES], format_func=lambda r: ROLES[Role(str(r))], required=True, width=118
    ),
    "picture": st.column_config.BarChartColumn(
        "Distribution", y_min=0, width=96, help="Share of rows by value; rare values and extremes are left out."
    ),
    "usual": st.column_config.TextColumn(
        "Usual values",
        width=176,
        help="Without extremes and rare values; codes as their shape: A for a letter, 9 for a digit.",
    ),
    "missing": st.column_config.NumberColumn("Missing", format="percent", width=76),
    "distinct": st.column_config.NumberColumn(
        "Distinct", format="localized", width=76, help="How many different values."
    ),
    "pii": st.column_config.SelectboxColumn(
        "Personal data", options=["", *LABELS], format_func=lambda pii: personal_words(str(pii)), width=150
    ),
    "reason": st.column_config.TextColumn("Why we think so", width=460),
}


SETTLED: Mapping[str, Any] = {
    **_COLUMNS,
    **{name: st.column_config.TextColumn(name.capitalize(), width=118) for name in ("kind", "role")},
    "pii": st.column_config.TextColumn("Personal data", width=150),
}


def personal(table: Understood) -> None:
    """Which columns hold personal data, how sure that is, and what becomes of them."""
    found = [column for column in table.schema if column.pii or column.role is Role.IDENTIFIER]
    if not found:
        st.caption("No column looks like personal data. If one is, give it the role “Identifier” under Columns.")
        return
    st.caption("What becomes of a column follows from its role, which you may change under Columns.")
    frame = pd.DataFrame(
        {
            "Column": [c.name for c in found],
            "Type": [personal_words(c.pii) if c.pii else "Identifier" for c in found],
            "Cells that match": [c.match for c in found],
            "What becomes of it": [_fate(c) for c in found],
            "Why we think so": [c.reason for c in found],
        }
    )
    config = {
        "Column": st.column_config.TextColumn(pinned=True, width=130),
        "Cells that match": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent", width=120),
        "What becomes of it": st.column_config.TextColumn(width=260),
        "Why we think so": st.column_config.TextColumn(width=460),
    }
    st.dataframe(frame, hide_index=True, column_config=config, height=height(len(found)))


def _fate(column: Column) -> str:
    if column.role is Role.DROP:
        return "Left out of the synthetic table"
    if column.role is Role.IDENTIFIER:
        return "Never learned; new values are made up"
    return "Learned and released like any other"
