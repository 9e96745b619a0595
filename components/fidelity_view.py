"""Likeness on the page: columns from the worst to the best, and how columns belong together."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import likeness_view, session, use_view, words
from synthesis import figures
from synthesis.fidelity import MEASURES, worst_columns
from synthesis.fidelity.measures import STRENGTHS
from synthesis.fidelity.score import Distribution, Fidelity, Score
from synthesis.figures.associations import LABELLED
from synthesis.figures.style import REAL, SYNTHETIC
from synthesis.journey import Judged
from synthesis.utility import Utility

_ROW, _SEEN_ROWS, _BARS = 36, 14, 16
_TITLES = {measure.name: measure.title for measure in MEASURES} | {
    "mutual-information": "Difference in what one column tells about the other"
}
_DIFFERENCE = (
    "How far the synthetic column is from the real one: 0 is identical, 1 has nothing in common. "
    "For numbers and dates the largest gap between the two cumulative curves, for categories the share of rows that "
    "would have to move."
)
_BY_CHANCE = (
    "The same between training rows and held-out real rows: nothing made by a perfect generator would be closer."
)
_MAPPED = tuple(measure.name for measure in STRENGTHS)
_MAPS = ("Real", "Synthetic", "Difference")
_PAIR = "pair"
_METRICS = {
    "roc_auc": "Area under the ROC curve",
    "roc_auc_ovr": "Area under the ROC curve, mean of classes",
    "accuracy": "Share guessed right",
    "r2": "Share of variance explained",
}
_STACKED = 8
_UNITLESS = ("distance", "difference", "share")


def everything(shown: Judged) -> None:
    """All that was found of likeness: the headline, the columns, how they belong together, and what models learn."""
    found = shown.audit.fidelity
    if found is None:
        st.info("Likeness was not measured in this run.", icon=":material/info:")
        return
    overall(found)
    st.header("Columns, worst first", anchor=False)
    columns(shown, found)
    st.header("How columns belong together", anchor=False)
    relations(shown, found)
    likeness_view.together(found)
    use(shown.audit.utility)


def overall(found: Fidelity) -> None:
    """The headline numbers, each beside what real rows reach among themselves."""
    column = next(iter(worst_columns(found)), None)
    pair = next(iter(worst_pairs(found)), None)
    with st.grid(3, min_column_width=230):
        _tile("Overall likeness", words.decimal(found.overall.value, 3), "1 is identical", found.overall.reference)
        if column:
            _tile(
                "Column farthest off", column.column, f"difference {words.decimal(column.value, 3)}", column.reference
            )
        if pair:
            name = " and ".join(pair.columns)
            _tile("Pair farthest off", name, f"difference {words.decimal(pair.value, 3)}", pair.reference)


def _tile(label: str, value: str, about: str, reference: float | None) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(f"{about} · real against real {words.decimal(reference, 3)}")


def worst_pairs(found: Fidelity) -> list[Score]:
    """Pairs of columns whose association moved, from the farthest beyond chance to the nearest."""
    pairs = [score for score in found.scores if score.measure in _MAPPED and score.value is not None]
    return sorted(pairs, key=lambda score: (score.reference or 0.0) - (score.value or 0.0))


@st.fragment
def columns(shown: Judged, found: Fidelity) -> None:
    """The table of columns, worst first, drives the large picture beside it."""
    ranking = worst_columns(found)
    names = [worst.column for worst in ranking]
    if not names:
        st.info("No column could be compared.", icon=":material/info:")
        return
    st.caption("Worst first: by how much a column is farther off than chance alone would put it.")
    left, right = st.columns(2, gap="medium")
    with left:
        clicked = _index(shown, found, ranking)
    with right, st.container(border=True):
        name = st.selectbox("Column", names, index=clicked, key=f"column-{shown.folder.name}-{clicked}")
        one_column(found, name)


def _index(shown: Judged, found: Fidelity, ranking: Sequence[Any]) -> int:
    """The table of columns; the place of the one that was clicked."""
    height = _ROW * (min(len(ranking), _SEEN_ROWS) + 1) + 3
    event = st.dataframe(
        column_table(found, ranking), key=f"columns-{shown.folder.name}", on_select="rerun",
        selection_mode="single-cell", hide_index=True, row_height=_ROW, height=height,
        alt="Columns from the one farthest off to the nearest.", column_config=_pictures(),
    )  # fmt: skip
    rows = [row for row, _ in event.selection.cells]
    return min(rows[-1], len(ranking) - 1) if rows else 0


def column_table(found: Fidelity, ranking: Sequence[Any]) -> pd.DataFrame:
    """One row a column: its difference, the same by chance, and two small pictures."""
    drawn = {one.column: one for one in found.distributions}
    return pd.DataFrame(
        {
            "Column": [one.column for one in ranking],
            "Difference": pd.array([one.value for one in ranking], dtype="Float64"),
            "By chance": pd.array([one.reference for one in ranking], dtype="Float64"),
            "Real": [_bars(drawn.get(one.column), "train") for one in ranking],
            "Synthetic": [_bars(drawn.get(one.column), "synthetic") for one in ranking],
        }
    )


def _bars(shown: Distribution | None, part: str) -> list[float]:
    """Shares for a small picture; the bins of a number are joined until they are few enough to be seen."""
    shares = list(getattr(shown, part)) if shown else []
    width = -(-len(shares) // _BARS)
    return (
        shares
        if shown is None or not shown.edges or width < 2
        else [sum(shares[at : at + width]) for at in range(0, len(shares), width)]
    )


def _pictures() -> dict[str, Any]:
    number, bars = st.column_config.NumberColumn, st.column_config.BarChartColumn
    return {
        "Column": st.column_config.TextColumn(width=130),
        "Difference": number(format="%.3f", width=78, help=_DIFFERENCE),
        "By chance": number(format="%.3f", width=78, help=_BY_CHANCE),
        "Real": bars(y_min=0, width=90, color=REAL),
        "Synthetic": bars(y_min=0, width=90, color=SYNTHETIC),
    }


def one_column(found: Fidelity, name: str) -> None:
    """One column's real, synthetic and held-out rows in one picture, and every measure of it."""
    for drawn in (one for one in found.distributions if one.column == name):
        _column_picture(found, drawn)
    scores = [score for score in found.scores if score.columns == (name,)]
    scores_table(scores)
    st.download_button(
        "Numbers as CSV", _csv(scores_frame(scores)), f"{name}.csv", "text/csv", icon=":material/download:",
        key=f"csv-{name}", on_click="ignore", type="tertiary",
    )  # fmt: skip


_SHARES, _BELOW, _MATCHED = "Shares", "Cumulative", "Quantiles"


def _column_picture(found: Fidelity, drawn: Distribution) -> None:
    """The column as bars, as cumulative curves or quantile against quantile; skewed amounts on either scale."""
    name = drawn.column
    even = next((one for one in found.even if one.column == name), None)
    ordered = len(drawn.edges) > 1
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "View", [_SHARES, _BELOW, _MATCHED], default=_SHARES, key=f"view-{name}", label_visibility="collapsed",
        ) if ordered else _SHARES  # fmt: skip
        switch = even is not None or (view != _SHARES and figures.logarithmic(drawn))
        log = (
            st.toggle("Logarithmic", even is not None, key=f"log-{name}-{view in (None, _SHARES)}") if switch else False
        )
    if view in (None, _SHARES):
        figure, text = figures.distribution(drawn if log or even is None else even), figures.distribution_alt(drawn)
    elif view == _BELOW:
        figure, text = figures.cumulative(drawn, log=log and figures.logarithmic(drawn)), figures.cumulative_alt(drawn)
    else:
        figure, text = figures.quantiles(drawn, log=log and figures.logarithmic(drawn)), figures.cumulative_alt(drawn)
    st.plotly_chart(figure, key=f"distribution-{name}-{view}-{log}", alt=text, config=_CONFIG)


def scores_frame(scores: Sequence[Score]) -> pd.DataFrame:
    """Scores as numbers, for whoever wants to reckon with them."""
    return pd.DataFrame(
        {
            "columns": [" and ".join(score.columns) for score in scores],
            "measure": [score.measure for score in scores],
            "value": [score.value for score in scores],
            "low": [score.low for score in scores],
            "high": [score.high for score in scores],
            "reference": [score.reference for score in scores],
            "better": [score.better for score in scores],
            "unit": [score.unit for score in scores],
            "note": [score.note for score in scores],
        }
    )


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def scores_table(scores: Sequence[Score]) -> None:
    """Measures with their values beside real against real."""
    st.table(
        pd.DataFrame(
            {
                "Measure": [words.safe(measure_title(score)) for score in scores],
                "Best": ["0" if score.better == "lower" else "1" for score in scores],
                "Synthetic": [_with_interval(score) for score in scores],
                "Real against real": [words.decimal(score.reference, 3) for score in scores],
            }
        ),
        hide_index=True,
        border="horizontal",
    )
    for note in dict.fromkeys(score.note for score in scores if score.note):
        st.caption(words.safe(note))


def _with_interval(score: Score) -> str:
    value = words.decimal(score.value, 3)
    if score.value is None or score.low is None or score.high is None:
        return value
    return f"{value} ({words.decimal(score.low, 3)} to {words.decimal(score.high, 3)})"


_CONFIG = {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": {"format": "svg"}}
"""Each chart can be saved as SVG by the camera that appears over it."""


@st.fragment
def relations(shown: Judged, found: Fidelity) -> None:
    """Three maps of how strongly columns belong together, and the pair that was picked on one of them."""
    if len(found.associations.columns) < 2:
        st.info("There is only one column to compare, so no pair.", icon=":material/info:")
        return
    if len(found.associations.columns) <= LABELLED:
        st.caption("Click on a field to see the two columns together, or pick them by name.")
    maps = figures.association_maps(found.associations)
    texts = (figures.association_alt(found.associations), None, figures.difference_alt(found.associations))
    with st.grid(2, min_column_width=320, row_height="content"):
        for name, figure, text in zip(_MAPS, maps, texts, strict=True):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{name}**")
                session.pick_on_chart(_PAIR, f"map-{name}-{shown.folder.name}", figure, text, _CONFIG)
        with st.container(border=True, height="stretch"):
            st.markdown("**Two columns together**")
            _pair(shown, found)


def _pair(shown: Judged, found: Fidelity) -> None:
    """The two columns that were clicked on a map, else the pair farthest off; two boxes say which and can change it."""
    names = list(found.associations.columns)
    clicked = [name for name in session.newest(_PAIR) or () if name in names]
    far = worst_pairs(found)
    x, y = clicked if len(clicked) == 2 else far[0].columns if far else names[:2]
    with st.container(horizontal=True):
        first = st.selectbox("First column", names, index=names.index(x), key=f"pair-x-{x}-{y}")
        second = st.selectbox("Second column", names, index=names.index(y), key=f"pair-y-{x}-{y}")
    if first == second:
        st.info("Pick two different columns to see them together.", icon=":material/info:")
        return
    joint = shown.joint(first, second)
    stacked = len(joint.y_labels) <= _STACKED
    st.plotly_chart(
        figures.pair(joint, stacked=stacked), key=f"pair-{first}-{second}", alt=figures.pair_alt(joint), config=_CONFIG
    )
    for score in found.scores:
        if set(score.columns) == {first, second}:
            st.caption(_told(score))


def measure_title(score: Score) -> str:
    """The measure in plain words, with its unit where it has one."""
    title = _TITLES.get(score.measure, score.measure)
    return title if score.unit in _UNITLESS else f"{title}, in {score.unit}"


def _told(score: Score) -> str:
    return f"{measure_title(score)}: {words.decimal(score.value, 3)} · real against real {words.decimal(score.reference, 3)}"


def use(found: Utility) -> None:
    """What models learn from synthetic rows, beside what they learn from real ones; nothing where no target was named."""
    if not found.scores:
        return
    st.header("What models learn from it", anchor=False)
    st.caption(
        f"Models that predict **{words.safe(str(found.target))}**, trained on real and on synthetic rows and tested on the "
        "same held-out real rows."
    )
    st.table(use_table(found), hide_index=True, border="horizontal")
    for note in dict.fromkeys(score.note for score in found.scores if score.note):
        st.caption(words.safe(note))
    use_view.behind(found)


def use_table(found: Utility) -> pd.DataFrame:
    """One row a model and metric, real beside synthetic."""
    pairs = dict.fromkeys((score.model, score.metric) for score in found.scores)
    values = {(score.model, score.metric, score.trained_on): words.decimal(score.value, 3) for score in found.scores}
    return pd.DataFrame(
        {
            "Model": [words.safe(model) for model, _ in pairs],
            "Measure": [_METRICS.get(metric, metric) for _, metric in pairs],
            "Trained on synthetic": [values.get((*pair, "synthetic"), "–") for pair in pairs],
            "Trained on real": [values.get((*pair, "real"), "–") for pair in pairs],
        }
    )
