"""Two columns together: fields for two of a kind, violins for a number within categories, real beside synthetic."""

from collections.abc import Sequence

import streamlit as st

from components import kept, picture, session, words
from components.measures import measure_title, worst_pairs
from components.rivals import Rival, beside
from synthesis import figures
from synthesis.fidelity.numbers import joint_numbers
from synthesis.fidelity.score import Fidelity, Joint, Score
from synthesis.journey import Judged

SLOT = "pair"
_STACKED = 8
_FIELDS, _VIOLINS = "Fields", "Violins"


def draw(shown: Judged, found: Fidelity, rivals: Sequence[Rival]) -> None:
    """The two columns that were clicked on a map, else the pair farthest off; two boxes say which and can change it."""
    names = list(found.associations.columns)
    clicked = [name for name in session.newest(SLOT) or () if name in names]
    far = worst_pairs(found)
    x, y = clicked if len(clicked) == 2 else far[0].columns if far else names[:2]
    with st.container(horizontal=True):
        first = st.selectbox("First column", names, index=names.index(x), key=f"pair-x-{x}-{y}")
        second = st.selectbox("Second column", names, index=names.index(y), key=f"pair-y-{x}-{y}")
    if first == second:
        st.info("Pick two different columns to see them together.", icon=":material/info:")
        return
    joint = kept.look(shown, Judged.joint, first, second)
    _picture(joint, beside(rivals, lambda one: kept.look(one, Judged.joint, first, second)))
    for score in found.scores:
        if set(score.columns) == {first, second}:
            st.caption(_told(score))


def _picture(joint: Joint, others: figures.Others[Joint]) -> None:
    key = f"pair-{joint.x}-{joint.y}"
    mixed = joint.x_numeric != joint.y_numeric
    view = (
        st.segmented_control(
            "Kind of picture", (_VIOLINS, _FIELDS), default=_VIOLINS, key=f"kind-{key}", label_visibility="collapsed"
        )
        if mixed
        else _FIELDS
    )
    name = f"{joint.x} and {joint.y}"
    if view in (None, _VIOLINS):
        picture.draw(figures.violins(joint, others), key, figures.pair_alt(joint), name, lambda: joint_numbers(joint))
        return
    stacked = len(joint.y_labels) <= _STACKED
    figure = figures.pair(joint, stacked=stacked)
    picture.draw(figure, key, figures.pair_alt(joint), name, lambda: joint_numbers(joint))
    for look, one in others:
        st.markdown(f"**{words.safe(look.name)}**")
        picture.draw(figures.panel(one, look), f"{key}-{look.name}", figures.pair_alt(one), f"{name} {look.name}")


def _told(score: Score) -> str:
    value = words.decimal(score.value, 3)
    if score.low is not None and score.high is not None:
        value = f"{value} ({words.decimal(score.low, 3)} to {words.decimal(score.high, 3)})"
    return f"{measure_title(score)}: {value} · real against real {words.decimal(score.reference, 3)}"
