"""Likeness beyond single columns: can the tables be told apart, three columns at once, rules, and groups of people."""

import pandas as pd
import streamlit as st

from components import words
from synthesis import figures
from synthesis.fidelity.score import Detection, Fidelity, GroupLikeness, Marginals, Propensity, RuleKept

_CONFIG = {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": {"format": "svg"}}


def together(found: Fidelity) -> None:
    """Everything that looks at many columns at once; nothing for results of an older version."""
    if found.detection is None and found.marginals is None:
        return
    st.header("All columns together", anchor=False)
    with st.grid(3, min_column_width=230):
        if found.detection:
            _detection_tile(found.detection)
        if found.propensity:
            _propensity_tile(found.propensity)
        if found.marginals:
            _marginals_tile(found.marginals)
    with st.grid(2, min_column_width=320, row_height="content"):
        if found.detection and found.detection.columns and (found.detection.low or 0.0) > 0.5:
            with st.container(border=True, height="stretch"):
                st.markdown("**What gave the synthetic rows away**")
                shown = found.detection.columns
                st.plotly_chart(
                    figures.giveaway_bars(shown), alt=figures.giveaway_alt(shown), key="giveaways", config=_CONFIG
                )
        if found.marginals and found.marginals.worst:
            with st.container(border=True, height="stretch"):
                st.markdown("**Columns that fit worst together**")
                st.dataframe(triples(found.marginals), hide_index=True, alt="Sets of three columns, the worst first.")
    if found.rules:
        with st.expander(f"Rules between columns ({len(found.rules)})", icon=":material/rule:"):
            st.dataframe(
                rules(found.rules),
                hide_index=True,
                alt="How often rules hold.",
                column_config=_rates("Training", "Synthetic", "Held out"),
            )
    if found.groups:
        st.subheader("Groups of people", anchor=False)
        st.caption("How well each group is represented, and how alike its columns are; 1 is identical.")
        st.dataframe(
            groups(found.groups), hide_index=True, alt="Share and likeness of groups.",
            column_config=_rates("Share, real", "Share, synthetic") | _decimals("Likeness", "Real against real"),
        )  # fmt: skip


def _tile(label: str, value: str, about: str, more: str) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(about)
        st.caption(more)


def _detection_tile(found: Detection) -> None:
    interval = f" ({words.decimal(found.low, 3)} to {words.decimal(found.high, 3)})" if found.low is not None else ""
    _tile(
        "Told apart by boosted trees", words.decimal(found.value, 3) + interval,
        f"Area under the ROC curve: 0.5 is guessing and best, 1 is always right · real against real {words.decimal(found.reference, 3)}",
        found.note or f"From {found.rows:,} rows of each table, on rows the trees did not see.{_too_close(found)}",
    )  # fmt: skip


def _too_close(found: Detection) -> str:
    """Worse than guessing means that synthetic rows sit beside single training rows, which misleads the trees."""
    worse = found.high is not None and found.high < 0.5
    return " Worse than guessing: synthetic rows lie closer to training rows than fresh ones would." if worse else ""


def _propensity_tile(found: Propensity) -> None:
    _tile(
        "Told apart by a linear model", words.decimal(found.value, 1),
        f"pMSE in standard deviations from chance: within ±2 is chance · real against real {words.decimal(found.reference, 1)}",
        found.note or f"{words.decimal(found.ratio, 2)} times what chance gives, with {found.terms} terms.",
    )  # fmt: skip


def _marginals_tile(found: Marginals) -> None:
    _tile(
        "Three columns at once", words.decimal(found.value, 0),
        f"NIST's k-marginal score: 1000 is identical, 0 nothing in common · real against real {words.decimal(found.reference, 0)}",
        f"Mean of {found.sets:,} of {found.possible:,} sets of columns.",
    )  # fmt: skip


def triples(found: Marginals) -> pd.DataFrame:
    """One row a set of columns."""
    return pd.DataFrame(
        {
            "Columns": [", ".join(one.columns) for one in found.worst],
            "Score": [round(one.value) for one in found.worst],
            "Real against real": pd.array([None if one.reference is None else round(one.reference) for one in found.worst], dtype="Int64"),
        }
    )  # fmt: skip


def rules(found: tuple[RuleKept, ...]) -> pd.DataFrame:
    """One row a rule: the share of the rows it speaks of that keep it, in per cent."""
    return pd.DataFrame(
        {
            "Rule": [one.sentence for one in found],
            "Training": _percents([one.train for one in found]),
            "Synthetic": _percents([one.synthetic for one in found]),
            "Held out": _percents([one.control for one in found]),
            "Confirmed": [one.confirmed for one in found],
        }
    )


def groups(found: tuple[GroupLikeness, ...]) -> pd.DataFrame:
    """One row a group."""
    return pd.DataFrame(
        {
            "Column": [one.column for one in found],
            "Group": [one.level for one in found],
            "Share, real": _percents([one.train for one in found]),
            "Share, synthetic": _percents([one.synthetic for one in found]),
            "Likeness": pd.array([one.value for one in found], dtype="Float64"),
            "Real against real": pd.array([one.reference for one in found], dtype="Float64"),
        }
    )


def _percents(shares: list[float | None]) -> pd.arrays.FloatingArray:
    return pd.array([None if share is None else 100 * share for share in shares], dtype="Float64")


def _rates(*names: str) -> dict[str, object]:
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.1f %%"))


def _decimals(*names: str) -> dict[str, object]:
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.3f"))
