"""What a network lost is kept beside its job's status."""

from synthesis.foundation.progress import Step
from synthesis.jobs import Workspace
from synthesis.jobs.worker import Diary


def test_losses_are_kept_pass_by_pass_and_stay_when_the_work_is_over() -> None:
    space = Workspace.create()
    job = space.new_job("synthesis.journey:run_job", {}, "CTGAN")
    assert job.losses == {}
    diary = Diary(job)
    for n in range(3):
        diary.heard(Step("Training", n / 3, {"Maker": -float(n), "Judge": 0.5}))
    diary.heard(Step("Drawing rows", 1.0))
    diary.close("done")
    assert job.losses == {"Maker": [0.0, -1.0, -2.0], "Judge": [0.5, 0.5, 0.5]}
    space.forget()
