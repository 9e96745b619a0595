"""What stands above every result: which candidate it is, and the headline of the other side, so that likeness and risk
are always seen together."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import menu, words
from components.shared.verdict import verdict_badge
from synthesis.fidelity import worst_columns
from synthesis.foundation.numerals import count, percent
from synthesis.generators import find
from synthesis.journey import Finished
from synthesis.release.ranking import gravest
from synthesis.release.wording import gain, title


def page_title(text: str, about: str) -> None:
    """A page's heading and the one sentence that says what it is for."""
    st.title(text, anchor=False)
    st.markdown(f":gray[{about}]")


def heading(name: str, shown: Finished) -> None:
    """The page's title, and which candidate it speaks of."""
    rows = shown.audit.rows
    page_title(
        name,
        f"{find(shown.recipe.generator).title}, seed {shown.recipe.seed} · {count(rows.synthetic)} synthetic rows from "
        f"{count(rows.train)} training rows · {count(rows.control)} real rows held out",
    )
    if shown.audit.wished:
        st.info(words.safe(shown.audit.conditions_note), icon=":material/tune:")


def risk_summary(shown: Finished) -> None:
    """The verdict and the gravest risk, for the page about likeness."""
    with _strip("risk-strip"):
        verdict_badge(shown.audit.verdict.outcome)
        st.markdown(risk_headline(shown), width="stretch")
        menu.link("privacy", "See the risks")


def fidelity_summary(shown: Finished) -> None:
    """The overall likeness and the column that is farthest off, for the page about risk."""
    with _strip("fidelity-strip"):
        st.badge("Fidelity", icon=":material/stacked_bar_chart:", color="blue")
        st.markdown(fidelity_headline(shown), width="stretch")
        menu.link("fidelity", "See the likeness")


def risk_headline(shown: Finished) -> str:
    """The gravest risk in one line: its gain, interval and limit."""
    worst = gravest(shown.audit.privacy.risks)
    if worst is None:
        return "No attack was run, so nothing is known about the risk."
    if worst.value is None:
        return f"**{words.safe(title(worst))}** could not be tested."
    found = words.safe(f"gain {gain(worst)}; the limit is {percent(worst.limit)}.")
    return f"Gravest risk: **{words.safe(title(worst))}**, {found}"


def fidelity_headline(shown: Finished) -> str:
    """The overall likeness in one line, beside what real rows reach among themselves."""
    found = shown.audit.fidelity
    if found is None:
        return words.UNMEASURED
    line = words.likeness(found.overall.value, found.overall.reference)
    worst = next(iter(worst_columns(found)), None)
    return f"{line} Farthest off: **{words.safe(worst.column)}**." if worst else line


def _strip(key: str) -> DeltaGenerator:
    return st.container(border=True, horizontal=True, vertical_alignment="center", key=key)
