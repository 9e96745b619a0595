"""The thin task: the only thing that a scheduler ever runs. It starts one worker, watches it, and tells how it
ended."""

import subprocess
import time
from pathlib import Path

from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.machine import disk_failure
from synthesis.jobs import warm_worker
from synthesis.jobs.failures import place
from synthesis.jobs.job import FAILURE, LOG, Job
from synthesis.jobs.warm_worker import Preload

_LINGER = 5.0
_LOOK = 0.1

_left_running: list["subprocess.Popen[bytes]"] = []


def supervise(folder: str, preload: Preload, *, prompt: bool = False, roomy: bool = False) -> None:
    """The job in `folder` is over, or this scheduler's worker is closing and the job goes on without it.

    A `prompt` job has a worker of its own that starts without imports and does not step back behind other programs; for
    a `roomy` one, the worker in waiting makes room in memory while it runs.

    A job that somebody began before is only watched, never run again. Raises nothing: a scheduler would log the
    folder's name, which holds the token.
    """
    job = Job(Path(folder))
    try:
        if not job.claim():
            _watch(job, None)
        elif job.unwanted:
            job.abandon()
        else:
            _launch(job, preload, prompt, roomy)
    except Exception as fault:
        LOG.error("Job %s: %s at %s", job.id, type(fault).__name__, place(fault))
        job.abandon(fault if isinstance(fault, MachineFailed) else disk_failure(fault))


def _launch(job: Job, preload: Preload, prompt: bool, roomy: bool) -> None:
    if roomy:
        warm_worker.cool(preload)
    _left_running[:] = [worker for worker in _left_running if worker.poll() is None]
    worker = warm_worker.take(preload, prompt=prompt)
    try:
        job.hold("works", worker.pid)
    except Exception:
        warm_worker.dismiss(worker)
        raise
    warm_worker.feed(worker, job.folder)
    try:
        _watch(job, worker)
    finally:
        if worker.poll() is None:
            _left_running.append(worker)
    if _staffed():
        warm_worker.warm(preload)


def _watch(job: Job, worker: "subprocess.Popen[bytes] | None") -> None:
    """Until its process is gone. One that was not started here is known by its owner's file alone."""
    owner, over_since = job.owner(), None
    if owner is None or owner.role != "works" or not owner.here:
        job.settle()
        return
    while owner.alive():
        if not _staffed():
            return
        if job.status().over:
            over_since = over_since or time.monotonic()
        if job.unwanted or (over_since and time.monotonic() - over_since > _LINGER):
            owner.end()
        _pause(worker)
    owner.sweep()
    if worker is not None:
        worker.wait()
    job.clear_up()
    job.settle()
    _log_fault(job)


def _pause(worker: "subprocess.Popen[bytes] | None") -> None:
    if worker is None:
        time.sleep(_LOOK)
        return
    try:
        worker.wait(_LOOK)
    except subprocess.TimeoutExpired:
        return


def _staffed() -> bool:
    from distributed import get_worker
    from distributed.core import Status

    return bool(get_worker().status == Status.running)


def _log_fault(job: Job) -> None:
    if fault := job.read_json(FAILURE):
        LOG.error("Job %s: %s at %s", job.id, fault["kind"], fault["place"])
