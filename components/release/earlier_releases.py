"""Whether the candidate is still harmless beside what was released of the same source before."""

from collections.abc import Sequence

import streamlit as st

from components.release import follow_up
from components.shared import runs, session, verdict, words
from components.shared.session import Session
from synthesis.foundation.numerals import count
from synthesis.jobs import Job
from synthesis.journey import Finished
from synthesis.release.audit import Audit, ReleaseFile

_ENTRY = "synthesis.journey.joint_audit:joint_audit_job"


def section(work: Session, shown: Finished) -> None:
    """Other candidates of the same source, to be judged together with this one, and what was found; nothing where there
    is no other."""
    names = _names(work)
    found = session.store().joint_audits.get(shown.id)
    if len(names) < 2 and found is None:
        return
    st.header(words.with_term("Were there earlier releases of this source?", "composition attack"), anchor=False)
    st.caption(
        "Each release may be harmless and all of them together not: whoever holds several puts together what each "
        "says about the same people, and averages out what was changed."
    )
    if not follow_up.under_way(follow_up.latest(work, shown, _ENTRY)):
        _ask(work, shown, names)
    if found is not None:
        _outcome(shown, found.under(work.policy))


def _names(work: Session) -> dict[str, str]:
    """What each finished run on the source is called, by its id; its number is that of Compare, where it has one."""
    numbers = {job.id: number for number, job in enumerate(work.candidates(), 1)}
    done = [job for job in work.on_source() if runs.status_of(job).state == "done"]
    older = [job.id for job in done if job.id not in numbers]
    return {job.id: _name(job, numbers, older) for job in done}


def _name(job: Job, numbers: dict[str, int], older: Sequence[str]) -> str:
    if job.id in numbers:
        return f"Run {numbers[job.id]} · {job.title}"
    return f"Earlier run {older.index(job.id) + 1}, with other columns · {job.title}"


def _ask(work: Session, shown: Finished, names: dict[str, str]) -> None:
    """Which candidates were released before, and the button that has them attacked together."""
    others = [key for key in names if key != shown.id]
    if not others:
        return
    with st.form(f"joint-{shown.id}"):
        picked = st.multiselect(
            "Which of these were released before?", others, format_func=names.__getitem__, placeholder="Other runs"
        )
        pressed = st.form_submit_button("Judge them together", icon=":material/library_add:")
    if pressed and not picked:
        st.warning("Choose at least one run that was released before.", icon=":material/info:")
    elif pressed:
        asked = [(key, names[key]) for key in (shown.id, *picked)]
        follow_up.start(work, shown, _ENTRY, f"{count(len(asked))} releases together", releases=asked)
        st.rerun()


def _outcome(shown: Finished, found: Audit) -> None:
    """The verdict on all of them beside that on this one alone, and which files it speaks of."""
    with st.container(border=True, key="joint-audit"):
        with st.container(horizontal=True, vertical_alignment="center"):
            _badge("This candidate alone", shown.audit)
            _badge(f"{count(len(found.releases))} releases together", found)
        verdict.verdict_banner(found)
        st.markdown("\n".join(["Judged together:", "", *map(_file, found.releases)]))
        st.caption(
            "The candidate's own verdict, its record and its downloads stay as they are: this says what they "
            "cannot, for they speak of one release."
        )


def _badge(about: str, audit: Audit) -> None:
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.markdown(f"**{about}**", width="content")
        verdict.verdict_badge(audit.verdict.outcome)


def _file(file: ReleaseFile) -> str:
    return f"- {words.safe(file.name)}: {count(file.rows)} rows, SHA-256 `{file.sha256[:12]}…`"
