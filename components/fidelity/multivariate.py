"""Likeness beyond single columns: can the tables be told apart, three columns at once, rules, and groups of people."""

import streamlit as st

from components.fidelity import combinations, detection, groups, rules
from components.shared import words
from components.shared.comparison import ComparedCandidates
from synthesis.fidelity.score import Fidelity
from synthesis.journey import Judged


def together(found: Fidelity, shown: Judged, candidates: ComparedCandidates = ()) -> None:
    """Everything that looks at many columns at once; nothing for results of an older version."""
    if found.detection is None and found.marginals is None:
        return
    st.header(words.with_term("All columns together", "multivariate"), anchor="together")
    with st.grid(3, min_column_width=230):
        detection.tiles(found)
        if found.marginals:
            combinations.headline(found.marginals)
    detection.given_away(found, candidates)
    if found.marginals and found.marginals.worst:
        combinations.draw(shown, found.marginals, candidates)
    if found.rules:
        rules.draw(found.rules, candidates)
    if found.groups:
        groups.draw(found.groups, candidates)
