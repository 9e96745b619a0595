"""Does the app answer while a model fits? Prints one JSON line.

    python bench/clicks.py TABLE.csv [clicks]

Uploads the table in a real browser, starts CTGAN with 300 epochs, clicks from page to page, then cancels. `answers` are
milliseconds from a click in the menu to the heading of the page that was asked for; `cancel` is seconds from the click
on Cancel until the last process of the run is gone."""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import CHROMIUM, FLAGS, WIDE, Server, go
from tests.browser.test_journey import confirm
from tests.browser.test_work import busy_workers, start_slow_run

ROUND = ("Data", "Fidelity", "Generator", "Release", "Privacy")


def main(table: Path, clicks: int) -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        server = Server(Path(home))
        try:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_context(**WIDE).new_page()
            page.goto(server.url)
            confirm(page, table)
            idle_answers = answers(page, 10)
            start_slow_run(page)
            wait_for_fit(page)
            busy_answers = answers(page, clicks)
            seconds = cancel(page, server)
            browser.close()
        finally:
            server.stop()
    print(json.dumps({"idle": summary(idle_answers), "fitting": summary(busy_answers), "cancel": round(seconds, 2)}))


def wait_for_fit(page: Any) -> None:
    """The model is past its preparation."""
    page.get_by_text("Training").first.wait_for(timeout=120_000)


def answers(page: Any, clicks: int) -> list[float]:
    """Milliseconds from click to heading, page after page."""
    found = []
    for number in range(clicks):
        start = time.perf_counter()
        go(page, ROUND[number % len(ROUND)])
        found.append((time.perf_counter() - start) * 1000)
        page.wait_for_timeout(400)
    return found


def cancel(page: Any, server: Server) -> float:
    """Seconds until nothing of the run is left."""
    go(page, "Generator")
    button = page.get_by_role("button", name="Cancel")
    button.wait_for()
    workers = busy_workers(server)
    assert workers
    start = time.perf_counter()
    button.click()
    _, alive = psutil.wait_procs(workers, 30)
    assert not alive
    return time.perf_counter() - start


def summary(values: list[float]) -> dict[str, int]:
    """Median, nineteen in twenty, and the worst."""
    ordered = sorted(values)
    return {
        "clicks": len(ordered),
        "median": round(median(ordered)),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))]),
        "worst": round(ordered[-1]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 25)
