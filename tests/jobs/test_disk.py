"""A full or shut disk is told as what it is, loses nothing, and once it is mended all works again."""

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthesis.foundation.errors import MachineFailed
from synthesis.jobs import Engine, Job, Workspace, atomic_files

from .conftest import busy, over, wait

Ask = Callable[..., Job]
FULL, SHUT, READ_ONLY = "disk is full", "may not be written", "only be read"


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """From now on, this process can begin no file for this reason; None mends it."""

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(fault[0], "secret cell")

    fault, begin = [0], tempfile.mkstemp

    def set_fault(number: int | None) -> None:
        fault[0] = number or 0
        monkeypatch.setattr(tempfile, "mkstemp", begin if number is None else fail)

    return set_fault


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EFBIG, FULL),
        (errno.EACCES, SHUT),
        (errno.EPERM, SHUT),
        (errno.EROFS, READ_ONLY),
        (errno.ENOENT, "is gone"),
        (errno.EIO, "disk failed"),
    ],
)
def test_what_cannot_be_stored_is_told_by_its_cause(
    space: Workspace, ask: Ask, disk: Callable[[int | None], None], number: int, word: str
) -> None:
    space.keep("a.csv", b"old")
    jobs = space.jobs()
    disk(number)
    for attempt in (lambda: space.keep("a.csv", b"new"), lambda: ask("write", text="x")):
        with pytest.raises(MachineFailed, match=word) as told:
            attempt()
        assert "secret" not in f"{told.value} {told.value.advice}"
        assert number in (errno.ENOENT,) or "SYNTHESIS_HOME" in told.value.advice
    assert (space.folder / "a.csv").read_bytes() == b"old"
    assert space.jobs() == jobs
    assert not list((space.folder / "jobs").iterdir())
    disk(None)
    assert space.keep("a.csv", b"new").read_bytes() == b"new"


@pytest.mark.parametrize("by", ["us", "a library"])
def test_work_that_fills_the_disk_says_so_and_the_next_one_works(engine: Engine, ask: Ask, by: str) -> None:
    job, after = ask("overfill", by=by), ask("write", text="next")
    engine.submit(job)
    engine.submit(after)
    status = wait(engine, job, over)
    assert status.state == "failed"
    assert FULL in str(status.happened)
    assert "SYNTHESIS_HOME" in str(status.advice)
    assert wait(engine, after, over).state == "done"


def test_a_job_that_finds_no_room_to_wait_is_none(
    engine: Engine, space: Workspace, ask: Ask, disk: Callable[[int | None], None]
) -> None:
    job = ask("write", text="x")
    disk(errno.ENOSPC)
    with pytest.raises(MachineFailed, match=FULL):
        engine.submit(job)
    assert space.jobs() == ()


def test_the_last_word_finds_room_on_a_full_disk(engine: Engine, ask: Ask, disk: Callable[[int | None], None]) -> None:
    job = ask("sleep", turns=600)
    engine.submit(job)
    wait(engine, job, busy)
    disk(errno.ENOSPC)
    owner = job.owner()
    assert owner is not None
    os.kill(owner.pid, 9)
    assert wait(engine, job, over).state == "failed"
    disk(None)
    assert job.status().state == "failed"
    assert "broke off" in str(job.status().happened)


def test_a_last_word_that_cannot_be_written_is_told_by_its_cause(
    ask: Ask, disk: Callable[[int | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask("write", text="x")
    disk(errno.EROFS)
    monkeypatch.setattr("synthesis.jobs.job.keep_in_place", lambda *_: False)
    status = job.conclude(job.status())
    assert status.state == "failed"
    assert READ_ONLY in str(status.happened)


def test_in_place_nothing_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"state": "running"}')
    assert atomic_files.keep_in_place(tmp_path, "a.json", b'{"a": 1}')
    assert atomic_files.read_json(tmp_path, "a.json") == {"a": 1}
    assert atomic_files.keep_in_place(tmp_path, "a.json", b'{"state": "failed, and longer"}')
    assert atomic_files.read_json(tmp_path, "a.json") == {"state": "failed, and longer"}
    assert not atomic_files.keep_in_place(tmp_path, "a.json", bytes(5000))
    assert not atomic_files.keep_in_place(tmp_path, "b.json", b"1")
    assert atomic_files.read_json(tmp_path, "a.json") == {"state": "failed, and longer"}


def test_a_room_on_a_disk_that_can_only_be_read_still_opens_and_says_why_it_stays(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "read-only")

    space.keep("a.csv", b"1")
    with monkeypatch.context() as shut:
        shut.setattr(os, "utime", refuse)
        shut.setattr(Path, "rename", refuse)
        assert Workspace.open(space.token) == space
        with pytest.raises(MachineFailed, match=READ_ONLY):
            space.forget()
        assert (space.folder / "a.csv").read_bytes() == b"1"
    space.forget()
    assert Workspace.open(space.token) is None
