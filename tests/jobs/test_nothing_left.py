"""Whatever way a job ends, no training value stays in shared memory or a temporary folder; Forget leaves none."""

import os
import signal
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import psutil
import pytest

from synthesis.jobs import Engine, Job, Workspace
from synthesis.jobs.job import SCRATCH
from synthesis.jobs.process_owner import ProcessOwner
from synthesis.journey import Judging, job_spec
from synthesis.recipe import Recipe
from synthesis.release.policy import PUBLIC

from .conftest import busy, over, wait

WORD, NUMBER = "Quaxolwyn-Ybbsitz-7719", 0.7319462081735195e-3
MARKS = (WORD.encode(), struct.pack("<d", NUMBER), repr(NUMBER).encode())
SHARED = Path("/dev/shm")
_LARGEST = 64 << 20

Ask = Callable[..., Job]


def marked(since: float, *places: Path) -> list[Path]:
    """Every file in `places`, in shared memory and, of those that changed since then, in the system's temporary folder
    that holds a mark, by name or content."""
    roots = [*places, *SHARED.glob("*"), *(path for path in Path(tempfile.gettempdir()).iterdir() if _new(path, since))]
    return sorted({path for root in roots for path in (root, *_beneath(root)) if _holds(path, since)})


def _beneath(root: Path) -> Iterator[Path]:
    """Everything under `root`; what others remove meanwhile is passed over."""
    for folder, folders, files in os.walk(root):
        yield from (Path(folder, name) for name in (*folders, *files))


def _new(path: Path, since: float) -> bool:
    try:
        return path.lstat().st_ctime >= since
    except OSError:
        return False


def _holds(path: Path, since: float) -> bool:
    try:
        if WORD in path.name:
            return True
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST or not _new(path, since):
            return False
        content = path.read_bytes()
    except OSError:
        return False
    return any(mark in content for mark in MARKS)


@pytest.fixture
def since() -> float:
    return time.time() - 1


def begun(engine: Engine, space: Workspace) -> tuple[Job, list[int]]:
    """A job whose values lie in files of its own now, and every process that knows them."""
    job = space.new_job("tests.jobs.entries_aside:put_aside", {"word": WORD, "number": NUMBER}, "aside")
    engine.submit(job)
    deadline = time.monotonic() + 60
    while len(pids := [path.read_text() for path in job.folder.glob("held-*")]) < 2 or not all(pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    owner = job.owner()
    assert owner is not None
    return job, [owner.pid, *map(int, pids)]


def shared_by(pids: list[int]) -> list[str]:
    return [path.name for path in SHARED.glob("*") if any(f"-{pid}-" in path.name for pid in pids)]


def clean(job: Job, pids: list[int]) -> bool:
    """Soon nothing is left of what the job put aside, and none of its processes."""
    deadline = time.monotonic() + 20
    while (job.folder / SCRATCH).exists() or shared_by(pids) or any(map(_lives, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end_by_cancelling(engine: Engine, job: Job) -> None:
    engine.cancel(job)
    assert wait(engine, job, over).state == "cancelled"


def end_by_a_kill(engine: Engine, job: Job) -> None:
    owner = job.owner()
    assert owner is not None
    os.kill(owner.pid, signal.SIGKILL)
    assert wait(engine, job, over).state == "failed"


def end_with_the_server(engine: Engine, job: Job) -> None:
    engine.close()
    owner = job.owner()
    assert owner is not None
    os.killpg(owner.pid, signal.SIGKILL)
    while owner.alive():
        time.sleep(0.02)
    assert (job.folder / SCRATCH).exists()
    Engine.embedded(preload=None).close()


@pytest.mark.parametrize("end", [end_by_cancelling, end_by_a_kill, end_with_the_server])
def test_what_a_job_put_aside_goes_with_its_end_and_all_else_with_forget(
    engine: Engine, home: Path, space: Workspace, since: float, end: Callable[[Engine, Job], None]
) -> None:
    job, pids = begun(engine, space)
    apart = marked(since, home)
    assert {path.parts[len(job.folder.parts)] for path in apart if job.folder in path.parents} == {SCRATCH, "spec.json"}
    assert all(job.folder in path.parents for path in apart)
    assert any("joblib" in str(path) for path in apart)
    end(engine, job)
    assert clean(job, pids)
    assert [path.name for path in marked(since, home)] == ["spec.json"]
    space.forget()
    assert not marked(since, home)


@pytest.mark.parametrize(("breaks", "state"), [(False, "done"), (True, "failed")])
def test_nothing_is_put_aside_when_work_is_over(engine: Engine, ask: Ask, breaks: bool, state: str) -> None:
    job = ask("jot", breaks=breaks)
    engine.submit(job)
    assert wait(engine, job, over).state == state
    places = (job.folder / "out.txt").read_text().split()
    assert places[0] == str(job.folder / SCRATCH)
    assert places[1].startswith(f"{places[0]}/")
    assert clean(job, [])


@pytest.fixture
def source(space: Workspace) -> Path:
    rows = range(400)
    frame = pd.DataFrame({"x": [NUMBER + row for row in rows], "g": [f"g{row % 5}" for row in rows]})
    frame.loc[7, "g"], frame.loc[0, "x"] = WORD, NUMBER
    return space.keep("source-1.csv", frame.to_csv(index=False).encode())


def test_forget_in_the_middle_of_a_real_run_leaves_nothing(
    engine: Engine, home: Path, space: Workspace, source: Path, since: float
) -> None:
    spec = job_spec(source, Recipe("trees"), Judging(PUBLIC, attacks=200))
    job = space.new_job("synthesis.journey:run_job", spec, "run")
    engine.submit(job)
    assert marked(since, home)
    wait(engine, job, busy)
    owner = job.owner()
    assert owner is not None
    space.forget()
    assert not owner.alive()
    assert not marked(since, home)


def test_only_what_a_dead_worker_left_in_shared_memory_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synthesis.jobs.process_owner._SHARED", tmp_path)
    dead, alive = 2**22 + 1, os.getpid()
    for pid in (dead, alive):
        (tmp_path / f"sem.loky-{pid}-abc").touch()
        (tmp_path / f"joblib_memmapping_folder_{pid}_a_b").mkdir()
    (tmp_path / f"sem.loky-{dead}0-abc").touch()
    (tmp_path / "somebody-else").touch()
    ProcessOwner.of("waits", dead).clear_shared_memory()
    assert len(list(tmp_path.iterdir())) == 6
    ProcessOwner.of("works", dead).clear_shared_memory()
    ProcessOwner.of("works", alive).clear_shared_memory()
    left = {f"sem.loky-{alive}-abc", f"joblib_memmapping_folder_{alive}_a_b", f"sem.loky-{dead}0-abc", "somebody-else"}
    assert {path.name for path in tmp_path.iterdir()} == left
