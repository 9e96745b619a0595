"""Records of other versions are read: attacks that this one does not know keep their names, limits their rules."""

from dataclasses import replace

import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain, revive
from synthesis.privacy import suggestions
from synthesis.privacy.risk import Risk, Status
from synthesis.release import wording
from synthesis.release.policy import PUBLIC, Policy, Rule, read_policy, written_policy
from synthesis.release.report import audit_html
from synthesis.release.verdict import judge
from tests.release.make import audit, privacy, risk

OTHER = risk(0.0, -0.01, 0.005, attack="shadow-model", variant="deep", main=0.022, control=0.010)


def test_an_attack_that_only_the_record_knows_is_called_by_its_name_in_words() -> None:
    assert wording.title(OTHER) == "Shadow model"
    assert wording.term(OTHER) == "shadow model"
    assert wording.attack_title("shadow-model") == "Shadow model"
    assert wording.sentence(OTHER).startswith("Of 1,000 people in the training data, the attack is right about 22;")


def test_an_attack_that_names_itself_in_the_record_is_called_so() -> None:
    named = replace(
        OTHER, title="Was this person in the model?", term="shadow models", secret="pay", known=("age", "sex")
    )
    assert wording.title(named) == "Was this person in the model?: pay, knowing age and sex"
    assert wording.term(named) == "shadow models"


def test_a_record_without_titles_is_read() -> None:
    older = {key: part for key, part in plain(risk()).items() if key not in ("title", "term", "known", "attacker")}
    found = revive(Risk, older)
    assert (found.title, found.known, wording.title(found)) == ("", (), "Was this person in the data?")
    assert wording.term(found) == "membership inference"


def test_it_is_judged_by_the_policy_of_its_record_and_by_no_other() -> None:
    own = Policy("theirs", "Theirs", 1, (Rule("shadow-model", 0.2, "ours"),))
    judged, _ = judge(own, privacy(OTHER), 5000)
    assert (judged.risks[0].limit, judged.risks[0].status) == (0.2, Status.CLEAR)
    assert suggestions(replace(judged.risks[0], status=Status.LEAK, low=0.3), judged)[-1].kind == "epsilon"
    with pytest.raises(UnusableOption):
        judge(PUBLIC, privacy(OTHER), 5000)


def test_its_report_can_be_read() -> None:
    own = Policy("theirs", "Theirs", 1, (Rule("shadow-model", 0.2, "ours"),))
    page = audit_html(audit(OTHER, policy=own), "2026-01-01", [])
    assert page.count("Shadow model") >= 2
    assert "shadow-model" not in page


def test_only_a_new_run_asks_for_a_rule_for_every_attack_and_for_no_other() -> None:
    part = [plain(rule) for rule in PUBLIC.rules if rule.attack != "linkability"]
    other = [*map(plain, PUBLIC.rules), plain(Rule("shadow-model", 0.2, "ours"))]
    for rules, named in ((part, "linkability"), (other, "Attacks are: ")):
        older = {**plain(PUBLIC), "name": "older", "title": "Older", "rules": rules}
        assert len(read_policy(older).rules) == len(rules)
        with pytest.raises(UnusableOption) as refused:
            written_policy(older)
        assert named in refused.value.advice
    assert written_policy(plain(PUBLIC)) == PUBLIC
