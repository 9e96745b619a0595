"""How soon a job starts, how soon it ends when told to, and how soon its status is read: one line of JSON.

`python bench/jobs.py`, from the project's root.
"""

import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from synthesis.foundation.progress import Report, Step
from synthesis.jobs import Engine, Job, Workspace

_READS = 200
_WARM_UP = 30.0


def prepare(folder: Path, spec: dict[str, Any], report: Report) -> None:
    """Import what a CTGAN needs."""
    import sdv.single_table  # noqa: F401

    report(Step("Ready", 1.0))


def spin(folder: Path, spec: dict[str, Any], report: Report) -> None:
    """Use a whole core until ended, deaf to a polite request where asked to be."""
    if spec["deaf"]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    report(Step("Spinning", 0.5))
    while True:
        pass


def _until(wanted: Callable[[], bool]) -> float:
    begun = time.perf_counter()
    while not wanted():
        time.sleep(0.002)
    return time.perf_counter() - begun


def _ask(engine: Engine, space: Workspace, entry: str, **spec: Any) -> Job:
    job = space.new_job(f"bench.jobs:{entry}", spec, entry)
    engine.submit(job)
    return job


def start(engine: Engine, space: Workspace) -> dict[str, float]:
    """Seconds from asking to the first status of the worker, and to having SDV at hand."""
    job = _ask(engine, space, "prepare")
    running = _until(lambda: job.status().state != "queued")
    return {"running": running, "ready": running + _until(lambda: job.status().over)}


def cancel(engine: Engine, space: Workspace, *, deaf: bool) -> float:
    """Seconds from the wish to the end of the process."""
    job = _ask(engine, space, "spin", deaf=deaf)
    _until(lambda: job.status().done > 0)
    holder = job.owner()
    assert holder is not None
    begun = time.perf_counter()
    engine.cancel(job)
    _until(lambda: not holder.alive())
    return time.perf_counter() - begun


def poll(engine: Engine, space: Workspace) -> dict[str, float]:
    """Milliseconds for one reading of the status while a job uses a whole core."""
    job, taken = _ask(engine, space, "spin", deaf=False), []
    _until(lambda: job.status().done > 0)
    for _ in range(_READS):
        begun = time.perf_counter()
        engine.status(job)
        taken.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.01)
    engine.cancel(job)
    return {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1], "max": max(taken)}


def measure() -> dict[str, Any]:
    """All figures, in a folder of their own."""
    space, begun = Workspace.create(), time.perf_counter()
    engine = Engine.embedded(preload=None)
    found: dict[str, Any] = {"engine_seconds": time.perf_counter() - begun, "cold_seconds": start(engine, space)}
    found["cancel_seconds"] = cancel(engine, space, deaf=False)
    found["cancel_deaf_seconds"] = cancel(engine, space, deaf=True)
    found["poll_milliseconds"] = poll(engine, space)
    engine.close()
    engine = Engine.embedded()
    time.sleep(_WARM_UP)
    found["warm_seconds"] = start(engine, space)
    engine.close()
    space.forget()
    return found


def _rounded(value: Any) -> Any:
    return {key: _rounded(item) for key, item in value.items()} if isinstance(value, dict) else round(value, 3)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["SYNTHESIS_HOME"] = home
        print(json.dumps({"load": round(os.getloadavg()[0], 1), **_rounded(measure())}))
