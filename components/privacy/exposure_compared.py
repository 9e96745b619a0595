"""The columns that carry the risk and the kinds of rows that are hit most, of several candidates beside each other."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components.shared import words
from synthesis.privacy.risk import Privacy, RiskDriver, WeakSpot
from synthesis.release.wording import interval, subject

Candidates = Mapping[str, Privacy]
"""What was found of each candidate, by its name, the one that is shown first."""

CARRIED = (
    "How much oftener a cell of a training row than of an outsider's is guessed right by the most similar synthetic "
    "row. Leaving out or generalising the first ones lowers the risk most."
)
SPOTS = words.with_term("Kinds of rows that are hit most", "most exposed subgroups")
SUBGROUPS = "Bands that at least 50 training rows share; no real row is shown."
_NONE = "–"


def draw(candidates: Candidates) -> None:
    """Two tables, one column a candidate."""
    carriers, spots = risk_drivers_table(candidates), spots_table(candidates)
    if len(carriers):
        with st.container(border=True):
            st.subheader(words.with_term("Columns", "risk drivers"), anchor=False)
            st.caption(CARRIED)
            _table(carriers, "Column", "How much of the risk each column carries, one column a candidate.")
    if len(spots):
        with st.container(border=True):
            st.subheader(SPOTS, anchor=False)
            st.caption(
                f"{SUBGROUPS} Gains on such people; a dash where they are not among those that stand out in "
                "that candidate."
            )
            _table(spots, "Kind of rows", "Gains on the kinds of rows that are hit most, one column a candidate.")
    silent = [name for name, one in candidates.items() if not one.weak_spots]
    if silent:
        st.caption(f"No kind of rows stands out from the others in: {' · '.join(silent)}.")


def _table(frame: pd.DataFrame, first: str, text: str) -> None:
    pinned = st.column_config.TextColumn(width=150, pinned=True)
    gains = st.column_config.TextColumn(width=180)
    st.dataframe(frame, hide_index=True, alt=text, column_config={**dict.fromkeys(frame.columns, gains), first: pinned})


def risk_drivers_table(candidates: Candidates) -> pd.DataFrame:
    """One row a column, the one that carries most in any candidate first; each candidate's gain with its interval."""
    found = {name: {one.column: one for one in privacy.carriers} for name, privacy in candidates.items()}
    every = sorted((one for known in found.values() for one in known.values()), key=lambda one: -one.value)
    columns = list(dict.fromkeys(one.column for one in every))
    gains = {name: [_gain(known.get(column)) for column in columns] for name, known in found.items()}
    return pd.DataFrame({"Column": columns, **gains})


Kind = tuple[str, str | None, tuple[tuple[str, str], ...]]


def spots_table(candidates: Candidates) -> pd.DataFrame:
    """One row an attack and kind of rows, the one that is hit hardest in any candidate first."""
    found = {name: {_kind(one): one for one in privacy.weak_spots} for name, privacy in candidates.items()}
    every = sorted((one for known in found.values() for one in known.values()), key=lambda one: -one.value)
    kinds = list(dict.fromkeys(map(_kind, every)))
    gains = {name: [_gain(known.get(kind)) for kind in kinds] for name, known in found.items()}
    named = [" and ".join(f"{column} {band}" for column, band in bands) for _, _, bands in kinds]
    attacks = [subject(attack, variant) for attack, variant, _ in kinds]
    return pd.DataFrame({"Kind of rows": named, "Attack": attacks, **gains})


def _kind(spot: WeakSpot) -> Kind:
    return spot.attack, spot.variant, spot.bands


def _gain(found: RiskDriver | WeakSpot | None) -> str:
    return _NONE if found is None else interval(found.value, found.low, found.high)
