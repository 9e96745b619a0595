"""Two columns together: fields for two of a kind, violins for a number within categories, real beside synthetic."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.shared import cache, chart, widget_state, words
from components.shared.comparison import ComparedCandidate, compared
from components.shared.measures import measure_title, worst_pairs
from synthesis import figures
from synthesis.fidelity.hexagons import Hexagons
from synthesis.fidelity.numbers import hexagon_numbers, joint_numbers
from synthesis.fidelity.score import Fidelity, Score
from synthesis.foundation.numerals import decimal, percent
from synthesis.journey import Judged

SLOT = "pair"
_STACKED = 8
_FIELDS, _VIOLINS, _HEXAGONS = "Fields", "Violins", "Hexagons"


def draw(shown: Judged, found: Fidelity, candidates: Sequence[ComparedCandidate]) -> None:
    """The two columns that were clicked on a map, else the pair farthest off; two boxes say which and can change it."""
    names = list(found.associations.columns)
    clicked = [name for name in widget_state.newest(SLOT) or () if name in names]
    far = worst_pairs(found)
    x, y = clicked if len(clicked) == 2 else far[0].columns if far else names[:2]
    with st.container(horizontal=True):
        first = st.selectbox("First column", names, index=names.index(x), key=f"pair-x-{x}-{y}")
        second = st.selectbox("Second column", names, index=names.index(y), key=f"pair-y-{x}-{y}")
    if first == second:
        st.info("Pick two different columns to see them together.", icon=":material/info:")
        return
    _picture(shown, first, second, candidates)
    _scores(found, {first, second}, candidates)


def _picture(shown: Judged, first: str, second: str, candidates: Sequence[ComparedCandidate]) -> None:
    """The pair in the view that was chosen; hexagons for two continuous numbers, violins for a number within
    categories."""
    hexagons = cache.look(shown, Judged.hexagons, first, second)
    joint = cache.look(shown, Judged.joint, first, second)
    key, name = f"pair-{first}-{second}", f"{first} and {second}"
    best = _HEXAGONS if hexagons else _VIOLINS if joint.x_numeric != joint.y_numeric else None
    view = (
        st.segmented_control(
            "Kind of picture", (best, _FIELDS), default=best, key=f"kind-{key}", label_visibility="collapsed"
        )
        or best
        if best
        else _FIELDS
    )
    if view == _HEXAGONS and hexagons:
        _hexagons(
            hexagons, compared(candidates, lambda one: cache.look(one, Judged.hexagons, first, second)), key, name
        )
        return
    others = compared(candidates, lambda one: cache.look(one, Judged.joint, first, second))
    numbers = partial(joint_numbers, joint, {look.name: one for look, one in others})
    if view == _VIOLINS:
        chart.draw(figures.violins(joint, others), key, figures.pair_alt(joint), name, numbers)
        return
    stacked = len(joint.y_labels) <= _STACKED
    chart.draw(figures.pair(joint, stacked=stacked), key, figures.pair_alt(joint), name, numbers)
    for look, one in others:
        st.markdown(f"**{words.safe(look.name)}**")
        chart.draw(
            figures.panel(one, look),
            f"{key}-{look.name}",
            figures.pair_alt(one),
            f"{name} {look.name}",
            partial(joint_numbers, one),
        )


def _hexagons(shown: Hexagons, others: figures.Others[Hexagons], key: str, name: str) -> None:
    chart.draw(
        figures.hexagon_panels(shown, others),
        f"{key}-hexagons",
        figures.hexagon_alt(shown),
        name,
        lambda: hexagon_numbers(shown, {look.name: one for look, one in others}),
    )
    st.caption("Real hexagons that fewer than five rows share stay empty, so the synthetic rows may look wider spread.")
    real, made = shown.outside
    if made > 0 or real != 0:
        told = "fewer than five" if real != real else percent(real)
        st.caption(
            words.safe(
                f"Beyond the ends of the scales lie {told} of the real and {percent(made)} of the synthetic rows."
            )
        )


def _scores(found: Fidelity, pair: set[str], candidates: Sequence[ComparedCandidate]) -> None:
    """Every measure of the pair, and that of further candidates."""
    for score in found.scores:
        if set(score.columns) == pair:
            st.caption(words.safe(" · ".join([_in_words(score), *(_candidate(score, one) for one in candidates)])))


def _candidate(score: Score, candidate: ComparedCandidate) -> str:
    found = candidate.shown.audit.fidelity
    known = {(one.measure, one.columns): one.value for one in (found.scores if found else ())}
    return f"run {candidate.number} {decimal(known.get((score.measure, score.columns)), 3)}"


def _in_words(score: Score) -> str:
    if score.value is None:
        return f"{measure_title(score)}: not measured. {score.note}".strip()
    value = decimal(score.value, 3)
    if score.low is not None and score.high is not None:
        value = f"{value} ({decimal(score.low, 3)} to {decimal(score.high, 3)})"
    return f"{measure_title(score)}: {value}, {words.beside_real('0 is best', score.reference)}"
