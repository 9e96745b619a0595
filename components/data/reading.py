"""A table is read: a small text at once, a small workbook in a process that is waited for, all else by a job.

So the server goes on answering everybody, whatever somebody brings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import streamlit as st

from components.shared import errors, runs, session, watch
from components.shared.session import Session
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.serialisation import plain, revive
from synthesis.jobs import Job, Workspace
from synthesis.jobs.apart import apart
from synthesis.journey import store_of
from synthesis.journey.control_group import could_be_tried
from synthesis.journey.description import Understood
from synthesis.journey.uploads import understood
from synthesis.tables import Dialect, Schema
from synthesis.tables.reading.file_formats import is_light, named_format

ENTRY = "synthesis.journey.jobs:understand_job"
AT_ONCE = 4 << 20
"""Bytes of text, unpacked, up to which nobody notices that a narrow table is read by the server itself."""

T = TypeVar("T")

_LARGE = 32 << 20
_TROUBLE = "reading"


def table(file: str, name: str, dialect: Dialect | None = None) -> None:
    """The file of that name in the workspace becomes the table; one that cannot be read changes nothing."""
    _start({"file": file, "name": name, "dialect": plain(dialect)})


def columns(schema: Schema, control: float | None, *, confirmed: bool) -> None:
    """The table in hand, with its columns as the user says they are; it is looked at anew where that changes
    anything."""
    work = session.current()
    known = work.table
    judging = {"policy": plain(work.policy), "attacks": work.choice.attacks}
    asked = {"schema": plain(schema), "control": control, "confirmed": confirmed, **judging}
    spec = {"file": work.file, "name": work.name, "dialect": plain(work.dialect), **asked}
    settled = known is not None and (known.schema, work.control) == (schema, control)
    if known is not None and settled and (not confirmed or not _needs_pilot(known)):
        with errors.step(_TROUBLE):
            _keep(work, spec, known)
        st.rerun()
    _start(spec)


def _needs_pilot(known: Understood) -> bool:
    parts = known.parts
    return parts is not None and parts.pilot is None and could_be_tried(sum(parts.people))


def under_way(work: Session) -> None:
    """While a table is being read the page shows only how far that is; what was read is taken over."""
    job = work.reader()
    if job is None:
        return
    status = runs.status_of(job)
    if not status.over:
        watch.watch(job)
        st.stop()
    work.keep_reading(None)
    if status.state == "done":
        with errors.step(_TROUBLE):
            _keep(work, job.spec, _found(job))
        st.rerun()
    _drop(work, job.spec)
    if status.state == "failed":
        errors.tell(status.happened or "", status.advice or "")
    else:
        st.info("The file was not read to its end.", icon=":material/cancel:")


def _found(job: Job) -> Understood:
    found = store_of(job).descriptions.get(job.id)
    if found is None:
        raise RunFailed("What was read is gone.", "Bring the file again.")
    return found


def show_failure() -> None:
    """What went wrong with the last file, if anything did."""
    errors.show_kept(_TROUBLE)


def _start(asked: Mapping[str, Any]) -> None:
    space, work = session.workspace(), session.current()
    path = session.store().sources.get(asked["file"])
    if path is None:
        errors.tell("The file is gone.", "Bring it again.")
        return
    spec = {"schema": None, "control": None, "confirmed": False, **asked, "source": str(path)}
    _end(work)
    begun = False
    with errors.step(_TROUBLE):
        _begin(space, work, path, spec)
        begun = True
    if not begun:
        _drop(work, spec)
    st.rerun()


def _begin(space: Workspace, work: Session, path: Path, spec: Mapping[str, Any]) -> None:
    light = is_light(path, AT_ONCE)
    if light or (not _plain(path) and path.stat().st_size <= AT_ONCE // 8):
        with st.spinner("Choosing the control group" if spec["confirmed"] else "Reading the table"):
            _keep(work, spec, revive(Understood, _here_or_apart(understood, spec, light)))
        return
    job = space.new_job(ENTRY, dict(spec), f"Reading {spec['name']}")
    runs.the_engine().submit(job, quick=True, roomy=path.stat().st_size > _LARGE)
    work.keep_reading(job)


def _plain(path: Path) -> bool:
    found = named_format(path)
    return found is None or found.plain


def looked_at(look: Callable[[Mapping[str, Any]], T], spec: Mapping[str, Any], *files: Path) -> T:
    """What `look` finds, in JSON values: here where all the files are light, else in a process of its own, so that no
    file can end or slow the server."""
    return _here_or_apart(look, spec, all(is_light(path, AT_ONCE) for path in files))


def _here_or_apart(look: Callable[[Mapping[str, Any]], T], spec: Mapping[str, Any], light: bool) -> T:
    return look(spec) if light else cast(T, apart(f"{look.__module__}:{look.__name__}", spec))


def _keep(work: Session, spec: Mapping[str, Any], found: Understood) -> None:
    if spec["schema"] is None:
        work.keep_table(spec["file"], found, revive(Dialect, spec["dialect"]) if spec["dialect"] else None)
        return
    if spec["confirmed"]:
        found.split()
    work.keep_columns(found, confirmed=spec["confirmed"], control=spec["control"])


def _drop(work: Session, spec: Mapping[str, Any]) -> None:
    """A file that did not become the table is not kept."""
    if work.store is not None and spec["file"] != work.file:
        work.store.sources.forget(spec["file"])


def _end(work: Session) -> None:
    """Whatever was being read before is not wanted any more."""
    job = work.reader()
    if job is not None:
        runs.the_engine().cancel(job)
        work.keep_reading(None)
        _drop(work, job.spec)
