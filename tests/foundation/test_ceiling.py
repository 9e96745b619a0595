"""What a file may take: limits hold in a process that may be lost, and nowhere else."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.foundation import ceiling as module
from synthesis.foundation.ceiling import ceiling, died_reading, inside, memory_for, seconds_for
from synthesis.foundation.errors import UnreadableTable

ROOT = Path(__file__).resolve().parents[2]
BEGIN = """
import os
from synthesis.foundation import ceiling
from synthesis.foundation.errors import UnreadableTable
said = []
ceiling.be_expendable(said.append)
"""


def expendable(script: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own does the script, in which ceilings hold."""
    return subprocess.run([sys.executable, "-c", BEGIN + script], cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_a_file_may_take_grows_with_it_and_never_takes_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_bytes", lambda: 100 << 30)
    assert memory_for(0) == 2 << 30
    assert memory_for(1 << 30) == 26 << 30
    assert memory_for(8 << 30) == 70 << 30
    monkeypatch.setattr(module, "free_bytes", lambda: 1 << 20)
    assert memory_for(8 << 30) == 512 << 20
    assert (seconds_for(0), seconds_for(10 << 20)) == (60, 160)


def test_memory_beyond_the_ceiling_is_refused_and_the_process_goes_on() -> None:
    done = expendable("""
ceiling.MEMORY_AT_LEAST = 64 << 20
try:
    with ceiling.ceiling(0):
        within = ceiling.inside()
        bytearray(256 << 20)
except UnreadableTable as error:
    print(error.happened, within, said, len(bytearray(256 << 20)))
""")
    assert done.stdout.strip() == f"{module.OUT_OF_MEMORY[0]} True [True, False] {256 << 20}"


def test_computing_beyond_the_ceiling_ends_the_process() -> None:
    done = expendable("""
ceiling.SECONDS_AT_LEAST = 0
with ceiling.ceiling(0):
    while True:
        pass
""")
    assert died_reading(done.returncode).happened == module.OUT_OF_TIME[0]


def test_a_library_that_gives_up_is_not_heard() -> None:
    done = expendable("""
with ceiling.ceiling(0):
    os.write(2, b"secret cell")
os.write(2, b"afterwards")
""")
    assert done.stderr == "afterwards"


def test_where_nobody_watches_nothing_is_limited_and_missing_memory_is_told() -> None:
    before = [resource.getrlimit(which) for which in (resource.RLIMIT_DATA, resource.RLIMIT_CPU)]
    with pytest.raises(UnreadableTable, match="more memory"), ceiling(0):  # noqa: PT012
        assert [resource.getrlimit(which) for which in (resource.RLIMIT_DATA, resource.RLIMIT_CPU)] == before
        with ceiling(1):
            assert inside()
        assert inside()
        raise MemoryError
    assert not inside()


@pytest.mark.parametrize(
    ("code", "word"), [(-24, "time"), (-9, "memory"), (-6, "memory"), (-11, "broke"), (1, "broke")]
)
def test_how_a_process_ended_is_told_as_what_it_is(code: int, word: str) -> None:
    assert word in died_reading(code).happened
    assert died_reading(code).advice
