"""Describing a table that nobody has seen, and the table that comes of it."""

from functools import partial
from io import BytesIO
from typing import Any, Literal

import pandas as pd
import streamlit as st

from components.data import upload
from components.invent import description_draft
from components.invent.description_draft import Draft
from components.shared import errors, menu, widget_state, words
from components.shared.tabular import Config
from synthesis.foundation.numerals import count, decimal, percent
from synthesis.foundation.serialisation import as_json
from synthesis.invention import EXAMPLES, NO_LIKENESS, NO_RISK, Description
from synthesis.invention.description import LARGEST, SHAPES, SORTS

_NAMES, _FILE = "The names of columns", "A description.json"
_SPOKEN = {
    "integer": "whole number",
    "float": "number with decimals",
    "datetime": "date",
    "boolean": "yes or no",
    "ip": "IP address",
    "url": "web page",
    "identifier": "code, never repeated",
    "name": "person's name",
    "email": "e-mail",
    "username": "user name",
}
_SHAPES = {
    "even": "even",
    "bell": "bell",
    "skewed-right": "long tail upwards",
    "skewed-left": "long tail downwards",
}
_SHOWN = 100


def begin() -> None:
    """What the description begins with."""
    with st.container(border=True):
        start = st.selectbox("Begin with", [*EXAMPLES, _NAMES, _FILE], help="Everything can be changed afterwards.")
        text = st.text_area("Column names", placeholder="age, sex, diagnosis") if start == _NAMES else ""
        key = f"description-{widget_state.count('description')}"
        file = st.file_uploader("A description that was downloaded here", key=key) if start == _FILE else None
        if st.button("Begin", icon=":material/edit_note:", disabled=start == _FILE and file is None):
            with errors.step():
                description_draft.begin(_chosen(start, text, file))
                st.rerun()


def _chosen(start: str, text: str, file: BytesIO | None) -> Description:
    if start == _NAMES:
        return description_draft.from_names(text)
    return description_draft.from_file(file.getvalue()) if file is not None else EXAMPLES[start]


def form(draft: Draft) -> None:
    """Columns, links and rules to edit, and the button that makes the table."""
    mark, about = f"{draft.version}", draft.description
    with st.form(f"describe-{mark}"):
        name = st.text_input("Name of the table", about.name, max_chars=60, key=f"named-{mark}")
        st.markdown("**Columns**, one a row; add a row at the end for another")
        height = min(3 + 35 * (len(about.columns) + 2), 648)
        columns = _editor(f"columns-{mark}", description_draft.columns_frame(about), _columns(), height)
        left, right = st.columns(2, gap="medium")
        with left:
            st.markdown("**What rises together** (rank correlation), from −1 (against each other) to 1 (as one)")
            strength = st.column_config.NumberColumn(min_value=-1, max_value=1, step=0.05)
            links = _editor(f"links-{mark}", description_draft.links_frame(about), {"Strength": strength})
        with right:
            st.markdown("**What every row keeps** (constraints), such as *admitted, discharged* with *is at most*")
            spoken = st.column_config.SelectboxColumn(options=list(description_draft.SPOKEN.values()))
            rules = _editor(f"rules-{mark}", description_draft.rules_frame(about), {"Rule": spoken})
        with st.container(horizontal=True):
            rows = st.number_input("Rows", 1, LARGEST, draft.rows, 100, key=f"rows-{mark}", width=200)
            seed = st.number_input("Seed", 0, 2**32 - 1, draft.seed, 1, key=f"seed-{mark}", width=200)
        if st.form_submit_button("Make the table", type="primary", icon=":material/draw:"):
            with errors.step(), st.spinner("Drawing rows"):
                description_draft.make(description_draft.read_back(name, columns, links, rules), int(rows), int(seed))
                st.rerun()


def _editor(key: str, frame: pd.DataFrame, config: Config, height: int | Literal["auto"] = "auto") -> pd.DataFrame:
    """Rows to edit, add and take away; what is shown at first must not change under the user's hands."""
    return st.data_editor(
        pd.DataFrame(widget_state.held(key, dict(frame))),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config=config,
        height=height,
    )


def _columns() -> Config:
    config = st.column_config
    return {
        "Name": config.TextColumn(width=110, required=True),
        "Kind": config.SelectboxColumn(
            width=165,
            options=SORTS,
            format_func=lambda kind: _SPOKEN.get(str(kind), str(kind)),
            required=True,
            default="category",
        ),
        "From": config.TextColumn(width=100, help="The smallest number, or the first day, such as 2024-01-31."),
        "To": config.TextColumn(width=100, help="The largest number, or the last day."),
        "Shape": config.SelectboxColumn(
            width=150, options=SHAPES, format_func=lambda shape: _SHAPES[str(shape)], default="even"
        ),
        "Decimals": config.NumberColumn(width=110, min_value=0, max_value=9, step=1),
        "Levels or pattern": config.TextColumn(
            width=250,
            help="Categories with their shares: red 50, blue 30, green 20. Codes: 9 is any digit, A and a any letter.",
        ),
        "Blank %": config.NumberColumn(width=100, min_value=0, max_value=100, default=0),
    }


def outcome(draft: Draft) -> None:
    """The table that was made, why it is nobody's, and what can be done with it."""
    record = description_draft.record()
    st.header(words.safe(draft.description.name), anchor=False)
    st.success(f"**Risk: none.** {NO_RISK}", icon=":material/verified_user:")
    st.caption(NO_LIKENESS)
    with st.container(horizontal=True):
        name = draft.description.name
        st.download_button(
            "Download CSV",
            description_draft.path().read_bytes,
            f"{name}.csv",
            "text/csv",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Download the description",
            partial(description_draft.described, draft),
            "description.json",
            "application/json",
            icon=":material/edit_note:",
            on_click="ignore",
        )
        st.download_button(
            "Download the record",
            partial(as_json, record),
            "record.json",
            "application/json",
            icon=":material/description:",
            on_click="ignore",
        )
        if st.button("Use it as the table here", icon=":material/table_view:"):
            widget_state.flag(upload.UPLOADED, (f"{name}.csv", str(description_draft.path())))
            st.switch_page(menu.page("data"))
    preview = pd.read_csv(description_draft.path(), nrows=_SHOWN, dtype=str, keep_default_na=False)
    st.dataframe(preview, hide_index=True, height=320)
    st.caption(f"The first {count(min(_SHOWN, draft.rows))} of {count(draft.rows)} rows.")
    _kept(record)


def _kept(record: dict[str, Any]) -> None:
    links, rules = record.get("links", []), record.get("rules", [])
    asked = [(" and ".join(x["columns"]), x["asked"], x["reached"]) for x in links]
    kept = [(x["sentence"], percent(x["share"])) for x in rules]
    left, right = st.columns(2, gap="medium")
    with left:
        if asked:
            st.subheader("Links", anchor=False)
            shown = [(words.safe(names), decimal(a), decimal(r)) for names, a, r in asked]
            st.table(pd.DataFrame(shown, columns=["Columns", "Asked", "Reached"]), hide_index=True, border="horizontal")
    with right:
        if kept:
            st.subheader("Rules", anchor=False)
            shown_rules = [(words.safe(sentence), share) for sentence, share in kept]
            st.table(
                pd.DataFrame(shown_rules, columns=["Rule", "Rows that keep it"]), hide_index=True, border="horizontal"
            )
