"""The process that a job depends on: known by host, number and time of birth, so that a reused number fools nobody."""

import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

_GRACE = 2.0
_CLOCK = 2.0
_SHARED = Path("/dev/shm")
_NAMED = re.compile(r"(?:sem\.loky-|joblib_memmapping_folder_|torch_)(\d+)[-_].*")
"""What libraries put into shared memory under the number of a process."""


@dataclass(frozen=True)
class ProcessOwner:
    """While a job waits, the server that queued it; while it runs, the worker that does it."""

    role: Literal["waits", "works"]
    host: str
    pid: int
    born: float

    @classmethod
    def of(cls, role: Literal["waits", "works"], pid: int) -> "ProcessOwner":
        """The living process `pid` of this host; one that is gone already is born at 0 and never alive."""
        try:
            born = float(psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            born = 0.0
        return cls(role, socket.gethostname(), pid, born)

    @property
    def here(self) -> bool:
        """It runs, or ran, on this host."""
        return self.host == socket.gethostname()

    def alive(self) -> bool:
        """On this host there is a process with this number and birth (within 2 s) that has not ended."""
        try:
            return abs(psutil.Process(self.pid).create_time() - self.born) < _CLOCK and _lives(self.pid)
        except psutil.NoSuchProcess:
            return False

    def end(self, grace: float = _GRACE) -> None:
        """No process of the worker's group is left: asked to end, and killed `grace` seconds later.

        A server that merely holds a waiting job, and a process on another host, are left alone.
        """
        if self.role != "works" or not self.here or not self.alive():
            return
        _signal(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.sweep()
        while self.alive() and time.monotonic() < deadline + grace:
            time.sleep(0.02)

    def sweep(self) -> None:
        """What the worker's own children left running is killed, and what any of them put into shared memory is gone;
        to be called while, or right after, it lived."""
        group = _group(self.pid)
        _signal(self.pid, signal.SIGKILL)
        deadline = time.monotonic() + _GRACE
        while any(map(_lives, group)) and time.monotonic() < deadline:
            time.sleep(0.005)
        _clear_shared_memory({self.pid, *group})

    def clear_shared_memory(self) -> None:
        """What the worker put into this host's shared memory is gone, if the worker is."""
        if self.role == "works" and self.here:
            _clear_shared_memory({self.pid})


def _group(leader: int) -> tuple[int, ...]:
    """Every process of the group."""
    found = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == leader:
                found.append(pid)
    return tuple(found)


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD))
    except psutil.NoSuchProcess:
        return False


def _clear_shared_memory(pids: Collection[int]) -> None:
    """Nothing is left that a library named after one of these processes, unless that process lives."""
    for path in _SHARED.iterdir() if _SHARED.is_dir() else ():
        named = _NAMED.fullmatch(path.name)
        if named is None or int(named[1]) not in pids or _lives(int(named[1])):
            continue
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
