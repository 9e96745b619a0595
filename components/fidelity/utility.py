"""What stands behind the models' scores: curves, what they lean on, coefficients, mixtures, and how groups are
treated."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from components.shared import chart, words
from components.shared.tabular import numbers
from synthesis import figures
from synthesis.foundation.numerals import decimal
from synthesis.utility import Utility
from synthesis.utility.score import Curve, Side, TreatmentGap

Same = figures.Others[Utility]
_KINDS = {"roc": "ROC curve", "precision-recall": "Precision and recall", "calibration": "Calibration"}
_MIXED = {"mixed": "synthetic rows in place of real ones", "added": "synthetic rows added"}
_TERMS = 12
_SIDES: tuple[Side, Side] = ("real", "synthetic")
_SAID = {
    "roc_auc": "Area under the ROC curve",
    "roc_auc_ovr": "Mean area under the ROC curve",
    "r2": "Share of variance explained",
}


@st.fragment
def behind(found: Utility, same: Same = ()) -> None:
    """One view at a time, so that the page stays light; `same` are further candidates with the same target."""
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
    views[picked][1](found, same)


def _curves(found: Utility, same: Same) -> None:
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
                    others = [(look, curve) for look, one in same for curve in one.curves if _is(curve, kind, model)]
                    chart.draw(
                        figures.curve(shown, others),
                        f"curve-{kind}-{model}",
                        figures.curve_alt(shown),
                        title,
                        partial(_points, shown, others),
                    )


def _is(curve: Curve, kind: str, model: str) -> bool:
    return (curve.kind, curve.model, curve.trained_on) == (kind, model, "synthetic")


def _points(shown: Sequence[Curve], others: figures.Others[Curve] = ()) -> pd.DataFrame:
    """One row a point of each curve, those of further candidates too."""
    named = [(one.trained_on, one) for one in shown] + [(look.name, one) for look, one in others]
    return pd.concat([pd.DataFrame({"trained on": name, "x": one.x, "y": one.y}) for name, one in named])


def _importances(found: Utility, same: Same) -> None:
    st.caption("What boosted trees lose of their score on held-out real rows when one column is shuffled.")
    shown = found.importances
    others = [(look, one.importances) for look, one in same]
    chart.draw(
        figures.importance_bars(shown, others),
        "importances",
        figures.importance_alt(shown),
        "importances",
        lambda: stacked([("", shown), *((look.name, one) for look, one in others)]),
    )


def _coefficients(found: Utility, same: Same) -> None:
    known = [one.overlap for one in found.coefficients if one.overlap is not None]
    means = [("", found), *((f"{look.name} ", one) for look, one in same)]
    mean = ", ".join(f"{name}{decimal(mean_overlap(one), 2)}" for name, one in means)
    st.caption(
        f"{'Logistic' if found.second else 'Linear'} regression on all columns, numbers in standard "
        "deviations, with 95 % "
        f"intervals. Mean overlap of the intervals: {mean}; 1 is the same, 0 touching, below 0 apart. "
        "The synthetic intervals take synthetic rows for real ones."
    )
    ranked = sorted(found.coefficients, key=lambda one: one.overlap if one.overlap is not None else 9.0)
    shown = ranked[:_TERMS]
    if len(shown) < len(ranked):
        st.caption(f"The {len(shown)} of {len(ranked)} terms that agree least.")
    if len(known) < len(ranked):
        st.caption(f"{len(ranked) - len(known)} terms are not determined by the synthetic rows.")
    chart.draw(
        figures.coefficient_bars(shown, [(look, one.coefficients) for look, one in same]),
        "coefficients",
        figures.coefficient_alt(shown),
        "coefficients",
        lambda: stacked([("", ranked), *((look.name, one.coefficients) for look, one in same)]),
    )


def mean_overlap(found: Utility) -> float | None:
    """The mean overlap of the intervals of all terms that both sides determine."""
    known = [one.overlap for one in found.coefficients if one.overlap is not None]
    return sum(known) / len(known) if known else None


def stacked(parts: Sequence[tuple[str, Sequence[object]]]) -> pd.DataFrame:
    """One row an entry, those of further candidates below and named."""
    frames = [pd.DataFrame(map(vars, found)).assign(candidate=name) for name, found in parts if found]
    return pd.concat(frames) if len(frames) > 1 else frames[0].drop(columns="candidate") if frames else pd.DataFrame()


def _mixtures(found: Utility, same: Same) -> None:
    st.caption("Boosted trees on held-out real rows; one model a point, so neighbours may differ by chance.")
    with st.grid(2, min_column_width=320, row_height="content"):
        for kind, how in _MIXED.items():
            shown = [one for one in found.hybrid if one.kind == kind]
            if shown:
                with st.container(border=True, height="stretch"):
                    st.markdown(f"**{_SAID.get(found.scores[0].metric, found.scores[0].metric)}, {how}**")
                    others = [(look, [p for p in one.hybrid if p.kind == kind]) for look, one in same]
                    chart.draw(
                        figures.hybrid_curve(shown, others),
                        f"hybrid-{kind}",
                        figures.hybrid_alt(shown),
                        f"{kind} rows",
                        partial(stacked, [("", shown), *((look.name, one) for look, one in others)]),
                    )


def _fairness(found: Utility, same: Same) -> None:
    st.caption(
        f"The widest gap between groups in being given the class {words.safe(found.second)} (demographic "
        "parity) and in "
        "being given it where it is true (equal opportunity). 0 is best; more from synthetic than from real rows means "
        "that the release makes a difference larger."
    )
    gaps = st.column_config.NumberColumn(format="%.3f")
    frame = gap_table(found.gaps, {_run(look): one.gaps for look, one in same})
    st.dataframe(
        frame, hide_index=True, alt="Gaps between groups.", column_config=dict.fromkeys(frame.columns[2:], gaps)
    )
    st.markdown("**Each group**")
    st.caption(
        "Shares of the held-out real rows of each group that are given the class, and of those where it is "
        "true; how well "
        "the model ranks the group's rows."
    )
    more = {_run(look): one for look, one in same}
    _treated(found, same)
    rows = treatment_table(found, more)
    st.dataframe(
        rows,
        hide_index=True,
        alt="How models treat each group.",
        column_config=dict.fromkeys(rows.columns[4:], gaps) | {"Rows": st.column_config.NumberColumn(format="%d")},
    )
    chart.download(lambda: rows, "fairness", "groups")


def _run(look: figures.Look) -> str:
    return look.name.lower()


@st.fragment
def _treated(found: Utility, same: Same) -> None:
    """One column's groups as a picture: how often a model gives each the class, learned from real and from synthetic
    rows."""
    columns = list(dict.fromkeys(one.column for one in found.groups))
    models = list(dict.fromkeys(one.model for one in found.groups))
    if not columns:
        return
    with st.container(border=True):
        with st.container(horizontal=True):
            column = st.selectbox("Groups of", columns, key="fair-column", width=260)
            model = st.selectbox("Model of groups", models, key="fair-model", width=260)
        levels = list(dict.fromkeys(one.level for one in found.groups if one.column == column))
        real, made = (_rates(found, column, model, side, levels) for side in _SIDES)
        drawn = figures.Shares(levels, real, made, names=("Learned from real", "Learned from synthetic", ""))
        others = [(look, _rates(one, column, model, "synthetic", levels)) for look, one in same]
        chart.draw(
            figures.share_rows(drawn, others),
            "treated",
            figures.share_rows_alt(drawn),
            f"treatment by {column}",
            lambda: treated_numbers(drawn, others),
        )


def treated_numbers(drawn: figures.Shares, others: figures.Others[Sequence[float | None]]) -> pd.DataFrame:
    """One row a group: the share of it that is given the class by each model."""
    more = {f"synthetic, {_run(look)}": list(shares) for look, shares in others}
    return pd.DataFrame({"group": drawn.labels, "real": list(drawn.real), "synthetic": list(drawn.synthetic), **more})


def _rates(found: Utility, column: str, model: str, side: Side, levels: Sequence[str]) -> list[float | None]:
    """The share of each group that is given the class."""
    by = {(one.column, one.level, one.model, one.trained_on): one.chosen for one in found.groups}
    return [by.get((column, level, model, side)) for level in levels]


def treatment_table(found: Utility, more: Mapping[str, Utility] | None = None) -> pd.DataFrame:
    """One row a group and model: rates of being given the class, of being found, and the area under the ROC curve."""
    keys = list(dict.fromkeys((one.column, one.level, one.model) for one in found.groups))

    def part(of: Utility, side: Side, name: str) -> pd.arrays.FloatingArray:
        by = {(one.column, one.level, one.model, one.trained_on): one for one in of.groups}
        return numbers(getattr(by.get((*key, side)), name, None) for key in keys)

    sides: list[tuple[str, Utility, Side]] = [("real", found, "real"), ("synthetic", found, "synthetic")]
    sides += [(name, one, "synthetic") for name, one in (more or {}).items()]
    columns = {
        f"{title}, {name}": part(of, side, field)
        for field, title in (("chosen", "Given the class"), ("found", "Found"), ("auc", "Ranked"))
        for name, of, side in sides
    }
    rows = [next(one.rows for one in found.groups if (one.column, one.level) == key[:2]) for key in keys]
    names = {
        "Groups of": [k[0] for k in keys],
        "Group": [k[1] for k in keys],
        "Model": [k[2] for k in keys],
        "Rows": rows,
    }
    return pd.DataFrame({**names, **columns})


def gap_table(
    found: tuple[TreatmentGap, ...], more: Mapping[str, tuple[TreatmentGap, ...]] | None = None
) -> pd.DataFrame:
    """One row a column and model, the model learned from real rows beside the one from synthetic rows, and those of
    further candidates."""
    pairs = dict.fromkeys((one.column, one.model) for one in found)

    def part(gaps: tuple[TreatmentGap, ...], side: str, name: str) -> pd.arrays.FloatingArray:
        by = {(one.column, one.model): one for one in gaps if one.trained_on == side}
        return numbers(getattr(by.get(pair), name, None) for pair in pairs)

    def all_of(name: str, title: str) -> dict[str, pd.arrays.FloatingArray]:
        others = {f"{title}, {run}": part(gaps, "synthetic", name) for run, gaps in (more or {}).items()}
        both = {f"{title}, {side}": part(found, side, name) for side in ("real", "synthetic")}
        return {**both, **others}

    return pd.DataFrame(
        {
            "Groups of": [column for column, _ in pairs],
            "Model": [model for _, model in pairs],
            **all_of("parity", "Parity gap"),
            **all_of("opportunity", "Opportunity gap"),
        }
    )
