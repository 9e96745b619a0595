"""A file that is read by a job: the page says how far it is, a reload finds it again, and what was understood is
shown."""

import gzip
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from components.data.reading import AT_ONCE
from synthesis.tables import sample_csv
from synthesis.tables.reading.file_formats import is_light
from tests.browser.conftest import PHONE, WIDE, go, idle

SLOW = 120_000


def test_a_packed_file_is_read_apart_and_found_again(server: Any, open_page: Any, tmp_path: Path) -> None:
    source = tmp_path / "stays.csv.gz"
    source.write_bytes(gzip.compress(sample_csv(24_000)))
    assert source.stat().st_size < AT_ONCE
    assert not is_light(source, AT_ONCE)
    page = open_page(server.url, PHONE)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(source)
    expect(page.get_by_text("Reading stays").or_(page.get_by_role("tab", name="Who stands out"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Confirm the columns")).to_be_visible(timeout=SLOW)
    understood(page)
    understood(open_page(page.url, WIDE))
    page.get_by_role("button", name="Confirm the columns").click()
    expect(page.get_by_text("a control group is held out")).to_be_visible(timeout=SLOW)


def understood(page: Any) -> None:
    """Everything that was read is on the page, and nothing goes on before it is confirmed."""
    idle(page)
    page.get_by_role("tab", name="Who stands out").click()
    expect(page.get_by_text("24,000 rows").first).to_be_visible()
    go(page, "Generator")
    expect(page.get_by_text("not confirmed yet").first).to_be_visible()
    go(page, "Data")
    page.locator("summary").filter(has_text="Read as UTF-8 with commas").click()
    expect(page.get_by_text("The same lines, as they would be split")).to_be_visible()
