"""What stands behind the models' scores: curves, what they lean on, coefficients, mixtures, and how groups are treated."""

import pandas as pd
import streamlit as st

from components import words
from synthesis import figures
from synthesis.utility import Utility
from synthesis.utility.score import Gap

_CONFIG = {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": {"format": "svg"}}
_KINDS = {"roc": "ROC curve", "precision-recall": "Precision and recall", "calibration": "Calibration"}
_TERMS = 12
_SAID = {
    "roc_auc": "Area under the ROC curve",
    "roc_auc_ovr": "Mean area under the ROC curve",
    "r2": "Share of variance explained",
}


@st.fragment
def behind(found: Utility) -> None:
    """One view at a time, so that the page stays light."""
    views = {
        "Curves": (bool(found.curves), _curves),
        "What matters": (bool(found.importances), _importances),
        "Coefficients": (bool(found.coefficients), _coefficients),
        "Mixtures": (bool(found.hybrid), _mixtures),
        "Fairness": (bool(found.gaps), _fairness),
    }
    names = [name for name, (there, _) in views.items() if there]
    if not names:
        return
    picked = st.segmented_control("More about the models", names, default=names[0], key="use-view") or names[0]
    views[picked][1](found)


def _curves(found: Utility) -> None:
    models = list(dict.fromkeys(one.model for one in found.curves))
    model = st.selectbox("Model", models, key="curve-model") if len(models) > 1 else models[0]
    if found.second:
        st.caption(f"The class in question is {words.safe(found.second)}.")
    with st.grid(3, min_column_width=300, row_height="content"):
        for kind, title in _KINDS.items():
            shown = [one for one in found.curves if (one.kind, one.model) == (kind, model)]
            if shown:
                with st.container(border=True, height="stretch"):
                    st.markdown(f"**{title}**")
                    st.plotly_chart(
                        figures.curve(shown), key=f"curve-{kind}-{model}", alt=figures.curve_alt(shown), config=_CONFIG
                    )


def _importances(found: Utility) -> None:
    st.caption("What boosted trees lose of their score on held-out real rows when one column is shuffled.")
    shown = found.importances
    st.plotly_chart(
        figures.importance_bars(shown), key="importances", alt=figures.importance_alt(shown), config=_CONFIG
    )


def _coefficients(found: Utility) -> None:
    known = [one.overlap for one in found.coefficients if one.overlap is not None]
    mean = words.decimal(sum(known) / len(known) if known else None, 2)
    st.caption(
        f"{'Logistic' if found.second else 'Linear'} regression on all columns, numbers in standard deviations, with 95 % "
        f"intervals. Mean overlap of the intervals: {mean}; 1 is the same, 0 touching, below 0 apart. "
        "The synthetic intervals take synthetic rows for real ones."
    )
    ranked = sorted(found.coefficients, key=lambda one: one.overlap if one.overlap is not None else 9.0)
    shown = ranked[:_TERMS]
    if len(shown) < len(ranked):
        st.caption(f"The {len(shown)} of {len(ranked)} terms that agree least.")
    if len(known) < len(ranked):
        st.caption(f"{len(ranked) - len(known)} terms are not determined by the synthetic rows.")
    st.plotly_chart(
        figures.coefficient_bars(shown), key="coefficients", alt=figures.coefficient_alt(shown), config=_CONFIG
    )
    st.download_button(
        "Coefficients as CSV", pd.DataFrame([vars(one) for one in ranked]).to_csv(index=False).encode(), "coefficients.csv",
        "text/csv", icon=":material/download:", on_click="ignore", type="tertiary",
    )  # fmt: skip


def _mixtures(found: Utility) -> None:
    st.caption("Boosted trees on held-out real rows; one model a point, so neighbours may differ by chance.")
    with st.grid(2, min_column_width=320, row_height="content"):
        for kind in ("mixed", "added"):
            shown = [one for one in found.hybrid if one.kind == kind]
            if shown:
                with st.container(border=True, height="stretch"):
                    st.markdown(f"**{_SAID.get(found.scores[0].metric, found.scores[0].metric)}**")
                    figure = figures.hybrid_curve(shown)
                    st.plotly_chart(figure, key=f"hybrid-{kind}", alt=figures.hybrid_alt(shown), config=_CONFIG)


def _fairness(found: Utility) -> None:
    st.caption(
        f"The widest gap between groups in being given the class {words.safe(found.second)} (demographic parity) and in "
        "being given it where it is true (equal opportunity). 0 is best; more from synthetic than from real rows means "
        "that the release makes a difference larger."
    )
    gaps = st.column_config.NumberColumn(format="%.3f")
    frame = gap_table(found.gaps)
    st.dataframe(
        frame, hide_index=True, alt="Gaps between groups.", column_config=dict.fromkeys(frame.columns[2:], gaps)
    )


def gap_table(found: tuple[Gap, ...]) -> pd.DataFrame:
    """One row a column and model, the model learned from real rows beside the one from synthetic rows."""
    pairs = dict.fromkeys((one.column, one.model) for one in found)
    by = {(one.column, one.model, one.trained_on): one for one in found}

    def part(side: str, name: str) -> pd.arrays.FloatingArray:
        return pd.array([getattr(by.get((*pair, side)), name, None) for pair in pairs], dtype="Float64")

    return pd.DataFrame(
        {
            "Groups of": [column for column, _ in pairs],
            "Model": [model for _, model in pairs],
            "Parity gap, real": part("real", "parity"),
            "Parity gap, synthetic": part("synthetic", "parity"),
            "Opportunity gap, real": part("real", "opportunity"),
            "Opportunity gap, synthetic": part("synthetic", "opportunity"),
        }
    )
