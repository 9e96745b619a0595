"""The process that a job depends on: known by host, number and time of birth, so that a reused number fools nobody."""

import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import psutil

_GRACE = 2.0
_CLOCK = 2.0


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
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < _CLOCK
            return bool(same and process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD))
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
        """What the worker's own children left running is killed; to be called while, or right after, it lived."""
        _signal(self.pid, signal.SIGKILL)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
