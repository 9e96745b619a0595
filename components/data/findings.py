"""What the owner of a table should know before work starts: the grave things in sight, the rest behind a click."""

from collections.abc import Iterable

import streamlit as st

from components.shared import words
from synthesis.foundation.numerals import counted
from synthesis.journey.description import Understood
from synthesis.tables import Finding

_LEVELS = {
    "error": (":material/error:", "red"),
    "warning": (":material/warning:", "orange"),
    "note": (":material/info:", "gray"),
}
_IN_SIGHT = 5

GatheredFinding = tuple[Finding, list[str]]


def draw(table: Understood, *, in_sight: bool) -> None:
    """Errors and warnings in sight, the gravest first; notes, and what is left of a long list, to unfold."""
    told = _gathered(sorted(table.findings, key=lambda item: list(_LEVELS).index(item.level)))
    grave = [one for one in told if one[0].level != "note"][:_IN_SIGHT] if in_sight else []
    rest = told[len(grave) :]
    if grave:
        st.subheader("What to know about it", anchor=False)
        _list(grave)
    if rest:
        with st.expander(f"{counted(len(rest), 'remark')} on this table", icon=":material/info:"):
            _list(rest)


def _gathered(found: Iterable[Finding]) -> list[GatheredFinding]:
    """Findings that say the same of several columns, told once with all their names."""
    told: dict[tuple[str, str, str], GatheredFinding] = {}
    for item in found:
        _, names = told.setdefault((item.level, item.happened, item.advice), (item, []))
        names += [item.column] if item.column else []
    return list(told.values())


def _list(told: Iterable[GatheredFinding]) -> None:
    lines = [_line(item, names) for item, names in told]
    st.markdown("\n\n".join(lines))


def _line(item: Finding, names: list[str]) -> str:
    icon, color = _LEVELS[item.level]
    about = f"**{words.safe(words.some(names))}** · " if names else ""
    return f":{color}[{icon}] {about}{words.safe(item.happened)} :gray[{words.safe(item.advice)}]"
