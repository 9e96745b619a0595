"""The risks of several candidates on one scale: a row a risk, a mark a candidate, the limit as a dashed line in each
row."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from synthesis.figures.risks import COLOURS, sign
from synthesis.figures.style import (
    AXIS,
    GRID,
    SYNTHETIC,
    Look,
    Others,
    axis,
    canvas,
    percent,
    safe,
    short,
    tint,
    with_legend,
)
from synthesis.privacy.risk import Risk, Status

_ROW, _MARK = 34, 13
_LIMIT = {"color": COLOURS[Status.LEAK], "width": 2, "dash": "4px,3px"}
Found = Mapping[str, Risk]
"""Risks by their titles."""


def risk_comparison(names: Sequence[str], shown: Found, others: Others[Found], first: str) -> go.Figure:
    """Gains with their intervals, one below the other; `first` is the name of the candidate that is shown.

    Gains and ends of intervals beyond five times the largest limit are drawn at the edge, where their true numbers
    stand."""
    own = Look(first, SYNTHETIC, "solid", "circle")
    parts: list[tuple[Look, Found]] = [(own, shown), *others]
    figure = canvas(90 + (_ROW + _MARK * len(parts)) * max(1, len(names)), hovermode="closest")
    low, high = _ends(names, parts)
    for place, (look, found) in enumerate(parts):
        shift = 0.62 * ((place + 0.5) / len(parts) - 0.5) + 0.08
        _marks(figure, names, look, found, shift, high)
        _beyond(figure, names, found, shift, high)
    for row, name in enumerate(names):
        _row(figure, row, name, next((found[name].limit for _, found in parts if name in found), None))
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="lines",
        name="Limit",
        line=_LIMIT,
    )
    figure.add_vline(x=0, line={"color": AXIS, "width": 1})
    title = {"text": "What the attacker gains on people in the data", "font": {"size": 12}}
    figure.update_xaxes(axis(range=[low, high * 1.02], tickformat=".1~%", nticks=7, gridcolor=GRID, title=title))
    figure.update_yaxes(axis(showticklabels=False, showgrid=False, range=[len(names) - 0.5, -0.75]))
    return with_legend(figure)


def _row(figure: go.Figure, row: int, name: str, limit: float | None) -> None:
    """The name of a risk above its marks, and its limit."""
    if limit is not None:
        figure.add_shape(type="line", x0=limit, x1=limit, y0=row - 0.3, y1=row + 0.46, line=_LIMIT)
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=row - 0.29,
        yanchor="bottom",
        showarrow=False,
        text=f"<b>{safe(name)}</b>",
    )


def risk_comparison_alt(names: Sequence[str], shown: Found, others: Others[Found], first: str) -> str:
    """The same in words."""
    parts = [(first, shown), *((look.name, found) for look, found in others)]
    return " ".join(
        f"{name}: " + "; ".join(f"{who} {_numbers(found[name])}" for who, found in parts if name in found) + "."
        for name in names
    )


def _marks(figure: go.Figure, names: Sequence[str], look: Look, found: Found, shift: float, edge: float) -> None:
    rows = [(at, found[name]) for at, name in enumerate(names) if name in found and found[name].value is not None]
    values = [min(risk.value or 0.0, edge) for _, risk in rows]
    figure.add_scatter(
        y=[at + shift for at, _ in rows],
        x=values,
        mode="markers",
        name=short(look.name, 24),
        marker=look.marker,
        error_x={
            "type": "data",
            "color": tint(look.colour, 0.8),
            "thickness": 2,
            "width": 3,
            "array": [min(risk.high or 0.0, edge) - value for (_, risk), value in zip(rows, values, strict=True)],
            "arrayminus": [value - min(risk.low or 0.0, edge) for (_, risk), value in zip(rows, values, strict=True)],
        },
        hovertext=[f"<b>{safe(look.name)}</b><br>{sign(risk)}<br>{_numbers(risk)}" for _, risk in rows],
        hoverinfo="text",
    )


def _beyond(figure: go.Figure, names: Sequence[str], found: Found, shift: float, edge: float) -> None:
    """Each gain, or end of an interval, that lies beyond the edge is written beside it."""
    for at, risk in ((at, found[name]) for at, name in enumerate(names) if name in found):
        gone = risk.value is not None and risk.value > edge
        if risk.value is None or not (gone or (risk.high or 0.0) > edge):
            continue
        figure.add_annotation(
            x=edge,
            y=at + shift,
            xanchor="right",
            showarrow=False,
            font={"size": 11},
            text=f"{percent(risk.value)} →" if gone else f"to {percent(risk.high)} →",
            xshift=-12 if gone else 0,
            yshift=0 if gone else 13,
        )


def _numbers(risk: Risk) -> str:
    if risk.value is None:
        return "not tested"
    return f"{percent(risk.value)} ({percent(risk.low)} to {percent(risk.high)}), limit {percent(risk.limit)}"


def _ends(names: Sequence[str], parts: Sequence[tuple[Look, Found]]) -> tuple[float, float]:
    risks = [found[name] for name in names for _, found in parts if name in found]
    limits = [risk.limit for risk in risks if risk.limit]
    edge = 5 * max(limits) if limits else 1.0
    found = [end for risk in risks for end in (risk.low, risk.high, risk.limit) if end is not None]
    low, high = min([0.0, *found]), min(edge, max([0.01, *found]))
    return max(low, -edge) * 1.1, high * 1.06
