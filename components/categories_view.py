"""Every category of a column that may be named, to search: the long tail that a chart folds into one bar."""

import pandas as pd
import streamlit as st

from synthesis.fidelity.binning import OTHER
from synthesis.fidelity.score import Distribution
from synthesis.journey import Judged


def search(shown: Judged, drawn: Distribution) -> None:
    """A table of all categories with a search of its own; nothing where the chart names them all."""
    if OTHER not in drawn.labels:
        return
    with st.expander("Search all categories", icon=":material/search:"):
        found = shown.levels(drawn.column)
        wanted = st.text_input("Search", key=f"search-{drawn.column}", placeholder="Part of a name")
        table = pd.DataFrame({"Category": found.labels, "Real": found.train, "Synthetic": found.synthetic})
        if wanted:
            table = table[table["Category"].str.contains(wanted, case=False, regex=False)]
        percent = st.column_config.NumberColumn(format="%.2f %%")
        st.dataframe(
            table.assign(Real=100 * table["Real"], Synthetic=100 * table["Synthetic"]), hide_index=True,
            column_config={"Real": percent, "Synthetic": percent}, alt="Shares of all categories.", height=300,
        )  # fmt: skip
        st.caption(
            f"{len(found.labels):,} categories that at least five real rows have. {100 * found.rare_train:.1f} % of the real "
            f"rows have a rarer one, {100 * found.rare_synthetic:.1f} % of the synthetic rows one that is not listed."
        )
