"""What several rooms' tests share: a home of their own, and a finished piece of work for the pages."""

import atexit
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from synthesis.jobs import Workspace

settings.register_profile("same", derandomize=True)
settings.load_profile("same")
"""Every run of the tests asks the same questions: a change of the program alone makes one fail."""

_HOME = tempfile.mkdtemp(prefix="understudy-tests-")
os.environ["SYNTHESIS_HOME"] = _HOME
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
"""No test touches the user's own home: set before anything of the program is imported. Each process that tests has one
of its own."""

if "PYTEST_XDIST_TESTRUNUID" in os.environ:
    kept = Path(_HOME, "secret")
    kept.write_bytes(hashlib.sha256(os.environ["PYTEST_XDIST_TESTRUNUID"].encode()).digest())
    kept.chmod(0o600)
"""Processes that share the tests out have one secret, for they know the same finished work by it."""

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""Tests work on small tables, for which threads cost more than they bring."""


def pytest_make_parametrize_id(val: object) -> str | None:
    """Content is named by its length: tests have the same names in every process, whatever a packed file says of the
    time."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """The folder that stands for the installation's home in every test; gone afterwards."""
    yield Path(_HOME)
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample table, 800 rows of it."""
    from synthesis.tables import sample_csv

    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    path.write_bytes(sample_csv(800))
    return path


@pytest.fixture(scope="session")
def finished_work(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> str:
    """The token of a workspace in which the real journey went from the sample table to a judged candidate.

    The journey is made once: a process that shares the tests with others copies what the first of them made."""
    from synthesis.jobs import Workspace

    base = tmp_path_factory.getbasetemp()
    place = base.parent if hasattr(pytestconfig, "workerinput") else base
    with (place / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (place / "finished").exists():
            space = Workspace.create()
            shutil.copytree(place / "finished", space.folder, dirs_exist_ok=True)
        else:
            space = _finished(sample_file)
            shutil.copytree(space.folder, place / "finished")
    return space.token


def _finished(sample_file: Path) -> "Workspace":
    from components.shared.session import Session
    from synthesis.foundation.progress import silent
    from synthesis.jobs import JobStatus, Workspace
    from synthesis.journey import Judging, job_spec, run_job
    from synthesis.journey.description import understand

    space = Workspace.create()
    source = space.keep("source.csv", sample_file)
    table = understand(source, "sample")
    work = Session(workspace=space)
    work.keep_table("source.csv", table)
    work.keep_columns(table, confirmed=True)
    spec = job_spec(source, work.recipe(), Judging(work.policy, attacks=200))
    extra = {"revision": work.revision, "fingerprint": work.fingerprint}
    job = space.new_job("synthesis.journey:run_job", {**spec, **extra}, "Trees, seed 0")
    run_job(job.folder, spec, silent)
    job.write_status(JobStatus("done", "Done", 1.0, started=1.0, updated=2.0, finished=2.0))
    work.pick(job)
    return space


@pytest.fixture
def copy_work(finished_work: str) -> Iterator[Callable[[], str]]:
    """Makes copies of the finished work, each under a token of its own, so that no test disturbs another."""
    from synthesis.jobs import Workspace

    made: list[Workspace] = []

    def copy() -> str:
        space = Workspace.create()
        shutil.copytree(Workspace(finished_work).folder, space.folder, dirs_exist_ok=True)
        made.append(space)
        return space.token

    yield copy
    for space in made:
        space.forget()


@pytest.fixture
def work(copy_work: Callable[[], str]) -> str:
    """The token of a finished piece of work that this test may change."""
    return copy_work()
