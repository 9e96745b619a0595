"""A home of its own for every test, and an engine that waits for nobody."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthesis.jobs import Engine, Job, JobStatus, Workspace


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts, waits for and ends processes runs one after the other even where tests are shared out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("jobs"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def space(home: Path) -> Iterator[Workspace]:
    space = Workspace.create()
    yield space
    space.forget()


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine.embedded(preload=None)
    yield engine
    engine.close()


@pytest.fixture
def ask(space: Workspace) -> Callable[..., Job]:
    """Make a job of one of the entries."""
    return lambda name, **spec: space.new_job(f"tests.jobs.entries:{name}", spec, name)


def wait(engine: Engine, job: Job, wanted: Callable[[JobStatus], bool], seconds: float = 60) -> JobStatus:
    """The first status that is as `wanted`."""
    deadline = time.monotonic() + seconds
    while not wanted(status := engine.status(job)):
        assert time.monotonic() < deadline, status
        time.sleep(0.02)
    return status


def over(status: JobStatus) -> bool:
    return status.over


def busy(status: JobStatus) -> bool:
    return status.state == "running" and status.done > 0


def files_of(folder: Path) -> dict[str, Any]:
    """Every file beneath `folder`, by name, as text."""
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}
