import itertools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from synthesis.foundation.errors import RunFailed, UnusableOption
from synthesis.jobs import Engine, Job, Workspace, dask_engine, warm_worker

from .conftest import busy, files_of, over, wait

Ask = Callable[..., Job]
ROOT = Path(__file__).resolve().parents[2]


def _pid(job: Job) -> int:
    owner = job.owner()
    assert owner is not None
    assert owner.role == "works"
    return owner.pid


def _gone(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_work_is_done_and_its_files_stay(engine: Engine, ask: Ask) -> None:
    job = ask("write", text="made")
    engine.submit(job)
    status = wait(engine, job, over)
    assert (status.state, status.stage, status.done) == ("done", "Writing", 1.0)
    assert (job.folder / "out.txt").read_text() == "made"
    assert status.started is not None
    assert status.finished is not None
    assert job.created <= status.started <= status.finished <= time.time()
    assert status.seconds_left is status.happened is status.advice is None


def test_progress_is_seen_and_never_goes_back(engine: Engine, ask: Ask) -> None:
    job, seen = ask("sleep", turns=30), []
    engine.submit(job)
    wait(engine, job, lambda status: bool(seen.append(status)) or status.over)
    shares = [status.done for status in seen]
    assert shares == sorted(shares)
    assert len(set(shares)) >= 5
    assert any(status.stage == "Sleeping" for status in seen)
    left = [status.seconds_left for status in seen if status.seconds_left is not None]
    assert left
    assert max(left) < 10


def test_a_failure_says_what_happened_and_what_to_do(engine: Engine, ask: Ask) -> None:
    job = ask("fail")
    engine.submit(job)
    status = wait(engine, job, over)
    assert (status.state, status.happened, status.advice) == ("failed", "It did not settle.", "Halve the rate.")


def test_a_fault_leaves_its_type_and_place_and_no_cell(
    engine: Engine, ask: Ask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    job = ask("blurt")
    with caplog.at_level(logging.DEBUG):
        engine.submit(job)
        status = wait(engine, job, over)
        time.sleep(0.5)
    assert status.state == "failed"
    assert status.happened
    assert status.advice
    line = next(message for message in caplog.messages if "ValueError" in message)
    assert "jobs/entries.py:" in line
    said = [caplog.text, *capfd.readouterr(), *files_of(job.folder).values()]
    assert not any("secret" in text for text in said)
    assert not any(job.folder.parents[1].name in message for message in caplog.messages)


def test_memory_that_runs_out_is_said_so(engine: Engine, ask: Ask) -> None:
    job = ask("devour")
    engine.submit(job)
    assert "memory" in str(wait(engine, job, over).happened).lower()


def test_an_entry_that_does_not_exist_fails(engine: Engine, ask: Ask) -> None:
    job = ask("nothing_of_the_kind")
    engine.submit(job)
    assert wait(engine, job, over).state == "failed"


def test_jobs_wait_for_their_turn(engine: Engine, ask: Ask) -> None:
    jobs = [ask("sleep", turns=3) for _ in range(3)]
    for job in jobs:
        engine.submit(job)
    wait(engine, jobs[0], busy)
    assert [engine.status(job).state for job in jobs] == ["running", "queued", "queued"]
    ends = [wait(engine, job, over) for job in jobs]
    assert all(earlier.finished <= later.started for earlier, later in itertools.pairwise(ends))  # type: ignore[operator]


def test_a_quick_job_waits_for_nobody(engine: Engine, ask: Ask) -> None:
    long, quick = ask("sleep", turns=600), ask("sleep", turns=1)
    engine.submit(long)
    wait(engine, long, busy)
    engine.submit(quick, quick=True)
    assert wait(engine, quick, over).state == "done"
    assert engine.status(long).state == "running"
    engine.cancel(long)


def test_an_embedded_engine_opens_no_port(engine: Engine, ask: Ask) -> None:
    job = ask("sleep", turns=600)
    engine.submit(job)
    wait(engine, job, busy)
    here = psutil.Process()
    listening = [c.laddr for p in (here, *here.children()) for c in p.net_connections() if c.status == "LISTEN"]
    assert not listening
    engine.cancel(job)


def test_two_slots_run_two_jobs(home: Path, ask: Ask) -> None:
    engine = Engine.embedded(slots=2, preload=None)
    jobs = [ask("sleep", turns=100) for _ in range(2)]
    for job in jobs:
        engine.submit(job)
    for job in jobs:
        wait(engine, job, busy)
    for job in jobs:
        engine.cancel(job)
    engine.close()


def test_a_job_is_never_run_twice(engine: Engine, ask: Ask) -> None:
    job = ask("write", text="once")
    engine.submit(job)
    wait(engine, job, over)
    with pytest.raises(UnusableOption):
        engine.submit(job)


def test_cancelling_frees_the_processor_at_once(engine: Engine, ask: Ask) -> None:
    job, after = ask("sleep", turns=600), ask("write", text="next")
    engine.submit(job)
    engine.submit(after)
    wait(engine, job, busy)
    pid, begun = _pid(job), time.monotonic()
    assert engine.cancel(job).state == "cancelled"
    assert time.monotonic() - begun < 20  # of the 60 s that the work would take
    assert _gone(pid)
    assert wait(engine, after, over).state == "done"
    assert engine.status(job).state == "cancelled"
    assert engine.status(job).finished is not None


def test_work_that_ignores_the_signal_is_killed(engine: Engine, ask: Ask) -> None:
    job = ask("spin")
    engine.submit(job)
    wait(engine, job, busy)
    pid = _pid(job)
    engine.cancel(job)
    assert _gone(pid)
    assert wait(engine, job, over).state == "cancelled"


def test_children_of_the_work_end_with_it(engine: Engine, ask: Ask) -> None:
    job = ask("breed")
    engine.submit(job)
    wait(engine, job, busy)
    child = int((job.folder / "child.txt").read_text())
    engine.cancel(job)
    assert _gone(child)


def test_a_job_that_waits_is_cancelled_before_it_begins(engine: Engine, ask: Ask) -> None:
    first, second = ask("sleep", turns=600), ask("write", text="never")
    engine.submit(first)
    engine.submit(second)
    wait(engine, first, busy)
    assert engine.cancel(second).state == "cancelled"
    engine.cancel(first)
    third = ask("write", text="third")
    engine.submit(third)
    assert wait(engine, third, over).state == "done"
    assert not (second.folder / "out.txt").exists()
    assert engine.status(second).state == "cancelled"


def test_a_wish_that_comes_while_the_job_is_picked_up_is_heard(
    engine: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, claim = ask("write", text="never"), Job.claim

    def claim_and_be_cancelled(job: Job) -> bool:
        claimed = claim(job)
        job.end()
        return claimed

    monkeypatch.setattr(Job, "claim", claim_and_be_cancelled)
    engine.submit(job)
    assert wait(engine, job, over).state == "cancelled"
    assert not (job.folder / "out.txt").exists()


def test_cancelling_what_is_done_changes_nothing(engine: Engine, ask: Ask) -> None:
    job = ask("write", text="kept")
    engine.submit(job)
    wait(engine, job, over)
    assert engine.cancel(job).state == "done"


def test_a_killed_worker_fails_its_job_and_the_next_one_runs(engine: Engine, ask: Ask) -> None:
    job, after = ask("sleep", turns=600), ask("write", text="next")
    engine.submit(job)
    engine.submit(after)
    wait(engine, job, busy)
    os.kill(_pid(job), signal.SIGKILL)
    status = wait(engine, job, over)
    assert status.state == "failed"
    assert "ended from outside" in str(status.happened)
    assert status.advice
    assert wait(engine, after, over).state == "done"


def test_a_killed_worker_takes_its_children_along(engine: Engine, ask: Ask) -> None:
    job = ask("breed")
    engine.submit(job)
    wait(engine, job, busy)
    os.kill(_pid(job), signal.SIGKILL)
    assert _gone(int((job.folder / "child.txt").read_text()))


def test_a_worker_that_cannot_be_started_fails_its_job_and_names_no_folder(
    engine: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(modules: tuple[str, ...]) -> None:
        raise OSError

    job, after = ask("write", text="never"), ask("write", text="next")
    with monkeypatch.context() as patch:
        patch.setattr(warm_worker, "_spawn", refuse)
        engine.submit(job)
        assert wait(engine, job, over).state == "failed"
    engine.submit(after)
    assert wait(engine, after, over).state == "done"
    assert "OSError" in caplog.text
    assert not any(job.folder.parents[1].name in message for message in caplog.messages)


def test_work_is_polite_and_single_threaded(engine: Engine, ask: Ask) -> None:
    job = ask("environment")
    engine.submit(job)
    wait(engine, job, over)
    assert (job.folder / "out.txt").read_text().split()[0] == "1"
    assert int((job.folder / "out.txt").read_text().split()[1]) >= 10


def test_a_waiting_worker_is_taken_and_another_leaves_with_the_engine(home: Path, ask: Ask) -> None:
    preload = ("json", "no_such_module")
    engine = Engine.embedded(preload=preload)
    first = warm_worker._waiting[preload].pid
    job = ask("write", text="warm")
    engine.submit(job)
    wait(engine, job, over)
    assert _pid(job) == first
    wait(engine, job, lambda status: preload in warm_worker._waiting)
    second = warm_worker._waiting[preload].pid
    engine.close()
    assert first != second
    assert _gone(second)
    assert preload not in warm_worker._waiting


def test_what_runs_outlives_the_engine_and_is_adopted_by_the_next(home: Path, ask: Ask) -> None:
    first = Engine.embedded(preload=None)
    job, waiting = ask("sleep", turns=600), ask("write", text="never")
    first.submit(job)
    first.submit(waiting)
    wait(first, job, busy)
    first.close()
    second = Engine.embedded(preload=None)
    assert second.status(job).state == "running"
    assert second.status(waiting).state == "failed"
    later = ask("write", text="later")
    second.submit(later)
    time.sleep(0.5)
    assert second.status(later).state == "queued"  # the adopted job keeps its slot
    pid = _pid(job)
    assert second.cancel(job).state == "cancelled"
    assert _gone(pid)
    assert wait(second, later, over).state == "done"
    second.close()


_SERVER = """
import sys, time
from synthesis.jobs import Engine, Workspace
space, engine = Workspace.open(sys.argv[1]), Engine.embedded(preload=None)
jobs = [space.new_job("tests.jobs.entries:sleep", {"turns": turns}, "s") for turns in (25, 600)]
for job in jobs: engine.submit(job)
while engine.status(jobs[0]).done == 0: time.sleep(0.02)
print("ready", flush=True)
EXIT
"""


def _server(space: Workspace, exit_by: str) -> "subprocess.Popen[str]":
    script = _SERVER.replace("EXIT", exit_by)
    server = subprocess.Popen([sys.executable, "-c", script, space.token], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return server


def _close(server: "subprocess.Popen[str]") -> None:
    assert server.stdout is not None
    server.stdout.close()
    server.wait(60)


def test_a_server_that_is_killed_loses_no_running_work(home: Path, space: Workspace) -> None:
    server = _server(space, "time.sleep(60)")
    server.kill()
    _close(server)
    running, waiting = space.jobs()
    engine = Engine.embedded(preload=None)
    before = engine.status(running)
    assert before.state == "running"
    assert engine.status(waiting).state == "failed"
    assert "before this work had begun" in str(engine.status(waiting).happened)
    assert wait(engine, running, over).state == "done"
    engine.close()


def test_work_that_died_with_its_server_has_failed_and_is_not_run_again(home: Path, space: Workspace) -> None:
    server = _server(space, "time.sleep(60)")
    server.kill()
    _close(server)
    job = space.jobs()[0]
    os.kill(_pid(job), signal.SIGKILL)
    assert _gone(_pid(job))
    engine = Engine.embedded(preload=None)
    assert engine.status(job).state == "failed"
    time.sleep(0.5)
    assert engine.status(job).state == "failed"
    engine.close()


@pytest.mark.parametrize("exit_by", ["engine.close()", "import atexit; atexit.register(engine.close)", "pass"])
def test_a_server_that_leaves_in_order_is_not_held_up(home: Path, space: Workspace, exit_by: str) -> None:
    server, begun = _server(space, exit_by), time.monotonic()
    _close(server)
    assert time.monotonic() - begun < 30  # of the 60 s that the waiting work would take
    assert server.returncode == 0
    assert space.jobs()[0].settle().state == "running"
    assert space.jobs()[1].settle().state == "failed"


@pytest.fixture
def outside() -> LocalCluster:
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield cluster


@pytest.mark.filterwarnings("ignore:Couldn't detect a suitable IP address:RuntimeWarning")
def test_the_same_work_runs_on_an_outside_scheduler(home: Path, ask: Ask, outside: LocalCluster) -> None:
    engine = Engine(outside.scheduler_address, preload=None)
    done, long, killed = ask("write", text="far"), ask("sleep", turns=600), ask("sleep", turns=600)
    for job in (done, long, killed):
        engine.submit(job)
    assert wait(engine, done, over).state == "done"
    wait(engine, long, busy)
    pid = _pid(long)
    assert engine.cancel(long).state == "cancelled"
    assert _gone(pid)
    wait(engine, killed, busy)
    os.kill(_pid(killed), signal.SIGKILL)
    assert wait(engine, killed, over).state == "failed"
    engine.close()


def test_an_address_where_nobody_listens_is_said_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthesis.jobs.dask_engine._REACH", 0.5)
    with pytest.raises(RunFailed, match="cannot be reached"):
        Engine("tcp://127.0.0.1:9", preload=None)


def test_there_is_one_engine_a_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHESIS_WARM", "0")
    monkeypatch.setattr(dask_engine, "_engine", None)
    found: list[Engine] = []
    threads = [threading.Thread(target=lambda: found.append(dask_engine.engine())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    found[0].close()
