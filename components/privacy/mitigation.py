"""What would lower the risk: each suggestion one click that starts the run with that one thing changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from components.generator import page as generator_page
from components.shared import errors, menu, words
from components.shared.session import Session
from synthesis.generators import find, with_guarantee
from synthesis.journey import Finished, Judging
from synthesis.journey.mitigations import Mitigation, mitigation
from synthesis.privacy import Privacy, Suggestion, suggestions
from synthesis.release.ranking import ranked
from synthesis.release.wording import title

_MOST, _NAMED, _MOST_GUESSES = 6, 3, 100_000
_DECLARED = (
    "First you say what the columns may hold, from public knowledge: a guarantee cannot be given from the rows "
    "themselves."
)
_ADVICE = {
    "drop": "Leave out {column}",
    "coarsen": "Generalise {column}",
    "leaf": "Let the generator follow single rows less: larger leaves, fewer passes",
    "generator": "Use a plainer generator",
    "epsilon": "Use a generator with a formal guarantee",
    "control": "Bring more control rows",
    "attacks": "Make more guesses",
}


@dataclass(frozen=True)
class Advice:
    """One suggestion with the risks that it speaks to."""

    suggestion: Suggestion
    risks: tuple[str, ...]


def gathered(privacy: Privacy) -> tuple[Advice, ...]:
    """Every suggestion once, those for the gravest risks first."""
    found: dict[tuple[str, str | None], tuple[Suggestion, list[str]]] = {}
    for risk in ranked(privacy.risks):
        for one in suggestions(risk, privacy):
            found.setdefault((one.kind, one.column), (one, []))[1].append(title(risk))
    return tuple(Advice(one, tuple(names)) for one, names in found.values())


def offered(work: Session, shown: Finished) -> None:
    """A button for each change that can be run; what cannot be run yet is said."""
    advice = gathered(shown.audit.privacy)
    if not advice:
        return
    pairs = [(one, mitigation(shown.recipe, shown.audit.rows.train, one.suggestion)) for one in advice]
    _heading(advice)
    st.caption("Each changes one thing and is judged like the first; none of them is certain to help.")
    with st.grid(2, min_column_width=320, row_height="content"):
        for one, change in [pair for pair in pairs if pair[1]][:_MOST]:
            assert change
            _card(work, shown, one, change)
        for one in advice:
            if one.suggestion.kind == "epsilon" and not find(shown.recipe.generator).guarantee.formal:
                _formal(work, shown, one)


def _heading(advice: Sequence[Advice]) -> None:
    """More people and more guesses lower nothing: they settle what is open."""
    settles = all(one.suggestion.kind in ("control", "attacks") for one in advice)
    st.header("What would settle it" if settles else "What would lower the risk", anchor=False)


def _card(work: Session, shown: Finished, advice: Advice, change: Mitigation) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{words.safe(change.title)}**")
        st.caption(words.safe(f"{advice.suggestion.reason} {change.cost}"))
        st.caption(f"For: {words.safe(_few(advice.risks))}")
        key = f"remedy-{shown.id}-{advice.suggestion.kind}-{advice.suggestion.column}"
        if st.button("Start this run", key=key, icon=":material/play_arrow:"):
            with errors.step():
                _start(work, change)


def _formal(work: Session, shown: Finished, advice: Advice) -> None:
    """The way to a guarantee, which starts with what only the user can say."""
    formal = with_guarantee()
    with st.container(border=True, height="stretch"):
        st.markdown(f"**Use {formal.title}, with a formal guarantee**")
        st.caption(words.safe(f"{advice.suggestion.reason} {_DECLARED}"))
        st.caption(f"For: {words.safe(_few(advice.risks))}")
        if st.button("Prepare this run", key=f"remedy-{shown.id}-epsilon", icon=":material/edit_note:"):
            work.keep_choice(replace(work.choice.switched(formal.name), wish=None))
            menu.go("generator")


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return " · ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _start(work: Session, change: Mitigation) -> None:
    """The run that is shown, once more with the change, by the policy as it stands."""
    job = work.shown()
    assert job is not None
    asked = job.spec
    attacks = min(int(asked["attacks"]) * change.times, _MOST_GUESSES)
    judging = Judging(work.policy, attacks, tuple(asked.get("secrets", ())), asked.get("target"))
    generator_page.start_run(work, change.recipe, judging, f"{job.title} · {change.title}")


def advised(privacy: Privacy) -> None:
    """The same as advice, for a table that was made elsewhere."""
    advice = gathered(privacy)[:_MOST]
    if not advice:
        return
    _heading(advice)
    for one in advice:
        what = _ADVICE[one.suggestion.kind].format(column=one.suggestion.column)
        st.markdown(
            f"- **{words.safe(what)}**. {words.safe(one.suggestion.reason)} :gray[For: {words.safe(_few(one.risks))}]"
        )
