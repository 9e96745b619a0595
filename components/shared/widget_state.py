"""What widgets hold, and what outlives one run of a page: the only file that knows Streamlit's session state."""

from copy import deepcopy
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def recall(key: str) -> Any:
    """What this browser session remembers under `key`, or None."""
    return st.session_state.get(key)


def remember(key: str, value: Any) -> None:
    """This browser session remembers `value` until it ends."""
    st.session_state[key] = value


def drop(*keys: str) -> None:
    """Nothing is remembered under these keys."""
    for key in keys:
        st.session_state.pop(key, None)


def browser() -> str:
    """Names this browser session, under which its uploads come in; empty where there is none."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def flag(name: str, value: Any = None) -> Any:
    """A value that outlives one run of a page: set when `value` is given, else read and taken away."""
    key = f"flag-{name}"
    if value is None:
        return st.session_state.pop(key, None)
    st.session_state[key] = value
    return value


def draft(mark: tuple[str, int]) -> dict[str, dict[str, Any]]:
    """What the user changed of the columns of this table and did not settle yet, by column; it outlives the page."""
    if st.session_state.get("draft-of") != mark:
        st.session_state["draft-of"], st.session_state["draft"] = mark, {}
    kept: dict[str, dict[str, Any]] = st.session_state["draft"]
    return kept


def held(key: str, value: dict[str, Any]) -> dict[str, Any]:
    """`value` as it was when the widget `key` was first drawn: what it shows must not change under the user's hands.

    A widget that was out of sight forgot what was typed into it, and begins anew with `value` as it is then.
    """
    slot = f"held-{key}"
    if slot not in st.session_state or key not in st.session_state:
        st.session_state[slot] = deepcopy(value)
    return dict(st.session_state[slot])


def count(name: str, *, step: bool = False) -> int:
    """A number in a widget's key, counted up to make the widget forget what it holds."""
    key = f"count-{name}"
    st.session_state[key] = st.session_state.get(key, 0) + step
    return int(st.session_state[key])


def pick_on_chart(
    slot: str, key: str, figure: Any, alt: str | None = None, config: dict[str, Any] | None = None
) -> None:
    """A chart that answers to a click: the `customdata` of the point is the newest thing in `slot`.

    Several charts may share a slot; the one that was clicked last counts. A second click on the same point takes its
    mark away, but still asks for that point.
    """

    def keep() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[-1].get("customdata"):
            st.session_state[f"last-{key}"] = tuple(points[-1]["customdata"])
        if f"last-{key}" in st.session_state:
            st.session_state[f"newest-{slot}"] = st.session_state[f"last-{key}"]

    st.plotly_chart(figure, key=key, on_select=keep, selection_mode="points", alt=alt, config=config)


def picture_format(formats: tuple[str, ...] = (), place: str = "page") -> str:
    """The kind of picture that charts are saved as; with `formats` the user is asked, in as many places as there
    are."""
    now = str(st.session_state.get("picture-format", "SVG"))
    if formats:
        key = f"picture-format-{place}"
        st.session_state[key] = now
        st.segmented_control(
            "Pictures as",
            formats,
            required=True,
            key=key,
            label_visibility="collapsed",
            width="content",
            on_change=lambda: st.session_state.update({"picture-format": st.session_state[key]}),
        )
    return now


def newest(slot: str) -> tuple[str, ...] | None:
    """What was clicked last on the charts of this slot."""
    value: tuple[str, ...] | None = st.session_state.get(f"newest-{slot}")
    return value
