"""Other candidates of the same table, set beside the one that is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from components.shared import runs
from components.shared.session import Session
from synthesis.figures import MOST_COMPARED, Look, Others, looks
from synthesis.jobs import Job
from synthesis.journey import Finished, Judged

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class ComparedCandidate:
    """A further candidate: its number among all runs, what it is called, what was found, and how it is drawn."""

    number: int
    title: str
    shown: Judged
    look: Look

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number} · {self.title}"

    @property
    def run(self) -> str:
        """A short name, for a narrow heading."""
        return f"Run {self.number}"


ComparedCandidates = Sequence[ComparedCandidate]
"""Further candidates that are set beside the one that is shown."""


def done(work: Session) -> list[tuple[int, Job]]:
    """Every candidate of the table that is done, with its number among all that were started."""
    return [(number, job) for number, job in enumerate(work.candidates(), 1) if runs.status_of(job).state == "done"]


def judged(work: Session) -> list[tuple[int, Job, Finished]]:
    """The same with what was found of each."""
    return [(number, job, runs.finished(job, work.policy)) for number, job in done(work)]


def picker(work: Session) -> None:
    """The candidate that the other pages show, picked among those that are done; nothing where none is."""
    shown = work.shown()
    found = {job: f"{number} · {job.title}" for number, job in done(work)}
    if not found:
        return
    picked = st.selectbox(
        "Shown on Fidelity, Privacy and Release",
        list(found),
        list(found).index(shown) if shown in found else None,
        format_func=found.__getitem__,
        placeholder="Pick a run that is done",
        key=f"picked-{len(found)}-{shown.id if shown else ''}",
    )
    if picked is not None and picked != shown:
        work.pick(picked)
        st.rerun()


def choose(work: Session) -> tuple[ComparedCandidate, ...]:
    """A box to pick up to five other candidates; nothing where there is no other."""
    found = {job.id: (number, job) for number, job in done(work)}
    shown = work.shown()
    if shown is None or len(found) < 2:
        return ()
    others = [key for key in found if key != shown.id]
    picked = st.multiselect(
        "Set beside it",
        others,
        [key for key in work.beside if key in others],
        format_func=lambda key: f"{found[key][0]} · {found[key][1].title}",
        max_selections=MOST_COMPARED,
        key=f"beside-{shown.id}",
        placeholder="Other candidates, up to five",
        help="They are drawn in every picture and table of this page, each in a colour, dash and symbol of its own.",
    )
    if tuple(picked) != work.beside:
        work.keep_compared(tuple(picked))
    names = [f"Run {found[key][0]}" for key in picked]
    return tuple(
        ComparedCandidate(found[key][0], found[key][1].title, runs.finished(found[key][1], work.policy), look)
        for key, look in zip(picked, looks(names), strict=True)
    )


def name_of(work: Session) -> str:
    """What the candidate that is shown is called among others."""
    shown = work.shown()
    numbers = {job.id: number for number, job in enumerate(work.candidates(), 1)}
    return f"Run {numbers[shown.id]}, shown here" if shown else "Synthetic"


def compared(candidates: Sequence[ComparedCandidate], part: Callable[[Judged], T | None]) -> Others[T]:
    """One part of what was found of each further candidate, for a picture; those that lack it are left out."""
    found = ((candidate.look, part(candidate.shown)) for candidate in candidates)
    return [(look, one) for look, one in found if one is not None]
