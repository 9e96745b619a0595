"""The Release page: verdict first, risk beside likeness, a name and a reason where it did not pass, then the
downloads."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.release.page import evidence, policy_table
from components.shared.session import _opened
from components.shared.words import safe
from synthesis.journey import load, record_of
from synthesis.release.pack import verify
from synthesis.release.policy import CONTROLLED, PUBLIC
from synthesis.release.record import Override
from tests.outcomes import audit_of, change_risks, harmless, leaking, outcome_folder
from tests.pages import incomplete, open_page, said
from tests.pages import released as downloads

DOWNLOADS = ["Download synthetic CSV", "Download evidence pack"]


def take_responsibility(at: AppTest, name: str, reason: str) -> AppTest:
    at.text_input[0].set_value(name)
    at.text_area[0].set_value(reason)
    return next(button for button in at.button if button.label == "Take responsibility").click().run()


def test_the_verdict_stands_first_and_risk_beside_likeness(work: str) -> None:
    change_risks(work, leaking)
    at = open_page("release", work)
    assert at.title[0].value == "Release"
    assert "**FAIL**" in at.error[0].value
    assert {"Risk", "Fidelity"} <= {header.value for header in at.subheader}
    assert len(at.get("plotly_chart")) == 2
    assert not incomplete(at)
    overall = audit_of(work).fidelity.overall
    assert f"{overall.value:.3f}" in said(at)


def test_a_pass_offers_both_downloads_and_asks_for_no_override(work: str) -> None:
    change_risks(work, harmless)
    at = open_page("release", work)
    assert "**PASS**" in at.success[0].value
    assert downloads(at) == DOWNLOADS
    assert not at.text_area


@pytest.mark.parametrize("change", [leaking, lambda risk: replace(harmless(risk), evidence="too-few")])
def test_without_a_pass_a_name_and_a_reason_come_before_the_downloads(work: str, change: Any) -> None:
    change_risks(work, change)
    at = open_page("release", work)
    assert downloads(at) == []
    at = take_responsibility(at, "", "no")
    assert not at.exception
    assert "An override needs a name and a reason" in said(at)
    assert downloads(at) == []
    at = take_responsibility(at, "Ada", "The recipient signed the contract.")
    assert not at.exception
    assert downloads(at) == DOWNLOADS
    assert "**Ada** took responsibility" in said(at)


def test_an_override_is_found_again_after_a_reload_and_lapses_under_another_policy(work: str) -> None:
    change_risks(work, leaking)
    take_responsibility(open_page("release", work), "Ada", "The recipient signed the contract.")
    assert downloads(open_page("release", work)) == DOWNLOADS
    _opened(work).keep_policy(CONTROLLED)
    at = open_page("release", work)
    assert "Controlled access" in at.error[0].value
    assert downloads(at) == []


def test_another_policy_judges_the_same_numbers_again(work: str) -> None:
    change_risks(
        work, lambda risk: replace(harmless(risk), high=0.15) if risk.attack == "linkability" else harmless(risk)
    )
    assert "**INCONCLUSIVE**" in open_page("release", work).warning[0].value
    _opened(work).keep_policy(CONTROLLED)
    assert "**PASS**" in open_page("release", work).success[0].value


def test_the_pack_holds_the_override_and_every_candidate_and_verifies(work: str, tmp_path: Path) -> None:
    change_risks(work, leaking)
    shown = load(outcome_folder(work))
    tried = _opened(work).tried()
    override = Override("Ada", "The recipient signed the contract.")
    path = tmp_path / "pack.zip"
    path.write_bytes(evidence(record_of(shown, "Ada", override, tried), shown.rows))
    loose = tmp_path / "synthetic.csv"
    loose.write_bytes(shown.rows.released())
    assert verify(path, loose) == ()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as pack:
        record = json.loads(pack.read("record.json"))
    assert record["override"] == {"name": "Ada", "reason": "The recipient signed the contract."}
    assert record["verdict"]["outcome"] == "FAIL"
    assert [(one["generator"], one["verdict"], one["picked"]) for one in record["candidates"]] == [
        ("trees", "FAIL", True)
    ]


def test_the_policy_stands_with_its_sources(finished_work: str) -> None:
    at = open_page("release", finished_work)
    table = policy_table(PUBLIC)
    assert list(table["Limit"]) == ["1.0\u00a0%", "9.0\u00a0%"]
    assert {rule.source for rule in PUBLIC.rules} == {source.replace("\\", "") for source in table.iloc[:, 2]}
    assert safe(PUBLIC.title) in said(at)
