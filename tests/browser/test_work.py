"""What goes wrong or is interrupted: a bad file, a reload in mid-fit, leaving the page, cancelling."""

import json
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect

from synthesis.tables import sample_csv
from tests.browser.conftest import go, idle
from tests.browser.test_journey import confirm

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A table that takes CTGAN a while."""
    path = tmp_path / "stays.csv"
    path.write_bytes(sample_csv(2000))
    return path


def test_a_bad_file_is_refused_in_words_and_the_table_before_it_stays(
    server: Any, open_page: Any, tmp_path: Path
) -> None:
    page = open_page(server.url)
    page.get_by_role("button", name="Use the sample table").click()
    expect(page.get_by_role("heading", name="Sample table")).to_be_visible()
    bad = tmp_path / "picture.csv"
    bad.write_bytes(PNG)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(bad)
    expect(page.get_by_test_id("stAlertContentError")).to_be_visible()
    assert "Traceback" not in page.inner_text("body")
    expect(page.get_by_role("heading", name="Sample table")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm the columns")).to_be_visible()


def test_a_reload_in_mid_fit_finds_the_work_another_page_answers_and_cancel_ends_it(
    server: Any, open_page: Any, source: Path
) -> None:
    page = open_page(server.url)
    confirm(page, source)
    start_slow_run(page)
    go(page, "Data")
    page.reload()
    expect(page.get_by_text("a control group is held out")).to_be_visible()
    waits = [answer_time(page, name) for name in ("Generator", "Data", "Fidelity", "Data")]
    assert sorted(waits)[len(waits) // 2] < 10.0  # the fit takes minutes
    go(page, "Generator")
    page.reload()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    workers = busy_workers(server)
    assert workers
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The run was cancelled.")).to_be_visible()
    psutil.wait_procs(workers, 20)
    assert [process for process in workers if process.is_running() and process.status() != "zombie"] == []
    go(page, "Fidelity")
    expect(page.get_by_role("link", name="Back to the generator")).to_be_visible()


def start_slow_run(page: Any) -> None:
    """CTGAN with more passes than this test has patience for."""
    go(page, "Generator")
    idle(page)
    page.get_by_text("CTGAN", exact=True).first.click()
    page.get_by_role("heading", name="Settings for CTGAN").wait_for()
    idle(page)
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()


def answer_time(page: Any, name: str) -> float:
    """Seconds from the click on a page's name to its heading."""
    start = time.perf_counter()
    go(page, name)
    return time.perf_counter() - start


def busy_workers(server: Any) -> list[psutil.Process]:
    """The living processes that the jobs of this server depend on, the server itself aside."""
    holders = [json.loads(path.read_bytes()) for path in server.home.glob("work/*/jobs/*/holder.json")]
    pids = [holder["pid"] for holder in holders if holder["role"] == "works"]
    return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
