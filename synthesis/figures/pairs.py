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
        figure.add_annotation(_heading(f"<b>{name}</b>", place, "left"))
        if place == 0 or stacked:
            figure.add_annotation(_heading(f"<i>{short(shown.y, 16)}</i>", place, "right"))
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


def _heading(text: str, place: int, side: str) -> dict[str, object]:
    """Words above a panel: its own name, or to the left of it, over the labels, the name of the column that goes up."""
    which = "" if place == 0 else "2"
    return {
        "text": text, "showarrow": False, "xanchor": side, "yanchor": "bottom", "yshift": 3, "x": 0, "y": 1,
        "xshift": -4 if side == "right" else 0, "xref": f"x{which} domain", "yref": f"y{which} domain",
    }  # fmt: skip


def _lay_out(figure: go.Figure, shown: Joint, stacked: bool) -> None:
    ticks, texts, key = _x_ticks(shown, stacked)
    horizontal = axis(tickvals=ticks, ticktext=texts, showgrid=False)
    rows = list(range(0, len(shown.y_labels), every(len(shown.y_labels), 20)))
    ends = [-0.5, len(shown.y_labels) - 0.5]
    vertical = axis(
        tickvals=rows, ticktext=[short(shown.y_labels[j], 16) for j in rows], showgrid=False,
        range=ends if shown.y_numeric else ends[::-1],
    )  # fmt: skip
    halves = ([0.57, 1], [0, 0.43]) if stacked else ([0, 1], [0, 1])
    sides = ([0, 1], [0, 1]) if stacked else ([0, 0.485], [0.515, 1])
    figure.update_layout(
        xaxis={**horizontal, "domain": sides[0], "anchor": "y"},
        xaxis2={**horizontal, "domain": sides[1], "anchor": "y2"},
        yaxis={**vertical, "domain": halves[0], "anchor": "x"},
        yaxis2={**vertical, "domain": halves[1], "anchor": "x2", "showticklabels": stacked},
    )
    title = f"{short(shown.x, 40)}" + (f"<br><span style='font-size:11px'>{key}</span>" if key else "")
    figure.update_layout({"xaxis2" if stacked else "xaxis": {"title": {"text": title, "font": {"size": 13}}}})
    figure.update_layout(height=figure.layout.height + 14 * key.count("<br>") + 20 * bool(key))


def _x_ticks(shown: Joint, stacked: bool) -> tuple[list[int], list[str], str]:
    """Labels below: all of them where they fit, every so many for numbers, else running numbers with a key."""
    labels, most = shown.x_labels, 6 if stacked else 3
    if sum(len(label) + 2 for label in labels) <= 8 * most:
        return list(range(len(labels))), [safe(label) for label in labels], ""
    if shown.x_numeric:
        at = list(range(1, len(labels), every(len(labels) - 1, most)))
        return at, [short(labels[i].removesuffix(" and over").split(" to ")[0], 12) for i in at], ""
    numbered = [f"{i + 1} {short(label, 18)}" for i, label in enumerate(labels)]
    at = list(range(0, len(labels), every(len(labels), 16 if stacked else 8)))
    return at, [str(i + 1) for i in at], wrapped(numbered, 46)
