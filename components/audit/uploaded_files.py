"""Files made elsewhere that are to be audited: where they are kept, what they are called, and the audits of them."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from components.data import reading, upload
from components.shared import cache, runs, session
from synthesis.foundation.errors import RunFailed, UnusableOption
from synthesis.foundation.serialisation import plain, revive
from synthesis.jobs import Job, Workspace
from synthesis.journey import AUDITED_ATTACKS, Judging, audit_spec, uploads
from synthesis.tables import Schema

_STATE = "brought"


@dataclass(frozen=True)
class Part:
    """One file: under what name it is kept here, what the user called it, and what is in it."""

    file: str
    name: str
    fingerprint: str
    rows: int
    columns: int
    persons: int | None = None

    @property
    def people(self) -> int:
        """The people whom its rows are about: as many, unless a column says whom."""
        return self.rows if self.persons is None else self.persons


@dataclass(frozen=True)
class UploadedFiles:
    """What the user brought to be audited; without `control` no audit can pass. `schema` is the training table's;
    `others` are further releases of the same source, which are judged together with `synthetic`."""

    train: Part | None = None
    control: Part | None = None
    synthetic: Part | None = None
    schema: Schema | None = None
    uploads: int = 0
    others: tuple[Part, ...] = ()

    @property
    def mark(self) -> list[str | None]:
        """Names these files: an audit of others has another mark."""
        three = [part.file if part else None for part in (self.train, self.control, self.synthetic)]
        return [*three, *(part.file for part in self.others)]

    @property
    def ready(self) -> bool:
        """Whether there is enough to audit."""
        return self.train is not None and self.synthetic is not None


PARTS = tuple(field.name for field in fields(UploadedFiles))[:3]
OTHERS = "others"


def current() -> UploadedFiles:
    """What has been brought so far."""
    store = session.current().store
    return revive(UploadedFiles, (store.drafts.get(_STATE) if store else None) or {})


def take(part: str, name: str, content: Path | BinaryIO | bytes) -> None:
    """This file is `part` from now on. A file that is no table is refused, and what was there before stays."""
    files, held = session.store().uploads, current()
    stored = f"audit-{part}-{held.uploads}{upload.ending(name)}"
    files.put(stored, content)
    path, known = path_of(stored), None if part == "train" else held.schema
    spec = {"source": str(path), "name": upload.shown_name(name), "schema": plain(known)}
    try:
        told = reading.looked_at(uploads.facts, spec, path)
        read = revive(Schema, told["schema"])
        _fits(read, told["header"], known)
    except Exception:
        files.forget(stored)
        raise
    found = revive(Part, {**told, "file": stored})
    schema = read if part == "train" else held.schema
    kept = {OTHERS: (*held.others, found)} if part == OTHERS else {part: found}
    _settle(held, replace(held, **cast(dict[str, Any], kept), schema=schema, uploads=held.uploads + 1))


def drop(part: str) -> None:
    """This file is not to be used."""
    held = current()
    schema = None if part == "train" else held.schema
    _settle(held, replace(held, schema=schema, **cast(dict[str, Any], {part: None})))


def drop_release(file: str) -> None:
    """This further release is not to be used."""
    held = current()
    _settle(held, replace(held, others=tuple(part for part in held.others if part.file != file)))


def _fits(read: Schema, header: bool, known: Schema | None) -> None:
    """UnusableOption where the file shares no column with those it is to be compared with."""
    others = known.names if known else ()
    if others and header and not {c.header or c.name for c in read} & set(others):
        raise UnusableOption(
            "The file has none of the columns of the training table.", "Bring a file with the same header."
        )


def _settle(before: UploadedFiles, now: UploadedFiles) -> None:
    """The new state; audits of the files before end, and a file that is not used any more goes."""
    store = session.store()
    for job in _audits(session.workspace(), before):
        if not runs.status_of(job).over:
            runs.the_engine().cancel(job)
    store.drafts.put(_STATE, plain(now))
    for old in set(before.mark) - set(now.mark) - {None}:
        store.uploads.forget(str(old))


def path_of(file: str) -> Path:
    """Where a file is kept. RunFailed where it is gone."""
    path = session.store().uploads.get(file)
    if path is None:
        raise RunFailed("A file that was brought is gone.", "Bring it again.")
    return path


def overlapping(held: UploadedFiles) -> bool:
    """Whether the control rows stand among the training rows, so that they are no control group."""
    train, control = held.train, held.control
    if train is None or control is None:
        return False

    def compare() -> bool:
        files = path_of(train.file), path_of(control.file)
        spec = {"train": str(files[0]), "control": str(files[1]), "schema": plain(held.schema)}
        return reading.looked_at(uploads.rows_shared, spec, *files)

    return cache.FOUND.recall((session.workspace().token, "overlap", train.file, control.file), compare)


def newest(held: UploadedFiles) -> Job | None:
    """The last audit of these files."""
    space = session.current().workspace
    jobs = _audits(space, held) if space else ()
    return jobs[-1] if jobs else None


def _audits(space: Workspace, held: UploadedFiles) -> tuple[Job, ...]:
    return tuple(job for job in space.jobs() if runs.spec_matches(job, audited=held.mark))


def start(held: UploadedFiles, judging: Judging, seed: int) -> None:
    """Queue the audit of these files."""
    assert held.train
    assert held.synthetic
    assert held.schema
    judging.check(held.schema)
    control = path_of(held.control.file) if held.control else None
    releases = [path_of(part.file) for part in (held.synthetic, *held.others)]
    spec: dict[str, Any] = audit_spec(path_of(held.train.file), control, releases, judging, seed)
    more = f" and {len(held.others)} more" if held.others else ""
    title = f"Audit of {held.synthetic.name}{more}, seed {seed}"
    job = session.workspace().new_job(runs.AUDIT, {**spec, "audited": held.mark}, title)
    runs.the_engine().submit(job)


def last_asked(job: Job | None) -> dict[str, Any]:
    """What the last audit was asked to do; the program's own choices where there was none."""
    asked = job.spec if job else {}
    return {name: asked.get(name, value) for name, value in _USUAL.items()}


_USUAL: dict[str, Any] = {"attacks": AUDITED_ATTACKS, "seed": 0, "secrets": [], "target": None}
