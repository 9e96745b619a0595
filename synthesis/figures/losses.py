"""How a network's losses go while it learns."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from synthesis.figures.style import AXIS, NEGATIVE, POSITIVE, axis, canvas, decimal
from synthesis.foundation import numerals

_MOST = 400
_LINES = ((POSITIVE, "solid"), (NEGATIVE, "dash"))


def losses(found: Mapping[str, Sequence[float]]) -> go.Figure:
    """One line a network: its loss at the end of each pass over the rows; of many passes, four hundred evenly."""
    figure = canvas(220, hovermode="x unified")
    for (name, values), (colour, dash) in zip(found.items(), _LINES, strict=False):
        places = _places(len(values))
        figure.add_scatter(
            x=[place + 1 for place in places],
            y=[values[place] for place in places],
            name=name,
            mode="lines" if len(values) > 1 else "markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            hovertemplate="%{y:.3g}",
        )
    figure.update_xaxes(axis(linecolor=AXIS, title={"text": "Passes over the rows", "font": {"size": 12}}, nticks=6))
    figure.update_yaxes(axis(title={"text": "Loss", "font": {"size": 12}}, nticks=5))
    return figure


def losses_alt(found: Mapping[str, Sequence[float]]) -> str:
    """The same in words: where each line began and where it stands."""
    told = [f"{name} from {decimal(values[0])} to {decimal(values[-1])}" for name, values in found.items() if values]
    passes = max((len(values) for values in found.values()), default=0)
    return f"Loss over {numerals.count(passes)} passes: {'; '.join(told)}."


def _places(count: int) -> list[int]:
    if count <= _MOST:
        return list(range(count))
    return sorted({round(place * (count - 1) / (_MOST - 1)) for place in range(_MOST)})
