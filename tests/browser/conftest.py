"""A freshly started server and a real Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--disable-smooth-scrolling",
    "--force-prefers-reduced-motion",
]
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
}
PATIENCE = 120_000
"""Milliseconds after which a page that shows nothing has failed, however busy the machine is."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, one after the other even where tests are shared out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One app server in a process group of its own, with a home of its own; it can be killed and started again."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.port, self.home, self.settings = free_port(), home, settings
        self.start()

    def start(self) -> None:
        """The server answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "SYNTHESIS_HOME": str(self.home), **self.settings},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                return
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        """No process of the server is left."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has spoken to, and that keeps no worker ready for work that never comes."""
    server = Server(tmp_path / "home", SYNTHESIS_WARM="0")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests of one file share; it keeps no worker ready for work that seldom comes."""
    server = Server(tmp_path_factory.mktemp("server") / "home", SYNTHESIS_WARM="0")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE / 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address in a clean browser on the wanted device; every error of the page's own code is a failure."""
    contexts, errors = [], []

    def opened(url: str, device: dict[str, Any] = WIDE) -> Any:
        context = chromium.new_context(accept_downloads=True, **device)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def idle(page: Any) -> None:
    """The page has been drawn; not for pages that poll."""
    page.locator(
        '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
    ).wait_for()


def go(page: Any, name: str) -> None:
    """By the menu, as a user would: on a phone it has to be unfolded first."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    if not link.is_visible() or (page.viewport_size["width"] < 800 and not _inside(page, link)):
        page.get_by_test_id("stExpandSidebarButton").click()
    link.click()
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def _inside(page: Any, link: Any) -> bool:
    box = link.bounding_box()
    return box is not None and 0 <= box["x"] < page.viewport_size["width"]
