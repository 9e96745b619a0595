"""Two columns together: real rows beside synthetic ones, the same bins, the same shades."""

import numpy as np
import plotly.graph_objects as go

from synthesis.fidelity.score import Joint
from synthesis.figures.style import (
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
    sequential,
    short,
    tint,
    with_legend,
    wrapped,
)
from synthesis.foundation.arrays import Numbers
from synthesis.foundation.serialisation import plain


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


def panel(shown: Joint, look: Look) -> go.Figure:
    """The synthetic rows of one more candidate, in fields."""
    figure = canvas(max(200, 60 + 20 * len(shown.y_labels)), showlegend=False, hovermode="closest")
    deepest = float(np.sqrt(np.nanmax(np.nan_to_num(shown.synthetic), initial=0.0)))
    figure.add_trace(_panel(shown, shown.synthetic, look.colour, deepest or 1.0, 0))
    _lay_out(figure, shown, stacked=False)
    figure.update_layout(xaxis={"domain": [0, 1]}, xaxis2=None, yaxis2=None)
    return figure


def violins(shown: Joint, others: Others[Joint] = ()) -> go.Figure:
    """How a number is spread within each category: real to the left, synthetic to the right, each half as wide as its
    share.

    The six commonest categories, in bins of the number; a real cell that fewer than five rows share has no width.
    """
    joints = [joint if joint.y_numeric else _turned(joint) for joint in (shown, *(one for _, one in others))]
    first = joints[0]
    common = np.argsort(-np.nansum(first.train, axis=1), kind="stable")[:_VIOLINS]
    places = sorted(common.tolist())
    figure = canvas(120 + 20 * max(10, len(first.y_labels)), hovermode="closest")
    sides = [(NAMES[REAL], REAL, "solid", -1, first.train), (NAMES[SYNTHETIC], SYNTHETIC, "solid", 1, first.synthetic)]
    sides += [
        (look.label, look.colour, look.dash, 1, joint.synthetic)
        for (look, _), joint in zip(others, joints[1:], strict=True)
        if joint.synthetic.shape == first.synthetic.shape
    ]
    for name, colour, dash, side, matrix in sides:
        _halves(figure, first, matrix, places, name, colour, dash, side)
    crowded = len(places) >= _CROWDED
    ticks = [short(first.x_labels[i], 7 if crowded else 14) for i in places]
    figure.update_xaxes(
        axis(
            tickvals=list(range(len(places))),
            ticktext=ticks,
            showgrid=False,
            range=[-0.55, len(places) - 0.45],
            tickfont={"size": 10 if crowded else 12},
        )
    )
    rows = list(range(0, len(first.y_labels), every(len(first.y_labels), 12)))
    figure.update_yaxes(
        axis(
            tickvals=rows,
            ticktext=[short(first.y_labels[j], 16) for j in rows],
            range=[-0.8, len(first.y_labels) - 0.2],
        )
    )
    figure.update_layout(
        xaxis={"title": {"text": f"→ {short(first.x, 24)} · ↑ {short(first.y, 24)}", "font": {"size": 12}}}
    )
    return with_legend(figure)


_VIOLINS, _CROWDED, _HALF = 6, 5, 0.45


def _turned(shown: Joint) -> Joint:
    """The same with its columns in each other's place."""
    return Joint(
        shown.y,
        shown.x,
        shown.y_labels,
        shown.x_labels,
        shown.train.T,
        shown.synthetic.T,
        shown.y_numeric,
        shown.x_numeric,
    )


def _halves(
    figure: go.Figure, shown: Joint, matrix: Numbers, places: list[int], name: str, colour: str, dash: str, side: int
) -> None:
    """One half of every violin, as steps around the middle line."""
    named = next((place for place, row in enumerate(places) if np.nansum(matrix[row]) > 0), 0)
    for place, row in enumerate(places):
        cells = np.nan_to_num(matrix[row])
        whole = cells.sum()
        if not whole > 0:
            continue
        widths = side * _HALF * cells / max(cells.max(), 1e-12)
        filled = np.flatnonzero(cells)
        ends = range(int(filled[0]), int(filled[-1]) + 1)
        xs = [place, *(place + widths[j] for j in ends for _ in (0, 1)), place]
        ys = [ends[0] - 0.5, *(j + shift for j in ends for shift in (-0.5, 0.5)), ends[-1] + 0.5]
        middle = int(np.searchsorted(np.cumsum(cells) / whole, 0.5))
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            name=name,
            legendgroup=name,
            showlegend=place == named,
            fill="toself" if colour == REAL else None,
            fillcolor=tint(REAL, 0.55),
            line={"color": colour, "width": 0 if colour == REAL else 2, "dash": dash},
            hoveron="points+fills" if colour == REAL else "points",
            hoverinfo="text",
            text=f"<b>{safe(shown.x_labels[row])}</b><br>{safe(name)}: {percent(float(whole), 1)} of rows<br>"
            f"Half lie at or below {safe(shown.y_labels[min(middle, len(shown.y_labels) - 1)])}",
        )


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
        "text": text,
        "showarrow": False,
        "xanchor": side,
        "yanchor": "bottom",
        "yshift": 3,
        "x": 0,
        "y": 1,
        "xshift": -4 if side == "right" else 0,
        "xref": f"x{which} domain",
        "yref": f"y{which} domain",
    }


def _lay_out(figure: go.Figure, shown: Joint, stacked: bool) -> None:
    ticks, texts, key = _x_ticks(shown, stacked)
    horizontal = axis(tickvals=ticks, ticktext=texts, showgrid=False)
    rows = list(range(0, len(shown.y_labels), every(len(shown.y_labels), 20)))
    ends = [-0.5, len(shown.y_labels) - 0.5]
    vertical = axis(
        tickvals=rows,
        ticktext=[short(shown.y_labels[j], 16) for j in rows],
        showgrid=False,
        range=ends if shown.y_numeric else ends[::-1],
    )
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
    at = list(range(0, len(labels), every(len(labels), 8)))
    return at, [str(i + 1) for i in at], wrapped(numbered, 46)
