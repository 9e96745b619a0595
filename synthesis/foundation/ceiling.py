"""What reading one file may take of the machine, so that no file ends the program that serves everybody.

Limits are the system's own (`setrlimit`): a library that asks for too much fails or takes its process with it, whatever
it would have caught. They are therefore set only in a process that somebody watches and can do without."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path

from synthesis.foundation.errors import UnreadableTable
from synthesis.foundation.memory import free_bytes

MEMORY_AT_LEAST = 2 << 30
"""Bytes that any file may take: a table of 4 MB is described in a tenth of that."""

MEMORY_A_BYTE = 24
"""Bytes of memory for each byte of the file unpacked: six times what text takes at its worst (4 a byte)."""

MEMORY_SHARE = 0.7
"""The share of the memory that is free now which one file may take: the rest is everybody else's."""

SECONDS_AT_LEAST = 60
"""Seconds of computing that any file may take: a table of 4 MB is described in two to five."""

SECONDS_A_MEGABYTE = 10
"""Seconds of computing for each megabyte unpacked: three times what 600 rows of 2,000 columns take, whose pairs are
compared (45 s for 9 MB)."""

_MEGA = 1 << 20
_SMALL_MACHINE = 512 << 20

_NEXT = (
    "Clear what lies far from the table (stray cells, empty columns and rows), bring fewer rows or columns, or save it "
    "as CSV."
)
TOO_MUCH = ("Reading the file took more memory or time than a file of its size may take.", _NEXT)
OUT_OF_MEMORY = ("The file needs more memory than a file of its size may take.", _NEXT)
OUT_OF_TIME = ("The file needs more computing time than a file of its size may take.", _NEXT)
BROKE_THE_READER = ("The file broke the program that reads it.", "Save it again, or bring it as CSV.")

_watched: Callable[[bool], object] | None = None
_within = ContextVar("within", default=False)


def be_expendable(tell: Callable[[bool], object]) -> None:
    """From now on ceilings hold in this process: whoever watches it is told when one is entered and left; where the
    system must end a process, it ends this one first, and keeps no image of what was in its memory."""
    global _watched
    _watched = tell
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900", "ascii")


@contextmanager
def ceiling(size: int) -> Iterator[None]:
    """A file that holds `size` bytes unpacked is read and described inside, within its share of memory and computing.

    UnreadableTable where the memory does not suffice. A process that may be lost is ended by the system where it goes
    beyond that. Inside another ceiling the outer one holds."""
    if _within.get():
        yield
        return
    entered = _within.set(True)
    try:
        with _limits(size) if _watched else nullcontext(), _silence() if _watched else nullcontext():
            yield
    except MemoryError:
        raise UnreadableTable(*OUT_OF_MEMORY) from None
    finally:
        _within.reset(entered)


def inside() -> bool:
    """Whether a ceiling holds here."""
    return _within.get()


def died_reading(code: int) -> UnreadableTable:
    """What a user is told of a file over which a process ended by the signal -`code`."""
    if code == -signal.SIGXCPU:
        return UnreadableTable(*OUT_OF_TIME)
    if code in (-signal.SIGKILL, -signal.SIGABRT):
        return UnreadableTable(*OUT_OF_MEMORY)
    return UnreadableTable(*BROKE_THE_READER)


def memory_for(size: int) -> int:
    """Bytes of memory that a file of so many bytes may take now."""
    most = max(MEMORY_SHARE * free_bytes(), _SMALL_MACHINE)
    return int(min(MEMORY_AT_LEAST + MEMORY_A_BYTE * size, most))


def seconds_for(size: int) -> int:
    """Seconds of computing that a file of so many bytes may take."""
    return SECONDS_AT_LEAST + SECONDS_A_MEGABYTE * size // _MEGA


@contextmanager
def _limits(size: int) -> Iterator[None]:
    """The soft limits of data and computing time are a file's, counted from now, and what they were afterwards."""
    assert _watched is not None
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + 1 + seconds_for(size)}
    if (data := _data_now()) is not None:
        wanted[resource.RLIMIT_DATA] = data + memory_for(size)
    before = {which: resource.getrlimit(which) for which in wanted}
    _watched(True)
    try:
        for which, most in wanted.items():
            soft, hard = before[which]
            bounds = [bound for bound in (most, soft) if bound != resource.RLIM_INFINITY]
            resource.setrlimit(which, (min(bounds), hard))
        yield
    finally:
        for which, limits in before.items():
            resource.setrlimit(which, limits)
        _watched(False)


def _data_now() -> int | None:
    """Bytes that count against the limit of data now; None where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:")), None)


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing reaches stderr: libraries that give up say so there, in words that nobody chose."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
