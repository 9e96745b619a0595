"""One column as cumulative curves or quantile against quantile, read off at the edges of its bins: no single row is seen."""

import numpy as np
import plotly.graph_objects as go

from synthesis.arrays import Numbers
from synthesis.fidelity.score import Distribution
from synthesis.figures.style import CONTROL, GRID, NAMES, REAL, SYNTHETIC, axis, canvas, every, percent, safe, short

Part = tuple[str, Numbers]


def cumulative(shown: Distribution, *, log: bool = False) -> go.Figure:
    """The share of rows below each edge, of those that are not blank: real, synthetic and control on one true scale."""
    figure = canvas(320, hovermode="x")
    edges = np.array(shown.edges)
    for colour, below in _below(shown):
        real = colour == REAL
        figure.add_scatter(
            x=edges.tolist(), y=(100 * below).tolist(), mode="lines", name=NAMES[colour], line=_line(colour),
            hovertext=_hover(shown) if real else None, hoverinfo="text" if real else "skip",
        )  # fmt: skip
    figure.update_xaxes(_scale(shown, log))
    figure.update_yaxes(axis(ticksuffix="\u00a0%", range=[-2, 102], nticks=5))
    return figure


def quantiles(shown: Distribution, *, log: bool = False) -> go.Figure:
    """For each real value the synthetic value with as many rows below it; on the diagonal the two are alike."""
    figure = canvas(320, hovermode="closest")
    edges = np.array(shown.edges)
    ends = [float(edges[0]), float(edges[-1])]
    figure.add_scatter(
        x=ends, y=ends, mode="lines", line={"color": GRID, "width": 2}, hoverinfo="skip", showlegend=False
    )
    (_, real), *others = _below(shown)
    for colour, below in others[::-1]:
        inside = (real >= below[0] - 1e-9) & (real <= below[-1] + 1e-9)
        matched = np.interp(real[inside], below, edges)
        figure.add_scatter(
            x=edges[inside].tolist(), y=matched.tolist(), mode="lines+markers", name=NAMES[colour], line=_line(colour),
            marker={"size": 5, "symbol": "circle-open" if colour == CONTROL else "circle"},
            hovertext=[f"{percent(float(share), 0)} of rows lie below" for share in real[inside]], hoverinfo="text",
        )  # fmt: skip
    title = {"text": "→ Real · ↑ Synthetic, control", "font": {"size": 12}}
    figure.update_xaxes(_scale(shown, log) | {"title": title})
    figure.update_yaxes(_scale(shown, log, 5) | {"ticks": ""})
    return figure


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
    return [(colour, np.cumsum(shares)[:-1] / max(sum(shares), 1e-12)) for colour, shares in parts]


def _line(colour: str) -> dict[str, object]:
    return {
        "color": colour, "width": 4 if colour == REAL else 2.5 if colour == SYNTHETIC else 1.5,
        "dash": "dot" if colour == CONTROL else "solid",
    }  # fmt: skip


def _hover(shown: Distribution) -> list[str]:
    parts = _below(shown)
    return [
        f"<b>Below {safe(mark)}</b><br>" + "<br>".join(f"{NAMES[c]}: {percent(float(part[at]))}" for c, part in parts)
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
        type="log" if log else "linear", tickvals=[shown.edges[at] for at in ticks],
        ticktext=[short(shown.marks[at], 14) for at in ticks], showgrid=False, showline=True, ticks="outside", ticklen=4,
    )  # fmt: skip


def logarithmic(shown: Distribution) -> bool:
    """Whether a logarithmic scale can show all the edges."""
    return bool(shown.edges) and shown.kind != "datetime" and min(shown.edges) > 0
