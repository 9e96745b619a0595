"""One visual language: who is drawn how, on transparent ground, in colours that stand on white and on near-black."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import plotly.graph_objects as go

from synthesis.foundation import numerals

REAL, SYNTHETIC, CONTROL = "#3A76AF", "#D0721A", "#868B94"
"""Real rows are filled, synthetic ones outlined, control rows dotted: the shape says it without the colour."""

POSITIVE, NEGATIVE = "#23897E", "#9561B9"
"""The two signs of an association; real and synthetic keep their own colours for themselves."""

_LOOKS = (
    ("#8060C9", "dash", "square-open"),
    ("#B5478C", "dashdot", "triangle-up-open"),
    ("#23897E", "longdash", "cross-open"),
    ("#8F7A12", "longdashdot", "star-open"),
    ("#5E7F3B", "5px,2px,1px,2px", "hexagon-open"),
)
MOST_COMPARED = len(_LOOKS)

T = TypeVar("T")


@dataclass(frozen=True)
class Look:
    """How one more candidate is drawn: its colour has a dash and a symbol of its own, which say it without the
    colour."""

    name: str
    colour: str
    dash: str
    symbol: str

    @property
    def label(self) -> str:
        """The name where there is little room."""
        return short(self.name, 22)

    @property
    def line(self) -> dict[str, Any]:
        """Its curve."""
        return {"color": self.colour, "width": 2.5, "dash": self.dash}

    @property
    def marker(self) -> dict[str, Any]:
        """Its point, drawn as an outline."""
        return {"symbol": self.symbol, "size": 9, "color": self.colour, "line": {"width": 2, "color": self.colour}}


Others = Sequence[tuple[Look, T]]
"""The same of further candidates, each in its look."""


def looks(names: Sequence[str]) -> tuple[Look, ...]:
    """A look for each of at most five further candidates."""
    return tuple(Look(name, *kind) for name, kind in zip(names, _LOOKS, strict=False))


GRID, AXIS = "rgba(134,139,148,0.22)", "rgba(134,139,148,0.65)"
NAMES = {REAL: "Real", SYNTHETIC: "Synthetic", CONTROL: "Control"}
BLANK = "Blank"
_CLEAR = "rgba(0,0,0,0)"


def canvas(height: int, **layout: Any) -> go.Figure:
    """An empty figure on transparent ground, as wide as its place, with the legend above and room for every label."""
    plain: dict[str, Any] = {
        "height": height,
        "autosize": True,
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "bgcolor": _CLEAR},
        "bargap": 0,
        "barmode": "overlay",
        "dragmode": False,
        "xaxis": axis(),
        "yaxis": axis(),
    }
    margin = {"l": 8, "r": 12, "t": 36, "b": 8, **layout.pop("margin", {})}
    return go.Figure(layout={**plain, **layout, "margin": margin})


def reference_line(figure: go.Figure, y: float) -> None:
    """What real rows reach among themselves: a dotted line across, and its name at the right."""
    figure.add_hline(y=y, line={"color": AXIS, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=1,
        xref="x domain",
        y=y,
        text="real against real",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"size": 11},
    )


def with_legend(figure: go.Figure, across: int = 2) -> go.Figure:
    """The figure with room above for a legend of as many rows as its names need in a narrow place."""
    names = {trace.name for trace in figure.data if trace.name and trace.showlegend is not False}
    more = 19 * max(0, -(-len(names) // across) - 1) if len(names) > _FEW_NAMES else 0
    figure.update_layout(height=figure.layout.height + more, margin={"t": figure.layout.margin.t + more})
    return figure


_FEW_NAMES = 3


def axis(**changes: Any) -> dict[str, Any]:
    """An axis with a neutral grid, upright labels that are never cut off, and no zero line of its own."""
    plain: dict[str, Any] = {
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": AXIS,
        "tickangle": 0,
        "automargin": True,
        "fixedrange": True,
        "title": None,
        "tickfont": {"size": 12},
    }
    return {**plain, **changes}


def tint(colour: str, strength: float) -> str:
    """`colour` (`#rrggbb`) let through to the ground: strength 1 is solid, 0 invisible."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:g})"


def diverging(below: str, above: str) -> list[tuple[float, str]]:
    """A colour scale whose middle is the faintest grey, so that zero looks like the ground, light or dark."""
    middle = "rgba(134,139,148,0.10)"
    return [
        (0.0, below),
        (0.25, tint(below, 0.55)),
        (0.5, middle),
        (0.75, tint(above, 0.55)),
        (1.0, above),
    ]


def sequential(colour: str) -> list[tuple[float, str]]:
    """A colour scale from the ground to `colour`."""
    return [(0.0, tint(colour, 0.04)), (1.0, colour)]


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a reader would say it; `not measured` for None and NaN, `under 0.1 %` for what rounds to nothing."""
    if share is None or share != share:
        return "not measured"
    least = 10.0**-digits
    if 0 < abs(share) * 100 < least / 2:
        return f"{'under ' if share > 0 else 'above −'}{least:g}\u00a0%"
    text = f"{share * 100:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{share * 100:.0f}"
    return f"{'0' if text == '-0' else text}\u00a0%".replace("-", "−")


def tenths(share: float | None) -> str:
    """A gain to a tenth of a per cent, as the pages write it; `not measured` for None and NaN, and zero has no sign."""
    if share is None or share != share:
        return "not measured"
    return numerals.percent(share).replace(" %", "\u00a0%")


def decimal(number: float, digits: int = 2) -> str:
    """A number with a true minus sign; `not measured` for NaN."""
    return "not measured" if number != number else numerals.decimal(number, digits)


def short(text: str, most: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `most` characters; markup in it is made harmless."""
    cut = text if len(text) <= most else text[: most - 1].rstrip() + "…"
    return safe(cut)


def middle(text: str, most: int) -> str:
    """`text`, cut in the middle where it is longer than `most`: names of a family differ at their ends."""
    end = (most - 1) // 2
    return safe(text) if len(text) <= most else f"{safe(text[: most - 1 - end])}…{safe(text[-end:])}"


def safe(text: str) -> str:
    """`text` so that a chart prints it as it is: no markup, no line breaks of its own."""
    flat = " ".join(text.split()) or "(empty)"
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(words: Sequence[str], width: int, gap: str = " · ") -> str:
    """`words` in lines of about `width` characters."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(gap) + len(word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return "<br>".join(lines)


def every(count: int, most: int) -> int:
    """The smallest round stride at which `count` places show at most `most` labels."""
    stride = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, count) if count / step <= most)
    return max(1, stride)
