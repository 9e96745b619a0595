"""Files made elsewhere, audited in a real browser: brought, refused, judged, and the report taken away."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import expect

from synthesis.tables import sample_csv
from tests.browser.conftest import idle


def bring(page: Any, part: str, file: Path) -> None:
    page.locator(f".st-key-card-{part}").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.locator(f".st-key-drop-{part}")).to_be_visible()
    idle(page)


def test_three_files_are_audited_and_the_report_is_taken_away(server: Any, open_page: Any, tmp_path: Path) -> None:
    sample = pd.read_csv(io.BytesIO(sample_csv(800)))[["birth_date", "sex", "city", "weight_kg", "diagnosis"]]
    files = {"train": tmp_path / "train.csv", "control": tmp_path / "control.csv"}
    sample.iloc[:400].to_csv(files["train"], index=False)
    sample.iloc[400:].to_csv(files["control"], index=False)
    page = open_page(f"{server.url}/audit")
    bring(page, "train", files["train"])
    bring(page, "synthetic", files["train"])
    expect(page.get_by_text("the best possible outcome is INCONCLUSIVE")).to_be_visible()
    bring(page, "control", files["control"])
    page.get_by_role("button", name="Audit this table").click()
    expect(page.get_by_text("FAIL", exact=True)).to_be_visible(timeout=240_000)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the audit").click()
    found = json.loads(Path(taken.value.path()).read_text("utf-8"))
    assert found["verdict"] == "FAIL"
    assert found["rows"]["control"] == 400
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the report").click()
    assert "Audit of a synthetic table made elsewhere" in Path(taken.value.path()).read_text("utf-8")
