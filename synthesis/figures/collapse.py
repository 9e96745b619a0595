"""Model collapse: what becomes of a table when generators learn from generators."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from synthesis.fidelity.score import Generation
from synthesis.figures.style import NAMES, SYNTHETIC, Others, axis, canvas, reference_line, short, with_legend

COLLAPSE_MEASURES = {
    "overall": "Overall likeness: 1 is identical",
    "detection": "Told apart by boosted trees: 0.5 is guessing",
    "marginals": "Three columns at once: 1000 is identical",
    "kept": "Categories and ranges still there: 1 is all",
}
"""What is plotted of each generation, and which way is good."""


def collapse(shown: Sequence[Generation], measure: str, others: Others[Sequence[Generation]] = ()) -> go.Figure:
    """One measure from generation to generation; the dashed line is what held-out real rows reach."""
    figure = canvas(240 + 24 * bool(others), hovermode="x", showlegend=bool(others))
    figure.update_layout(margin={"t": 36 if others else 12})
    own = {"line": {"color": SYNTHETIC, "width": 2.5}, "marker": {"size": 8}}
    numbers = _line(figure, _known(shown, measure), NAMES[SYNTHETIC], own)
    for look, one in others:
        theirs = {
            "line": {"color": look.colour, "width": 2.5, "dash": look.dash},
            "marker": {"symbol": look.symbol, "size": 8},
        }
        numbers += _line(figure, _known(one, measure), short(look.name, 22), theirs)
    reference = _reference(shown, measure)
    if reference is not None:
        reference_line(figure, reference)
        numbers.append(reference)
    title = {"text": "Generation", "font": {"size": 12}}
    figure.update_xaxes(axis(tickvals=[one.number for one in shown], showgrid=False, title=title))
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    air = max(0.15 * (high - low), 0.01 * abs(high))
    figure.update_yaxes(axis(nticks=5, range=[low - air, high + 1.6 * air]))
    return with_legend(figure)


def _line(figure: go.Figure, known: Sequence[tuple[int, float]], name: str, drawn: dict[str, Any]) -> list[float]:
    """One candidate from generation to generation; its values."""
    values = [value for _, value in known]
    figure.add_scatter(
        x=[number for number, _ in known],
        y=values,
        mode="lines+markers",
        name=name,
        hovertemplate="Generation %{x}: %{y:.3f}<extra></extra>",
        **drawn,
    )
    return values


def _known(shown: Sequence[Generation], measure: str) -> list[tuple[int, float]]:
    return [(one.number, getattr(one, measure)) for one in shown if getattr(one, measure) is not None]


def collapse_alt(shown: Sequence[Generation], measure: str) -> str:
    """The same in words."""
    told = ", ".join(
        f"generation {one.number} {getattr(one, measure):.3f}" for one in shown if getattr(one, measure) is not None
    )
    reference = _reference(shown, measure)
    beside = "" if reference is None else f"; real against real {reference:.3f}"
    return f"{COLLAPSE_MEASURES[measure]}. {told}{beside}."


def _reference(shown: Sequence[Generation], measure: str) -> float | None:
    found: float | None = getattr(shown[0], f"{measure}_reference") if shown else None
    return found
