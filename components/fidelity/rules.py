"""How often rules between columns hold, before and after."""

import pandas as pd
import streamlit as st

from components.shared import chart, words
from components.shared.comparison import ComparedCandidates
from components.shared.tabular import as_rates, percents
from synthesis import figures
from synthesis.fidelity.score import RuleKept
from synthesis.journey import Judged

_RULES = 8


def draw(found: tuple[RuleKept, ...], candidates: ComparedCandidates) -> None:
    """How often rules hold before and after: those that are broken most as a picture, all of them in a table."""
    st.subheader(words.with_term("Rules between columns", "rule satisfaction"), anchor="rules")
    st.caption("How often each rule holds among the rows that it speaks of; as often as in the real rows is best.")
    first = found[:_RULES]
    drawn = figures.Shares(
        [one.sentence for one in first],
        [one.train for one in first],
        [one.synthetic for one in first],
        [one.control for one in first],
    )
    more = [(one.look, [_rules_of(one.shown).get(rule.sentence) for rule in first]) for one in candidates]
    with st.container(border=True):
        chart.draw(
            figures.share_rows(drawn, more),
            "rules",
            figures.share_rows_alt(drawn),
            "rules",
            lambda: rules_table(found, candidates),
        )
    with st.expander(f"All rules ({len(found)})", icon=":material/rule:"):
        st.dataframe(
            rules_table(found, candidates),
            hide_index=True,
            alt="How often rules hold.",
            column_config=as_rates("Training", "Synthetic", "Held out", *(one.run for one in candidates)),
        )


def _rules_of(one: Judged) -> dict[str, float | None]:
    return {rule.sentence: rule.synthetic for rule in (one.audit.fidelity.rules if one.audit.fidelity else ())}


def rules_table(found: tuple[RuleKept, ...], candidates: ComparedCandidates = ()) -> pd.DataFrame:
    """One row a rule: the share of the rows it speaks of that keep it, in per cent."""
    more = {one.run: _rules_of(one.shown) for one in candidates}
    return pd.DataFrame(
        {
            "Rule": [one.sentence for one in found],
            "Training": percents(one.train for one in found),
            "Synthetic": percents(one.synthetic for one in found),
            **{name: percents(known.get(one.sentence) for one in found) for name, known in more.items()},
            "Held out": percents(one.control for one in found),
            "Confirmed": [one.confirmed for one in found],
        }
    )
