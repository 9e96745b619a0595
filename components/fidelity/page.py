"""Likeness on the page: columns from the worst to the best, and how columns belong together."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.fidelity import calendar, categories, multivariate, pair_panel, utility
from components.shared import chart, session, words
from components.shared.comparison import ComparedCandidate, beside
from components.shared.measures import measure_title, worst_pairs
from components.shared.tabular import numbers
from synthesis import figures
from synthesis.fidelity import worst_columns
from synthesis.fidelity.numbers import association_numbers, distribution_numbers
from synthesis.fidelity.part import farthest, part
from synthesis.fidelity.score import Associations, Distribution, Fidelity, Score
from synthesis.figures import Others
from synthesis.figures.associations import LABELLED
from synthesis.figures.style import REAL, SYNTHETIC
from synthesis.journey import Judged
from synthesis.utility import Utility

_ROW, _SEEN_ROWS, _BARS, _WRAPPED = 36, 18, 16, 2
_DIFFERENCE = (
    "How far the synthetic column is from the real one: 0 is identical, 1 has nothing in common. "
    "For numbers and dates the largest gap between the two cumulative curves, for categories the share of rows that "
    "would have to move."
)
_REAL_AGAINST_REAL = (
    "The same between training rows and held-out real rows: nothing made by a perfect generator would be closer."
)
_SMALL = (
    "Shares of the rows, from the commonest category or the smallest number on; neighbours are joined where there "
    "are many."
)
_MAPS = ("Real", "Synthetic", "Difference")
_METRICS = {
    "roc_auc": "Area under the ROC curve: 0.5 is guessing, 1 is best",
    "roc_auc_ovr": "Area under the ROC curve, mean of classes: 0.5 is guessing, 1 is best",
    "accuracy": "Share guessed right: 1 is best",
    "r2": "Share of variance explained: 0 is guessing, 1 is best",
}


Rivals = Sequence[ComparedCandidate]


def everything(shown: Judged, rivals: Rivals = (), learned: Callable[[], None] | None = None) -> None:
    """All that was found of likeness: the headline, the columns, how they belong together, and what models learn.

    `rivals` are set beside it everywhere; `learned` draws the part about models in place of what the run itself found.
    """
    found = shown.audit.fidelity
    if found is None:
        st.info("Likeness was not measured in this run.", icon=":material/info:")
        return
    overall(found)
    multivariate.side_by_side(shown, rivals)
    st.header("Columns, worst first", anchor="columns")
    columns(shown, found, rivals)
    st.header("How columns belong together", anchor="pairs")
    relations(shown, found, rivals)
    multivariate.together(found, shown, rivals)
    if learned is None:
        use(shown.audit.utility, rivals)
    else:
        learned()


def likeness_of(one: Judged) -> Fidelity | None:
    """What was found of the likeness of a candidate."""
    return one.audit.fidelity


def overall(found: Fidelity) -> None:
    """The headline numbers, each beside what real rows reach among themselves."""
    column = next(iter(worst_columns(found)), None)
    pair = next(iter(worst_pairs(found)), None)
    with st.grid(3, min_column_width=230):
        _tile(
            "Overall likeness",
            words.decimal(found.overall.value, 3),
            "1 is identical",
            found.overall.reference,
            "[Column by column](#columns) · [pair by pair](#pairs)",
        )
        if column:
            _tile(
                "Column farthest off",
                column.column,
                f"difference {words.decimal(column.value, 3)}, 0 is best",
                column.reference,
                "[See its picture](#columns)",
            )
        if pair:
            name = " and ".join(pair.columns)
            _tile(
                "Pair farthest off",
                name,
                f"difference {words.decimal(pair.value, 3)}, 0 is best",
                pair.reference,
                "[See its picture](#pairs)",
            )


def _tile(label: str, value: str, about: str, reference: float | None, way: str) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(f"{about} · real against real {words.decimal(reference, 3)}")
        st.markdown(f":small[{way}]")


@st.fragment
def columns(shown: Judged, found: Fidelity, rivals: Rivals = ()) -> None:
    """The table of columns, worst first, drives the large picture beside it."""
    ranking = worst_columns(found)
    names = [worst.column for worst in ranking]
    if not names:
        st.info("No column could be compared.", icon=":material/info:")
        return
    st.caption("Sorted by how much farther the synthetic column is off than held-out real rows are.")
    left, right = st.columns(2, gap="medium")
    with left:
        clicked = _index(shown, found, ranking, rivals)
    with right, st.container(border=True):
        name = st.selectbox("Column", names, index=clicked, key=f"column-{shown.folder.name}-{clicked}")
        one_column(shown, found, name, rivals)


def _index(shown: Judged, found: Fidelity, ranking: Sequence[Any], rivals: Rivals) -> int:
    """The table of columns; the place of the one that was clicked."""
    height = _ROW * (min(len(ranking), _SEEN_ROWS) + 1) + 3
    table = column_table(found, ranking, rivals)
    event = st.dataframe(
        table,
        key=f"columns-{shown.folder.name}" + f"-{len(rivals)}" * bool(rivals),
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        row_height=_ROW,
        height=height,
        alt="Columns from the one farthest off to the nearest.",
        column_config=_pictures(rivals),
    )
    rows = [row for row, _ in event.selection.cells]
    return min(rows[-1], len(ranking) - 1) if rows else 0


def column_table(found: Fidelity, ranking: Sequence[Any], rivals: Rivals = ()) -> pd.DataFrame:
    """One row a column: its difference, that of other candidates, that of real rows, and two small pictures."""
    drawn = {one.column: one for one in found.distributions}
    return pd.DataFrame(
        {
            "Column": [one.column for one in ranking],
            "Difference": numbers(one.value for one in ranking),
            **{_number(rival): _differences(rival, ranking) for rival in rivals},
            "Real vs real": numbers(one.reference for one in ranking),
            "Real": [_bars(drawn.get(one.column), "train") for one in ranking],
            "Synthetic": [_bars(drawn.get(one.column), "synthetic") for one in ranking],
        }
    )


def _number(rival: ComparedCandidate) -> str:
    """A narrow heading for a further candidate."""
    return f"Run {rival.number}"


def _differences(rival: ComparedCandidate, ranking: Sequence[Any]) -> pd.arrays.FloatingArray:
    other = rival.shown.audit.fidelity
    known = {one.column: one.value for one in worst_columns(other)} if other else {}
    return numbers(known.get(one.column) for one in ranking)


def _bars(shown: Distribution | None, part: str) -> list[float]:
    """Shares for a small picture: neighbouring categories or bins are joined until they are few enough to be seen."""
    shares = list(getattr(shown, part)) if shown else []
    width = max(-(-len(shares) // _BARS), 1)
    return [sum(shares[at : at + width]) for at in range(0, len(shares), width)]


def _pictures(rivals: Rivals) -> dict[str, Any]:
    number, bars = st.column_config.NumberColumn, st.column_config.BarChartColumn
    return {
        **{_number(one): number(format="%.3f", width=70, help=f"The same of {one.name}.") for one in rivals},
        "Column": st.column_config.TextColumn(width=162 if not rivals else 140, pinned=True),
        "Difference": number(format="%.3f", width=78, help=_DIFFERENCE),
        "Real vs real": number(format="%.3f", width=88, help=_REAL_AGAINST_REAL),
        "Real": bars(y_min=0, width=64, color=REAL, help=_SMALL),
        "Synthetic": bars(y_min=0, width=66, color=SYNTHETIC, help=_SMALL),
    }


def one_column(shown: Judged, found: Fidelity, name: str, rivals: Rivals = ()) -> None:
    """One column's real, synthetic and held-out rows in one picture, and every measure of it."""
    for drawn in (one for one in found.distributions if one.column == name):
        _column_picture(shown, found, drawn, rivals)
        categories.search(shown, drawn, rivals)
    scores = [score for score in found.scores if score.columns == (name,)]
    scores_table(scores, rivals)
    chart.download(lambda: scores_frame(scores), f"measures-{name}", f"{name}-measures", "Measures as CSV")


_SHARES, _BELOW, _MATCHED = "Shares", "Cumulative", "Quantiles"


def _column_picture(shown: Judged, found: Fidelity, drawn: Distribution, rivals: Rivals) -> None:
    """The column as bars, as cumulative curves or quantile against quantile; skewed amounts on either scale."""
    name = drawn.column
    even = _even(found, name)
    ordered = len(drawn.edges) > 1
    views = [_SHARES, _BELOW, _MATCHED] + [calendar.TITLE] * (drawn.kind == "datetime")
    with st.container(horizontal=True, vertical_alignment="center"):
        view = (
            st.segmented_control(
                "View",
                views,
                default=_SHARES,
                key=f"view-{name}",
                label_visibility="collapsed",
            )
            if ordered
            else _SHARES
        )
        switch = even is not None or (view != _SHARES and figures.logarithmic(drawn))
        log = (
            st.toggle("Logarithmic", even is not None, key=f"log-{name}-{view in (None, _SHARES)}") if switch else False
        )
    if view == calendar.TITLE:
        calendar.draw(shown, name, rivals)
        return
    flat = view in (None, _SHARES) and not log and even is not None
    others = beside(rivals, lambda one: _drawn(one, name, flat))
    figure, text = _view(even if flat and even else drawn, others, view, log and figures.logarithmic(drawn))
    rows = shown.audit.rows
    chart.draw(
        figure,
        f"distribution-{name}-{view}-{log}",
        text,
        name,
        lambda: distribution_numbers(
            even if flat and even else drawn, rows.train, rows.control, {look.name: one for look, one in others}
        ),
    )


def _view(drawn: Distribution, others: Others[Distribution], view: str | None, log: bool) -> tuple[Any, str]:
    if view in (None, _SHARES):
        return figures.distribution(drawn, others), figures.distribution_alt(drawn)
    curve = figures.cumulative if view == _BELOW else figures.quantiles
    return curve(drawn, others, log=log), figures.cumulative_alt(drawn)


def _even(found: Fidelity, name: str) -> Distribution | None:
    return next((one for one in found.even if one.column == name), None)


def _drawn(one: Judged, name: str, flat: bool) -> Distribution | None:
    found = one.audit.fidelity
    if found is None:
        return None
    return _even(found, name) if flat else next((drawn for drawn in found.distributions if drawn.column == name), None)


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


def scores_table(scores: Sequence[Score], rivals: Rivals = ()) -> None:
    """Measures with their values, those of other candidates, and real against real."""
    table = pd.DataFrame(
        {
            "Measure": [
                words.safe(measure_title(score)) if len(rivals) <= _WRAPPED else measure_title(score)
                for score in scores
            ],
            "Best": ["0" if score.better == "lower" else "1" for score in scores],
            "Synthetic": [_with_interval(score) for score in scores],
            **{_number(rival): _scored(rival, scores) for rival in rivals},
            "Real vs real": [words.decimal(score.reference, 3) for score in scores],
        }
    )
    if len(rivals) > _WRAPPED:
        pinned = {"Measure": st.column_config.TextColumn(width=210, pinned=True)}
        st.dataframe(table, hide_index=True, column_config=pinned, alt="Measures of this column.")
    else:
        st.table(table, hide_index=True, border="horizontal")
    for note in dict.fromkeys(score.note for score in scores if score.note):
        st.caption(words.safe(note))


def _scored(rival: ComparedCandidate, scores: Sequence[Score]) -> list[str]:
    """The same measures of a further candidate."""
    other = rival.shown.audit.fidelity
    known = {(one.measure, one.columns): one.value for one in (other.scores if other else ())}
    return [words.decimal(known.get((score.measure, score.columns)), 3) for score in scores]


def _with_interval(score: Score) -> str:
    value = words.decimal(score.value, 3)
    if score.value is None or score.low is None or score.high is None:
        return value
    return f"{value} ({words.decimal(score.low, 3)} to {words.decimal(score.high, 3)})"


@st.fragment
def relations(shown: Judged, found: Fidelity, rivals: Rivals = ()) -> None:
    """Three maps of how strongly columns belong together, and the pair that was picked on one of them."""
    if len(found.associations.columns) < 2:
        st.info("There is only one column to compare, so no pair.", icon=":material/info:")
        return
    key = shown.folder.name
    drawn = _mapped(found.associations, key)
    if len(drawn.columns) <= LABELLED:
        st.caption("Click on a field to see the two columns together, or pick them by name.")
    key = f"{key}-{len(drawn.columns)}"
    texts = (figures.association_alt(drawn), figures.synthetic_alt(drawn), figures.difference_alt(drawn))
    others = [(look, part(one.associations, drawn.columns)) for look, one in beside(rivals, likeness_of)]
    others = [(look, one) for look, one in others if one.columns == drawn.columns]
    scale = [drawn, *(one for _, one in others)]
    with st.grid(2, min_column_width=320, row_height="content"):
        for name, figure, text in zip(_MAPS, figures.association_maps(drawn, scale), texts, strict=True):
            _map(name, figure, text, f"map-{name}-{key}")
        for look, one in others:
            figure, text = figures.difference_map(one, scale), figures.difference_alt(one)
            _map(f"Difference, {look.name}", figure, text, f"map-{look.name}-{key}")
        if not rivals:
            _together(shown, found, rivals)
    if rivals:
        _together(shown, found, rivals)
    everyone = {look.name: one.associations for look, one in beside(rivals, likeness_of)}
    chart.download(
        lambda: association_numbers(found.associations, everyone),
        f"associations-{key}",
        "associations",
        "Associations as CSV",
    )


def _mapped(found: Associations, key: str) -> Associations:
    """The whole map; of many columns those of the pairs farthest off, unless all are asked for."""
    count = len(found.columns)
    if count <= LABELLED:
        return found
    few, every = f"The {LABELLED} columns farthest off", f"All {count} columns"
    view = st.segmented_control("Columns on the maps", (few, every), default=few, key=f"mapped-{key}")
    return found if view == every else farthest(found, LABELLED)


def _together(shown: Judged, found: Fidelity, rivals: Rivals) -> None:
    with st.container(border=True, height="stretch" if not rivals else "content"):
        st.markdown("**Two columns together**")
        pair_panel.draw(shown, found, rivals)


def _map(name: str, figure: Any, text: str, key: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{words.safe(name)}**")
        session.pick_on_chart(pair_panel.SLOT, key, chart.ground(figure), text, chart.config(name))


def use(found: Utility, rivals: Rivals = ()) -> None:
    """What models learn from synthetic rows, beside what they learn from real ones; nothing where no target was
    named."""
    if not found.scores:
        return
    st.header("What models learn from it", anchor=False)
    same = [(rival, rival.shown.audit.utility) for rival in rivals if rival.shown.audit.utility.target == found.target]
    models(found, same)


def models(found: Utility, same: Sequence[tuple[ComparedCandidate, Utility]] = ()) -> None:
    """The table of models, and what stands behind it; `same`: further candidates with the same target."""
    st.caption(
        f"Models that predict **{words.safe(str(found.target))}**, trained on real and on synthetic rows and "
        "tested on the "
        "same held-out real rows."
    )
    st.table(use_table(found, same), hide_index=True, border="horizontal")
    for note in dict.fromkeys(score.note for score in found.scores if score.note):
        st.caption(words.safe(note))
    utility.behind(found, [(rival.look, one) for rival, one in same])


def _learned(found: Utility) -> dict[tuple[str, str, str], str]:
    return {(one.model, one.metric, one.trained_on): words.decimal(one.value, 3) for one in found.scores}


def use_table(found: Utility, same: Sequence[tuple[ComparedCandidate, Utility]] = ()) -> pd.DataFrame:
    """One row a model and metric, real beside synthetic, and further candidates."""
    pairs = dict.fromkeys((score.model, score.metric) for score in found.scores)
    values = _learned(found)
    more = {_number(rival): _learned(one) for rival, one in same}
    return pd.DataFrame(
        {
            "Model": [words.safe(model) for model, _ in pairs],
            "Measure": [_METRICS.get(metric, metric) for _, metric in pairs],
            "Trained on synthetic": [values.get((*pair, "synthetic"), "–") for pair in pairs],
            **{name: [known.get((*pair, "synthetic"), "–") for pair in pairs] for name, known in more.items()},
            "Trained on real": [values.get((*pair, "real"), "–") for pair in pairs],
        }
    )
