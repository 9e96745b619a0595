"""The form for what is public about the columns: empty at first, and never filled from the table."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.shared import errors, widget_state, words
from components.shared.session import Session
from synthesis.foundation.errors import UnusableOption
from synthesis.journey.description import Understood
from synthesis.tables import Column, Kind, Role, Schema
from synthesis.tables.public_domain import Bound, Domain, PublicDomains

Said = dict[str, dict[str, Any]]

_HOW = {
    "open": "Not said yet",
    "bounds": "From – to",
    "levels": "These categories",
    "bought": "Buy with budget",
    "pattern": "Make up",
    "left_out": "Leave out",
}
_FIELDS = ("how", "low", "high", "step", "levels", "blanks")
_ABOUT = (
    "The generator may not look at the rows to find out what a column can hold. Say it from what you know "
    "anyway: a code "
    "book, a questionnaire, common sense. What you write here counts as public and is printed in the record. So do the "
    "names, kinds and formats that you confirmed on the Data page, and how the file is spelt."
)
_LISTS = {
    "yes; no": "yes; no",
    "Yes; No": "Yes; No",
    "0; 1": "0; 1",
    "True; False": "True; False",
    "Female; Male": "Female; Male",
    "Months, jan to dec": "jan; feb; mar; apr; may; jun; jul; aug; sep; oct; nov; dec",
    "Months, January to December": (
        "January; February; March; April; May; June; July; August; September; October; November; December"
    ),
    "Days, Monday to Sunday": "Monday; Tuesday; Wednesday; Thursday; Friday; Saturday; Sunday",
}
_RANGES = {
    "Months, 1 to 12": (1, 12),
    "Days of a month, 1 to 31": (1, 31),
    "Hours, 0 to 23": (0, 23),
    "Per cent, 0 to 100": (0, 100),
}
_CODE = "########"
_NAMED = 6
_NOTHING: Mapping[str, Any] = {"how": "open", "low": "", "high": "", "step": "", "levels": "", "blanks": False}
_ROW = "A row"


def draw(work: Session, table: Understood) -> None:
    """What is said so far, to change, and what is still missing."""
    columns = [column for column in table.schema if column.role is not Role.DROP]
    st.caption(_ABOUT)
    said = _edited(work, columns)
    _copy(work, columns)
    person, most = _unit(work, table)
    if (said, person, most) != (_columns_said(work), work.said.get("person"), work.said.get("most", 1)):
        work.keep_said({"columns": said, "person": person, "most": most})
    _tell(said, columns, person, most)


def _columns_said(work: Session) -> Said:
    return dict(work.said.get("columns", {}))


def _edited(work: Session, columns: list[Column]) -> Said:
    """The table of declarations, a row a column."""
    known = _columns_said(work)
    key = f"declared-{work.revision}-{widget_state.count('declared')}"
    frame = pd.DataFrame(widget_state.held(key, dict(_frame(columns, known))))
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=["column", "kind"],
        column_config=_CONFIG,
        height=38 + 35 * min(len(frame), 16),
        alt="What each column may hold, as you say.",
    )
    rows = edited.to_dict("records")
    return {str(row["column"]): {name: row[name] or _NOTHING[name] for name in _FIELDS} for row in rows}


def _frame(columns: list[Column], known: Said) -> pd.DataFrame:
    rows = [{"column": c.name, "kind": c.kind.label, **_start(c), **known.get(c.name, {})} for c in columns]
    frame = pd.DataFrame(rows, columns=["column", "kind", *_FIELDS])
    return frame.assign(blanks=frame["blanks"].astype(bool))


def _start(column: Column) -> dict[str, Any]:
    """Nothing is said of a column at first, but that identifiers are made up and texts left out."""
    names = column.role is Role.IDENTIFIER or column.kind.unique
    how = "pattern" if names else "left_out" if column.kind in (Kind.TEXT, Kind.EMPTY) else "open"
    return {**_NOTHING, "how": how}


def _copy(work: Session, columns: list[Column]) -> None:
    """Lists that are public by nature, to copy into columns of one's choice."""
    with st.expander("Copy a list that everybody knows", icon=":material/content_copy:"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = st.multiselect(
                "Columns", [c.name for c in columns], key=f"copy-to-{work.revision}-{widget_state.count('declared')}"
            )
            what = st.selectbox("What they may hold", [*_LISTS, *_RANGES], key=f"copy-{work.revision}")
            pressed = st.button("Copy", icon=":material/content_copy:", disabled=not names)
        if pressed and what:
            said = _columns_said(work)
            for name in names:
                said[name] = {**_NOTHING, **_listed(what), "blanks": bool(said.get(name, {}).get("blanks"))}
            work.keep_said({**work.said, "columns": said})
            widget_state.count("declared", step=True)
            st.rerun()


def _listed(what: str) -> dict[str, Any]:
    if what in _RANGES:
        low, high = _RANGES[what]
        return {"how": "bounds", "low": str(low), "high": str(high)}
    return {"how": "levels", "levels": _LISTS[what]}


def _unit(work: Session, table: Understood) -> tuple[str | None, int]:
    """Whether one row or one person is protected, and how many rows of a person are used."""
    names = [c.name for c in table.schema if c.kind.naming]
    known = work.said.get("person") or table.schema.entity
    with st.container(horizontal=True, vertical_alignment="bottom"):
        person = st.selectbox(
            "What is protected",
            [_ROW, *names],
            names.index(known) + 1 if known in names else 0,
            key=f"unit-{work.revision}",
            format_func=lambda name: name if name == _ROW else f"A person, named by {name}",
            help="Pick the column that names the person where one person may have several rows.",
        )
        most = st.number_input(
            "Rows used of a person",
            1,
            1000,
            int(work.said.get("most", 1)),
            key=f"most-{work.revision}",
            disabled=person == _ROW,
            help="The first rows in the file; the others are not looked at. More rows need more noise.",
        )
    return (None if person == _ROW else str(person)), int(most)


def _tell(said: Said, columns: list[Column], person: str | None, most: int) -> None:
    """What is still open or cannot be, in words."""
    still = [c.name for c in columns if said[c.name]["how"] == "open" and c.name != person]
    if still:
        rest = len(still) - _NAMED
        shown = words.listed([*still[:_NAMED], *([f"{rest} more"] if rest > 0 else [])])
        st.markdown(f":orange[:material/pending:] Nothing is said yet about **{words.safe(shown)}**.")
        return
    with errors.step():
        domains_of(said, columns, person, most)


def domains_of(
    said: Mapping[str, Mapping[str, Any]], columns: list[Column], person: str | None, most: int
) -> PublicDomains:
    """The declaration that the rows of the form make. UnusableOption names the column that says too little."""
    domains = [_domain(column, said[column.name]) for column in columns if said[column.name]["how"] != "open"]
    return PublicDomains(tuple(domains), person, most)


def _domain(column: Column, row: Mapping[str, Any]) -> Domain:
    blanks = bool(row["blanks"])
    if row["how"] == "bounds":
        low, high = _bound(column, row["low"]), _bound(column, row["high"])
        return Domain(column.name, low=low, high=high, step=_step(column, row["step"]), blanks=blanks)
    if row["how"] == "levels":
        levels = tuple(level for level in map(str.strip, re.split(r"[;\n]", str(row["levels"] or ""))) if level)
        if not levels:
            raise UnusableOption(
                f"No categories are given for “{column.name}”.", "Write them with semicolons between: red; blue."
            )
        return Domain(column.name, levels=levels, blanks=blanks)
    if row["how"] == "pattern":
        return Domain(column.name, pattern=str(row["levels"] or _CODE))
    return Domain(column.name, bought=row["how"] == "bought", left_out=row["how"] == "left_out", blanks=blanks)


def _step(column: Column, told: str) -> float | None:
    if not told.strip():
        return 0.01 if column.kind.decimal else None
    return _number(column, told)


def _bound(column: Column, told: str) -> Bound:
    text = told.strip()
    return text if column.kind.calendar and text else _number(column, text)


def _number(column: Column, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        wanted = "days such as 2024-01-31" if column.kind.calendar else "numbers"
        raise UnusableOption(
            f"The bounds of “{column.name}” are not given.", f"Write {wanted} under From and To."
        ) from None


def of(work: Session, schema: Schema) -> PublicDomains:
    """What was said of the table in hand, for a run."""
    columns = [column for column in schema if column.role is not Role.DROP]
    said = {c.name: {**_start(c), **_columns_said(work).get(c.name, {})} for c in columns}
    found = domains_of(said, columns, work.said.get("person"), int(work.said.get("most", 1)))
    still = [c.name for c in columns if found[c.name] is None and c.name != found.person]
    if still:
        raise UnusableOption(
            f"Nothing is declared about {words.listed(still[:_NAMED])}.", "Say what each column may hold."
        )
    left = tuple(Domain(c.name, left_out=True) for c in schema if c.role is Role.DROP)
    return replace(found, columns=(*found.columns, *left))


_TEXT = st.column_config.TextColumn
_CONFIG: Mapping[str, Any] = {
    "column": _TEXT("Column", pinned=True, width=115),
    "kind": _TEXT("Kind", width=105),
    "how": st.column_config.SelectboxColumn(
        "It may hold", options=list(_HOW), format_func=lambda how: _HOW[str(how)], required=True, width=125
    ),
    "low": _TEXT("From", width=95, help="A number, or a day such as 2024-01-31. Smaller values are drawn up to it."),
    "high": _TEXT("To", width=95, help="Larger values are drawn down to it."),
    "step": _TEXT(
        "Step", width=65, help="From one value to the next; as offered 1, 0.01 for decimals, and a day for dates."
    ),
    "levels": _TEXT(
        "Categories or pattern",
        width=245,
        help=(
            "Categories with semicolons between: red; blue. A pattern for what is made up: ID-####, # for a digit, "
            "@ for a letter."
        ),
    ),
    "blanks": st.column_config.CheckboxColumn("Blanks", width=70, help="Whether a cell may be empty."),
}
