"""Likeness against risk: every candidate with its interval, the policy's limit, and the line that none of them
beats."""

from collections.abc import Sequence

import plotly.graph_objects as go

from synthesis.figures.frontier_point import FrontierPoint
from synthesis.figures.risks import COLOURS
from synthesis.figures.style import CONTROL, axis, canvas, decimal, percent, reference_line, safe, short, tint
from synthesis.privacy.risk import Status

_LIMIT = COLOURS[Status.LEAK]
_LOOKS = {
    "PASS": (COLOURS[Status.CLEAR], "circle", "PASS"),
    "FAIL": (COLOURS[Status.LEAK], "x", "FAIL"),
    "INCONCLUSIVE": (COLOURS[Status.SIGNAL], "diamond", "INCONCLUSIVE"),
}


def frontier_plane(places: Sequence[FrontierPoint], labels: Sequence[str], *, relative: bool) -> go.Figure:
    """Risk across, likeness up; `labels` stand at the points, the limit is the dashed line, beyond it the ground is
    red.

    `relative`: risks are multiples of their limits. A thin line joins the candidates that no other beats in both.
    """
    figure = canvas(420, hovermode="closest", margin={"l": 8, "r": 16, "t": 40, "b": 8})
    known = [(one, label) for one, label in zip(places, labels, strict=True) if _drawn(one)]
    _best(figure, [one for one, _ in known])
    for verdict, (colour, symbol, name) in _LOOKS.items():
        part = [(one, label) for one, label in known if one.verdict == verdict]
        if part:
            _points(figure, part, colour, symbol, name, relative)
    _limits(figure, [one for one, _ in known])
    _axes(figure, [one for one, _ in known], relative)
    return figure


def frontier_alt(places: Sequence[FrontierPoint], *, relative: bool) -> str:
    """The same in words: a sentence a candidate."""
    return "Likeness against risk. " + " ".join(
        f"{one.name}: {one.verdict}, likeness {decimal(one.likeness or 0.0, 3)}, {one.risk} "
        f"{_amount(one.value, relative)} "
        f"({_amount(one.low, relative)} to {_amount(one.high, relative)})"
        f"{', beaten by none in both' if one.best else ''}."
        if _drawn(one)
        else f"{one.name}: {one.verdict}, not measured."
        for one in places
    )


def _drawn(one: FrontierPoint) -> bool:
    return None not in (one.likeness, one.value, one.low, one.high)


def _amount(number: float | None, relative: bool) -> str:
    return f"{decimal(number or 0.0)} of its limit" if relative else percent(number)


def _best(figure: go.Figure, known: Sequence[FrontierPoint]) -> None:
    line = sorted((one for one in known if one.best), key=lambda one: one.high or 0.0)
    if len(line) > 1:
        figure.add_scatter(
            x=[one.value for one in line],
            y=[one.likeness for one in line],
            mode="lines",
            name="Beaten by none",
            line={"color": CONTROL, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )


def _points(
    figure: go.Figure, part: Sequence[tuple[FrontierPoint, str]], colour: str, symbol: str, name: str, relative: bool
) -> None:
    ends = [((one.high or 0.0) - (one.value or 0.0), (one.value or 0.0) - (one.low or 0.0)) for one, _ in part]
    figure.add_scatter(
        x=[one.value for one, _ in part],
        y=[one.likeness for one, _ in part],
        mode="markers+text",
        name=name,
        text=[f"<b>{safe(label)}</b>" if one.picked else safe(label) for one, label in part],
        textposition="top center",
        marker={"color": colour, "symbol": symbol, "size": [15 if one.picked else 11 for one, _ in part]},
        error_x={
            "type": "data",
            "array": [up for up, _ in ends],
            "arrayminus": [down for _, down in ends],
            "color": tint(colour, 0.7),
            "thickness": 2,
            "width": 4,
        },
        hovertext=[_hover(one, relative) for one, _ in part],
        hoverinfo="text",
        cliponaxis=False,
    )


def _hover(one: FrontierPoint, relative: bool) -> str:
    lines = [
        f"<b>{safe(one.name)}</b>: {one.verdict}",
        f"Overall likeness: {decimal(one.likeness or 0.0, 3)}",
        f"{safe(one.risk)}: {_amount(one.value, relative)}",
        f"Interval: {_amount(one.low, relative)} to {_amount(one.high, relative)}",
    ]
    return "<br>".join([*lines, *(["No other candidate is better in both."] if one.best else [])])


def _limits(figure: go.Figure, known: Sequence[FrontierPoint]) -> None:
    """The limit, the ground beyond it, and what real rows reach among themselves."""
    limit = next((one.limit for one in known if one.limit), None)
    if limit:
        figure.add_vline(x=limit, line={"color": _LIMIT, "width": 2, "dash": "dash"})
        figure.add_vrect(x0=limit, x1=100, fillcolor=tint(_LIMIT, 0.07), line_width=0, layer="below")
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="lines",
            name="The policy's limit",
            line={"color": _LIMIT, "width": 2, "dash": "dash"},
        )
    reachable = next((one.reachable for one in known if one.reachable), None)
    if reachable:
        reference_line(figure, reachable)


def _axes(figure: go.Figure, known: Sequence[FrontierPoint], relative: bool) -> None:
    found = [number for one in known for number in (one.low, one.high, one.limit) if number is not None] or [0.0, 1.0]
    low, high = min([*found, 0.0]), max(found)
    air = 0.06 * (high - low)
    title = (
        "→ Gravest risk, as a multiple of its limit"
        if relative
        else f"→ {short(known[0].risk, 36) if known else 'Risk'}: gain"
    )
    figure.update_xaxes(
        axis(
            range=[low - air, high + air],
            tickformat=None if relative else ".1~%",
            nticks=7,
            showline=True,
            title={"text": f"{title}<br>↑ Overall likeness, 1 is identical", "font": {"size": 12}},
        )
    )
    ups = [number for one in known for number in (one.likeness, one.reachable) if number is not None] or [0.0, 1.0]
    rise = max(0.01, max(ups) - min(ups))
    figure.update_yaxes(
        axis(range=[min(ups) - 0.12 * rise, min(1.02, max(ups) + 0.15 * rise)], nticks=6, tickformat=".3~f")
    )
