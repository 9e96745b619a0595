"""What models learn from real and from synthetic rows."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from synthesis.fidelity.score import Giveaway
from synthesis.figures.style import (
    AXIS,
    GRID,
    NAMES,
    REAL,
    SYNTHETIC,
    Others,
    axis,
    canvas,
    middle,
    percent,
    short,
    tint,
    with_legend,
)
from synthesis.foundation.numerals import count
from synthesis.utility.score import Coefficient, Curve, HybridPoint, Importance

COLOURS = {"real": REAL, "synthetic": SYNTHETIC}
_DIAGONAL = {
    "roc": ("False positive rate", "True positive rate"),
    "precision-recall": ("Recall", "Precision"),
    "calibration": ("What the model says", "What is true"),
}


def curve(shown: Sequence[Curve], others: Others[Curve] = ()) -> go.Figure:
    """One kind of curve of one model, learned from real and from synthetic rows; the thin line is guessing, or
    exactness."""
    figure = canvas(300, hovermode="closest")
    across, up = _DIAGONAL[shown[0].kind]
    points = [value for one in (*shown, *(one for _, one in others)) for value in (*one.x, *one.y)]
    ends = [min(points), max(points)]
    if shown[0].kind != "precision-recall":
        figure.add_scatter(
            x=ends, y=ends, mode="lines", line={"color": GRID, "width": 2}, hoverinfo="skip", showlegend=False
        )
    for one in shown:
        colour = COLOURS[one.trained_on]
        figure.add_scatter(
            x=list(one.x),
            y=list(one.y),
            mode="lines+markers" if one.kind == "calibration" else "lines",
            name=f"Learned from {NAMES[colour].lower()}",
            hovertemplate=f"{across} %{{x:.3g}}<br>{up} %{{y:.3g}}<extra></extra>",
            line={"color": colour, "width": 4 if colour == REAL else 2.5},
        )
    for look, one in others:
        figure.add_scatter(
            x=list(one.x),
            y=list(one.y),
            mode="lines+markers" if one.kind == "calibration" else "lines",
            name=look.label,
            hovertemplate=f"{across} %{{x:.3g}}<br>{up} %{{y:.3g}}<extra></extra>",
            line=look.line,
            marker={"symbol": look.symbol},
        )
    figure.update_xaxes(axis(title={"text": f"→ {across} · ↑ {up}", "font": {"size": 12}}, nticks=6))
    figure.update_yaxes(axis(nticks=6))
    return with_legend(figure)


def importance_bars(shown: Sequence[Importance], others: Others[Sequence[Importance]] = ()) -> go.Figure:
    """How much each model loses without a column: real filled, synthetic outlined, one row a column."""
    names = [middle(one.column, 22) for one in shown]
    figure = canvas(90 + 26 * len(shown), hovermode="y")
    for colour, values in ((REAL, [one.real for one in shown]), (SYNTHETIC, [one.synthetic for one in shown])):
        real = colour == REAL
        figure.add_bar(
            y=list(range(len(shown))),
            x=values,
            orientation="h",
            width=0.7,
            name=f"Learned from {NAMES[colour].lower()}",
            hovertemplate="%{x:.3f}<extra></extra>",
            marker={
                "color": tint(REAL, 0.7) if real else tint(SYNTHETIC, 0.0),
                "line": {"width": 0 if real else 2.5, "color": colour},
            },
        )
    for look, more in others:
        known = {one.column: one.synthetic for one in more}
        figure.add_scatter(
            y=list(range(len(shown))),
            x=[known.get(one.column) for one in shown],
            mode="markers",
            name=look.label,
            marker=look.marker,
            hovertemplate="%{x:.3f}<extra></extra>",
        )
    figure.update_yaxes(
        axis(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6], showgrid=False)
    )
    figure.update_xaxes(axis(nticks=5, title={"text": "Score lost when the column is shuffled", "font": {"size": 12}}))
    return with_legend(figure)


Marks = list[tuple[int, float, float]]
"""Row, estimate and half width of the interval."""


def coefficient_bars(shown: Sequence[Coefficient], others: Others[Sequence[Coefficient]] = ()) -> go.Figure:
    """Estimates with their 95 % intervals, real above synthetic, one row a term; zero is the thin line."""
    rows = {one.term: at for at, one in enumerate(shown)}
    real = [(at, one.real, one.real_high - one.real) for at, one in enumerate(shown)]
    lines: list[tuple[str, str, str, Marks]] = [
        ("Learned from real", REAL, "circle", real),
        ("Learned from synthetic", SYNTHETIC, "diamond-open", _estimates(shown, rows)),
        *((look.label, look.colour, look.symbol, _estimates(more, rows)) for look, more in others),
    ]
    figure = canvas(90 + (22 + 10 * len(lines)) * len(shown), hovermode="closest")
    for place, (name, colour, symbol, marks) in enumerate(lines):
        shift = 0.6 * ((place + 0.5) / len(lines) - 0.5)
        figure.add_scatter(
            y=[at + shift for at, _, _ in marks],
            x=[middle for _, middle, _ in marks],
            mode="markers",
            name=name,
            marker={"color": colour, "size": 8, "symbol": symbol, "line": {"width": 2, "color": colour}},
            error_x={"type": "data", "array": [half for _, _, half in marks], "color": colour, "width": 0},
            hovertemplate="%{x:.3f}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": AXIS, "width": 1})
    texts = [short(one.term, 26) for one in shown]
    figure.update_yaxes(
        axis(tickvals=list(range(len(texts))), ticktext=texts, range=[len(texts) - 0.4, -0.6], showgrid=False)
    )
    figure.update_xaxes(axis(nticks=6))
    return with_legend(figure)


def _estimates(found: Sequence[Coefficient], rows: Mapping[str, int]) -> Marks:
    """The synthetic estimates of the terms that have a row."""
    return [
        (rows[one.term], one.synthetic, one.synthetic_high - one.synthetic)
        for one in found
        if one.term in rows and one.synthetic is not None and one.synthetic_high is not None
    ]


def hybrid_curve(shown: Sequence[HybridPoint], others: Others[Sequence[HybridPoint]] = ()) -> go.Figure:
    """The score on held-out real rows as synthetic rows take the place of real ones, or are added to a few."""
    mixed = shown[0].kind == "mixed"
    figure = canvas(260, hovermode="x", showlegend=bool(others))
    across = [100 * one.synthetic / max(one.real + one.synthetic, 1) if mixed else one.synthetic for one in shown]
    figure.add_scatter(
        x=list(range(len(shown))),
        y=[one.value for one in shown],
        mode="lines+markers",
        line={"color": SYNTHETIC, "width": 2.5},
        name="Synthetic",
        hovertext=[
            f"{count(one.real)} real and {count(one.synthetic)} synthetic rows: {one.value:.3f}" for one in shown
        ],
        hoverinfo="text",
    )
    for look, more in others:
        figure.add_scatter(
            x=list(range(len(more))),
            y=[one.value for one in more],
            mode="lines+markers",
            name=look.label,
            line=look.line,
            marker={"symbol": look.symbol, "size": 8},
            hovertemplate="%{y:.3f}<extra></extra>",
        )
    few = shown[0].real
    title = "Synthetic rows among the training rows" if mixed else f"Synthetic rows added to {count(few)} real ones"
    texts = [f"{value:.0f}\u00a0%" if mixed else count(round(value)) for value in across]
    figure.update_xaxes(
        axis(tickvals=list(range(len(shown))), ticktext=texts, title={"text": title, "font": {"size": 12}})
    )
    figure.update_yaxes(axis(nticks=5))
    return with_legend(figure)


def giveaway_bars(shown: Sequence[Giveaway], colour: str = SYNTHETIC) -> go.Figure:
    """Which columns gave the synthetic rows away: what the detector loses when one is shuffled."""
    figure = canvas(
        90 + 26 * max(3, len(shown)), hovermode="y", showlegend=False, margin={"l": 8, "r": 12, "t": 28, "b": 8}
    )
    figure.add_bar(
        y=list(range(len(shown))),
        x=[one.lost for one in shown],
        orientation="h",
        width=0.6,
        marker={"color": tint(colour, 0.8)},
        hovertemplate="%{x:.3f}<extra></extra>",
    )
    texts = [middle(one.column, 22) for one in shown]
    figure.update_yaxes(
        axis(tickvals=list(range(len(shown))), ticktext=texts, range=[len(shown) - 0.4, -0.6], showgrid=False)
    )
    figure.update_xaxes(axis(nticks=5, title={"text": "Area under the ROC curve lost", "font": {"size": 12}}))
    return figure


def importance_alt(shown: Sequence[Importance]) -> str:
    """The same in words."""
    return "What models lose without a column. " + " ".join(
        f"{one.column}: {_three(one.real)} learned from real rows, {_three(one.synthetic)} from synthetic ones."
        for one in shown
    )


def coefficient_alt(shown: Sequence[Coefficient]) -> str:
    """The same in words."""
    return "Regression coefficients. " + " ".join(
        (
            f"{one.term}: real {_three(one.real)}, synthetic {_three(one.synthetic)}, overlap of intervals "
            f"{percent(one.overlap, 0)}."
        )
        for one in shown
    )


def hybrid_alt(shown: Sequence[HybridPoint]) -> str:
    """The same in words."""
    return " ".join(
        f"{count(one.real)} real and {count(one.synthetic)} synthetic rows: {_three(one.value)}." for one in shown
    )


def giveaway_alt(shown: Sequence[Giveaway]) -> str:
    """The same in words."""
    return "Columns that give the synthetic rows away. " + " ".join(
        f"{one.column}: {_three(one.lost)}." for one in shown
    )


def curve_alt(shown: Sequence[Curve]) -> str:
    """The same in words: both curves in the middle."""
    across, up = _DIAGONAL[shown[0].kind]
    return " ".join(
        (
            f"{up} against {across.lower()}, learned from {one.trained_on} rows: {_three(one.y[len(one.y) // 2])} "
            f"at {_three(one.x[len(one.x) // 2])}."
        )
        for one in shown
    )


def _three(number: float | None) -> str:
    return "not measured" if number is None else f"{number:.3f}".replace("-", "−")
