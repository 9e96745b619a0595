"""Is a large file read quickly, in little memory, while the app goes on answering? Prints one JSON line.

    python bench/upload.py TABLE.csv [clicks] [alone]

Uploads the table in a real browser. `shown` is seconds from the choice of the file until its columns can be confirmed;
`peak` is the largest memory of the server, of the process that reads, and of all processes of the server together at
any one time, in megabytes, as is `file`; `idle` is what they held together before, `cpu` the seconds that all of them
took, `load` the machine's before and after. `others` are milliseconds that somebody else waits for a page meanwhile;
`clicks` are milliseconds from a click on the Data page (a filter of the columns, a tab and a page of the menu in turn)
until it is drawn. `confirm` is seconds."""

import json
import os
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import CHROMIUM, FLAGS, WIDE, Server, go, idle

_MEGA = 1_000_000
_PATIENCE = 300_000


class Peak(threading.Thread):
    """The most memory that a server, the largest of its children, and all of them together held at one time."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.server, self.reader, self.together, self.seconds = 0.0, 0.0, 0.0, dict[int, float]()
        self._process, self._over = psutil.Process(pid), threading.Event()

    def run(self) -> None:
        """Look five times a second."""
        while not self._over.wait(0.2):
            self.look()

    def look(self) -> None:
        """What every process holds now, pages that several share told once, and the CPU seconds that it took so far."""
        held = []
        for process in [self._process, *self._process.children(recursive=True)]:
            with suppress(psutil.Error, OSError):
                self.seconds[process.pid] = sum(process.cpu_times()[:2])
                held.append(_proportional(process.pid))
        if held:
            self.server, self.reader = max(self.server, held[0]), max([self.reader, *held[1:]])
            self.together = max(self.together, sum(held))

    def told(self) -> dict[str, int]:
        """Megabytes."""
        return {"server": round(self.server), "reader": round(self.reader), "together": round(self.together)}

    def end(self) -> None:
        """Look no more."""
        self._over.set()


def _proportional(pid: int) -> float:
    """Resident megabytes of a process, its share of pages that others use too."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / _MEGA


def main(table: Path, clicks: int, others_too: bool = True) -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        server = Server(Path(home))
        try:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page, other = (opened(browser, server.url) for _ in range(2))
            time.sleep(8)
            told = {"file": round(table.stat().st_size / _MEGA)}
            told |= upload(page, other if others_too else None, table, Peak(server.process.pid))
            found = summary(click(page, clicks))
            told |= {"clicks": found, "confirm": round(timed(lambda: confirm(page)) / 1000, 2)}
            browser.close()
        finally:
            server.stop()
    print(json.dumps(told))


def opened(browser: Any, url: str) -> Any:
    """The first page, in a clean browser."""
    page = browser.new_context(**WIDE).new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(url)
    idle(page)
    return page


def upload(page: Any, other: Any, table: Path, peak: "Peak") -> dict[str, Any]:
    """The table is brought: what that takes of time, memory and processors, and of somebody else's patience."""
    load = [round(os.getloadavg()[0], 1)]
    peak.look()
    before, idling = sum(peak.seconds.values()), round(peak.together)
    peak.start()
    shown, others = read(page, other, table)
    told = {
        "shown": round(shown, 1),
        "peak": peak.told(),
        "idle": idling,
        "cpu": round(sum(peak.seconds.values()) - before, 1),
        "load": [*load, round(os.getloadavg()[0], 1)],
        "others": summary(others) if others else None,
    }
    peak.end()
    return told


def confirm(page: Any) -> None:
    """The columns are confirmed, until the page says what is held out."""
    page.get_by_role("button", name="Confirm the columns").click()
    page.get_by_text("a control group is held out").wait_for()


def read(page: Any, other: Any, table: Path) -> tuple[float, list[float]]:
    """Seconds until the table is shown, and what somebody else waits for a page in the meantime."""
    waits: list[float] = []
    start = time.perf_counter()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(table)
    ready = page.get_by_role("button", name="Confirm the columns")
    while not ready.is_visible():
        if other is None:
            ready.wait_for()
            break
        waits.append(timed(lambda: go(other, "Generator")))
        waits.append(timed(lambda: go(other, "Data")))
        time.sleep(0.2)
    return time.perf_counter() - start, waits


def click(page: Any, clicks: int) -> list[float]:
    """Milliseconds from a click on the Data page until it is drawn."""
    idle(page)
    people = page.get_by_role("tab", name="Who stands out")
    found = []
    for number in range(clicks):
        found.append(timed(lambda: people.click()))
        found.append(timed(lambda: page.get_by_role("tab", name="Columns").click()))
        found.append(timed(lambda number=number: choose(page, number % 2)))
        found.append(timed(lambda: go(page, "Generator")))
        found.append(
            timed(lambda: (go(page, "Data"), page.get_by_role("button", name="Confirm the columns").wait_for()))
        )
        idle(page)
    return found


def choose(page: Any, number: int) -> None:
    """Another share of control rows: the whole part of the page is worked out again."""
    box = page.get_by_role("combobox", name="Share of rows held out")
    box.focus()
    for key in ("ArrowDown", "ArrowDown" if number else "ArrowUp", "Enter"):
        box.press(key)
    idle(page)


def timed(act: Any) -> float:
    """Milliseconds that it takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def summary(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and largest."""
    ordered = sorted(times)
    return {
        "clicks": len(ordered),
        "median": round(median(ordered)),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))]),
        "max": round(ordered[-1]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10, "alone" not in sys.argv[3:])
