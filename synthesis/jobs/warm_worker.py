"""Worker processes, and one in waiting that has its imports behind it."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

PRELOAD = ("pandas", "sklearn.ensemble", "scipy.stats", "sdv.single_table", "anonymeter.evaluators")
"""What a worker imports before it is needed: most of what any job wants. 5 s and 400 MB, once."""

Preload = tuple[str, ...] | None
"""Modules that a worker in waiting imports; None where no worker waits and each starts cold."""

PROMPT = "--prompt"
"""What tells a worker that somebody waits for it: it does not step back behind other programs."""

_lock = threading.Lock()
_waiting: dict[tuple[str, ...], "subprocess.Popen[bytes]"] = {}


def take(preload: Preload, *, prompt: bool = False) -> "subprocess.Popen[bytes]":
    """A living worker that nobody else has: the one in waiting if there is one, else a new one without imports; a
    `prompt` one is always new."""
    if prompt:
        return _spawn((PROMPT,))
    with _lock:
        waiting = None if preload is None else _waiting.pop(preload, None)
    if waiting is not None and waiting.poll() is None:
        return waiting
    dismiss(waiting)
    return _spawn(())


def warm(preload: Preload) -> None:
    """One worker waits with `preload` imported, or soon will."""
    if preload is None:
        return
    with _lock:
        waiting = _waiting.get(preload)
        if waiting is None or waiting.poll() is not None:
            dismiss(waiting)
            _waiting[preload] = _spawn(preload)


def cool(preload: Preload) -> None:
    """No worker waits with `preload` any more."""
    if preload is not None:
        with _lock:
            dismiss(_waiting.pop(preload, None))


def feed(worker: "subprocess.Popen[bytes]", folder: Path) -> None:
    """The worker has its job; a worker that died before is noticed by whoever watches it."""
    assert worker.stdin is not None
    with suppress(BrokenPipeError):
        worker.stdin.write(f"{folder}\n".encode())
        worker.stdin.flush()
    with suppress(BrokenPipeError):
        worker.stdin.close()


def _spawn(arguments: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    """A worker in a process group of its own, that one signal can end with all its children."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "synthesis.jobs.worker", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(paths)},
    )


def dismiss(worker: "subprocess.Popen[bytes] | None") -> None:
    """A worker that nobody has work for is gone."""
    if worker is None:
        return
    worker.kill()
    worker.wait()
    if worker.stdin is not None:
        with suppress(BrokenPipeError):
            worker.stdin.close()
