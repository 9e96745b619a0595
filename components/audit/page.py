"""Auditing files made elsewhere: three files, what can be found with them, the audit, and what it found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from components.audit import uploaded_files
from components.audit.uploaded_files import Part, UploadedFiles
from components.data import upload
from components.fidelity import page as fidelity_page
from components.privacy import mitigation
from components.privacy import page as privacy_page
from components.shared import (
    chart,
    detectable_effect,
    errors,
    measure_form,
    policy_form,
    runs,
    second_opinion,
    session,
    verdict,
    watch,
    widget_state,
    words,
)
from synthesis.foundation.numerals import count
from synthesis.foundation.serialisation import as_json
from synthesis.jobs import Job
from synthesis.journey import Judged, Judging
from synthesis.release.audit import Audit
from synthesis.release.report import audit_html
from synthesis.tables import Role, Schema

_EARLIER = "Were there earlier releases of this source?"
_CARDS = {
    "train": ("Training table", ":material/school:", "The real rows that the synthetic table was made from."),
    "control": (
        "Control table",
        ":material/group_work:",
        "Real rows of the same kind that were **not** used to make it (holdout).",
    ),
    "synthetic": ("Synthetic table", ":material/auto_awesome:", "The table that is to be judged, whatever made it."),
}


def files(held: UploadedFiles) -> None:
    """A place for each of the three files; folded up once there is an audit of them, whose verdict comes first."""
    room = (
        st.container()
        if uploaded_files.newest(held) is None
        else st.expander(words.safe(_named(held)), icon=":material/folder_open:")
    )
    with room, st.grid(3, min_column_width=260, row_height="content"):
        for part in uploaded_files.PARTS:
            _card(part, getattr(held, part))
    if held.synthetic:
        with room:
            _others(held)
    errors.show_kept("audit")


def _others(held: UploadedFiles) -> None:
    """Further releases of the same source, which are judged together with the first."""
    title = f"Earlier releases of the same source ({count(len(held.others))})" if held.others else _EARLIER
    with st.expander(title, icon=":material/library_add:", expanded=bool(held.others)):
        st.caption(
            "Each release may be harmless and all of them together not. Whatever you add here is attacked together "
            "with the synthetic table above, and gets one verdict."
        )
        for part in held.others:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{words.safe(part.name)}**, {count(part.rows)} rows", width="content")
                if st.button("Take it away", key=f"drop-{part.file}", icon=":material/undo:", type="tertiary"):
                    uploaded_files.drop_release(part.file)
                    st.rerun()
        _uploader(uploaded_files.OTHERS, "An earlier release")


def _named(held: UploadedFiles) -> str:
    """The files of an audit in one line."""
    train, control, synthetic = held.train, held.control, held.synthetic
    assert train
    assert synthetic
    rows = sum(part.rows for part in (synthetic, *held.others))
    files = f"{synthetic.name} and {count(len(held.others))} more" if held.others else synthetic.name
    against = f"held against {count(control.rows)} rows of {control.name}" if control else "without a control table"
    return f"{files}, {count(rows)} rows, made from {count(train.rows)} rows of {train.name}, {against}"


def _card(part: str, kept: Part | None) -> None:
    name, icon, about = _CARDS[part]
    with st.container(border=True, height="stretch", key=f"card-{part}"):
        st.markdown(f":primary[{icon}] **{name}**")
        st.caption(about)
        if kept is None:
            _uploader(part, name)
            return
        st.markdown(f"**{words.safe(kept.name)}**  \n{count(kept.rows)} rows, {count(kept.columns)} columns")
        if st.button("Bring another", key=f"drop-{part}", icon=":material/undo:", type="tertiary"):
            uploaded_files.drop(part)
            st.rerun()


def _uploader(part: str, name: str) -> None:
    file = st.file_uploader(name, key=f"audit-{part}-{widget_state.count(part)}", label_visibility="collapsed")
    if file is None:
        return
    with errors.step("audit"), st.spinner("Reading the table"):
        uploaded_files.take(part, file.name, upload.content(file))
    upload.free(file.file_id)
    widget_state.count(part, step=True)
    st.rerun()


def sound(held: UploadedFiles) -> bool:
    """Whether an audit may start with these files; says in words what is the matter, or what it will not be able to
    show."""
    if held.control is None:
        st.warning(
            "**Without a control table the best possible outcome is INCONCLUSIVE.** Only rows that were not "
            "used to make the "
            "synthetic table show what an attacker would get right by luck. Copied rows can still be found.",
            icon=":material/group_off:",
        )
    if not held.ready:
        missing = [_CARDS[part][0].lower() for part in ("train", "synthetic") if getattr(held, part) is None]
        st.info(f"Bring the {' and the '.join(missing)} to begin.", icon=":material/info:")
        return False
    with errors.step():
        if not uploaded_files.overlapping(held):
            return True
        st.error(
            "**The control table is refused: its rows stand in the training table too.** They were used to "
            "make the synthetic "
            "table, so they cannot show what luck alone gets right. Bring rows that no model was trained on, "
            "or take the control "
            "table away.",
            icon=":material/join_inner:",
        )
        if st.button("Go on without a control table", key="uncontrolled"):
            uploaded_files.drop("control")
            st.rerun()
    return False


def form(held: UploadedFiles, job: Job | None) -> None:
    """Who will receive it, what is attacked, and the button that starts the audit."""
    assert held.train
    assert held.schema
    st.subheader("Audit again" if job else "Who will receive it", anchor=False)
    policy_form.policy_panel("audit")
    asked, schema = uploaded_files.last_asked(job), held.schema.modelled
    if held.control:
        detectable_effect.draw(held.train.people, held.control.people, asked["attacks"], session.current().policy)
    key = "-".join(str(part) for part in held.mark)
    with st.form(f"audit-{key}"):
        secrets = _secrets(schema, asked)
        with st.grid(3, min_column_width=200):
            attacks = measure_form.attacks(asked["attacks"])
            seed = st.number_input(
                "Seed", 0, 2**32 - 1, asked["seed"], 1, help="The same files and seed give the same audit."
            )
            target = measure_form.target(schema, asked["target"])
        started = st.form_submit_button("Audit this table", type="primary", icon=":material/policy:")
    if started:
        with errors.step():
            judging = Judging(session.current().policy, attacks, tuple(secrets), target or None)
            uploaded_files.start(held, judging, int(seed))
            st.rerun()


def _secrets(schema: Schema, asked: Mapping[str, Any]) -> list[str]:
    return st.multiselect(
        "What nobody should find out (secrets)",
        schema.names,
        asked["secrets"] or schema.with_role(Role.SENSITIVE),
        placeholder="Every column in turn",
        help=(
            "Attribute inference: each of these columns is guessed by an attacker who knows the others. Pick none to "
            "have every column tried."
        ),
    )


def outcome(held: UploadedFiles, job: Job) -> None:
    """The verdict, then risk and likeness; until there is one, how far the audit is."""
    status = runs.status_of(job)
    if not status.over:
        watch.watch(job)
        st.stop()
    if status.state != "done":
        watch.ended_badly(status)
        return
    shown = runs.audited(job, session.current().policy)
    verdict.verdict_banner(shown.audit)
    chart.choose_format()
    risk, likeness = st.tabs([":material/shield_person: Risk", ":material/stacked_bar_chart: Likeness"])
    with risk:
        privacy_page.everything(shown, partial(mitigation.advised, shown.audit.privacy))
        asked = {part: job.spec.get(part) for part in (*uploaded_files.PARTS, "releases")}
        second_opinion.section(shown, asked, "anonymeter")
    with likeness:
        fidelity_page.everything(shown)
        if shown.audit.second_opinion is not None:
            second_opinion.show(shown.audit.second_opinion, "sdmetrics")
    _download(held, shown)


def _download(held: UploadedFiles, shown: Judged) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Download the report",
            partial(report, shown.audit, _named(held)),
            "audit.html",
            "text/html",
            key="audit-html",
            on_click="ignore",
            icon=":material/description:",
            help="To read and print. It holds no real row.",
        )
        st.download_button(
            "Download the audit",
            lambda: as_json(shown.audit.contract()),
            "audit.json",
            "application/json",
            key="audit-json",
            on_click="ignore",
            icon=":material/download:",
            help="Verdict, reasons, policy and every risk with its counts, as JSON. It holds no real row.",
        )


def report(audit: Audit, about: str) -> str:
    """The report of an audit as a page of its own, dated now."""
    return audit_html(audit, datetime.now(UTC).isoformat(timespec="seconds"), [about])
