"""Work in a process that is waited for: its answer, its error, or how it was lost."""

import logging
import signal
from collections.abc import Callable

import pytest

from synthesis.foundation.ceiling import TOO_MUCH
from synthesis.foundation.errors import RunFailed, UnfitTable, UnreadableTable
from synthesis.jobs import Engine, Job
from synthesis.jobs.apart import apart

from .conftest import over, wait

HERE = "tests.jobs.entries"


def test_what_was_found_comes_back_and_what_was_printed_does_not() -> None:
    assert apart(f"{HERE}:echo", {"value": ["é", None, 1.5]}) == ["é", None, 1.5]


def test_an_error_comes_back_as_it_was_raised() -> None:
    with pytest.raises(UnfitTable, match="Too few") as caught:
        apart(f"{HERE}:unfit", {})
    assert caught.value.advice == "Bring more."


def test_a_fault_is_logged_by_type_and_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RunFailed, match="a fault of this program"), caplog.at_level(logging.DEBUG):
        apart(f"{HERE}:stumble", {})
    assert any("ValueError at" in message for message in caplog.messages)
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("number", "word"), [(signal.SIGABRT, "memory"), (signal.SIGXCPU, "computing time"), (signal.SIGSEGV, "broke")]
)
def test_a_process_that_is_lost_is_told_as_what_it_is(number: int, word: str) -> None:
    with pytest.raises(UnreadableTable, match=word):
        apart(f"{HERE}:die", {"number": number})


def test_a_job_that_is_lost_over_a_file_says_so(engine: Engine, ask: Callable[..., Job]) -> None:
    job = ask("die_reading")
    engine.submit(job)
    status = wait(engine, job, over)
    assert (status.state, status.happened, status.advice) == ("failed", *TOO_MUCH)
