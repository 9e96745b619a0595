"""One user's private room on the disk, found again by an unguessable token after a reload or a restart."""

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from synthesis.foundation.errors import MachineFailed, RunFailed, SynthesisError
from synthesis.foundation.home import home, private
from synthesis.foundation.machine import home_failure
from synthesis.jobs.atomic_files import keep, read_json, write_json
from synthesis.jobs.job import LOG, SPEC, Job
from synthesis.jobs.status import JobStatus

_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_JOB = re.compile(r"[0-9a-f]{16}-[0-9a-f]{6}")
_PATIENCE, _PAUSE = 3.0, 0.02


@dataclass(frozen=True)
class Workspace:
    """Everything that one user brought and made: it is theirs who hold the token, and it goes with `forget`.

    The token carries 192 random bits; whoever knows it may see the work, so it belongs in no log.
    """

    token: str

    @classmethod
    def create(cls) -> "Workspace":
        """A new, empty room that nobody else knows of. MachineFailed where the disk has no place for it."""
        space = cls(secrets.token_urlsafe(_TOKEN_BYTES))
        private(space.folder)
        private(space.folder / "jobs")
        return space

    @classmethod
    def open(cls, token: str) -> "Workspace | None":
        """The room of that token, marked as used today; None if there is none, or if it is no token at all."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return None
        space = cls(token)
        if not space.exists:
            return None
        space.use()
        return space

    @property
    def exists(self) -> bool:
        """It was made, and not forgotten since."""
        return not self.folder.is_symlink() and self.folder.is_dir()

    def use(self) -> None:
        """The room counts as used today, where the disk takes a note of it."""
        with suppress(OSError):
            os.utime(self.folder)

    @property
    def folder(self) -> Path:
        """Where it is; readable by this program's user only."""
        return _rooms() / self.token

    def keep(self, name: str, content: bytes | Path | BinaryIO) -> Path:
        """The room's file `name` holds `content`, whole or not at all; a name that leaves the room is refused."""
        return keep(self.folder, name, content)

    def write_json(self, name: str, value: Any) -> Path:
        """The room's file `name` holds `value` as JSON, whole or not at all."""
        return write_json(self.folder, name, value)

    def read_json(self, name: str) -> Any:
        """The value in the room's JSON file `name`, or None."""
        return read_json(self.folder, name)

    def new_job(self, entry: str, spec: dict[str, Any], title: str) -> Job:
        """A job that waits: `entry` is `module:function`, `spec` plain JSON values, `title` the user's word for it."""
        now = time.time_ns()
        job = Job(self.folder / "jobs" / f"{now:016x}-{secrets.token_hex(3)}")
        private(job.folder)
        try:
            job.hold("waits", os.getpid())
            job.write_status(JobStatus("queued", "Waiting", updated=now / 1e9))
            job.write_json(SPEC, {"entry": entry, "title": title, "created": now / 1e9, "spec": spec})
        except MachineFailed:
            job.discard()
            raise
        return job

    def job(self, job_id: str) -> Job | None:
        """The job of that id; None if there is none here."""
        if not isinstance(job_id, str) or not _JOB.fullmatch(job_id):
            return None
        job = Job(self.folder / "jobs" / job_id)
        return job if (job.folder / SPEC).exists() else None

    def jobs(self) -> tuple[Job, ...]:
        """Every job of this room, oldest first."""
        folders = sorted((self.folder / "jobs").glob("*-*"))
        return tuple(job for folder in folders if (job := self.job(folder.name)))

    def forget(self) -> None:
        """No file of this room is left and none of its jobs runs; the token opens nothing any more.

        MachineFailed or RunFailed if the disk would not let go of a file.
        """
        for job in self.jobs():
            job.end()
        gone = _rooms() / f".gone-{secrets.token_hex(8)}"
        try:
            self.folder.rename(gone)
        except FileNotFoundError:
            return
        except OSError as failure:
            raise home_failure(failure) from None
        if not _removed(gone):
            raise RunFailed("Some files could not be removed.", "Ask whoever runs this server to remove them.")


def every_workspace() -> tuple[Workspace, ...]:
    """All rooms of this installation."""
    names = sorted(folder.name for folder in _rooms().iterdir() if _TOKEN.fullmatch(folder.name))
    return tuple(Workspace(name) for name in names)


def reap(older_than: float) -> int:
    """Rooms that nobody opened or wrote to for `older_than` seconds, and where nothing runs, are forgotten; how many.

    What an interrupted `forget` left behind is removed as well. One room that cannot be removed holds up no other.
    """
    for remains in _rooms().glob(".gone-*"):
        shutil.rmtree(remains, ignore_errors=True)
    return sum(_reaped(space, time.time() - older_than) for space in every_workspace())


def _reaped(space: Workspace, since: float) -> bool:
    try:
        if not _idle(space, since):
            return False
        space.forget()
    except (OSError, SynthesisError) as trouble:
        LOG.warning("A piece of old work could not be removed: %s", type(trouble).__name__)
        return False
    return True


def _idle(space: Workspace, since: float) -> bool:
    jobs = space.jobs()
    used = [space.folder.stat().st_mtime, *(job.status().updated for job in jobs)]
    return max(used) < since and all(job.settle().over for job in jobs)


def _removed(folder: Path) -> bool:
    """Whether nothing of `folder` is left. What is still being written into it is waited for, up to 3 s."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or time.monotonic() > deadline:
            return not folder.exists()
        time.sleep(_PAUSE)


def _rooms() -> Path:
    folder = home().resolve() / "work"
    if not folder.is_dir():
        private(folder)
    return folder
