"""The Generator page: every generator's own settings, a run that starts, is watched, cancelled, done, and picked."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import runs
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.settings import knobs
from synthesis.generators import GENERATORS
from synthesis.jobs import Job, JobStatus, Workspace
from synthesis.release.policy import CONTROLLED, PUBLIC
from tests.pages import incomplete, open_page, said
from tests.test_pages_data import press, state


class Queue:
    """An engine that runs nothing: jobs stay as the test leaves them."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def submit(self, job: Job) -> None:
        self.asked.append(job)
        job.write_status(JobStatus("running", "Growing trees", 0.25, started=1.0, updated=9e9, seconds_left=90.0))

    def cancel(self, job: Job) -> None:
        job.write_status(JobStatus("cancelled"))


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: queue)
    return queue


def number(at: AppTest, label: str) -> Any:
    return next(widget for widget in at.number_input if widget.label == label)


def choose(at: AppTest, name: str) -> AppTest:
    return at.radio(key=f"generator-{revision(at)}").set_value(name).run()


def revision(at: AppTest) -> int:
    return int(state(at)["revision"])


def test_without_a_table_the_page_says_where_to_go() -> None:
    at = open_page("generator")
    assert at.info[0].value == "There is no table yet."
    assert not at.radio


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)
def test_each_generator_shows_its_description_promise_and_own_settings(work: str, generator: Any) -> None:
    at = choose(open_page("generator", work), generator.name)
    assert not at.exception
    labels = {w.label for w in (*at.number_input, *at.toggle, *at.selectbox)}
    assert {knob.title for knob in knobs(generator.settings)} <= labels
    captions = "\n".join(at.radio(key=f"generator-{revision(at)}").proto.captions)
    assert generator.description in captions
    assert "No formal guarantee" in captions


def test_generate_asks_for_exactly_what_the_form_says(work: str, queue: Queue) -> None:
    at = open_page("generator", work)
    number(at, "Rows").set_value(123)
    number(at, "Seed").set_value(7)
    number(at, "Guesses for each attack").set_value(300)
    at = press(at, "Generate")
    assert not at.exception
    [job] = queue.asked
    spec = job.spec
    assert (spec["recipe"]["rows"], spec["recipe"]["seed"], spec["attacks"]) == (123, 7, 300)
    assert spec["recipe"]["generator"] == "trees"
    assert spec["policy"]["name"] == PUBLIC.name
    assert spec["recipe"]["schema"]["columns"]
    assert job.entry == "synthesis.journey:run_job"


def test_a_run_under_way_shows_stage_progress_and_time_left_and_can_be_cancelled(work: str, queue: Queue) -> None:
    at = press(open_page("generator", work), "Generate")
    queue.asked[0].write_status(
        JobStatus("running", "Growing trees", 0.25, started=1.0, updated=9e9, seconds_left=90.0)
    )
    queue.asked[0].hold("works", __import__("os").getpid())
    at = at.run()
    assert "Growing trees" in str(at.get("progress")[0].proto)
    assert "About 2 min left" in said(at)
    assert not any(button.label == "Generate" for button in at.button)
    for name in ("fidelity", "privacy", "release"):
        page = open_page(name, work)
        assert any(button.label == "Cancel" for button in page.button)
    at = press(at, "Cancel")
    assert "The run was cancelled." in said(at)
    assert any(button.label == "Generate" for button in at.button)


def test_the_losses_of_a_network_are_shown_while_it_learns_and_kept(work: str, queue: Queue) -> None:
    at = press(open_page("generator", work), "Generate")
    [job] = queue.asked
    job.hold("works", __import__("os").getpid())
    assert not at.run().get("plotly_chart")
    job.write_json("losses.json", {"Maker": [1.0, -0.5], "Judge": [0.5, 0.25]})
    at = at.run()
    assert len(at.get("plotly_chart")) == 1
    assert not incomplete(at)
    assert "Two networks learn against each other" in said(at)
    queue.cancel(job)
    [first, _] = Workspace(work).jobs()
    first.write_json("losses.json", {"Loss": [3.0, 2.0]})
    Workspace(work)
    assert first.losses == {"Loss": [3.0, 2.0]}


def test_a_failed_run_says_what_happened_and_what_to_do(work: str, queue: Queue) -> None:
    at = press(open_page("generator", work), "Generate")
    queue.asked[0].write_status(JobStatus("failed", happened="CTGAN did not settle.", advice="Halve the rows."))
    at = at.run()
    assert "CTGAN did not settle." in at.error[0].value
    assert "Halve the rows." in at.error[0].value
    page = open_page("fidelity", work)
    assert "CTGAN did not settle." in said(page)
    assert not page.get("plotly_chart")


def test_a_finished_run_is_told_with_its_verdict_and_the_ways_on(work: str) -> None:
    at = open_page("generator", work)
    assert "is done and judged" in said(at)
    assert len(at.get("page_link")) == 3


def test_an_engine_that_cannot_start_is_told_and_leaves_the_page_whole(work: str, queue: Queue) -> None:
    def refuse(job: Job) -> None:
        raise RunFailed("The scheduler is gone.", "Ask whoever runs this server.")

    queue.submit = refuse  # type: ignore[method-assign]
    at = press(open_page("generator", work), "Generate")
    assert not at.exception
    assert "The scheduler is gone." in at.error[0].value


def test_another_policy_is_kept_and_judges_at_once(work: str) -> None:
    at = open_page("generator", work)
    at = at.radio(key="generator-policy").set_value(CONTROLLED.name).run()
    assert state(at)["policy"]["name"] == CONTROLLED.name
    shown = open_page("privacy", work)
    assert CONTROLLED.title in said(shown)


def test_own_limits_need_a_reason_which_becomes_their_source(work: str) -> None:
    at = open_page("generator", work)
    number(at, "Guessing a secret, %").set_value(4.0)
    at = press(at, "Use these limits")
    assert "need a reason" in at.error[0].value
    assert state(at)["policy"]["name"] == PUBLIC.name
    at.text_input(key="generator-reason").set_value("The columns speak of health.")
    at = press(at, "Use these limits")
    policy = state(at)["policy"]
    rules = {rule["attack"]: rule for rule in policy["rules"]}
    assert policy["name"] == "public-edited"
    assert rules["inference"]["limit"] == 0.04
    assert "speak of health" in rules["inference"]["source"]
    assert rules["membership"]["limit"] == 0.09


def test_of_several_runs_the_picked_one_is_shown_and_all_are_on_record(work: str, queue: Queue) -> None:
    space = Workspace(work)
    [first] = space.jobs()
    second = space.new_job(first.entry, first.spec, "Trees, seed 1")
    for path in first.folder.iterdir():
        if path.name not in ("spec.json", "status.json", "holder.json"):
            second.keep(path.name, path)
    second.write_status(JobStatus("done", done=1.0))
    at = open_page("generator", work)
    picker = next(widget for widget in at.selectbox if widget.label.startswith("Shown on"))
    assert picker.value == first
    at = picker.set_value(second).run()
    assert state(at)["picked"] == second.id


def test_the_choice_is_still_there_when_the_user_comes_back(copy_work: Callable[[], str], queue: Queue) -> None:
    token = copy_work()
    at = choose(open_page("generator", token), "marginals")
    number(at, "Seed").set_value(11)
    press(at, "Generate")
    queue.cancel(queue.asked[0])
    at = open_page("generator", token)
    assert at.radio(key=f"generator-{revision(at)}").value == "marginals"
    assert number(at, "Seed").value == 11


def test_before_a_run_the_page_says_what_the_control_group_can_show(work: str) -> None:
    assert "control rows are enough for the policy" in said(open_page("generator", work))


def test_a_set_of_protections_fills_each_setting_and_reaches_the_run(work: str, queue: Queue) -> None:
    at = open_page("generator", work)
    assert number(at, "k threshold (minimum frequency)").value == 5
    at = at.radio(key=f"protections-{revision(at)}").set_value("careful").run()
    assert number(at, "k threshold (minimum frequency)").value == 10
    number(at, "Records beyond either end").set_value(33).run()
    at = press(at, "Generate")
    assert not at.exception
    asked = queue.asked[0].spec["recipe"]["protections"]
    assert (asked["floor"], asked["pairs"], asked["extremes"]) == (10, True, 33)
    queue.cancel(queue.asked[0])
    at = open_page("generator", work)
    assert at.radio(key=f"protections-{revision(at)}").value == "own"
    assert number(at, "Records beyond either end").value == 33


def test_a_column_is_told_as_picked_with_an_example_that_is_nobodys(work: str, queue: Queue) -> None:
    at = open_page("generator", work)
    at = at.multiselect(key=f"coarse-{revision(at)}").set_value(["birth_date", "height_cm"]).run()
    at = next(box for box in at.selectbox if box.label == "birth_date").set_value("quarter").run()
    at = next(box for box in at.selectbox if box.label == "height_cm").set_value("5").run()
    assert not at.exception
    assert said(at).count("For example") == 2
    at = press(at, "Generate")
    columns = {c["name"]: c["told"] for c in queue.asked[0].spec["recipe"]["schema"]["columns"] if c["coarse"]}
    assert columns == {"birth_date": "quarter", "height_cm": "5"}
    queue.cancel(queue.asked[0])
    at = open_page("generator", work)
    assert at.multiselect(key=f"coarse-{revision(at)}").value == ["birth_date", "height_cm"]


def test_more_rows_than_the_protections_allow_are_refused_before_any_run(work: str, queue: Queue) -> None:
    at = open_page("generator", work)
    number(at, "Rows").set_value(1_000_000)
    at = press(at, "Generate")
    assert "are more than 25 for each of the" in at.error[0].value
    assert not queue.asked


def test_a_private_generator_is_not_offered_what_looks_at_the_rows(work: str) -> None:
    at = choose(open_page("generator", work), "private-trees")
    assert not at.exception
    assert "does not use them" in said(at)
    assert not [radio for radio in at.radio if radio.label == "Protections"]


def test_pseudonyms_are_told_with_what_they_cost(work: str, queue: Queue) -> None:
    """The columns that are made new are named before the run, in sight, and so is the link that is lost."""
    told = said(open_page("generator", work))
    assert "Pseudonyms:" in told
    assert "no longer be joined" in told
