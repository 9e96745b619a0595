"""Shares one below the other: groups, rules, or combinations of values, each named in full above its bars."""

from collections.abc import Iterator, Sequence
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
    labels = [_lines(label) for label in shown.labels]
    tall = max((label.count("<br>") for label in labels), default=0)
    height, rows = _ROW + _LINE * tall, list(range(len(labels)))
    figure = canvas(70 + height * len(rows), hovermode="closest")
    thick, top = 14 / height, 0.5 - 18 / height
    told = {"hovertext": [_hover(shown, others, row) for row in rows], "hoverinfo": "text"}
    for colour, name, shares in zip((REAL, SYNTHETIC), shown.names, (shown.real, shown.synthetic), strict=False):
        bars = {"y": rows, "x": _percents(shares), "width": thick, "offset": top, "orientation": "h", "name": name}
        figure.add_bar(**bars, marker=_bar(colour), **told)
    for name, shares, marker in _ticks(shown, others):
        middle = [row + top + thick / 2 for row in rows]
        figure.add_scatter(y=middle, x=_percents(shares), mode="markers", name=name, marker=marker, **told)
    for row, label in zip(rows, labels, strict=True):
        figure.add_annotation(_above(label, row + top - 0.03))
    figure.update_yaxes(axis(showticklabels=False, showgrid=False, range=[len(rows) - 0.5, -0.5]))
    figure.update_xaxes(axis(ticksuffix="\u00a0%", rangemode="tozero", nticks=6))
    return with_legend(figure)


def _bar(colour: str) -> dict[str, object]:
    real = colour == REAL
    fill = tint(REAL, 0.7) if real else tint(SYNTHETIC, 0.0)
    return {"color": fill, "line": {"width": 0 if real else 2.5, "color": colour}}


def _ticks(shown: Shares, others: Others[Known]) -> Iterator[tuple[str, Known, dict[str, object]]]:
    """Control rows, where any was measured, and further candidates: name, shares and symbol."""
    if any(share is not None for share in shown.control):
        tick = {"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": CONTROL}}
        yield shown.names[2], shown.control, tick
    for look, shares in others:
        yield look.label, shares, look.marker


def _above(label: str, y: float) -> dict[str, object]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yanchor": "bottom",
        "showarrow": False,
        "text": label,
        "align": "left",
        "font": {"size": 12},
    }


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
