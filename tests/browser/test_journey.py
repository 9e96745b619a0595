"""The whole story in a real browser: made on a phone, looked at and taken away there and on a wide screen."""

import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from synthesis.release.pack import FILES, verify
from synthesis.tables import sample_csv
from tests.browser.conftest import PHONE, WIDE, go, idle

SLOW = 240_000


def test_from_upload_to_both_downloads(server: Any, open_page: Any, tmp_path: Path) -> None:
    source = tmp_path / "stays.csv"
    source.write_bytes(sample_csv(800))
    page = open_page(server.url, PHONE)
    confirm(page, source)
    go(page, "Generator")
    page.get_by_label("Guesses for each attack", exact=True).fill("200")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("is done and judged")).to_be_visible(timeout=SLOW)
    for number, screen in enumerate((page, open_page(page.url, WIDE))):
        for name in ("Fidelity", "Privacy"):
            go(screen, name)
            expect(screen.get_by_test_id("stPlotlyChart").first).to_be_visible()
        go(screen, "Release")
        folder = tmp_path / str(number)
        folder.mkdir()
        check(source, *downloads(screen, folder))


def confirm(page: Any, source: Path) -> None:
    """Upload a file and confirm what was proposed."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(source)
    page.get_by_role("button", name="Confirm the columns").click()
    expect(page.get_by_text("a control group is held out")).to_be_visible()


def downloads(page: Any, folder: Path) -> tuple[Path, Path]:
    """Both files; a release that did not pass asks for a name and a reason first."""
    idle(page)
    if not page.get_by_role("button", name="Download synthetic CSV").count():
        page.get_by_label("Your name", exact=True).fill("Ada Example")
        page.get_by_label("Why it may be released all the same", exact=True).fill(
            "Only a test of the journey, on made-up people."
        )
        page.get_by_role("button", name="Take responsibility").click()
    found = []
    for label in ("Download synthetic CSV", "Download evidence pack"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        found.append(path)
    return found[0], found[1]


def check(source: Path, synthetic: Path, pack: Path) -> None:
    """The pack is whole and is about this file, which has the columns of the source and none of its people."""
    assert verify(pack, synthetic) == ()
    real, made = source.read_text("utf-8").splitlines(), synthetic.read_text("utf-8").splitlines()
    assert len(made) > 300
    assert set(made[0].split(",")) <= set(real[0].split(","))
    assert not set(made[1:]) & set(real[1:])
    with zipfile.ZipFile(pack) as archive:
        assert sorted(archive.namelist()) == sorted(FILES)
        assert archive.read("synthetic.csv") == synthetic.read_bytes()
