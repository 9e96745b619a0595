"""A command runs in a process of its own: where the system ends it over a file, somebody is left to say so."""

import atexit
import ctypes
import mmap
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from synthesis.foundation.ceiling import be_expendable, died_reading
from synthesis.foundation.errors import MachineFailed, RunFailed, SynthesisError

_DIES_WITH_ITS_PARENT = 1
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP)
_KILLED = MachineFailed(
    "The command was ended from outside, most likely since the memory ran out.",
    "Use fewer rows or a lighter generator, or close other programs.",
)


def watched(perform: Callable[[], int], tell: Callable[[SynthesisError], int]) -> int:
    """The exit code of `perform`, done by a child of this process; `tell` says how it ended, where the system ended it.

    Nothing may have started a thread before. The child is asked to end where this process is, or is gone, and tidies up
    after itself."""
    reading = mmap.mmap(-1, 1)
    parent, child = os.getpid(), os.fork()
    if child == 0:
        _begin(parent, reading)
        _leave(perform())
    for number in _PASSED_ON:
        signal.signal(number, lambda given, _: _signal(child, given))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else tell(_ended(code, reading[0] == 1))


def _ended(code: int, reading: bool) -> SynthesisError:
    """What is said of a command that the signal -`code` ended."""
    if reading:
        return died_reading(code)
    if code == -signal.SIGKILL:
        return _KILLED
    named = signal.Signals(-code).name
    return RunFailed(f"The command was ended by {named}.", "Start it again; if it stays, report this line.")


def _begin(parent: int, reading: mmap.mmap) -> None:
    def mark(within: bool) -> None:
        reading[0] = int(within)

    be_expendable(mark)
    for number in _PASSED_ON:
        signal.signal(number, _interrupt_once)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_ITS_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _interrupt_once(*_: object) -> None:
    """An interruption; to be asked again does not disturb what tidies up meanwhile."""
    for number in _PASSED_ON:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _leave(code: int) -> None:
    """This process ends as the interpreter would end it, but for what libraries' threads still do: Arrow's abort it."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _signal(child: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, number)
