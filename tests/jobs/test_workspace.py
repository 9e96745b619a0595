import io
import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.jobs import Engine, Job, JobStatus, Workspace, reap
from synthesis.jobs.workspace import every_workspace

from .conftest import busy, wait


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_room_is_found_again_by_its_token_alone(space: Workspace) -> None:
    space.keep("table.csv", b"a,b\n1,2\n")
    again = Workspace.open(space.token)
    assert again == space
    assert (again.folder / "table.csv").read_bytes() == b"a,b\n1,2\n"


def test_rooms_and_files_are_for_their_owner_only(space: Workspace) -> None:
    assert _mode(space.folder) == _mode(space.folder / "jobs") == 0o700
    assert _mode(space.keep("a", b"")) == 0o600


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {Workspace.create().token for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../work", "a" * 31, "a" * 33, "../" + "a" * 29, "a" * 31 + "\n", "a" * 31 + "/", "a" * 32]
)
def test_no_room_is_opened_by_guessing_or_climbing(space: Workspace, token: str) -> None:
    assert Workspace.open(token) is None


def test_a_link_is_no_room(space: Workspace, tmp_path: Path) -> None:
    (space.folder.parent / ("b" * 32)).symlink_to(tmp_path)
    assert Workspace.open("b" * 32) is None
    (space.folder.parent / ("b" * 32)).unlink()


@pytest.mark.parametrize("name", ["", "..", "../a", "a/b", "/etc/passwd", ".hidden", "a\0b", "a\nb", "x" * 129])
def test_no_file_leaves_the_room(space: Workspace, name: str) -> None:
    with pytest.raises(UnusableOption):
        space.keep(name, b"")
    with pytest.raises(UnusableOption):
        space.read_json(name)


@pytest.mark.parametrize("job_id", ["", "..", "../..", "0" * 16, "0" * 16 + "-" + "0" * 6])
def test_no_job_is_opened_by_climbing(space: Workspace, job_id: str) -> None:
    assert space.job(job_id) is None


def test_bytes_paths_and_open_files_are_kept_alike(space: Workspace, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"same")
    kept = [space.keep("a", b"same"), space.keep("b", tmp_path / "source"), space.keep("c", io.BytesIO(b"same"))]
    assert {path.read_bytes() for path in kept} == {b"same"}


def test_a_file_that_breaks_off_leaves_the_old_one(space: Workspace) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ValueError

    space.keep("a", b"old")
    with pytest.raises(ValueError):
        space.keep("a", Broken())
    assert [path.name for path in space.folder.iterdir() if path.is_file()] == ["a"]
    assert (space.folder / "a").read_bytes() == b"old"


def test_json_goes_in_and_comes_out(space: Workspace) -> None:
    space.write_json("a.json", {"status": JobStatus("done", done=1.0), "nothing": float("nan")})
    assert space.read_json("a.json")["status"]["state"] == "done"
    assert space.read_json("a.json")["nothing"] is None
    assert space.read_json("b.json") is None


def test_jobs_are_listed_in_the_order_of_asking(space: Workspace, ask: Callable[..., Job]) -> None:
    asked = [ask("write", text=str(number)) for number in range(5)]
    assert space.jobs() == tuple(asked)
    assert [job.spec["text"] for job in space.jobs()] == list("01234")
    assert space.job(asked[2].id) == asked[2]
    assert asked[0].title == "write"
    assert asked[0].status().state == "queued"
    assert abs(asked[0].created - time.time()) < 10


def test_a_forgotten_room_is_gone_with_all_that_ran_in_it(
    engine: Engine, space: Workspace, ask: Callable[..., Job]
) -> None:
    job, waiting = ask("sleep", turns=600), ask("sleep", turns=600)
    engine.submit(job)
    engine.submit(waiting)
    wait(engine, job, busy)
    owner = job.owner()
    space.forget()
    assert owner is not None
    assert not owner.alive()
    assert Workspace.open(space.token) is None
    assert list(space.folder.parent.iterdir()) == []
    assert engine.status(job).over
    assert engine.status(waiting).over


def test_a_file_that_is_just_being_written_keeps_no_room_alive(space: Workspace) -> None:
    """A process that is at its last word holds the folder open, and writes there after the folder lost its name."""
    held, begun = os.open(space.folder, os.O_RDONLY), Event()

    def write() -> None:
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            with suppress(FileNotFoundError):
                os.close(os.open(secrets.token_hex(4), os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=held))
                begun.set()

    writer = Thread(target=write)
    writer.start()
    assert begun.wait(10)
    space.forget()
    writer.join()
    os.close(held)
    assert list(space.folder.parent.iterdir()) == []


def test_only_rooms_that_nobody_uses_are_reaped(engine: Engine, ask: Callable[..., Job], space: Workspace) -> None:
    old, new = Workspace.create(), Workspace.create()
    job = ask("sleep", turns=600)
    engine.submit(job)
    wait(engine, job, busy)
    (space.folder.parent / ".gone-left").mkdir()
    os.utime(old.folder, (0, 0))
    os.utime(space.folder, (0, 0))
    assert reap(older_than=3600) == 1
    assert set(every_workspace()) == {new, space}
    assert not (space.folder.parent / ".gone-left").exists()


def test_a_room_in_which_work_runs_is_not_reaped(engine: Engine, ask: Callable[..., Job], space: Workspace) -> None:
    job = ask("sleep", turns=600)
    engine.submit(job)
    wait(engine, job, busy)
    assert reap(older_than=-3600) == 0
    assert engine.status(job).state == "running"
