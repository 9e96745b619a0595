"""A job is a folder. What it is asked to do, where it stands and what it made are files in it, and they are the
truth."""

import logging
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from synthesis.foundation.ceiling import TOO_MUCH
from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.serialisation import revive
from synthesis.jobs.atomic_files import as_bytes, keep, keep_in_place, read_json, write_json
from synthesis.jobs.process_owner import ProcessOwner
from synthesis.jobs.status import JobStatus

LOG = logging.getLogger(__name__)

SPEC, STATUS, OWNER, FAILURE = "spec.json", "status.json", "holder.json", "fault.json"
LOSSES = "losses.json"
"""The job's file of what a network lost in each pass over the rows, by name; none where no network learned."""

BEGUN, UNWANTED, READING, SCRATCH = "begun", "unwanted", "reading", "scratch"

_SILENT = 60.0

_MOVED = {
    "synthesis.afterwards": "synthesis.journey.follow_up",
    "synthesis.understanding": "synthesis.journey.jobs",
}
"""Where the work of job folders that 0.1.0 wrote is done now."""

_NEVER_BEGAN = JobStatus(
    "failed",
    happened="The server was stopped before this work had begun.",
    advice="Start it again.",
)
_BROKE_OFF = JobStatus(
    "failed",
    happened="The work broke off: its process was ended from outside.",
    advice=(
        "Start it again. If it breaks off again, the memory may be too small: use fewer rows or a lighter generator."
    ),
)
_OVER_THE_CEILING = JobStatus("failed", happened=TOO_MUCH[0], advice=TOO_MUCH[1])
_LOST = JobStatus(
    "failed",
    happened="The record of this work is gone.",
    advice="Start it again.",
)


@dataclass(frozen=True)
class Job:
    """A handle on one job's folder; equal handles are the same job. Making one reads nothing."""

    folder: Path

    @property
    def id(self) -> str:
        """Names the job within its workspace; later jobs sort later."""
        return self.folder.name

    @property
    def entry(self) -> str:
        """What does the work: `module:function`, called with the folder, the spec and a listener."""
        module, colon, function = str(self._asked()["entry"]).partition(":")
        return f"{_MOVED.get(module, module)}{colon}{function}"

    @property
    def title(self) -> str:
        """What the user calls it."""
        return str(self._asked()["title"])

    @property
    def created(self) -> float:
        """UTC seconds at which it was asked for."""
        return float(self._asked()["created"])

    @property
    def spec(self) -> dict[str, Any]:
        """What the work was asked to do, as plain JSON values."""
        return dict(self._asked()["spec"])

    def _asked(self) -> dict[str, Any]:
        return read_json(self.folder, SPEC) or {"entry": "", "title": "", "created": 0.0, "spec": {}}

    def status(self) -> JobStatus:
        """What the folder says, as of now. Ask the engine to learn also whether the process still lives."""
        value = read_json(self.folder, STATUS)
        return _LOST if value is None else revive(JobStatus, value).at(time.time())

    def write_status(self, status: JobStatus) -> None:
        """The folder says `status` from now on; a last word finds its place on a full disk, too."""
        try:
            write_json(self.folder, STATUS, status)
        except MachineFailed:
            if not status.over or not keep_in_place(self.folder, STATUS, as_bytes(status)):
                raise

    def keep(self, name: str, content: bytes | Path) -> Path:
        """The job's file `name` holds `content`, whole or not at all."""
        return keep(self.folder, name, content)

    def write_json(self, name: str, value: Any) -> Path:
        """The job's file `name` holds `value` as JSON, whole or not at all."""
        return write_json(self.folder, name, value)

    def read_json(self, name: str) -> Any:
        """The value in the job's JSON file `name`, or None."""
        return read_json(self.folder, name)

    def make_scratch(self) -> Path:
        """An empty folder for what the work and its libraries put aside: nothing of it outlives the job."""
        self.clear_scratch()
        (self.folder / SCRATCH).mkdir(mode=0o700)
        return self.folder / SCRATCH

    def clear_scratch(self) -> None:
        """Nothing that was put aside is left, unless something still writes there."""
        shutil.rmtree(self.folder / SCRATCH, ignore_errors=True)

    def clear_up(self) -> None:
        """Nothing that the work put aside is left, here or in shared memory; to be called when its process is gone."""
        owner = self.owner()
        if owner is not None:
            owner.clear_shared_memory()
        self.clear_scratch()

    @property
    def losses(self) -> dict[str, list[float]]:
        """What a network lost in each pass so far, by name; empty where none learned."""
        return dict(self.read_json(LOSSES) or {})

    @property
    def unwanted(self) -> bool:
        """Somebody asked for its end, or its folder is gone."""
        return not self.folder.is_dir() or (self.folder / UNWANTED).exists()

    def claim(self) -> bool:
        """True once in a job's life, for whoever is first: nothing is ever run twice."""
        try:
            os.close(os.open(self.folder / BEGUN, os.O_CREAT | os.O_EXCL, 0o600))
        except (FileExistsError, FileNotFoundError):
            return False
        return True

    @property
    def begun(self) -> bool:
        """A worker has been, or is about to be, given this job."""
        return (self.folder / BEGUN).exists()

    def hold(self, role: Literal["waits", "works"], pid: int) -> None:
        """The job depends on the life of process `pid` of this host."""
        write_json(self.folder, OWNER, ProcessOwner.of(role, pid))

    def owner(self) -> ProcessOwner | None:
        """The process that the job depends on."""
        value = read_json(self.folder, OWNER)
        return None if value is None else revive(ProcessOwner, value)

    def held(self) -> bool:
        """The process that the job depends on is alive.

        A worker on another host is judged by its pulse: it touches the owner's file every second, and is taken for
        dead after 60 s of silence. A server on another host cannot be seen and is believed.
        """
        owner = self.owner()
        if owner is None:
            return False
        if owner.here:
            return owner.alive()
        return owner.role == "waits" or self._last_pulse() > time.time() - _SILENT

    def _last_pulse(self) -> float:
        try:
            return (self.folder / OWNER).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def reads(self, within: bool) -> None:
        """Whether the worker is at a file that a user brought, within the ceiling that holds for it."""
        if within:
            (self.folder / READING).touch(mode=0o600)
        else:
            (self.folder / READING).unlink(missing_ok=True)

    def pulse(self) -> None:
        """The worker still lives."""
        os.utime(self.folder / OWNER)

    def settle(self) -> JobStatus:
        """The status, after a look at whether the work can still go on: a job whose process is gone has failed."""
        if (status := self.status()).over or self.held() or (status := self.status()).over:
            return status
        return self.conclude(status)

    def conclude(self, status: JobStatus, why: MachineFailed | None = None) -> JobStatus:
        """The last word on a job whose process ended without one: cancelled if that was wished, failed otherwise, and
        `why` if that is known."""
        if not self.folder.is_dir():
            return _LOST
        self.clear_up()
        now = time.time()
        word = _BROKE_OFF if status.state == "running" or self.begun else _NEVER_BEGAN
        if self.begun and (self.folder / READING).exists():
            word = _OVER_THE_CEILING
        if self.unwanted:
            word = JobStatus("cancelled")
        word = replace(word, stage=status.stage, done=status.done, started=status.started, updated=now, finished=now)
        word = _because(word, why)
        try:
            self.write_status(word)
        except MachineFailed as trouble:
            word = _because(word, trouble)
        if word.state == "failed":
            LOG.warning("Job %s: %s", self.id, word.happened)
        return word

    def abandon(self, why: MachineFailed | None = None) -> JobStatus:
        """Nobody can watch this job any more, so its process is ended and it has failed."""
        self._end_process()
        status = self.status()
        return status if status.over else self.conclude(status, why)

    def discard(self) -> None:
        """There is no such job: it never began, and nobody was told of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end_process(self) -> bool:
        """Whether there was a worker on this host to be ended; it is gone, and what it put aside too."""
        owner = self.owner()
        if owner is None or owner.role != "works" or not owner.here:
            return False
        owner.end()
        self.clear_up()
        return True

    def end(self) -> JobStatus:
        """Nothing runs for this job on this host any more, and what is not finished is cancelled.

        Takes up to 2 s where the work does not heed the wish. Work on another host is ended by whoever watches it
        there.
        """
        with suppress(OSError):
            (self.folder / UNWANTED).touch(mode=0o600)
        ended = self._end_process()
        if (status := self.status()).over or ended:
            return status if status.over else self.settle()
        return self.conclude(status) if status.state == "queued" and not self.begun else self.settle()


def _because(word: JobStatus, why: MachineFailed | None) -> JobStatus:
    """A failure that is told by its cause, where that is known."""
    if why is None or word.state != "failed":
        return word
    return replace(word, happened=why.happened, advice=why.advice)
