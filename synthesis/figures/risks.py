"""What every attack gained, with its interval, the limit, and the floor and ceiling that the same attack reaches."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from synthesis.figures.style import AXIS, CONTROL, GRID, axis, canvas, percent, safe, tenths, tint
from synthesis.foundation.numerals import count
from synthesis.privacy.risk import Risk, Status

COLOURS = {
    Status.CLEAR: "#2B8A6B",
    Status.SIGNAL: "#B97D10",
    Status.LEAK: "#CF4A3A",
    Status.INCONCLUSIVE: "#868B94",
    Status.NOT_RUN: "#868B94",
}
SYMBOLS = {
    Status.CLEAR: "circle",
    Status.SIGNAL: "triangle-up",
    Status.LEAK: "x",
    Status.INCONCLUSIVE: "diamond-open",
    Status.NOT_RUN: "circle-open",
}
SIGNS = {
    Status.CLEAR: "✓ below the limit",
    Status.SIGNAL: "▲ measurable",
    Status.LEAK: "✕ leak",
    Status.INCONCLUSIVE: "◇ inconclusive",
    Status.NOT_RUN: "– not tested",
}
_ROW = 72


def sign(risk: Risk) -> str:
    """Symbol and word of a risk; it is called below its limit only where its whole interval is."""
    seen = risk.status is not Status.CLEAR or risk.below
    return SIGNS[risk.status] if seen else "✓ no sign of a gain"


def risk_bars(risks: Sequence[Risk], labels: Sequence[str], chance: Sequence[float | None] = ()) -> go.Figure:
    """One row a risk: the gain as a point, its interval as a line, the limit as a dashed mark, and zero down the
    middle.

    Floor and ceiling stand on the same scale where they were measured, and what `chance` alone would show where it is
    given. Where a ceiling is far beyond the limit the
    scale is stretched near zero (by the square root, on both sides); its labels are true values. Status is a symbol and
    a word."""
    stretched = _stretched(risks)
    figure = canvas(120 + _ROW * max(1, len(risks)), showlegend=True, hovermode="closest")
    figure.update_layout(margin={"t": 44})
    low, high = _range(risks, stretched, [mark for mark in chance if mark is not None])
    ticks = _ticks(low, high, stretched)
    _rule(figure, len(risks), [_at(tick, stretched) for tick in ticks])
    for row, (risk, label) in enumerate(zip(risks, labels, strict=True)):
        figure.add_annotation(_caption(risk, label, row))
        if risk.value is not None:
            _draw(figure, risk, label, row, stretched)
    beyond = [(mark, row) for row, mark in enumerate(chance) if mark is not None]
    if beyond:
        _by_chance(figure, beyond, stretched)
    _name_marks(figure, risks)
    figure.update_xaxes(
        axis(
            tickvals=[_at(tick, stretched) for tick in ticks],
            ticktext=[percent(tick) for tick in ticks],
            range=[_at(low, stretched), _at(high, stretched)],
            title={"text": "What the attacker gains on people in the data", "font": {"size": 12}},
            showgrid=False,
        )
    )
    figure.update_yaxes(
        axis(showticklabels=False, showgrid=False, linecolor="rgba(0,0,0,0)", range=[len(risks) - 0.6, -0.85])
    )
    return figure


def risk_alt(risks: Sequence[Risk], labels: Sequence[str]) -> str:
    """The same in words: a sentence a risk."""
    return " ".join(f"{label}: {sign(risk)[2:]}{_numbers(risk)}." for risk, label in zip(risks, labels, strict=True))


def _numbers(risk: Risk) -> str:
    if risk.value is None:
        return ""
    limit = "" if risk.limit is None else f", limit {tenths(risk.limit)}"
    return f", {tenths(risk.value)} ({tenths(risk.low)} to {tenths(risk.high)}){limit}"


def _caption(risk: Risk, label: str, row: int) -> dict[str, object]:
    number = "" if risk.value is None else f" · {tenths(risk.value)} ({tenths(risk.low)} to {tenths(risk.high)})"
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": row - 0.2,
        "yref": "y",
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "text": f"<b>{safe(label)}</b><br>{sign(risk)}{number}",
    }


def _draw(figure: go.Figure, risk: Risk, label: str, row: int, stretched: bool) -> None:
    """The gain of one row: bar, interval, point, floor and ceiling, and the limit, which alone has no hover."""
    value = risk.value or 0.0
    low, high, at = (_at(value if end is None else end, stretched) for end in (risk.low, risk.high, value))
    colour, told = COLOURS[risk.status], {"hovertext": _hover(risk, label), "hoverinfo": "text", "showlegend": False}
    bar = {"color": tint(colour, 0.35), "line": {"width": 0}}
    figure.add_bar(x=[at], y=[row], orientation="h", width=0.26, marker=bar, **told)
    figure.add_scatter(x=[low, high], y=[row, row], mode="lines+markers", **_interval(colour), **told)
    figure.add_scatter(x=[at], y=[row], mode="markers", marker=_point(risk.status), **told)
    for mark, symbol in ((risk.floor, "triangle-right"), (risk.ceiling, "triangle-left")):
        if mark is not None:
            end = {"symbol": symbol, "size": 10, "color": CONTROL}
            figure.add_scatter(x=[_at(mark, stretched)], y=[row], mode="markers", marker=end, **told)
    if risk.limit is not None:
        _limit(figure, _at(risk.limit, stretched), row)


def _by_chance(figure: go.Figure, marks: Sequence[tuple[float, int]], stretched: bool) -> None:
    """How far chance alone would reach in each row."""
    figure.add_scatter(
        x=[_at(mark, stretched) for mark, _ in marks],
        y=[row for _, row in marks],
        mode="markers",
        name="Largest by chance alone",
        hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": CONTROL}},
    )


def _interval(colour: str) -> dict[str, object]:
    end = {"symbol": "line-ns", "size": 10, "line": {"width": 2.5, "color": colour}}
    return {"line": {"color": colour, "width": 2.5}, "marker": end}


def _point(status: Status) -> dict[str, object]:
    hollow = "open" in SYMBOLS[status]
    line = {"width": 2 if hollow else 0, "color": COLOURS[status]}
    return {"symbol": SYMBOLS[status], "size": 12, "color": COLOURS[status], "line": line}


def _limit(figure: go.Figure, at: float, row: int) -> None:
    figure.add_scatter(
        x=[at, at],
        y=[row - 0.15, row + 0.22],
        mode="lines",
        showlegend=False,
        hoverinfo="skip",
        line={"color": COLOURS[Status.LEAK], "width": 2, "dash": "4px,3px"},
    )


def _rule(figure: go.Figure, rows: int, ticks: Sequence[float]) -> None:
    """Short grid lines under each row's caption, the one at zero strongest, so that no line runs through a word."""
    for places, colour, width in ((ticks, GRID, 1), ([0.0], AXIS, 1.5)):
        lines = [(at, row) for row in range(rows) for at in places]
        figure.add_scatter(
            x=[x for at, _ in lines for x in (at, at, None)],
            y=[y for _, row in lines for y in (row - 0.18, row + 0.22, None)],
            mode="lines",
            line={"color": colour, "width": width},
            hoverinfo="skip",
            showlegend=False,
        )


def _name_marks(figure: go.Figure, risks: Sequence[Risk]) -> None:
    """Legend entries for the marks that are drawn."""
    marks = [
        (
            "Interval",
            any(risk.value is not None for risk in risks),
            {"mode": "lines", "line": {"color": CONTROL, "width": 2.5}},
        ),
        (
            "Limit",
            any(risk.limit is not None for risk in risks),
            {"mode": "lines", "line": {"color": COLOURS[Status.LEAK], "width": 2, "dash": "4px,3px"}},
        ),
        (
            "Floor (harmless data)",
            any(risk.floor is not None for risk in risks),
            {"mode": "markers", "marker": {"symbol": "triangle-right", "size": 10, "color": CONTROL}},
        ),
        (
            "Ceiling (a verbatim copy)",
            any(risk.ceiling is not None for risk in risks),
            {"mode": "markers", "marker": {"symbol": "triangle-left", "size": 10, "color": CONTROL}},
        ),
    ]
    for name, shown, look in marks:
        if shown:
            figure.add_scatter(x=[None], y=[None], name=name, hoverinfo="skip", **look)


def _hover(risk: Risk, label: str) -> str:
    lines = [f"<b>{safe(label)}</b>: {sign(risk)}", f"Gain: {tenths(risk.value)}"]
    lines.append(f"{percent(risk.confidence, 0)} interval: {tenths(risk.low)} to {tenths(risk.high)}")
    pairs = (
        ("Right on people in the data", risk.main),
        ("Right on people outside it", risk.control),
        ("Right without the release", risk.baseline),
        ("Limit", risk.limit),
        ("Floor", risk.floor),
        ("Ceiling", risk.ceiling),
    )
    lines += [f"{name}: {percent(number)}" for name, number in pairs if number is not None]
    return "<br>".join([*lines, f"{count(risk.attacks)} attacks"])


def _stretched(risks: Sequence[Risk]) -> bool:
    limits = [risk.limit for risk in risks if risk.limit]
    return bool(limits) and max(_numbers_of(risks), default=0.0) > 5 * max(limits)


def _numbers_of(risks: Sequence[Risk]) -> list[float]:
    fields = ("value", "low", "high", "limit", "floor", "ceiling")
    found = (getattr(risk, name) for risk in risks for name in fields)
    return [float(number) for number in found if number is not None and np.isfinite(number)]


def _at(number: float, stretched: bool) -> float:
    return float(np.sign(number) * np.sqrt(abs(number))) if stretched else number


def _range(risks: Sequence[Risk], stretched: bool, further: Sequence[float] = ()) -> tuple[float, float]:
    """Both sides of zero, with a little air at the ends."""
    found = [*_numbers_of(risks), *further]
    low, high = min([*found, -0.01]), max([*found, 0.05])
    air = 1.15 if stretched else 1.08
    return low * air, high * air


def _ticks(low: float, high: float, stretched: bool) -> list[float]:
    if stretched:
        wide = np.sqrt(high) + np.sqrt(max(-low, 0.0))
        steps = [0.1, 0.4, 1.0] if wide > 1.5 else [0.03 if wide > 0.8 else 0.01, 0.1, 0.3, 0.6, 1.0]
        below = [step for step in reversed(steps) if -step >= low]
        return [-step for step in below if step >= 0.1 or len(below) == 1] + [0.0] + [s for s in steps if s <= high]
    step = next(size for size in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if (high - low) / size <= 6)
    return [float(step * k) for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]
