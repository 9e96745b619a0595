"""What the attacks do not show, and what a guarantee does not cover."""

import streamlit as st

from components.shared import words
from synthesis.generation.private_pipeline import OUTSIDE
from synthesis.privacy.risk import Privacy


def draw(privacy: Privacy) -> None:
    """What these numbers do not show."""
    st.subheader("What was not tested", anchor=False)
    lines = [
        *map(words.safe, privacy.untested),
        f"{words.guarantee(privacy.promise)} comes with this table; what is said here rests on the attacks above.",
    ]
    if privacy.promise.formal:
        lines.append(words.safe(OUTSIDE))
    st.markdown("\n".join(f"- {line}" for line in lines))
