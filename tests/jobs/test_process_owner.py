import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from synthesis.jobs import Job, JobStatus
from synthesis.jobs.job import OWNER
from synthesis.jobs.process_owner import ProcessOwner

_STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
)


@pytest.fixture
def stubborn() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.stdout.close()
    process.wait()


def test_what_does_not_heed_is_killed_after_the_grace(stubborn: "subprocess.Popen[bytes]") -> None:
    owner, begun = ProcessOwner.of("works", stubborn.pid), time.monotonic()
    assert owner.alive()
    owner.end(grace=0.3)
    assert not owner.alive()
    assert 0.3 <= time.monotonic() - begun < 20  # what is stubborn would stay for ever
    assert stubborn.wait() == -9


def test_a_reused_number_is_another_process(stubborn: "subprocess.Popen[bytes]") -> None:
    impostor = replace(ProcessOwner.of("works", stubborn.pid), born=ProcessOwner.of("works", stubborn.pid).born - 60)
    assert not impostor.alive()
    impostor.end(grace=0)
    assert stubborn.poll() is None


def test_a_server_is_never_ended(stubborn: "subprocess.Popen[bytes]") -> None:
    ProcessOwner.of("waits", stubborn.pid).end(grace=0)
    assert stubborn.poll() is None


def test_a_process_elsewhere_is_never_ended(stubborn: "subprocess.Popen[bytes]") -> None:
    replace(ProcessOwner.of("works", stubborn.pid), host="elsewhere").end(grace=0)
    assert stubborn.poll() is None


def test_a_process_that_never_was_is_not_alive() -> None:
    assert not ProcessOwner.of("works", 2**22 + 1).alive()


@pytest.mark.parametrize(("silent_for", "state"), [(5, "running"), (120, "failed")])
def test_work_on_another_host_is_judged_by_its_pulse(ask: Callable[..., Job], silent_for: float, state: str) -> None:
    job = ask("write")
    job.claim()
    job.write_json(OWNER, ProcessOwner("works", "elsewhere", 1, 0.0))
    job.write_status(JobStatus("running", updated=time.time()))
    os.utime(job.folder / OWNER, (time.time() - silent_for,) * 2)
    assert job.settle().state == state


def test_only_the_first_claim_counts(ask: Callable[..., Job]) -> None:
    job = ask("write")
    assert [job.claim(), job.claim()] == [True, False]


def test_a_job_whose_record_is_gone_has_failed(ask: Callable[..., Job]) -> None:
    job = ask("write")
    (job.folder / "status.json").write_bytes(b"")
    assert job.status().state == "failed"
