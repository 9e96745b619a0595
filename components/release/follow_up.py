"""What a user may ask of a candidate after it was judged: other targets and groups, the collapse check, the second
attack."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.fidelity import models as models_section
from components.fidelity import utility
from components.shared import chart, runs, session, watch, words
from components.shared.comparison import ComparedCandidate, compared
from components.shared.session import Session
from synthesis import figures
from synthesis.fidelity.score import Generation
from synthesis.foundation.serialisation import plain
from synthesis.jobs import Job
from synthesis.journey import Finished, Judged
from synthesis.tables import Column
from synthesis.utility import Utility

_AGAIN, _COLLAPSE, _USE = (f"synthesis.journey.follow_up:{name}_job" for name in ("again", "collapse", "use"))


def start(work: Session, shown: Judged, entry: str, title: str, **asked: Any) -> None:
    """A job about a candidate; it is no candidate itself."""
    job = work.shown()
    assert job is not None
    spec = {
        "of": shown.id,
        "source": str(work.source),
        "policy": plain(work.policy),
        "attacks": job.spec["attacks"],
        "secrets": list(job.spec.get("secrets", ())),
        **asked,
    }
    runs.the_engine().submit(session.workspace().new_job(entry, spec, title))


def latest(work: Session, shown: Judged, entry: str) -> Job | None:
    """The newest job of this kind about a candidate."""
    return next((job for job in reversed(work.side_jobs(shown.id)) if job.entry == entry), None)


def under_way(job: Job | None) -> bool:
    """Whether it is still at work, which is then shown; why it ended badly, where it did."""
    if job is None:
        return False
    status = runs.status_of(job)
    if not status.over:
        watch.watch(job)
        return True
    if status.state != "done":
        watch.ended_badly(status)
    return False


def models(work: Session, shown: Finished, candidates: Sequence[ComparedCandidate]) -> None:
    """What models learn, for the target of the run or one that is chosen here."""
    st.header(models_section.LEARNED, anchor=False)
    busy = any(under_way(latest(work, one, _USE)) for one in (shown, *(candidate.shown for candidate in candidates)))
    found = _found(work, shown)
    if not busy:
        _ask(work, shown, found, candidates)
    if not found.scores:
        if not busy:
            st.info("No target was named, so no model was tried. Choose one above.", icon=":material/info:")
        return
    others = [(one, _found(work, one.shown)) for one in candidates]
    same = [(one, use) for one, use in others if use.target == found.target]
    if len(same) < len(candidates) and not busy:
        st.caption("Other candidates are drawn here once the same target was tried for them: press Try models.")
    models_section.models(found, same)


def _found(work: Session, shown: Judged) -> Utility:
    """What models reach for the target that was tried last, else for that of the run."""
    done = [job for job in work.side_jobs(shown.id) if job.entry == _USE]
    tried = [job for job in reversed(done) if runs.status_of(job).state == "done"]
    found = session.store().utilities.get(tried[0].id) if tried else None
    return shown.audit.utility if found is None else found


def _ask(work: Session, shown: Finished, found: Utility, candidates: Sequence[ComparedCandidate]) -> None:
    """Target and groups; the proposed ones are there already."""
    columns = [column for column in shown.schema.modelled if not column.kind.calendar]
    names = [column.name for column in columns]
    groups = [column.name for column in columns if _groupable(column)]
    target = found.target or shown.target
    chosen = list(dict.fromkeys(gap.column for gap in found.gaps)) or [one for one in shown.groups if one != target]
    title = "Choose what is predicted, and whose treatment is compared"
    with (
        st.expander(title, icon=":material/tune:", expanded=not found.scores),
        st.form(f"use-{shown.id}"),
    ):
        wanted = st.selectbox("Column to predict", names, names.index(target) if target in names else None)
        picked = st.multiselect(
            "Groups of people",
            groups,
            [name for name in chosen if name in groups],
            max_selections=4,
            help=(
                "Columns whose levels are compared: is a group treated worse by models that learn from synthetic rows?"
            ),
        )
        if st.form_submit_button("Try models", icon=":material/play_arrow:") and wanted:
            for one, name in (
                (shown, ""),
                *((candidate.shown, f", run {candidate.number}") for candidate in candidates),
            ):
                start(work, one, _USE, f"Models that predict {wanted}{name}", target=wanted, groups=picked)
            st.rerun()


def _groupable(column: Column) -> bool:
    return column.kind.nominal


def collapse(work: Session, shown: Finished, candidates: Sequence[ComparedCandidate] = ()) -> None:
    """Whether the table survives when generators learn from generators; on demand, since each generation is a whole
    fit."""
    st.header(words.with_term("Generators that learn from generators", "model collapse"), anchor=False)
    st.caption(
        "Whoever trains on this table may release what they made, and others train on that. Here the same "
        "generator learns "
        "from its own output five times over, and each generation is compared with the real rows at the beginning."
    )
    everyone = [shown, *(candidate.shown for candidate in candidates)]
    busy = [under_way(latest(work, one, _COLLAPSE)) for one in everyone]
    if any(busy):
        return
    lacking = [one for one in everyone if not _generations(one)]
    if lacking and st.button(
        f"Run five generations{_whose(everyone, lacking)}", icon=":material/replay:", key="collapse"
    ):
        for one in lacking:
            start(work, one, _COLLAPSE, "Five generations")
        st.rerun()
    if _generations(shown):
        _generation_curves(shown, candidates)


def _generations(one: Judged) -> tuple[Generation, ...]:
    """What the collapse check of a candidate found; empty where there was none."""
    return session.store().collapses.get(one.id) or ()


def _whose(everyone: Sequence[Judged], lacking: Sequence[Judged]) -> str:
    """Whose generations are still to be run, in words; nothing where there is but one candidate."""
    if len(everyone) == 1:
        return ""
    if len(lacking) == len(everyone):
        return " of every candidate"
    return " of this candidate" if lacking[0] is everyone[0] and len(lacking) == 1 else " of those that lack them"


def _generation_curves(shown: Finished, candidates: Sequence[ComparedCandidate]) -> None:
    """Each measure from generation to generation, of every candidate that was followed so far."""
    found = _generations(shown)
    known = [(look, part) for look, part in compared(candidates, _generations) if part]
    with st.grid(2, min_column_width=320, row_height="content"):
        for measure, title in figures.COLLAPSE_MEASURES.items():
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{title}**")
                chart.draw(
                    figures.collapse(found, measure, known),
                    f"collapse-{measure}",
                    figures.collapse_alt(found, measure),
                    f"collapse {measure}",
                    partial(collapse_numbers, found, measure, known),
                )


def collapse_numbers(
    found: Sequence[Generation], measure: str, others: figures.Others[Sequence[Generation]]
) -> pd.DataFrame:
    """One row a generation: the measure beside what held-out real rows reach; further candidates below."""
    every = utility.stacked([("", found), *((look.name, part) for look, part in others)])
    return every.filter(["candidate", "number", measure, f"{measure}_reference"])


def second_attack(work: Session, shown: Finished, tried: int) -> bool:
    """Whether the pick has stood a second round of attacks, or need not: the only candidate was not picked among
    others."""
    again = shown.audit.again
    if again is not None:
        st.caption(
            words.safe(
                f"Attacked again with seed {again.seed}, which follows from the table itself and nobody chose. "
                "The verdict "
                "above is the graver of the two rounds."
            )
        )
        return True
    job = latest(work, shown, _AGAIN)
    if under_way(job):
        return False
    if tried < 2:
        return True
    st.info(
        f"**{tried} candidates were tried on this table, and the best-looking of several favours luck.** "
        "Before this one can "
        "be downloaded it is attacked once more, with draws that nobody chose; the graver verdict counts.",
        icon=":material/casino:",
    )
    if st.button("Attack it again", type="primary", icon=":material/swords:", key="again"):
        start(work, shown, _AGAIN, "Second round of attacks")
        st.rerun()
    return False
