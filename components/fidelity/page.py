"""Likeness on the page: columns from the worst to the best, and how columns belong together."""

from collections.abc import Callable

import streamlit as st

from components.fidelity import associations, columns, headline, models, multivariate
from components.shared import words
from components.shared.comparison import ComparedCandidates
from synthesis.journey import Judged


def everything(shown: Judged, candidates: ComparedCandidates = (), learned: Callable[[], None] | None = None) -> None:
    """All that was found of likeness: the headline, the columns, how they belong together, and what models learn.

    `candidates` are set beside it everywhere; `learned` draws the part about models in place of what the run itself
    found.
    """
    found = shown.audit.fidelity
    if found is None:
        st.info(words.UNMEASURED, icon=":material/info:")
        return
    headline.overall(found)
    headline.side_by_side(shown, candidates)
    st.header(words.with_term("Columns, worst first", "marginal distributions"), anchor="columns")
    columns.columns(shown, found, candidates)
    st.header(words.with_term("How columns belong together", "associations"), anchor="pairs")
    associations.relations(shown, found, candidates)
    multivariate.together(found, shown, candidates)
    if learned is None:
        models.use(shown.audit.utility, candidates)
    else:
        learned()
