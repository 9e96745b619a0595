"""Shares one below the other: groups, rules, or combinations of values, each named in full above its bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from synthesis.figures.style import (
    CONTROL,
    NAMES,
    REAL,
    SYNTHETIC,
    Others,
    axis,
    canvas,
    percent,
    safe,
    short,
    tint,
    with_legend,
)

_ROW, _LINE, _WIDTH = 40, 15, 50
Known = Sequence[float | None]


@dataclass(frozen=True)
class Shares:
    """What is drawn: a label and a share of each side a row, null where it was not measured or may not be shown.

    `names`: what the two sides and the control rows are called here.
    """

    labels: Sequence[str]
    real: Known
    synthetic: Known
    control: Known = ()
    names: tuple[str, str, str] = (NAMES[REAL], NAMES[SYNTHETIC], NAMES[CONTROL])
    missing: str = "not measured"


def share_rows(shown: Shares, others: Others[Known] = ()) -> go.Figure:
    """Real filled, synthetic outlined, control a tick, further candidates their symbols; the label stands above the
    bars."""
    rows = list(range(len(shown.labels)))
    labels = [_lines(label) for label in shown.labels]
    tall = max((label.count("<br>") for label in labels), default=0)
    figure = canvas(70 + (_ROW + _LINE * tall) * len(rows), hovermode="closest")
    thick, top = 14 / (_ROW + _LINE * tall), 0.5 - 18 / (_ROW + _LINE * tall)
    hover = [_hover(shown, others, row) for row in rows]
    for colour, name, shares in zip((REAL, SYNTHETIC), shown.names, (shown.real, shown.synthetic), strict=False):
        real = colour == REAL
        figure.add_bar(
            y=rows,
            x=_percents(shares),
            width=thick,
            offset=top,
            orientation="h",
            name=name,
            hovertext=hover,
            hoverinfo="text",
            marker={
                "color": tint(REAL, 0.7) if real else tint(SYNTHETIC, 0.0),
                "line": {"width": 0 if real else 2.5, "color": colour},
            },
        )
    if any(share is not None for share in shown.control):
        figure.add_scatter(
            y=[row + top + thick / 2 for row in rows],
            x=_percents(shown.control),
            mode="markers",
            name=shown.names[2],
            marker={"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": CONTROL}},
            hovertext=hover,
            hoverinfo="text",
        )
    for look, shares in others:
        figure.add_scatter(
            y=[row + top + thick / 2 for row in rows],
            x=_percents(shares),
            mode="markers",
            name=look.label,
            marker=look.marker,
            hovertext=hover,
            hoverinfo="text",
        )
    for row, label in zip(rows, labels, strict=True):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=row + top - 0.03,
            yanchor="bottom",
            showarrow=False,
            text=label,
            align="left",
            font={"size": 12},
        )
    figure.update_yaxes(axis(showticklabels=False, showgrid=False, range=[len(rows) - 0.5, -0.5]))
    figure.update_xaxes(axis(ticksuffix="\u00a0%", rangemode="tozero", nticks=6))
    return with_legend(figure)


def share_rows_alt(shown: Shares) -> str:
    """The same in words: a sentence a row."""
    return " ".join(
        f"{label}: {shown.names[0].lower()} {_said(real, shown.missing)}, {shown.names[1].lower()} {_said(made)}."
        for label, real, made in zip(shown.labels, shown.real, shown.synthetic, strict=True)
    )


def _lines(label: str) -> str:
    """A long label in two lines, the second cut."""
    if len(label) <= _WIDTH:
        return short(label, _WIDTH)
    first, *rest = wrap(" ".join(label.split()), _WIDTH)
    return "<br>".join([safe(first), *([short(" ".join(rest), _WIDTH)] if rest else [])])


def _hover(shown: Shares, others: Others[Known], row: int) -> str:
    lines = [f"<b>{safe(shown.labels[row])}</b>", f"{shown.names[0]}: {_said(shown.real[row], shown.missing)}"]
    lines.append(f"{shown.names[1]}: {_said(shown.synthetic[row])}")
    if shown.control:
        lines.append(f"{shown.names[2]}: {_said(shown.control[row], shown.missing)}")
    return "<br>".join([*lines, *(f"{safe(look.name)}: {_said(shares[row])}" for look, shares in others)])


def _said(share: float | None, missing: str = "not measured") -> str:
    return missing if share is None else percent(share, 2)


def _percents(shares: Known) -> list[float | None]:
    return [None if share is None else 100 * share for share in shares]
