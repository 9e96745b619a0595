"""What carries an attack that is one file and one line: run by `tests/privacy/test_one_more.py`, with that line."""

import json
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared.words import safe
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.privacy import ATTACKS, Status, detectable_effects, suggestions
from synthesis.release import wording
from synthesis.release.audit import Audit
from synthesis.release.policy import CONTROLLED, PRESETS, PUBLIC, SPECIAL, Rule, read_policy, written_policy
from synthesis.release.report import audit_html
from tests.one_more.nosy import NOSY
from tests.outcomes import audit_of, change_risks, harmless
from tests.pages import open_page, said
from tests.test_pages_audit import CONTROL, FRESH, TRAIN, AtOnce, audited, brought, engine  # noqa: F401

LIMITS = {PUBLIC: 0.01, SPECIAL: 0.01, CONTROLLED: 0.05}


def nosy(audit: Audit) -> Any:
    """The one risk of the attack."""
    [risk] = [one for one in audit.privacy.risks if one.attack == "nosy"]
    return risk


def test_it_is_the_last_of_the_registry() -> None:
    assert [attack.name for attack in ATTACKS[-2:]] == ["inference", "nosy"]


@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_every_preset_gives_it_the_limit_of_its_class(policy: Any) -> None:
    assert [rule.limit for rule in policy.rules if rule.attack == "nosy"] == [LIMITS[policy]]


def test_a_policy_for_a_new_run_must_speak_of_it_and_that_of_an_old_record_need_not() -> None:
    older = {**plain(PUBLIC), "rules": [plain(rule) for rule in PUBLIC.rules if rule.attack != "nosy"]}
    with pytest.raises(UnusableOption) as refused:
        written_policy(older)
    assert "nosy" in refused.value.advice
    assert all(isinstance(rule, Rule) and rule.attack != "nosy" for rule in read_policy(older).rules)


def test_its_power_is_foretold() -> None:
    [found] = [one for one in detectable_effects(3000, 2000) if one.attack == "nosy"]
    assert found.people == (3000, 2000)
    assert 0.0 < found.certifies < 0.1


def test_the_audit_as_json_holds_it(finished_work: str) -> None:
    audit = audit_of(finished_work)
    [found] = [one for one in json.loads(json.dumps(audit.contract()))["privacy"]["risks"] if one["attack"] == "nosy"]
    assert (found["title"], found["term"]) == (NOSY.title, NOSY.term)
    assert (found["limit"], found["columns"]) == (0.01, list(nosy(audit).columns))
    assert found["status"] in {str(status) for status in Status}
    assert found["floor"] is not None
    assert found["ceiling"] == pytest.approx(1.0)


def test_it_is_told_group_by_group(finished_work: str) -> None:
    groups = [one for one in audit_of(finished_work).privacy.groups if one.attack == "nosy"]
    assert groups
    assert {one.limit for one in groups} == {0.01}


def test_it_says_what_would_lower_it(finished_work: str) -> None:
    audit = audit_of(finished_work)
    leak = replace(nosy(audit), status=Status.LEAK, value=0.2, low=0.1, high=0.3)
    found = suggestions(leak, audit.privacy)
    assert [(one.kind, one.column) for one in found] == [("drop", leak.columns[0]), ("epsilon", None)]
    assert found[0].reason == "The neighbour sees it over the fence."


def test_the_report_names_it_in_plain_words_and_by_its_term(finished_work: str) -> None:
    page = audit_html(audit_of(finished_work), "2026-01-01", [])
    assert page.count(NOSY.title) >= 2
    assert NOSY.term in page
    assert wording.sentence(nosy(audit_of(finished_work))) in page


def test_the_privacy_page_has_a_card_of_it(finished_work: str) -> None:
    at = open_page("privacy", finished_work)
    words, risk = said(at), nosy(audit_of(finished_work))
    assert NOSY.title in [one.value for one in at.subheader]
    assert safe(NOSY.story) in words
    assert safe(NOSY.term) in words
    assert safe(wording.sentence(risk)) in words
    assert NOSY.title in list(at.dataframe[0].value["Attack"])
    assert any(NOSY.title in chart.proto.alt for chart in at.get("plotly_chart"))


def test_the_privacy_page_offers_what_lowers_it(work: str) -> None:
    gained = {"value": 0.5, "low": 0.4, "high": 0.6, "main": 0.55, "control": 0.1, "p_value": 1e-9}
    change_risks(work, lambda one: replace(harmless(one), **gained) if one.attack == "nosy" else harmless(one))
    at = open_page("privacy", work)
    assert f"{NOSY.title} A gain of 50.0" in at.error[0].value.replace("\\", "")
    assert "The neighbour sees it over the fence" in said(at)


def test_the_generator_page_foretells_it_and_lets_its_limit_be_set(finished_work: str) -> None:
    at = open_page("generator", finished_work)
    assert any(one.label == f"{NOSY.title}, %" for one in at.number_input)
    assert any(f"{NOSY.title} ({NOSY.term})" in str(list(table.value.index)) for table in at.table)
    assert any(NOSY.title in list(table.value.index) for table in at.table)


def test_the_release_page_prints_its_limit(finished_work: str) -> None:
    at = open_page("release", finished_work)
    assert any(f"{NOSY.title} ({NOSY.term})" in str(table.value.to_numpy().tolist()) for table in at.table)


def test_the_audit_page_has_a_card_of_it(engine: AtOnce) -> None:  # noqa: F811
    at: AppTest = audited(brought(train=TRAIN, control=CONTROL, synthetic=FRESH))
    assert NOSY.title in [one.value for one in at.subheader]
    assert safe(NOSY.story) in said(at)
