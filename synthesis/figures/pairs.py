"""Two columns together: real rows beside synthetic ones, the same bins, the same shades."""

import numpy as np
import plotly.graph_objects as go

from synthesis.arrays import Numbers
from synthesis.fidelity.score import Joint
from synthesis.figures.style import (
    REAL,
    SYNTHETIC,
    axis,
    canvas,
    every,
    percent,
    safe,
    sequential,
    short,
    wrapped,
)
from synthesis.serial import plain


def pair(shown: Joint, *, stacked: bool = False) -> go.Figure:
    """Shares of rows in each cell, the deeper the more; shades follow the square root, so that rare cells are seen.

    A real cell with too few rows to be shown is empty, and its hover says so. `stacked` puts the synthetic rows below.
    """
    count = len(shown.y_labels)
    height = max(220, 60 + 20 * count)
    figure = canvas(2 * height + 60 if stacked else height + 70, showlegend=False, hovermode="closest")
    deepest = float(
        np.sqrt(max(np.nanmax(np.nan_to_num(part), initial=0.0) for part in (shown.train, shown.synthetic)))
    )
    for place, (name, colour, matrix) in enumerate(
        (("Real", REAL, shown.train), ("Synthetic", SYNTHETIC, shown.synthetic))
    ):
        figure.add_trace(_panel(shown, matrix, colour, deepest or 1.0, place))
        figure.add_annotation(_heading(name, place, stacked))
    _lay_out(figure, shown, stacked)
    return figure


def pair_alt(shown: Joint) -> str:
    """The same in words: the most common combination and the largest difference."""
    real = np.nan_to_num(shown.train)
    top, gap = _peak(real), _peak(np.abs(real - shown.synthetic))
    return (
        f"{shown.x} and {shown.y} together. Most common among real rows: {_say(shown, top)}. "
        f"Largest difference: {_say(shown, gap)}."
    )


def _peak(matrix: Numbers) -> tuple[int, int]:
    i, j = np.unravel_index(int(np.argmax(matrix)), matrix.shape)
    return int(i), int(j)


def _say(shown: Joint, cell: tuple[int, int]) -> str:
    i, j = cell
    real = shown.train[i, j]
    return (
        f"{shown.x_labels[i]} with {shown.y_labels[j]}, real {'too few to show' if real != real else percent(real)}, "
        f"synthetic {percent(shown.synthetic[i, j])}"
    )


def _panel(shown: Joint, matrix: Numbers, colour: str, deepest: float, place: int) -> go.Heatmap:
    hover = [[_hover(shown, i, j) for i in range(len(shown.x_labels))] for j in range(len(shown.y_labels))]
    shade = np.sqrt(matrix.T)
    return go.Heatmap(
        z=plain(shade),
        zmin=0.0,
        zmax=deepest,
        colorscale=sequential(colour),
        showscale=False,
        xgap=1,
        ygap=1,
        hovertext=hover,
        hoverinfo="text",
        xaxis="x" if place == 0 else "x2",
        yaxis="y" if place == 0 else "y2",
    )


def _hover(shown: Joint, i: int, j: int) -> str:
    real = float(shown.train[i, j])
    said = "too few rows to show" if real != real else percent(real, 2)
    return (
        f"{safe(shown.x)}: <b>{safe(shown.x_labels[i])}</b><br>{safe(shown.y)}: <b>{safe(shown.y_labels[j])}</b>"
        f"<br>Real: {said}<br>Synthetic: {percent(float(shown.synthetic[i, j]), 2)}"
    )


def _heading(name: str, place: int, stacked: bool) -> dict[str, object]:
    return {
        "text": f"<b>{name}</b>", "showarrow": False, "xanchor": "left", "yanchor": "bottom", "yshift": 4,
        "xref": "x domain" if place == 0 else "x2 domain", "yref": "y domain" if place == 0 else "y2 domain",
        "x": 0, "y": 1,
    }  # fmt: skip


def _lay_out(figure: go.Figure, shown: Joint, stacked: bool) -> None:
    ticks, texts, key = _x_ticks(shown.x_labels, 8 if stacked else 4)
    title = f"{short(shown.x, 40)}" + (f"<br><span style='font-size:11px'>{key}</span>" if key else "")
    horizontal = axis(tickvals=ticks, ticktext=texts, showgrid=False)
    rows = list(range(0, len(shown.y_labels), every(len(shown.y_labels), 16)))
    vertical = axis(tickvals=rows, ticktext=[short(shown.y_labels[j], 16) for j in rows], showgrid=False)
    figure.update_layout(
        xaxis={**horizontal, "domain": [0, 1] if stacked else [0, 0.485], "anchor": "y"},
        xaxis2={**horizontal, "domain": [0, 1] if stacked else [0.515, 1], "anchor": "y2"},
        yaxis={**vertical, "domain": [0.56, 1] if stacked else [0, 1], "anchor": "x", "title": short(shown.y, 30)},
        yaxis2={
            **vertical, "domain": [0, 0.44] if stacked else [0, 1], "anchor": "x2",
            "showticklabels": stacked, "matches": "y",
        },
    )  # fmt: skip
    figure.update_layout({"xaxis2" if stacked else "xaxis": {"title": {"text": title}}})


def _x_ticks(labels: tuple[str, ...], most: int) -> tuple[list[int], list[str], str]:
    """Labels below: in full where they fit, some of them where they are bins, else numbers with a key."""
    if sum(len(label) + 2 for label in labels) <= 10 * most:
        return list(range(len(labels))), [safe(label) for label in labels], ""
    if any(" to " in label for label in labels):
        at = list(range(0, len(labels), every(len(labels), most)))
        return at, [short(labels[i].split(" to ")[0], 12) for i in at], ""
    numbered = [f"{i + 1} {short(label, 18)}" for i, label in enumerate(labels)]
    return list(range(len(labels))), [str(i + 1) for i in range(len(labels))], wrapped(numbered, 46)
