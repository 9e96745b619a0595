"""Any settings as a form: labels, help, bounds and defaults are the ones that the settings declare themselves."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from components.shared import words
from synthesis.foundation.settings import Knob, knobs
from synthesis.recipe import Value


def draw(settings: type, values: Mapping[str, Value], key: str) -> dict[str, Value]:
    """One widget a setting, showing `values` over the defaults; what the user left there comes back."""
    declared = knobs(settings)
    if not declared:
        st.caption("Nothing to set here.")
        return {}
    with st.grid(2, min_column_width=230):
        return {knob.name: _widget(knob, _held(knob, values), f"{key}-{knob.name}") for knob in declared}


def spelt_out(settings: type, values: Mapping[str, Value], key: str) -> dict[str, Value]:
    """The same with the help of each setting in sight beneath it."""
    chosen: dict[str, Value] = {}
    with st.grid(2, min_column_width=280, row_height="content"):
        for knob in knobs(settings):
            with st.container(gap="xsmall"):
                plain = replace(knob, help="")
                chosen[knob.name] = _widget(plain, _held(knob, values), f"{key}-{knob.name}")
                st.caption(words.safe(knob.help))
    return chosen


def _held(knob: Knob, values: Mapping[str, Value]) -> Value:
    return values.get(knob.name, knob.default)


def _widget(knob: Knob, value: Value, key: str) -> Value:
    if knob.kind == "switch":
        return st.toggle(knob.title, bool(value), key=key, help=knob.help or None)
    if knob.kind == "choice":
        at = knob.choices.index(str(value))
        return st.selectbox(knob.title, knob.choices, at, key=key, help=knob.help or None, format_func=_spoken)
    if knob.kind == "integer":
        return st.number_input(
            knob.title, _whole(knob.low), _whole(knob.high), int(value), 1, key=key, help=knob.help or None
        )
    return st.number_input(
        knob.title, knob.low, knob.high, float(value), _pace(knob), format="%g", key=key, help=knob.help or None
    )


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _pace(knob: Knob) -> float | None:
    """A step that takes about fifty clicks from end to end."""
    return None if knob.low is None or knob.high is None else (float(knob.high) - float(knob.low)) / 50


def _spoken(choice: str) -> str:
    return choice.replace("-", " ").replace("_", " ").capitalize()
