"""Jobs are queued, run one at a time, watched and ended: embedded in this process, or on a scheduler elsewhere."""

import atexit
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from synthesis.foundation.errors import MachineFailed, RunFailed, UnusableOption
from synthesis.jobs.job import LOG, Job
from synthesis.jobs.status import JobStatus
from synthesis.jobs.supervise import supervise
from synthesis.jobs.warm_worker import PRELOAD, Preload, cool, warm
from synthesis.jobs.workspace import every_workspace

if TYPE_CHECKING:
    from distributed import Client, Future, SpecCluster

ADDRESS = "SYNTHESIS_SCHEDULER"
WARM = "SYNTHESIS_WARM"
SLOT = "slot"
_PATIENCE = 0.5
_REACH = 10.0


class Engine:
    """Runs the jobs of every workspace, `slots` at a time, the rest in the order of asking; quick ones wait for nobody.

    Without an address it is a scheduler inside this process that opens no port. With one, such as
    tcp://host:8786, the same task runs on the organisation's own cluster, whose machines must have this program
    and see the same folder. The job's folder is the truth in both: an engine that starts finds what an earlier one
    left, watches what still runs, and calls failed what does not.
    """

    def __init__(self, address: str | None = None, *, slots: int = 1, preload: Preload = PRELOAD) -> None:
        self._preload = preload
        self._lock = threading.Lock()
        self._futures: dict[str, tuple[Job, Future[Any]]] = {}
        self._cluster, self._client = _connect(address, slots)
        self._slot = {SLOT: 1} if address is None else None
        if address is None:
            self._adopt()
            warm(preload)

    @classmethod
    def embedded(cls, *, slots: int = 1, preload: Preload = PRELOAD) -> "Engine":
        """An engine inside this process."""
        return cls(None, slots=slots, preload=preload)

    def submit(self, job: Job, *, quick: bool = False, roomy: bool = False) -> None:
        """The job waits for its turn, or is quick enough to begin at once, beside a long one; a `roomy` one needs so
        much memory that no worker stands in waiting meanwhile.

        UnusableOption if it was started before; RunFailed if there is no scheduler; MachineFailed, and the
        job is none, where the disk is full. On the organisation's own cluster
        a quick job goes before the others, but waits for a free worker.
        """
        if job.begun or job.status().over:
            raise UnusableOption("This work was started before.", "Start it anew.")
        if self._client.status != "running":
            raise RunFailed("The scheduler is gone.", "Ask whoever runs this server to start it again.")
        try:
            job.hold("waits", os.getpid())
        except MachineFailed:
            job.discard()
            raise
        self._hand_over(job, quick=quick, roomy=roomy)

    def status(self, job: Job) -> JobStatus:
        """Where the job stands now; one whose process is gone has failed, and is not run again."""
        return job.settle()

    def cancel(self, job: Job) -> JobStatus:
        """The job ends: at once if it waits or heeds the wish, within 2 s if it has to be killed.

        Returns within about half a second; what is still being ended then reads as running a little longer.
        """
        with self._lock:
            _, future = self._futures.get(job.id, (job, None))
        ending = threading.Thread(target=job.end, daemon=True)
        ending.start()
        ending.join(_PATIENCE)
        if future is not None and not job.begun:
            future.cancel()
        return job.status()

    def close(self) -> None:
        """This engine does nothing more. What runs goes on and is found by the next engine; what waits has failed."""
        with self._lock:
            waiting = [job for job, _ in self._futures.values() if not job.begun]
            self._futures.clear()
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()
            cool(self._preload)
        for job in waiting:
            if not job.begun and not (status := job.status()).over:
                job.conclude(status)

    def _hand_over(self, job: Job, *, quick: bool = False, roomy: bool = False) -> None:
        future = self._client.submit(
            supervise,
            str(job.folder),
            self._preload,
            prompt=quick,
            roomy=roomy,
            key=f"job-{job.id}",
            pure=False,
            retries=0,
            resources=None if quick else self._slot,
            priority=int(quick),
            fifo_timeout="0 ms",
        )
        with self._lock:
            self._futures[job.id] = (job, future)
        future.add_done_callback(partial(self._landed, job))

    def _landed(self, job: Job, future: "Future[Any]") -> None:
        """The scheduler is done with the job; if it lost the task, the job may have ended without a word."""
        with self._lock:
            self._futures.pop(job.id, None)
        if future.status == "error" and not job.status().over:
            LOG.error("Job %s: the scheduler lost its task", job.id)
            job.end()

    def _adopt(self) -> None:
        """Jobs that an earlier engine left running take their slot again; those that died with it have failed, and
        nothing that they put aside is left."""
        for space in every_workspace():
            for job in space.jobs():
                if job.settle().over and not job.held():
                    job.clear_up()
                elif not job.status().over and job.begun:
                    self._hand_over(job)


def _connect(address: str | None, slots: int) -> "tuple[SpecCluster | None, Client]":
    from distributed import Client

    from synthesis.jobs.in_process_cluster import in_process_cluster

    if address is None:
        cluster = in_process_cluster(slots, SLOT)
        return cluster, Client(cluster, set_as_default=False)
    try:
        return None, Client(address, timeout=_REACH, set_as_default=False)
    except (OSError, ValueError):
        raise RunFailed(
            "The scheduler for the work cannot be reached.", f"Check {ADDRESS}, or leave it empty to work here."
        ) from None


_engine: Engine | None = None
_making = threading.Lock()


def engine() -> Engine:
    """This process's engine, made once: embedded, or on the scheduler that SYNTHESIS_SCHEDULER names.

    With SYNTHESIS_WARM=0 no worker waits with its imports done: 400 MB less, and 5 s more before a job begins.
    """
    global _engine
    with _making:
        if _engine is None:
            preload = None if os.environ.get(WARM) == "0" else PRELOAD
            _engine = Engine(os.environ.get(ADDRESS) or None, preload=preload)
            atexit.register(_engine.close)
        return _engine
