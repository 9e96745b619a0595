"""One column as cumulative curves or quantile against quantile, read off at the edges of its bins: no single row is
seen."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from synthesis.fidelity.score import Distribution
from synthesis.figures.style import (
    CONTROL,
    GRID,
    NAMES,
    REAL,
    SYNTHETIC,
    Look,
    Others,
    axis,
    canvas,
    every,
    percent,
    safe,
    short,
    with_legend,
)
from synthesis.foundation.arrays import Numbers

Part = tuple[str, Numbers]


def cumulative(shown: Distribution, others: Others[Distribution] = (), *, log: bool = False) -> go.Figure:
    """The share of rows below each edge, of those that are not blank: real, synthetic and control on one true scale."""
    figure = canvas(320, hovermode="x")
    edges = np.array(shown.edges)
    for colour, below in _below(shown):
        real = colour == REAL
        figure.add_scatter(
            x=edges.tolist(),
            y=(100 * below).tolist(),
            mode="lines",
            name=NAMES[colour],
            line=_line(colour),
            hovertext=_hover(shown, others) if real else None,
            hoverinfo="text" if real else "skip",
        )
    for look, one in _alike(shown, others):
        figure.add_scatter(
            x=edges.tolist(),
            y=(100 * _climbing(one.synthetic)).tolist(),
            mode="lines",
            name=look.label,
            line=look.line,
            hoverinfo="skip",
        )
    figure.update_xaxes(_scale(shown, log))
    figure.update_yaxes(axis(ticksuffix="\u00a0%", range=[-2, 102], nticks=5))
    return with_legend(figure)


def quantiles(shown: Distribution, others: Others[Distribution] = (), *, log: bool = False) -> go.Figure:
    """For each real value the synthetic value with as many rows below it; on the diagonal the two are alike."""
    figure = canvas(320, hovermode="closest")
    edges = np.array(shown.edges)
    ends = [float(edges[0]), float(edges[-1])]
    figure.add_scatter(
        x=ends, y=ends, mode="lines", line={"color": GRID, "width": 2}, hoverinfo="skip", showlegend=False
    )
    (_, real), *parts = _below(shown)
    lines = [(NAMES[colour], _line(colour), _circle(colour), below) for colour, below in parts[::-1]]
    for look, one in _alike(shown, others):
        line = look.line
        lines.append((look.label, line, look.symbol, _climbing(one.synthetic)))
    for name, line, symbol, below in lines:
        inside = (real >= below[0] - 1e-9) & (real <= below[-1] + 1e-9)
        matched = np.interp(real[inside], below, edges)
        figure.add_scatter(
            x=edges[inside].tolist(),
            y=matched.tolist(),
            mode="lines+markers",
            name=name,
            line=line,
            marker={"size": 5, "symbol": symbol},
            hovertext=[f"{percent(float(share), 0)} of rows lie below" for share in real[inside]],
            hoverinfo="text",
        )
    title = {"text": "→ Real · ↑ Synthetic, control", "font": {"size": 12}}
    figure.update_xaxes(_scale(shown, log) | {"title": title})
    figure.update_yaxes(_scale(shown, log, 5) | {"ticks": ""})
    return with_legend(figure)


def cumulative_alt(shown: Distribution) -> str:
    """The same in words: where the curves are farthest apart."""
    (_, real), (_, made), *_ = _below(shown)
    at = int(np.abs(real - made).argmax())
    return (
        f"{shown.column}: share of rows below each value. Farthest apart at {shown.marks[at]}: real "
        f"{percent(float(real[at]))}, synthetic {percent(float(made[at]))}."
    )


def _below(shown: Distribution) -> list[Part]:
    parts = [(REAL, shown.train), (SYNTHETIC, shown.synthetic), *([(CONTROL, shown.control)] if shown.control else [])]
    return [(colour, _climbing(shares)) for colour, shares in parts]


def _climbing(shares: Sequence[float]) -> Numbers:
    """The share below each edge, of what is not blank."""
    return np.asarray(np.cumsum(shares)[:-1] / max(sum(shares), 1e-12))


def _alike(shown: Distribution, others: Others[Distribution]) -> list[tuple[Look, Distribution]]:
    """The candidates that were put into the same bins."""
    return [(look, one) for look, one in others if one.edges == shown.edges]


def _circle(colour: str) -> str:
    return "circle-open" if colour == CONTROL else "circle"


def _line(colour: str) -> dict[str, object]:
    return {
        "color": colour,
        "width": 4 if colour == REAL else 2.5 if colour == SYNTHETIC else 1.5,
        "dash": "dot" if colour == CONTROL else "solid",
    }


def _hover(shown: Distribution, others: Others[Distribution]) -> list[str]:
    parts = [(NAMES[colour], below) for colour, below in _below(shown)]
    parts += [(safe(look.name), _climbing(one.synthetic)) for look, one in _alike(shown, others)]
    return [
        f"<b>Below {safe(mark)}</b><br>" + "<br>".join(f"{name}: {percent(float(part[at]))}" for name, part in parts)
        for at, mark in enumerate(shown.marks)
    ]


def _scale(shown: Distribution, log: bool, most: int = 6) -> dict[str, object]:
    """Labels at edges that stand apart on this scale."""
    values = np.log10(shown.edges) if log else np.array(shown.edges)
    width = float(np.ptp(values)) or 1.0
    ticks: list[int] = []
    stride = every(len(values), 4 * most)
    for at in range(0, len(values), stride):
        if not ticks or values[at] - values[ticks[-1]] >= width / most:
            ticks.append(at)
    return axis(
        type="log" if log else "linear",
        tickvals=[shown.edges[at] for at in ticks],
        ticktext=[short(shown.marks[at], 14) for at in ticks],
        showgrid=False,
        showline=True,
        ticks="outside",
        ticklen=4,
    )


def logarithmic(shown: Distribution) -> bool:
    """Whether a logarithmic scale can show all the edges."""
    return bool(shown.edges) and shown.kind != "datetime" and min(shown.edges) > 0
