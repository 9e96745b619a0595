"""A command is done by a child: whatever ends it is told in two lines, and neither outlives the other."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.hostile import workbook

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import os, signal, sys, time
from synthesis.cli.program import _code_of, _tell
from synthesis.cli.watched import watched
from synthesis.foundation.ceiling import ceiling
def perform():
    {}
sys.exit(watched(perform, lambda error: _tell(error, _code_of(error))))
"""


def started(perform: str) -> "subprocess.Popen[str]":
    """A process in which a command that does this is watched."""
    command = [sys.executable, "-c", SCRIPT.format(perform)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("perform", "code", "word"),
    [
        ("print('done', end=''); return 3", 3, ""),
        ("with ceiling(0): os.abort()", 2, "memory"),
        ("with ceiling(0): os.kill(os.getpid(), signal.SIGXCPU)", 2, "computing time"),
        ("with ceiling(0): os.kill(os.getpid(), signal.SIGSEGV)", 2, "broke the program that reads it"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 2, "ended from outside"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 4, "SIGSEGV"),
    ],
)
def test_the_end_of_a_command_is_told_as_what_it_is(perform: str, code: int, word: str) -> None:
    done = started(perform)
    out, err = done.communicate(timeout=60)
    assert (done.returncode, out) == (code, "" if word else "done")
    assert len(err.splitlines()) == (2 if word else 0)
    assert word in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_does_not_outlive_whoever_watches_it(number: signal.Signals) -> None:
    done = started("print(os.getpid(), flush=True); time.sleep(60)")
    assert done.stdout is not None
    child = int(done.stdout.readline())
    assert child != done.pid
    done.send_signal(number)
    done.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_file_that_aborts_its_reader_is_refused_in_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook("XFD1048576", spelt=" r='{}'"))
    command = [sys.executable, "-m", "synthesis", "describe", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(",")[0] for line in done.stderr.splitlines()] == [
        "The file needs more memory than a file of its size may take.",
        "Clear what lies far from the table (stray cells",
    ]
