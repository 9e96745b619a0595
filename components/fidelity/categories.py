"""Every category of a column that may be named, to search: the long tail that a chart folds into one bar."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.shared import cache
from components.shared.comparison import ComparedCandidate
from synthesis.fidelity.binning import OTHER
from synthesis.fidelity.score import Distribution
from synthesis.foundation.numerals import count, percent
from synthesis.journey import Judged


def search(shown: Judged, drawn: Distribution, candidates: Sequence[ComparedCandidate] = ()) -> None:
    """A table of all categories with a search of its own; nothing where the chart names them all."""
    if OTHER not in drawn.labels:
        return
    with st.expander("Search all categories", icon=":material/search:"):
        found = cache.look(shown, Judged.levels, drawn.column)
        wanted = st.text_input("Search", key=f"search-{drawn.column}", placeholder="Part of a name")
        table = category_table(shown, drawn.column, candidates)
        if wanted:
            table = table[table["Category"].str.contains(wanted, case=False, regex=False)]
        shares = st.column_config.NumberColumn(format="%.2f %%")
        st.dataframe(
            table,
            hide_index=True,
            column_config=dict.fromkeys(table.columns[1:], shares),
            alt="Shares of all categories.",
            height=300,
        )
        st.caption(
            f"{count(len(found.labels))} categories that at least five real rows have. "
            f"{percent(found.rare_train)} of the real rows have a rarer one, {percent(found.rare_synthetic)} of the "
            "synthetic rows one that is not listed."
        )


def category_table(shown: Judged, name: str, candidates: Sequence[ComparedCandidate] = ()) -> pd.DataFrame:
    """One row a category, the commonest first: its share in per cent, real, synthetic, and in further candidates."""
    found = cache.look(shown, Judged.levels, name)
    shares = {"Real": found.train, "Synthetic": found.synthetic}
    for candidate in candidates:
        other = cache.look(candidate.shown, Judged.levels, name)
        known = dict(zip(other.labels, other.synthetic, strict=True))
        shares[f"Run {candidate.number}"] = tuple(known.get(label, 0.0) for label in found.labels)
    percents = {title: [100 * share for share in part] for title, part in shares.items()}
    return pd.DataFrame({"Category": found.labels, **percents})
