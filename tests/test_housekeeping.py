"""The running server removes what is too old by a clock, and says where nothing can be stored."""

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from components.server import housekeeping
from components.shared import cache, disk
from synthesis.foundation.errors import RunFailed
from synthesis.jobs import Workspace, passing
from tests.pages import open_app, said


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SYNTHESIS_KEEP_DAYS", raising=False)
    monkeypatch.setattr(disk, "_known", (float("-inf"), None))
    return tmp_path / "home"


def aged(space: Workspace, days: float) -> Workspace:
    os.utime(space.folder, (time.time() - days * 86_400,) * 2)
    return space


def test_old_work_goes_while_the_server_runs_whatever_else_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RunFailed("The scheduler for the work cannot be reached.", "Check it.")

    monkeypatch.setattr(housekeeping, "engine", broken)
    ended, young = threading.Event(), Workspace.create()
    clock = threading.Thread(target=housekeeping.keep_house, args=(ended, 0.02))
    clock.start()
    for _ in range(2):  # twice: not only when the server starts
        old, upload = Workspace.create(), passing.place("browser", "0a1b")
        cache.FOUND.put((old.token, 1), "rows")
        upload.write_bytes(b"x")
        os.utime(upload, (1, 1))
        aged(old, 7.1)
        deadline = time.monotonic() + 20
        while old.exists or upload.exists() or old.token in cache.FOUND.tokens():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    ended.set()
    clock.join(20)
    assert not clock.is_alive()
    assert young.exists


def test_work_that_is_looked_at_counts_as_used() -> None:
    space, other = aged(Workspace.create(), 6.9), aged(Workspace.create(), 7.1)
    space.write_json("session.json", {})
    aged(space, 7.1)
    open_app(space.token)
    housekeeping.clean()
    assert space.exists
    assert not other.exists


@pytest.mark.parametrize(("said_days", "days"), [("", 7.0), ("0.5", 0.5), ("30", 30.0), ("a week", 7.0), ("0", 7.0)])
def test_how_long_work_stays_can_be_said(monkeypatch: pytest.MonkeyPatch, said_days: str, days: float) -> None:
    monkeypatch.setenv("SYNTHESIS_KEEP_DAYS", said_days)
    assert housekeeping.kept_days() == days


def test_a_room_that_cannot_be_removed_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    spaces, forget = (
        sorted((aged(Workspace.create(), 8) for _ in range(2)), key=lambda space: space.token),
        Workspace.forget,
    )

    def sometimes(space: Workspace) -> None:
        if space == spaces[0]:
            raise RunFailed("Some files could not be removed.", "Ask.")
        forget(space)

    monkeypatch.setattr(Workspace, "forget", sometimes)
    housekeeping.clean()
    assert [space.exists for space in spaces] == [True, False]


def test_a_folder_that_cannot_be_made_is_told_at_start_and_on_the_page_until_it_can(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, own_home: Path
) -> None:
    monkeypatch.setenv("SYNTHESIS_HOME", "/dev/null/home")
    with caplog.at_level(logging.ERROR):
        housekeeping.tell_trouble()
    assert "/dev/null/home" in caplog.text
    assert "SYNTHESIS_HOME" in caplog.text
    at = open_app()
    assert "nothing can be stored" in said(at)
    assert "SYNTHESIS\\_HOME" in said(at)
    monkeypatch.setenv("SYNTHESIS_HOME", str(own_home))
    monkeypatch.setattr(disk, "_GOOD_FOR", 0.0)
    assert "nothing can be stored" not in said(at.run())


def test_uploads_of_a_browser_session_go_with_it_and_no_other() -> None:
    for session in ("mine", "theirs"):
        passing.place(session, "0a1b").write_bytes(b"x")
    passing.forget("mine")
    passing.forget("../passing")
    assert [path.parent.name for path in passing.folder().rglob("0a1b")] == ["theirs"]
