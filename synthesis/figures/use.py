"""What models learn from real and from synthetic rows."""

from collections.abc import Sequence

import plotly.graph_objects as go

from synthesis.fidelity.score import Giveaway
from synthesis.figures.style import AXIS, GRID, NAMES, REAL, SYNTHETIC, axis, canvas, percent, short, tint
from synthesis.utility.score import Coefficient, Curve, HybridPoint, Importance

COLOURS = {"real": REAL, "synthetic": SYNTHETIC}
_DIAGONAL = {"roc": ("False positive rate", "True positive rate"), "precision-recall": ("Recall", "Precision"),
             "calibration": ("What the model says", "What is true")}  # fmt: skip


def curve(shown: Sequence[Curve]) -> go.Figure:
    """One kind of curve of one model, learned from real and from synthetic rows; the thin line is guessing, or exactness."""
    figure = canvas(300, hovermode="closest")
    across, up = _DIAGONAL[shown[0].kind]
    points = [value for one in shown for value in (*one.x, *one.y)]
    ends = [min(points), max(points)]
    if shown[0].kind != "precision-recall":
        figure.add_scatter(
            x=ends, y=ends, mode="lines", line={"color": GRID, "width": 2}, hoverinfo="skip", showlegend=False
        )
    for one in shown:
        colour = COLOURS[one.trained_on]
        figure.add_scatter(
            x=list(one.x), y=list(one.y), mode="lines+markers" if one.kind == "calibration" else "lines",
            name=f"Learned from {NAMES[colour].lower()}", hovertemplate=f"{across} %{{x:.3g}}<br>{up} %{{y:.3g}}<extra></extra>",
            line={"color": colour, "width": 4 if colour == REAL else 2.5},
        )  # fmt: skip
    figure.update_xaxes(axis(title={"text": f"→ {across} · ↑ {up}", "font": {"size": 12}}, nticks=6))
    figure.update_yaxes(axis(nticks=6))
    return figure


def importance_bars(shown: Sequence[Importance]) -> go.Figure:
    """How much each model loses without a column: real filled, synthetic outlined, one row a column."""
    names = [short(one.column, 22) for one in shown]
    figure = canvas(90 + 26 * len(shown), hovermode="y")
    for colour, values in ((REAL, [one.real for one in shown]), (SYNTHETIC, [one.synthetic for one in shown])):
        real = colour == REAL
        figure.add_bar(
            y=list(range(len(shown))), x=values, orientation="h", width=0.7, name=f"Learned from {NAMES[colour].lower()}",
            hovertemplate="%{x:.3f}<extra></extra>",
            marker={"color": tint(REAL, 0.7) if real else tint(SYNTHETIC, 0.0), "line": {"width": 0 if real else 2.5, "color": colour}},
        )  # fmt: skip
    figure.update_yaxes(
        axis(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6], showgrid=False)
    )
    figure.update_xaxes(axis(nticks=5, title={"text": "Score lost when the column is shuffled", "font": {"size": 12}}))
    return figure


def coefficient_bars(shown: Sequence[Coefficient]) -> go.Figure:
    """Estimates with their 95 % intervals, real above synthetic, one row a term; zero is the thin line."""
    figure = canvas(90 + 34 * len(shown), hovermode="closest")
    for colour, shift in ((REAL, -0.15), (SYNTHETIC, 0.15)):
        rows = [(at, one) for at, one in enumerate(shown) if colour == REAL or one.synthetic is not None]
        middle = [one.real if colour == REAL else one.synthetic for _, one in rows]
        high = [one.real_high if colour == REAL else one.synthetic_high for _, one in rows]
        figure.add_scatter(
            y=[at + shift for at, _ in rows], x=middle, mode="markers", name=f"Learned from {NAMES[colour].lower()}",
            marker={"color": colour, "size": 8, "symbol": "circle" if colour == REAL else "diamond-open", "line": {"width": 2, "color": colour}},
            error_x={"type": "data", "array": [(h or 0.0) - (m or 0.0) for h, m in zip(high, middle, strict=True)], "color": colour, "width": 0},
            hovertemplate="%{x:.3f}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": AXIS, "width": 1})
    figure.update_yaxes(
        axis(
            tickvals=list(range(len(shown))),
            ticktext=[short(one.term, 26) for one in shown],
            range=[len(shown) - 0.4, -0.6],
            showgrid=False,
        )
    )
    figure.update_xaxes(axis(nticks=6))
    return figure


def hybrid_curve(shown: Sequence[HybridPoint]) -> go.Figure:
    """The score on held-out real rows as synthetic rows take the place of real ones, or are added to a few."""
    mixed = shown[0].kind == "mixed"
    figure = canvas(260, hovermode="x", showlegend=False)
    across = [100 * one.synthetic / max(one.real + one.synthetic, 1) if mixed else one.synthetic for one in shown]
    figure.add_scatter(
        x=list(range(len(shown))), y=[one.value for one in shown], mode="lines+markers", line={"color": SYNTHETIC, "width": 2.5},
        hovertext=[f"{one.real:,} real and {one.synthetic:,} synthetic rows: {one.value:.3f}" for one in shown], hoverinfo="text",
    )  # fmt: skip
    few = shown[0].real
    title = "Synthetic rows among the training rows" if mixed else f"Synthetic rows added to {few:,} real ones"
    texts = [f"{value:.0f}\u00a0%" if mixed else f"{value:,.0f}" for value in across]
    figure.update_xaxes(
        axis(tickvals=list(range(len(shown))), ticktext=texts, title={"text": title, "font": {"size": 12}})
    )
    figure.update_yaxes(axis(nticks=5))
    return figure


def giveaway_bars(shown: Sequence[Giveaway]) -> go.Figure:
    """Which columns gave the synthetic rows away: what the detector loses when one is shuffled."""
    figure = canvas(70 + 26 * len(shown), hovermode="y", showlegend=False, margin={"l": 8, "r": 12, "t": 8, "b": 8})
    figure.add_bar(
        y=list(range(len(shown))), x=[one.lost for one in shown], orientation="h", width=0.6, marker={"color": tint(SYNTHETIC, 0.8)},
        hovertemplate="%{x:.3f}<extra></extra>",
    )  # fmt: skip
    texts = [short(one.column, 22) for one in shown]
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
        f"{one.term}: real {_three(one.real)}, synthetic {_three(one.synthetic)}, overlap of intervals {percent(one.overlap, 0)}."
        for one in shown
    )


def hybrid_alt(shown: Sequence[HybridPoint]) -> str:
    """The same in words."""
    return " ".join(f"{one.real:,} real and {one.synthetic:,} synthetic rows: {_three(one.value)}." for one in shown)


def giveaway_alt(shown: Sequence[Giveaway]) -> str:
    """The same in words."""
    return "Columns that give the synthetic rows away. " + " ".join(
        f"{one.column}: {_three(one.lost)}." for one in shown
    )


def curve_alt(shown: Sequence[Curve]) -> str:
    """The same in words: both curves in the middle."""
    across, up = _DIAGONAL[shown[0].kind]
    return " ".join(
        f"{up} against {across.lower()}, learned from {one.trained_on} rows: {_three(one.y[len(one.y) // 2])} at {_three(one.x[len(one.x) // 2])}."
        for one in shown
    )


def _three(number: float | None) -> str:
    return "not measured" if number is None else f"{number:.3f}".replace("-", "−")
