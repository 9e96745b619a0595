"""A process that does one job and ends: `python -m synthesis.jobs.worker [MODULE]…`.

It steps back behind other programs unless `--prompt` is among the modules, imports the modules named, then reads the
path of a job's folder from its standard input, and leaves at the end of that input. While it works it keeps the job's
status; nothing that a library prints is read by anybody. What it and its libraries put aside lies in the job's own
folder. It gives itself up when its job is no longer wanted or its folder is gone."""

import importlib
import os
import resource
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.foundation.ceiling import be_expendable
from synthesis.foundation.errors import Cancelled, MachineFailed, SynthesisError
from synthesis.foundation.progress import Step
from synthesis.jobs.failures import as_failure, place
from synthesis.jobs.job import FAILURE, LOSSES, Job
from synthesis.jobs.status import JobStatus, Pace, State
from synthesis.jobs.warm_worker import PROMPT

_POLITE = 10
_PULSE = 1.0
_THROTTLE = 0.2
_TEMPORARY = ("TMPDIR", "TMP", "TEMP", "JOBLIB_TEMP_FOLDER", "DASK_TEMPORARY_DIRECTORY", "SQLITE_TMPDIR")
"""Where libraries are told to put things aside. joblib would take shared memory otherwise, which outlives a kill."""


class Diary:
    """The status of a running job, kept in its folder at most five times a second; `done` never goes back."""

    def __init__(self, job: Job) -> None:
        now = time.time()
        self._job = job
        self._lock = threading.Lock()
        self._pace = Pace(started=now)
        self._written = 0.0
        self._losses: dict[str, list[float]] = {}
        self._status = JobStatus("running", "Starting", started=now, updated=now)
        self._try_to_write(now)

    def heard(self, step: Step) -> None:
        """The work says how far it is."""
        with self._lock:
            now, new_stage = time.time(), step.stage != self._status.stage
            done = max(self._status.done, min(max(step.done, 0.0), 1.0))
            self._pace = self._pace.heard(now, done)
            for name, loss in step.losses.items():
                self._losses.setdefault(name, []).append(round(loss, 5))
            self._status = replace(
                self._status, stage=step.stage, done=done, updated=now, seconds_left=self._pace.left(now)
            )
            if new_stage or now - self._written > _THROTTLE:
                self._try_to_write(now)

    def catch_up(self) -> None:
        """What was held back by the throttle is written."""
        with self._lock:
            if self._status.updated > self._written:
                self._try_to_write(time.time())

    def close(self, state: State, failure: SynthesisError | None = None) -> None:
        """The last entry."""
        with self._lock:
            now = time.time()
            self._status = replace(
                self._status,
                state=state,
                done=1.0 if state == "done" else self._status.done,
                updated=now,
                finished=now,
                seconds_left=None,
                happened=failure.happened if failure else None,
                advice=failure.advice if failure else None,
            )
            self._write(now)

    def _try_to_write(self, now: float) -> None:
        """Where the disk is full this moment, the work goes on and the next report is tried again."""
        with suppress(OSError, MachineFailed):
            self._write(now)

    def _write(self, now: float) -> None:
        self._job.write_status(self._status)
        if self._losses:
            self._job.write_json(LOSSES, self._losses)
        self._written = now


def perform(job: Job) -> None:
    """The job is over, one way or another, and its folder says which."""
    diary = Diary(job)
    threading.Thread(target=_live, args=(job, diary), daemon=True).start()
    try:
        _put_aside_in(job.make_scratch())
        _function(job.entry)(job.folder, job.spec, diary.heard)
    except Cancelled:
        ended: tuple[State, SynthesisError | None] = ("cancelled", None)
    except BaseException as fault:
        _note(job, fault)
        ended = ("failed", as_failure(fault))
    else:
        ended = ("done", None)
    job.clear_scratch()
    diary.close(*ended)


def _put_aside_in(folder: Path) -> None:
    """Whatever is put aside from now on, in this process and its children, lies in `folder`."""
    os.environ.update(dict.fromkeys(_TEMPORARY, str(folder)))
    tempfile.tempdir = str(folder)


def _note(job: Job, fault: BaseException) -> None:
    """The job's folder says where a bug is, if it can be written."""
    if not isinstance(fault, (SynthesisError, MemoryError)):
        with suppress(OSError, MachineFailed):
            job.write_json(FAILURE, {"kind": type(fault).__name__, "place": place(fault)})


def _function(entry: str) -> Callable[[Path, dict[str, Any], Callable[[Step], None]], object]:
    module, _, name = entry.partition(":")
    function: Callable[[Path, dict[str, Any], Callable[[Step], None]], object]
    function = getattr(importlib.import_module(module), name)
    return function


def _live(job: Job, diary: Diary) -> None:
    """Every second: a pulse for whoever watches from another host, and an end if nobody wants this any more."""
    while True:
        time.sleep(_PULSE)
        if job.unwanted:
            _give_up(job)
        with suppress(OSError, SynthesisError):
            job.pulse()
            diary.catch_up()


def _give_up(job: Job) -> None:
    """This process ends now, with the children in its group where it leads one; what it put aside goes first."""
    job.clear_scratch()
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _warm_up(modules: list[str]) -> None:
    for module in modules:
        if select.select([sys.stdin], [], [], 0)[0]:
            return
        with suppress(Exception):
            importlib.import_module(module)


def main() -> None:
    """Warm up, wait for one job, do it."""
    if PROMPT not in sys.argv:
        with suppress(OSError):
            os.nice(_POLITE)
    os.umask(0o077)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _warm_up([module for module in sys.argv[1:] if module != PROMPT])
    folder = sys.stdin.readline().strip()
    if folder:
        job = Job(Path(folder))
        be_expendable(job.reads)
        perform(job)


if __name__ == "__main__":
    main()
