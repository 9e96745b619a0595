"""One column: real rows filled, synthetic ones outlined, control rows dotted, blanks as a bar of their own."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from synthesis.fidelity.score import Distribution
from synthesis.figures.style import (
    AXIS,
    BLANK,
    CONTROL,
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
    tint,
    with_legend,
)
from synthesis.tables import Kind

_GAP, _MANY = 0.8, 16


def distribution(shown: Distribution, others: Others[Distribution] = ()) -> go.Figure:
    """Bars side by side would hide a shift; these stand in one place, one filled and one outlined.

    `others`: the same column in further candidates; one whose bins are others is left out.

    Numbers and dates stand upright in bins of equal width on the page, with the bin edges as labels; categories lie
    down, so that no label is cut or turned. Hover gives the bin and the shares in words."""
    upright = Kind(shown.kind).numeric and len(shown.labels) > 1
    same = [(look, one) for look, one in others if len(one.labels) == len(shown.labels)]
    return with_legend(_upright(shown, same) if upright else _lying(shown, same))


def distribution_alt(shown: Distribution) -> str:
    """The same in words: the most common bin, the largest difference and the blanks."""
    if not shown.labels:
        return f"{shown.column}: every cell of the real rows is blank."
    top = max(range(len(shown.labels)), key=lambda i: shown.train[i])
    gap = max(range(len(shown.labels)), key=lambda i: abs(shown.train[i] - shown.synthetic[i]))
    return (
        f"{shown.column}: shares of real and synthetic rows in {len(shown.labels)} bins. "
        f"Most common among real rows: {shown.labels[top]}, {percent(shown.train[top])} "
        f"(synthetic {percent(shown.synthetic[top])}). "
        f"Largest difference: {shown.labels[gap]}, real {percent(shown.train[gap])}, "
        f"synthetic {percent(shown.synthetic[gap])}. "
        f"Blank: real {percent(shown.missing_train)}, synthetic {percent(shown.missing_synthetic)}."
    )


def _series(shown: Distribution, blank: bool) -> list[tuple[str, list[float]]]:
    """Colour and shares (in per cent) of each group that is drawn, a blank's share last where there is one."""
    groups = [(REAL, shown.train, shown.missing_train), (SYNTHETIC, shown.synthetic, shown.missing_synthetic)]
    if shown.control:
        groups.append((CONTROL, shown.control, shown.missing_control or 0.0))
    return [
        (colour, [100 * share for share in ((*shares, missing) if blank else shares)])
        for colour, shares, missing in groups
    ]


def _compared(others: Others[Distribution], blank: bool) -> list[tuple[Look, list[float]]]:
    """Shares (in per cent) of each further candidate, a blank's share last."""
    return [
        (look, [100 * share for share in ((*one.synthetic, one.missing_synthetic) if blank else one.synthetic)])
        for look, one in others
    ]


def _has_blanks(shown: Distribution, others: Others[Distribution] = ()) -> bool:
    more = [one.missing_synthetic for _, one in others]
    return max(shown.missing_train, shown.missing_synthetic, shown.missing_control or 0.0, *more) > 0


def _places(shown: Distribution, blank: bool) -> list[float]:
    """Where each bar stands: one unit a bin, blanks set apart."""
    count = len(shown.labels)
    return [*map(float, range(count)), *([count + _GAP] if blank else [])]


def _hover(shown: Distribution, others: Others[Distribution], blank: bool) -> list[str]:
    labels = [*shown.labels, *([BLANK] if blank else [])]
    named = [(NAMES[colour], shares) for colour, shares in _series(shown, blank)]
    named += [(safe(look.name), shares) for look, shares in _compared(others, blank)]
    return [
        f"<b>{safe(label)}</b><br>" + "<br>".join(f"{name}: {percent(shares[i] / 100, 2)}" for name, shares in named)
        for i, label in enumerate(labels)
    ]


def _upright(shown: Distribution, others: Others[Distribution]) -> go.Figure:
    blank = _has_blanks(shown, others)
    places, hover = _places(shown, blank), _hover(shown, others, blank)
    figure = canvas(320, hovermode="x")
    for colour, shares in _series(shown, blank):
        if colour == REAL:
            figure.add_bar(
                x=places,
                y=shares,
                width=1.0,
                name=NAMES[colour],
                hovertext=hover,
                hoverinfo="text",
                marker={"color": tint(REAL, 0.7), "line": {"width": 0}},
            )
        else:
            figure.add_scatter(**_steps(places, shares, colour))
    for look, shares in _compared(others, blank):
        figure.add_scatter(**_steps(places, shares, look.colour, look))
    ticks, texts = _ticks(shown)
    figure.update_xaxes(
        axis(
            tickvals=[*ticks, *places[len(shown.labels) :]],
            ticktext=[*texts, *([BLANK] if blank else [])],
            showgrid=False,
            showline=True,
            range=[-0.6, places[-1] + 0.6],
            ticks="outside",
            ticklen=4,
            tickcolor=AXIS,
        )
    )
    figure.update_yaxes(axis(ticksuffix="\u00a0%", rangemode="tozero", nticks=5))
    return figure


def _steps(
    places: Sequence[float], shares: Sequence[float], colour: str, look: Look | None = None
) -> dict[str, object]:
    """A line around the bars, from the ground up and back, broken before the blanks."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for at, (place, share) in enumerate(zip(places, shares, strict=True)):
        apart = at == 0 or place - places[at - 1] > 1.5
        if apart and at:
            xs, ys = [*xs, places[at - 1] + 0.5, None], [*ys, 0.0, None]
        if apart:
            xs, ys = [*xs, place - 0.5], [*ys, 0.0]
        xs, ys = [*xs, place - 0.5, place + 0.5], [*ys, share, share]
    dotted = colour == CONTROL
    line = {
        "color": colour,
        "width": 1.5 if dotted else 2.5,
        "dash": "dot" if dotted else look.dash if look else "solid",
    }
    return {
        "x": [*xs, places[-1] + 0.5],
        "y": [*ys, 0.0],
        "mode": "lines",
        "line": line,
        "name": look.label if look else NAMES[colour],
        "hoverinfo": "skip",
    }


def _ticks(shown: Distribution, most: int = 8) -> tuple[list[float], list[str]]:
    """Labels under the bars: bin edges between the bars, or the value itself under a bar that holds one value."""
    if shown.single:
        at = range(0, len(shown.labels), every(len(shown.labels), 12 if max(map(len, shown.labels)) <= 3 else most))
        return [float(i) for i in at], [short(shown.labels[i], 12) for i in at]
    longest = max(map(len, shown.marks), default=0)
    stride = every(len(shown.marks), most if longest <= 4 else 6 if longest <= 7 else 4)
    at = range(_roundest(shown.marks, stride), len(shown.marks), stride)
    return [i + 0.5 for i in at], [short(shown.marks[i], 14) for i in at]


def _roundest(marks: Sequence[str], stride: int) -> int:
    """The offset at which every `stride`-th mark is the shortest to say: 20, 40, 60 rather than 18, 38, 58."""
    said = [0 if mark.startswith("Jan ") else len(mark.rstrip("0").rstrip("k").rstrip("0")) for mark in marks]
    return min(range(stride), key=lambda offset: sum(said[offset::stride]) / max(1, len(said[offset::stride])))


def _lying(shown: Distribution, others: Others[Distribution]) -> go.Figure:
    blank = _has_blanks(shown, others)
    places, hover = _places(shown, blank), _hover(shown, others, blank)
    row = 27 if len(places) <= _MANY else 19
    figure = canvas(84 + int(row * (places[-1] + 1 if places else 1)), hovermode="y")
    for colour, shares in _series(shown, blank):
        if colour == CONTROL:
            tick = {"symbol": "line-ns", "size": 15, "line": {"width": 2.5, "color": CONTROL}}
            _points(figure, places, shares, NAMES[colour], tick)
        else:
            _bars(figure, places, shares, colour, hover)
    for look, shares in _compared(others, blank):
        _points(figure, places, shares, look.label, look.marker)
    texts = [short(label, 22) for label in shown.labels] + ([BLANK] if blank else [])
    bottom = (places[-1] if places else 0.0) + 0.6
    figure.update_yaxes(axis(tickvals=places, ticktext=texts, range=[bottom, -0.6], showgrid=False, ticks=""))
    figure.update_xaxes(axis(ticksuffix="\u00a0%", rangemode="tozero", nticks=5))
    return figure


def _points(
    figure: go.Figure, places: Sequence[float], shares: Sequence[float], name: str, marker: dict[str, Any]
) -> None:
    figure.add_scatter(y=places, x=shares, mode="markers", name=name, hoverinfo="skip", marker=marker)


def _bars(
    figure: go.Figure, places: Sequence[float], shares: Sequence[float], colour: str, hover: Sequence[str]
) -> None:
    """Real rows filled and with the hover, synthetic ones outlined."""
    real = colour == REAL
    figure.add_bar(
        y=places,
        x=shares,
        width=0.7,
        orientation="h",
        name=NAMES[colour],
        hovertext=hover if real else None,
        hoverinfo="text" if real else "skip",
        marker={
            "color": tint(REAL, 0.7) if real else tint(SYNTHETIC, 0.0),
            "line": {"width": 0 if real else 2.5, "color": colour},
        },
    )
