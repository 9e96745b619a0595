"""A chart with what belongs to it: a text alternative, a way to save it as a picture, and the numbers behind it."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from components.shared import widget_state

_FORMATS = ("SVG", "PNG")

_GROUND = {"dark": "#151218", "light": "#FDFCFD"}


def choose_format(place: str = "page") -> None:
    """Which kind of picture the cameras over all charts save; asked once in each place of a page."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.caption("The camera over a chart saves it as", width="content")
        widget_state.picture_format(_FORMATS, place)


def config(name: str) -> dict[str, Any]:
    """Plotly's own bar with the camera alone, which saves the chart as it is seen, without any server."""
    options = {"format": widget_state.picture_format().lower(), "filename": slug(name), "scale": 2}
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": options,
    }


def draw(figure: Any, key: str, alt: str, name: str, numbers: Callable[[], pd.DataFrame]) -> None:
    """The chart with its text alternative; below it, its numbers to download."""
    ground(figure)
    st.plotly_chart(figure, key=key, alt=alt, config=config(name))
    download(numbers, key, name)


def download(numbers: Callable[[], pd.DataFrame], key: str, name: str, label: str = "Numbers as CSV") -> None:
    """The numbers behind a chart, as a CSV file that is made when it is asked for."""
    st.download_button(
        label,
        lambda: numbers().to_csv(index=False).encode(),
        f"{slug(name)}.csv",
        "text/csv",
        icon=":material/download:",
        key=f"numbers-{key}",
        on_click="ignore",
        type="tertiary",
    )


def ground(figure: Any) -> Any:
    """The chart on the ground of the page, so that a saved picture is legible by itself."""
    kind = "dark" if st.context.theme.type == "dark" else "light"
    figure.update_layout(paper_bgcolor=_GROUND[kind])
    return figure


def slug(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "picture"
