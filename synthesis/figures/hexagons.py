"""Two numbers together in hexagons: the deeper the more, real above and synthetic below on the same scales."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from synthesis.fidelity.hexagons import Hexagons, Scale
from synthesis.figures.style import NAMES, REAL, SYNTHETIC, Others, axis, canvas, percent, safe, short, tint
from synthesis.foundation.arrays import Flags, Numbers

_SHADES, _PANEL, _GAP = 7, 250, 50
_CORNERS = np.array([(0, 0.5), (0.5, 0.25), (0.5, -0.25), (0, -0.5), (-0.5, -0.25), (-0.5, 0.25)])
Panel = tuple[str, str, Hexagons, Numbers]


def hexagon_panels(shown: Hexagons, others: Others[Hexagons] = ()) -> go.Figure:
    """One panel a table, below each other; shades follow the square root of the share, the same in all of them.

    A real hexagon with too few rows to be shown is empty, and its hover says so.
    """
    panels: list[Panel] = [
        (NAMES[REAL], REAL, shown, shown.train),
        (NAMES[SYNTHETIC], SYNTHETIC, shown, shown.synthetic),
        *((short(look.name, 22), look.colour, one, one.synthetic) for look, one in others),
    ]
    figure = canvas(40 + _PANEL * len(panels), showlegend=False, hovermode="closest")
    deepest = max(float(np.nanmax(np.nan_to_num(shares), initial=0.0)) for _, _, _, shares in panels) or 1.0
    for place, panel in enumerate(panels):
        _panel(figure, panel, deepest, place, len(panels))
    return figure


def hexagon_alt(shown: Hexagons) -> str:
    """The same in words: the fullest hexagon, and the one that is farthest off."""
    real = np.nan_to_num(shown.train)
    top, gap = int(real.argmax()), int(np.abs(real - shown.synthetic).argmax())
    return (
        f"{shown.across.name} and {shown.up.name} in {len(shown.centres)} hexagons. Fullest among real rows: "
        f"{_say(shown, top)}. "
        f"Largest difference: {_say(shown, gap)}."
    )


def _panel(figure: go.Figure, panel: Panel, deepest: float, place: int, count: int) -> None:
    """One table's hexagons, what the hover says of them, its axes and its name."""
    name, _, shown, _ = panel
    number = "" if place == 0 else str(place + 1)
    _shades(figure, panel, deepest, number)
    _hovers(figure, panel, number)
    figure.update_layout(
        {
            f"xaxis{number}": _axis(shown.across, shown.width, 6)
            | {"anchor": f"y{number}", "title": _title(shown, place == count - 1)},
            f"yaxis{number}": _axis(shown.up, shown.height, 5)
            | {"domain": _domain(place, count), "anchor": f"x{number}"},
        }
    )
    figure.add_annotation(
        x=0,
        xref=f"x{number} domain",
        xanchor="left",
        y=1,
        yref=f"y{number} domain",
        yanchor="bottom",
        showarrow=False,
        text=f"<b>{name}</b>",
    )


def _shades(figure: go.Figure, panel: Panel, deepest: float, number: str) -> None:
    """One trace a shade, for those that occur."""
    _, colour, shown, shares = panel
    known = np.nan_to_num(shares) > 0
    shade = np.ceil(_SHADES * np.sqrt(np.nan_to_num(shares) / deepest)).clip(0, _SHADES)
    for step in range(1, _SHADES + 1):
        if (shade[known] == step).any():
            figure.add_scatter(
                **_outlines(shown, known & (shade == step)),
                mode="lines",
                fill="toself",
                line={"width": 0},
                hoverinfo="skip",
                fillcolor=tint(colour, 0.06 + 0.94 * step / _SHADES),
                xaxis=f"x{number}",
                yaxis=f"y{number}",
            )


def _hovers(figure: go.Figure, panel: Panel, number: str) -> None:
    """Unseen marks that carry the words, on every hexagon that any table fills."""
    name, colour, shown, shares = panel
    every = np.flatnonzero((np.nan_to_num(shares) > 0) | (np.nan_to_num(shown.train) > 0) | (shown.synthetic > 0))
    figure.add_scatter(
        x=_brief(shown.centres[every, 0]),
        y=_brief(shown.centres[every, 1]),
        mode="markers",
        hoverinfo="text",
        hovertext=[f"<b>{name}</b>: {_said(float(shares[at]))}<br>{_where(shown, at)}" for at in every],
        marker={"size": 12, "opacity": 0, "color": colour},
        xaxis=f"x{number}",
        yaxis=f"y{number}",
    )


def _domain(place: int, count: int) -> list[float]:
    """The part of the height that a panel takes, the first at the top."""
    gap = _GAP / (_PANEL * count)
    tall = (1 - gap * (count - 1)) / count
    top = 1 - place * (tall + gap)
    return [max(0.0, top - tall), top]


def _outlines(shown: Hexagons, some: Flags) -> dict[str, list[float | None]]:
    """The corners of some hexagons, one after the other with a gap between them."""
    corners = shown.centres[some][:, None, :] + _CORNERS * np.array([shown.width, shown.height])
    return {side: _with_gaps(corners[:, :, at]) for at, side in enumerate(("x", "y"))}


def _with_gaps(corners: Numbers) -> list[float | None]:
    return [value for one in corners for value in (*_brief(one), None)]


def _brief(values: Numbers) -> list[float]:
    return [float(f"{value:.7g}") for value in values]


def _axis(scale: Scale, size: float, most: int) -> dict[str, Any]:
    at = _apart(scale, most)
    return axis(
        range=[scale.low - size, scale.high + size],
        tickvals=[scale.ticks[i] for i in at],
        ticktext=[short(scale.marks[i], 12) for i in at],
        showgrid=False,
        showline=True,
        ticks="outside",
        ticklen=4,
    )


def _apart(scale: Scale, most: int) -> list[int]:
    """Edges that stand apart on the scale, none of them alone at its end."""
    least = (scale.high - scale.low) / most
    found: list[int] = []
    for at, tick in enumerate(scale.ticks):
        if not found or tick - scale.ticks[found[-1]] >= least * 0.999:
            found.append(at)
    return found


def _title(shown: Hexagons, last: bool) -> dict[str, Any]:
    text = f"→ {short(shown.across.name, 24)} · ↑ {short(shown.up.name, 24)}"
    return {"text": text if last else "", "font": {"size": 12}}


def _where(shown: Hexagons, at: int) -> str:
    return "<br>".join(
        f"{safe(scale.name)} about {safe(_near(scale, float(value)))}"
        for scale, value in zip((shown.across, shown.up), shown.centres[at], strict=True)
    )


def _near(scale: Scale, value: float) -> str:
    """The labelled edge that is nearest."""
    ticks: Sequence[float] = scale.ticks
    return scale.marks[int(np.abs(np.array(ticks) - value).argmin())]


def _said(share: float) -> str:
    return "too few rows to show" if share != share else percent(share, 2)


def _say(shown: Hexagons, at: int) -> str:
    said = [
        _near(scale, float(value)) for scale, value in zip((shown.across, shown.up), shown.centres[at], strict=True)
    ]
    return (
        f"about {said[0]} with {said[1]}, real {_said(float(shown.train[at]))}, synthetic "
        f"{percent(float(shown.synthetic[at]))}"
    )
