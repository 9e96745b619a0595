"""The columns of a table as they were understood, each part to correct: kinds, roles, people, blanks and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components import reading, session, shell, words
from components.session import Session
from synthesis.tables import Column, Constraint, Kind, Role, Schema, Uniqueness
from synthesis.tables.personal import LABELS
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
_SHOWN_LABELS, _SHOWN_ROWS, _SEARCHED, _SHOWN_SETS, _SHOWN_BLOCKS, _OFTEN = 3, 20, 20, 12, 6, 3
_SHARES = (None, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_NOBODY = "Every row is a person or case of its own"
_EDITED = ("kind", "role", "pii")


@st.fragment
def correct(table: Understood) -> None:
    """Everything that was understood, in tabs; the button that settles it, and the one that looks again first."""
    work = session.current()
    st.subheader("What was understood", anchor=False)
    tabs = st.tabs(_tabs(table))
    with tabs[0]:
        changes = _columns(work, table)
    with tabs[1]:
        _personal(table)
    with tabs[2]:
        markers = _missing(work, table)
    with tabs[3]:
        people, order = _people(work, table)
    with tabs[4]:
        rules = _rules(work, table)
    with tabs[5]:
        needs(table)
    with st.container(border=True, key="settle"):
        share = _control(work)
        with st.container(horizontal=True, vertical_alignment="center"):
            confirmed = st.button("Confirm the columns", type="primary", icon=":material/check:")
            again = st.button(
                "Look again first", icon=":material/refresh:", type="tertiary",
                help="Works out the pictures, remarks and uniqueness anew from your corrections, without settling them.",
            )  # fmt: skip
        if confirmed or again:
            with shell.step():
                schema = corrected(table.schema, changes, markers, people, rules)
                schema = schema.ordered_by(order if people else None)
                reading.columns(schema, share, confirmed=confirmed)


def _tabs(table: Understood) -> list[str]:
    personal = sum(column.pii is not None for column in table.schema)
    missing, rules = len(_markers(table)), len(_known_rules(table))
    return [
        f"Columns ({len(table.schema)})",
        f"Personal data ({personal})",
        f"Signs for a blank ({missing})",
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


# Columns.


def _columns(work: Session, table: Understood) -> dict[str, dict[str, Any]]:
    """The table of columns; what the user changed in it, by column, whether it is in sight now or not."""
    st.caption(_ROLE_HELP)
    shown = _found(work, table)
    draft = session.draft(work.mark)
    key = f"columns-{work.revision}" if len(shown) == len(table.schema) else f"columns-{work.revision}-{hash(shown)}"
    held = session.held(key, draft)
    frame = overview(table, [_drafted(table.schema[name], held) for name in shown])
    edited = st.data_editor(
        frame, key=key, hide_index=True, num_rows="fixed", height=_height(len(shown)),
        disabled=["column", "picture", "usual", "missing", "distinct", "reason"], column_config=_COLUMNS,
        alt="The columns of the table with their kind, role and distribution.",
    )  # fmt: skip
    for row in edited.to_dict("records"):
        _note(draft, table.schema[str(row["column"])], {str(name): value for name, value in row.items()})
    return draft


def _found(work: Session, table: Understood) -> tuple[str, ...]:
    names = table.schema.names
    if len(names) <= _SEARCHED:
        return names
    asked = st.text_input(
        "Find a column", key=f"find-{work.revision}", icon=":material/search:",
        placeholder="Part of a name, a kind, a role or a type of personal data",
    )  # fmt: skip
    found = tuple(column.name for column in table.schema if asked.strip().casefold() in _words_of(column))
    if not found:
        st.caption("No column is called so; all are shown.")
    return found or names


def _words_of(column: Column) -> str:
    return " ".join((column.name, KINDS[column.kind], ROLES[column.role], _personal_words(column.pii))).casefold()


def _drafted(column: Column, draft: Mapping[str, Mapping[str, Any]]) -> Column:
    change = draft.get(column.name, {})
    return replace(
        column, kind=Kind(change.get("kind", column.kind)), role=Role(change.get("role", column.role)),
        pii=change.get("pii", column.pii) or None,
    )  # fmt: skip


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


def _height(rows: int) -> int:
    """Room for every row, up to twenty."""
    return 38 + 35 * min(max(rows, 1), _SHOWN_ROWS)


def _personal_words(pii: str | None) -> str:
    return LABELS.get(pii, pii).capitalize() if pii else "–"


_COLUMNS: Mapping[str, Any] = {
    "column": st.column_config.TextColumn("Column", pinned=True, width=128),
    "kind": st.column_config.SelectboxColumn(
        "Kind", options=[k.value for k in KINDS], format_func=lambda k: KINDS[Kind(str(k))], required=True, width=118
    ),
    "role": st.column_config.SelectboxColumn(
        "Role", options=[r.value for r in ROLES], format_func=lambda r: ROLES[Role(str(r))], required=True, width=118
    ),
    "picture": st.column_config.BarChartColumn(
        "Distribution", y_min=0, width=96, help="Share of rows by value; rare values and extremes are left out."
    ),
    "usual": st.column_config.TextColumn(
        "Usual values", width=176, help="Without extremes and rare values; codes as their shape: A for a letter, 9 for a digit."
    ),
    "missing": st.column_config.NumberColumn("Missing", format="percent", width=76),
    "distinct": st.column_config.NumberColumn(
        "Distinct", format="localized", width=76, help="How many different values."
    ),
    "pii": st.column_config.SelectboxColumn(
        "Personal data", options=["", *LABELS], format_func=lambda pii: _personal_words(str(pii)), width=150
    ),
    "reason": st.column_config.TextColumn("Why we think so", width=460),
}  # fmt: skip
_SHOWN: Mapping[str, Any] = {
    **_COLUMNS,
    **{name: st.column_config.TextColumn(name.capitalize(), width=118) for name in ("kind", "role")},
    "pii": st.column_config.TextColumn("Personal data", width=150),
}


def settled(table: Understood) -> None:
    """The confirmed columns, to read."""
    shown = overview(table, list(table.schema))
    shown["kind"] = [KINDS[column.kind] for column in table.schema]
    shown["role"] = [ROLES[column.role] for column in table.schema]
    shown["pii"] = [_personal_words(column.pii) for column in table.schema]
    with st.expander("Columns", icon=":material/view_column:"):
        st.dataframe(shown, hide_index=True, column_config=_SHOWN, height=_height(len(shown)))
    if table.schema.constraints:
        with st.expander(f"Rules ({len(table.schema.constraints)})", icon=":material/rule:"):
            st.markdown("\n".join(f"- {words.safe(rule.sentence)}" for rule in table.schema.constraints))


# Personal data.


def _personal(table: Understood) -> None:
    """Which columns hold personal data, how sure that is, and what becomes of them."""
    found = [column for column in table.schema if column.pii or column.role is Role.IDENTIFIER]
    if not found:
        st.caption("No column looks like personal data. If one is, give it the role “Identifier” under Columns.")
        return
    st.caption("What becomes of a column follows from its role, which you may change under Columns.")
    frame = pd.DataFrame(
        {
            "Column": [c.name for c in found],
            "Type": [_personal_words(c.pii) if c.pii else "Identifier" for c in found],
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
    st.dataframe(frame, hide_index=True, column_config=config, height=_height(len(found)))


def _fate(column: Column) -> str:
    if column.role is Role.DROP:
        return "Left out of the synthetic table"
    if column.role is Role.IDENTIFIER:
        return "Never learned; new values are made up"
    return "Learned and released like any other"


# Missing values.


def _markers(table: Understood) -> list[tuple[str, str, float | None, str, bool]]:
    """Column, spelling, share, reason and whether it counts as missing: those that were ticked before, then proposals."""
    ticked = [(c.name, spelt, None, "You said so.", True) for c in table.schema for spelt in c.markers]
    known = {(name, spelt) for name, spelt, *_ in ticked}
    proposed = [
        (m.column, m.marker, m.share, m.reason, False)
        for m in table.markers
        if not m.applied and (m.column, m.marker) not in known
    ]
    return [*ticked, *proposed]


def _missing(work: Session, table: Understood) -> dict[str, tuple[str, ...]]:
    """Spellings that may stand for a blank, to tick; nothing counts as missing that is not ticked."""
    offered = _markers(table)
    _known_blanks(table)
    if not offered:
        st.caption("No cell looks like a sign for a missing value.")
        return {column.name: column.markers for column in table.schema if column.markers}
    st.caption("These may mean that a value is missing. Tick those that do; the others stay values like any other.")
    everywhere = _everywhere(work, [spelt for _, spelt, _, _, ticked in offered if not ticked])
    frame = pd.DataFrame(offered, columns=["column", "marker", "share", "reason", "ticked"])
    edited = st.data_editor(
        frame[["ticked", "column", "marker", "share", "reason"]], key=f"markers-{work.revision}", hide_index=True,
        num_rows="fixed", disabled=["column", "marker", "share", "reason"], column_config=_MARKERS, height=_height(len(offered)),
        alt="Spellings that may stand for a missing value.",
    )  # fmt: skip
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(frame["column"], ())
    for row, (name, spelt, *_) in zip(edited["ticked"], offered, strict=True):
        if row or spelt in everywhere:
            chosen[name] = (*chosen[name], spelt)
    return chosen


def _everywhere(work: Session, spelt: Sequence[str]) -> list[str]:
    """Signs that many columns have, to tick all at once."""
    often = [sign for sign in dict.fromkeys(spelt) if spelt.count(sign) >= _OFTEN]
    if not often:
        return []
    return st.pills(
        "Missing in every column below", often, selection_mode="multi", key=f"everywhere-{work.revision}",
        format_func=lambda sign: f"{words.safe(sign)} ({spelt.count(sign)} columns)",
    )  # fmt: skip


def _known_blanks(table: Understood) -> None:
    """What counts as missing already, and which columns are blank together."""
    spelt: dict[str, list[str]] = {}
    for marker in table.markers:
        if marker.applied:
            spelt.setdefault(marker.marker, []).append(marker.column)
    for sign, names in spelt.items():
        _remark(names, f"“{sign}” counts as missing: every other cell is a number or a date.")
    for block in table.blocks[:_SHOWN_BLOCKS]:
        _remark(block.columns, f"are blank in the same {words.share(block.share)} of the rows.")


def _remark(names: Sequence[str], told: str) -> None:
    st.markdown(f":gray[:material/info:] **{words.safe(_some(names))}** · {words.safe(told)}")


_MARKERS: Mapping[str, Any] = {
    "ticked": st.column_config.CheckboxColumn("Missing", width=70),
    "column": st.column_config.TextColumn("Column", width=150),
    "marker": st.column_config.TextColumn("Written as", width=110),
    "share": st.column_config.NumberColumn("Of the rows", format="percent", width=90),
    "reason": st.column_config.TextColumn("Why it may be", width=420),
}


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(words.short, names[:4])) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


# Who stands out.


def _people(work: Session, table: Understood) -> tuple[str | None, str | None]:
    """Whom a row is about, what orders a person's rows, and how many people what others may know singles out."""
    names = [column.name for column in table.schema if column.kind in _NAMING or column.entity]
    at = names.index(table.schema.entity) + 1 if table.schema.entity in names else 0
    people = st.selectbox(
        "Whom a row is about", ["", *names], at, key=f"people-{work.revision}",
        format_func=lambda name: name or _NOBODY,
        help="Pick the column that names the person where one person has several rows: all of them then stand on the same side of the split, and one person counts once.",
    )  # fmt: skip
    order = _order(work, table) if people else None
    alone(table)
    return people or None, order


def _order(work: Session, table: Understood) -> str | None:
    """The column that orders the rows of a person, for generators that make whole sequences."""
    names = [column.name for column in table.schema.modelled if column.numeric]
    at = names.index(table.schema.order) + 1 if table.schema.order in names else 0
    order = st.selectbox(
        "What orders a person's rows", ["", *names], at, key=f"order-{work.revision}",
        format_func=lambda name: name or _NO_ORDER,
        help="A date or a number, such as a visit's day. With it, the Generator page also offers PAR, which makes a person's rows as one sequence.",
    )  # fmt: skip
    return order or None


_NO_ORDER = "Nothing: their order does not matter"
_NAMING = (Kind.IDENTIFIER, Kind.CATEGORY, Kind.INTEGER, Kind.TEXT)


def alone(table: Understood) -> None:
    """How many people stand alone with what others may know of them."""
    found = table.survey.uniqueness
    if not found:
        st.caption("No column is marked as a quasi-identifier, so nobody can be picked out by what others know.")
    else:
        st.markdown(f"**{words.safe(sentence(found[-1], table))}**")
        with st.expander("Column by column, and together", icon=":material/person_search:"):
            _sets(found, table)
    for names in table.survey.near_unique[:3]:
        told = "singles out nearly everybody" if len(names) == 1 else "together single out nearly everybody"
        st.markdown(f":orange[:material/warning:] **{words.safe(words.listed(names))}** {told}.")


def sentence(one: Uniqueness, table: Understood) -> str:
    """Of how many, how many are alone with what they have there."""
    who = "people" if table.schema.entity else "rows"
    number = round(one.people * one.unique)
    if not number:
        return f"Of {one.people:,} {who}, none is alone with its {words.listed(one.columns)}."
    if number == one.people:
        return f"Each of the {number:,} {who} is alone with its {words.listed(one.columns)}."
    verb = "is" if number == 1 else "are"
    return f"Of {one.people:,} {who}, {number:,} {verb} alone with their {words.listed(one.columns)}."


def _sets(found: Sequence[Uniqueness], table: Understood) -> None:
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
        "Alone": st.column_config.ProgressColumn(min_value=0, max_value=1, help="People who are the only one with their values.", **share),
        "In groups below five": st.column_config.NumberColumn(help="People who share their values with at most three others.", **share),
        "Distinction": st.column_config.NumberColumn(help="Different combinations for every hundred people.", **share),
        "Separation": st.column_config.NumberColumn(help="Pairs of people, picked at random, that differ.", **share),
    }  # fmt: skip
    st.dataframe(frame, hide_index=True, column_config=config)
    if len(found) > len(shown):
        st.caption(f"The {len(shown)} most telling of {len(found)} sets.")


# Rules.


def _known_rules(table: Understood) -> list[Constraint]:
    """The rules that were ticked, then those that are proposed."""
    ticked = {(rule.kind, rule.columns) for rule in table.schema.constraints}
    return [*table.schema.constraints, *(r for r in table.survey.rules if (r.kind, r.columns) not in ticked)]


def _rules(work: Session, table: Understood) -> tuple[Constraint, ...]:
    """What rows were seen to keep, to tick."""
    if (repeated := table.survey.repeated) > 0:
        told = f"{words.counted(repeated, 'row')} repeat an earlier row, identifiers aside."
        st.markdown(f":gray[:material/info:] {told}")
    rules = _known_rules(table)
    if not rules:
        st.caption("No rule between columns was found.")
        return ()
    seen = "" if table.survey.looked_at >= table.rows else f" They were looked for in {table.survey.looked_at:,} rows."
    st.caption(f"Rows were seen to keep these rules. Tick those that every synthetic row must keep too.{seen}")
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
        frame, key=f"rules-{work.revision}", hide_index=True, num_rows="fixed", disabled=["rule", "share", "rows"],
        column_config=_RULES, height=_height(len(rules)), alt="Rules that rows keep.",
    )  # fmt: skip
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


# Before the work starts.


def needs(table: Understood) -> None:
    """What each generator is expected to need."""
    about = table.size
    st.caption(
        f"{about.rows:,} rows; {about.modelled} of {about.columns} columns are learned, {about.width:,} places wide to a "
        "network. Rough, with the usual settings; the attacks come on top."
    )
    frame = pd.DataFrame(
        {
            "Generator": [one.title for one in table.estimates],
            "Time": [f"about {words.duration(one.seconds)}" for one in table.estimates],
            "Memory": [f"about {words.size(one.megabytes)}" for one in table.estimates],
        }
    )
    st.dataframe(frame, hide_index=True, width="content")


def _control(work: Session) -> float | None:
    return st.selectbox(
        "Share of rows held out as control group", _SHARES, _SHARES.index(work.control) if work.control in _SHARES else 0,
        format_func=lambda share: "Let us choose" if share is None else words.share(share, 0), key=f"control-{work.revision}",
        help="Held-out rows are never learned from; every attack is measured against them. Our choice: a fifth of the rows, or 2,000 where that is more, but at most half.",
    )  # fmt: skip
