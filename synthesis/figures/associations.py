"""How strongly every two columns belong together: in the real rows, in the synthetic ones, and the difference."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from synthesis.fidelity.measures import described
from synthesis.fidelity.score import Associations
from synthesis.figures.style import (
    CONTROL,
    NEGATIVE,
    POSITIVE,
    REAL,
    SYNTHETIC,
    axis,
    canvas,
    decimal,
    diverging,
    middle,
    safe,
)
from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.serialisation import plain

LABELLED, HOVERED, _CROWDED = 30, 200, 20
"""Beyond so many columns the names stand in the hover only; beyond so many the hover tells hundredths of one table."""


def association_maps(
    shown: Associations, others: Sequence[Associations] = ()
) -> tuple[go.Figure, go.Figure, go.Figure]:
    """Real, synthetic and synthetic less real, on scales whose middle is the colour of the page.

    Columns are numbered, so that no label has to be turned: the name stands at the left, its number also below. Up to
    30 columns, cells carry the two column names as `customdata`, for a page that answers to a click. Differences share
    their scale with those `others` them."""
    signs = diverging(NEGATIVE, POSITIVE)
    return (
        _map(shown, shown.train, signs, 1.0),
        _map(shown, shown.synthetic, signs, 1.0),
        difference_map(shown, others),
    )


def difference_map(shown: Associations, others: Sequence[Associations] = ()) -> go.Figure:
    """Where the synthetic rows tie two columns more strongly than the real ones (orange) or less so (blue).

    Maps that are looked at `others` each other are on one scale, so that equal colours are equal differences.
    """
    widest = max(map(_widest, (shown, *others)))
    limit = next((step for step in (0.1, 0.2, 0.5, 1.0) if widest <= step), 2.0)
    gap = shown.synthetic - shown.train
    return _map(shown, gap, diverging(REAL, SYNTHETIC), limit, "← real higher · synthetic higher →")


def _widest(shown: Associations) -> float:
    """The largest difference that was measured."""
    gap = np.abs(shown.synthetic - shown.train)
    return float(np.nanmax(gap)) if np.isfinite(gap).any() else 0.0


def association_alt(shown: Associations) -> str:
    """The real map in words: its strongest pair."""
    return _in_words(
        shown, shown.train, lambda i, j: f"{decimal(shown.train[i, j])}", "Strongest association among real rows"
    )


def synthetic_alt(shown: Associations) -> str:
    """The synthetic map in words: its strongest pair."""
    return _in_words(
        shown,
        shown.synthetic,
        lambda i, j: f"{decimal(shown.synthetic[i, j])}",
        "Strongest association among synthetic rows",
    )


def difference_alt(shown: Associations) -> str:
    """The difference map in words: the pair that moved most."""
    gap = shown.synthetic - shown.train
    return _in_words(
        shown,
        gap,
        lambda i, j: f"real {decimal(shown.train[i, j])}, synthetic {decimal(shown.synthetic[i, j])}",
        "Largest difference in association",
    )


def _in_words(shown: Associations, matrix: Numbers, say: Callable[[int, int], str], lead: str) -> str:
    strength = np.abs(np.where(np.eye(len(matrix), dtype=bool), np.nan, matrix))
    opening = f"Association of {len(shown.columns)} columns. "
    if not np.isfinite(strength).any():
        return opening + "No pair could be measured."
    i, j = (int(at) for at in np.unravel_index(np.nanargmax(strength), strength.shape))
    return opening + f"{lead}: {shown.columns[i]} and {shown.columns[j]}, {say(i, j)}."


def _map(
    shown: Associations, matrix: Numbers, colours: list[tuple[float, str]], limit: float, sides: str = ""
) -> go.Figure:
    count = len(shown.columns)
    named = count <= LABELLED
    wide = count > HOVERED
    figure = canvas(110 + min(360, max(160, 22 * count)), showlegend=False, hovermode="closest")
    figure.update_layout(margin={"t": 4})
    figure.add_heatmap(
        z=_hundredths(matrix)
        if wide
        else plain(np.round(matrix, 4))
        if named
        else np.round(matrix, 4).astype(np.float32),
        zmin=-limit * (100 if wide else 1),
        zmax=limit * (100 if wide else 1),
        colorscale=colours,
        xgap=1 if named else 0,
        ygap=1 if named else 0,
        colorbar=_scale(limit, sides, 100 if wide else 1),
        **({"hoverinfo": "skip"} if named else _hover_of_cells(shown)),
    )
    if named:
        _add_targets(figure, shown)
        _cross_out(figure, matrix)
    _label(figure, shown, named)
    return figure


def _hundredths(matrix: Numbers) -> Array:
    """Whole hundredths, a byte each, so that the page stays light; what was not measured is 0."""
    found: Array = np.round(100 * np.nan_to_num(matrix))
    return found.astype(np.int8 if np.abs(found).max(initial=0.0) < 128 else np.int16)


def _scale(limit: float, sides: str, unit: int = 1) -> dict[str, Any]:
    sign = "+" if sides else ""
    return {
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "x": 0.5,
        "thickness": 8,
        "lenmode": "pixels",
        "len": 130,
        "outlinewidth": 0,
        "ticks": "",
        "title": {"text": sides, "side": "top", "font": {"size": 11}},
        "ypad": 4,
        "tickvals": [-limit * unit, 0, limit * unit],
        "ticktext": [f"−{limit:g}", "0", f"{sign}{limit:g}"],
    }


def _hover_of_cells(shown: Associations) -> dict[str, Any]:
    """Hover for a map of many columns: names from the axes, numbers from the cells, so that the page stays light."""
    names = _apart(shown.columns)
    if len(names) > HOVERED:
        return {
            "x": names,
            "y": names,
            "hovertemplate": "<b>%{x}</b> and <b>%{y}</b><br>%{z} hundredths<extra></extra>",
        }
    both = np.round(np.stack([shown.train, shown.synthetic], axis=-1), 3)
    text = "<b>%{x}</b> and <b>%{y}</b><br>Real: %{customdata[0]:.3f}<br>Synthetic: %{customdata[1]:.3f}<extra></extra>"
    return {"x": names, "y": names, "customdata": both.astype(np.float32), "hovertemplate": text}


def _apart(columns: Sequence[str]) -> list[str]:
    """The names as a chart prints them; those that would then be the same are told apart by marks that nobody sees."""
    said = [safe(name) for name in columns]
    return [f"{name}{chr(0x200B) * said[:at].count(name)}" for at, name in enumerate(said)]


def _cross_out(figure: go.Figure, matrix: Numbers) -> None:
    """A small cross where the association could not be measured."""
    rows, columns = np.nonzero(~np.isfinite(matrix))
    if len(rows):
        figure.add_scatter(
            x=columns.tolist(),
            y=rows.tolist(),
            mode="markers",
            hoverinfo="skip",
            marker={"symbol": "x-thin", "size": 7, "line": {"width": 1.2, "color": CONTROL}},
        )


def _add_targets(figure: go.Figure, shown: Associations) -> None:
    """Invisible marks over the cells: they take hover and clicks, which a heatmap does not pass on."""
    count = len(shown.columns)
    cells = [(i, j) for i in range(count) for j in range(count)]
    figure.add_scatter(
        x=[j for _, j in cells],
        y=[i for i, _ in cells],
        mode="markers",
        marker={"symbol": "square", "size": 22, "opacity": 0, "color": REAL},
        selected={"marker": {"opacity": 0.0}},
        unselected={"marker": {"opacity": 0.0}},
        customdata=[[shown.columns[j], shown.columns[i]] for i, j in cells],
        hovertext=[_hover(shown, i, j) for i, j in cells],
        hoverinfo="text",
    )


def _label(figure: go.Figure, shown: Associations, named: bool) -> None:
    count = len(shown.columns)
    at = list(range(count)) if named else []
    kind = {} if named else {"type": "category", "showticklabels": False}
    figure.update_xaxes(
        axis(
            tickvals=at,
            ticktext=["" if (i + 1) % (5 if count > _CROWDED else 1) else str(i + 1) for i in at],
            showgrid=False,
            range=[-0.5, count - 0.5],
            tickfont={"size": 10},
            **kind,
        )
    )
    figure.update_yaxes(
        axis(
            tickvals=at,
            ticktext=[f"{middle(shown.columns[i], 17)} {i + 1}" for i in at],
            showgrid=False,
            range=[count - 0.5, -0.5],
            tickfont={"size": 11},
            **kind,
        )
    )


def _hover(shown: Associations, i: int, j: int) -> str:
    real, synthetic = float(shown.train[i, j]), float(shown.synthetic[i, j])
    lines = [
        f"<b>{safe(shown.columns[j])}</b> and <b>{safe(shown.columns[i])}</b>",
        f"Real: {decimal(real)}",
        f"Synthetic: {decimal(synthetic)}",
    ]
    if shown.control is not None:
        lines.append(f"Control: {decimal(float(shown.control[i, j]))}")
    return "<br>".join(
        [
            *lines,
            f"Difference: {decimal(synthetic - real)}",
            f"({_term(shown.measures[i][j])})",
        ]
    )


def _term(measure: str) -> str:
    known = described(measure)
    return known.term if known else measure
