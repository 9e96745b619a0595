"""Missing-value codes, to tick, and what counts as missing already."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.data.columns_table import height
from components.shared import words
from components.shared.session import Session
from synthesis.foundation.numerals import percent
from synthesis.journey.description import Understood

_SHOWN_BLOCKS, _OFTEN = 6, 3
_TICK = (
    "These may be missing-value codes: signs that stand for a value that is missing. Tick those that are; the others "
    "stay values like any other."
)


def offered(table: Understood) -> list[tuple[str, str, float | None, str, bool]]:
    """Column, spelling, share, reason and whether it counts as missing: those that were ticked before, then
    proposals."""
    ticked = [(c.name, spelt, None, "You said so.", True) for c in table.schema for spelt in c.markers]
    known = {(name, spelt) for name, spelt, *_ in ticked}
    proposed = [
        (m.column, m.marker, m.share, m.reason, False)
        for m in table.markers
        if not m.applied and (m.column, m.marker) not in known
    ]
    return [*ticked, *proposed]


def tick(work: Session, table: Understood) -> dict[str, tuple[str, ...]]:
    """Spellings that may stand for a blank, to tick; nothing counts as missing that is not ticked."""
    signs = offered(table)
    _known_blanks(table)
    if not signs:
        st.caption("No cell looks like a missing-value code.")
        return {column.name: column.markers for column in table.schema if column.markers}
    st.caption(_TICK)
    everywhere = _everywhere(work, [spelt for _, spelt, _, _, ticked in signs if not ticked])
    frame = pd.DataFrame(signs, columns=["column", "marker", "share", "reason", "ticked"])
    edited = st.data_editor(
        frame[["ticked", "column", "marker", "share", "reason"]],
        key=f"markers-{work.revision}",
        hide_index=True,
        num_rows="fixed",
        disabled=["column", "marker", "share", "reason"],
        column_config=_MARKERS,
        height=height(len(signs)),
        alt="Missing-value codes that were proposed.",
    )
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(frame["column"], ())
    for row, (name, spelt, *_) in zip(edited["ticked"], signs, strict=True):
        if row or spelt in everywhere:
            chosen[name] = (*chosen[name], spelt)
    return chosen


def _everywhere(work: Session, spelt: Sequence[str]) -> list[str]:
    """Signs that many columns have, to tick all at once."""
    often = [sign for sign in dict.fromkeys(spelt) if spelt.count(sign) >= _OFTEN]
    if not often:
        return []
    return st.pills(
        "Missing in every column below",
        often,
        selection_mode="multi",
        key=f"everywhere-{work.revision}",
        format_func=lambda sign: f"{words.safe(sign)} ({spelt.count(sign)} columns)",
    )


def _known_blanks(table: Understood) -> None:
    """What counts as missing already, and which columns are blank together."""
    spelt: dict[str, list[str]] = {}
    for marker in table.markers:
        if marker.applied:
            spelt.setdefault(marker.marker, []).append(marker.column)
    for sign, names in spelt.items():
        _remark(names, f"“{sign}” counts as missing: every other cell is a number or a date.")
    for block in table.blocks[:_SHOWN_BLOCKS]:
        _remark(block.columns, f"are blank in the same {percent(block.share)} of the rows.")


def _remark(names: Sequence[str], told: str) -> None:
    st.markdown(f":gray[:material/info:] **{words.safe(words.some(names))}** · {words.safe(told)}")


_MARKERS: Mapping[str, Any] = {
    "ticked": st.column_config.CheckboxColumn("Missing", width=70),
    "column": st.column_config.TextColumn("Column", width=150),
    "marker": st.column_config.TextColumn("Written as", width=110),
    "share": st.column_config.NumberColumn("Of the rows", format="percent", width=90),
    "reason": st.column_config.TextColumn("Why it may be", width=420),
}
