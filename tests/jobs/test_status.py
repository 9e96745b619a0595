import math

import pytest

from synthesis.jobs import JobStatus
from synthesis.jobs.status import Pace


def test_a_quarter_done_in_ten_seconds_leaves_thirty() -> None:
    assert Pace(started=100.0).heard(110.0, 0.25).left(110.0) == pytest.approx(30.0)


@pytest.mark.parametrize(("seconds", "done"), [(10.0, 0.0), (10.0, 0.019), (1.9, 0.5)])
def test_no_guess_while_little_is_known(seconds: float, done: float) -> None:
    assert Pace(started=100.0).heard(100.0 + seconds, done).left(100.0 + seconds) is None


def test_the_guess_moves_but_does_not_jump() -> None:
    pace = Pace(started=0.0).heard(92.0, 0.5)  # the end at 184
    pace = pace.heard(100.0, 0.5)  # by the mean pace now at 200, 8 s later
    assert pace.end == pytest.approx(184 + 16 * (1 - math.exp(-1)))


def test_an_early_guess_is_soon_forgotten() -> None:
    pace = Pace(started=0.0).heard(2.0, 0.02)  # the end at 100
    pace = pace.heard(5.0, 0.5)  # now at 10; calm after 1 s
    assert pace.end == pytest.approx(100 - 90 * (1 - math.exp(-3)))


def test_the_guess_that_has_passed_is_no_guess() -> None:
    assert Pace(started=0.0).heard(10.0, 0.5).left(20.5) is None


def test_the_time_left_runs_down_between_reports() -> None:
    status = JobStatus("running", updated=100.0, seconds_left=30.0)
    assert status.at(112.0).seconds_left == 18.0
    assert status.at(131.0).seconds_left is None


@pytest.mark.parametrize(
    ("state", "over"),
    [("queued", False), ("running", False), ("done", True), ("failed", True), ("cancelled", True)],
)
def test_what_is_over(state: str, over: bool) -> None:
    assert JobStatus(state).over is over  # type: ignore[arg-type]
