"""The README's picture: the journey of the sample table through the pages, as a strip of six screens.

    python bench/journey.py static/journey.png

Starts a server of its own on a free port, walks the pages in Chromium, and lays the screens side by side.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
PORT = int(os.environ.get("PORT", "8765"))
URL = f"http://127.0.0.1:{PORT}"
SCREEN = {"width": 1180, "height": 740}
PATIENCE = 300_000
HIDDEN = '[data-testid="stToolbar"],[data-testid="stDecoration"],[data-testid="stStatusWidget"]{display:none!important}'
STYLE = (
    "body{margin:0;padding:18px;background:#fff;font:600 19px system-ui,sans-serif;color:#1d2b26;display:grid;"
    "grid-template-columns:repeat(3,1fr);gap:16px 18px}figure{margin:0}figcaption{margin:0 0 6px}"
    "img{width:100%;border:1px solid #c9d3cf;border-radius:6px;display:block}"
)


@contextmanager
def served() -> Iterator[None]:
    """A server with a home of its own, which answers."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
        environment = {**os.environ, "SYNTHESIS_HOME": home}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            for _ in range(600):
                with suppress(OSError), urlopen(f"{URL}/_stcore/health", timeout=2):
                    break
                time.sleep(0.2)
            yield
        finally:
            server.terminate()
            server.wait(20)


def settled(page: Any) -> bytes:
    """The screen once nothing on it changes any more."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.add_style_tag(content=HIDDEN)
    page.wait_for_timeout(2500)
    screen: bytes = page.screenshot()
    return screen


def scrolled(page: Any, words: str) -> None:
    """These words stand near the top."""
    page.get_by_text(words).first.evaluate("node => node.scrollIntoView({block: 'start'})")


def go(page: Any, name: str) -> None:
    """To another page, by the menu."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def walk(page: Any) -> dict[str, bytes]:
    """The screens, by what they show."""
    screens = {}
    page.goto(URL)
    page.get_by_role("button", name="Use the sample table").click()
    page.get_by_role("button", name="Confirm the columns").wait_for()
    screens["1 · Read and confirm the table"] = settled(page)
    page.get_by_role("button", name="Confirm the columns").click()
    page.get_by_text("a control group is held out").wait_for()
    go(page, "Generator")
    settled(page)
    scrolled(page, "How the rows are made")
    screens["2 · Pick a generator, protect, start"] = settled(page)
    page.get_by_role("button", name="Generate").click()
    page.get_by_text("is done and judged").wait_for()
    for name, words in (
        ("Fidelity", "3 · How alike is it?"),
        ("Privacy", "4 · Attacked: what is gained?"),
        ("Release", "5 · The verdict, and why"),
    ):
        go(page, name)
        screens[words] = settled(page)
    screens["6 · The evidence that goes with the file"] = report(page)
    return screens


def report(page: Any) -> bytes:
    """The first screen of the report in the pack; a release that did not pass asks for a name and a reason first."""
    if not page.get_by_role("button", name="Download evidence pack").count():
        page.get_by_label("Your name", exact=True).fill("Ada Example")
        page.get_by_label("Why it may be released all the same", exact=True).fill("Made-up people, for a picture.")
        page.get_by_role("button", name="Take responsibility").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download evidence pack").click()
    with zipfile.ZipFile(download.value.path()) as pack:
        page.set_content(pack.read("report.html").decode())
    page.wait_for_timeout(500)
    screen: bytes = page.screenshot()
    return screen


def strip(screens: dict[str, bytes]) -> str:
    """The screens side by side, each under its words."""
    cells = (
        f'<figure><figcaption>{words}</figcaption><img src="data:image/png;base64,{base64.b64encode(png).decode()}">'
        "</figure>"
        for words, png in screens.items()
    )
    return f"<!doctype html><style>{STYLE}</style>{''.join(cells)}"


def main(target: Path) -> None:
    """Walk, lay out, write, and say how large it came out."""
    from playwright.sync_api import sync_playwright

    with served(), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        page = browser.new_page(viewport=SCREEN, accept_downloads=True)
        page.set_default_timeout(PATIENCE)
        screens = walk(page)
        sheet = browser.new_page(viewport={"width": 1560, "height": 400})
        sheet.set_content(strip(screens))
        sheet.wait_for_timeout(500)
        target.write_bytes(sheet.screenshot(full_page=True))
        browser.close()
    print(json.dumps({"bench": "journey", "bytes": target.stat().st_size}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
