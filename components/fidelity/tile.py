"""A headline number in a frame: what it is, its value, what is best, and the way to its picture."""

import streamlit as st

from components.shared import words


def tile(label: str, value: str, about: str, more: str = "", way: str = "") -> None:
    """One number; `about` says what is best and what real rows reach, `more` what it rests on."""
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(about)
        if more:
            st.caption(more)
        if way:
            st.markdown(f":small[{way}]")
