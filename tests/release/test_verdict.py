"""A verdict follows from intervals and limits, and from nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.privacy import ATTACKS
from synthesis.privacy.intervals import counted, exact, excess, fisher
from synthesis.privacy.risk import CovariateShift, Status, SubgroupRisk
from synthesis.privacy.sensitivity import Canary, Sensitivity
from synthesis.release.policy import CONTROLLED, PRESETS, PUBLIC, SPECIAL, Policy, Rule, find_policy, written_policy
from synthesis.release.verdict import HOLM_LEVEL, Outcome, judge
from tests.release.make import privacy, risk


@pytest.mark.parametrize(
    ("low", "high", "p", "status", "outcome"),
    [
        (-0.010, 0.050, 0.40, Status.CLEAR, Outcome.PASS),
        (0.010, 0.080, 0.001, Status.SIGNAL, Outcome.PASS),  # a gain below the limit is a note
        (0.010, 0.120, 0.001, Status.SIGNAL, Outcome.INCONCLUSIVE),
        (0.010, 0.080, 0.300, Status.CLEAR, Outcome.PASS),  # not significant, and below the limit
        (-0.010, 0.095, 0.40, Status.INCONCLUSIVE, Outcome.INCONCLUSIVE),
        (0.090, 0.200, 0.001, Status.LEAK, Outcome.FAIL),  # the limit itself is too much
        (-0.300, -0.100, 0.99, Status.CLEAR, Outcome.PASS),
    ],
)
def test_status_and_outcome(low: float, high: float, p: float, status: Status, outcome: Outcome) -> None:
    judged, verdict = judge(PUBLIC, privacy(risk((low + high) / 2, low, high, p_value=p)), 5000)
    assert (judged.risks[0].status, judged.risks[0].limit, verdict.outcome) == (status, 0.09, outcome)
    assert bool(verdict.reasons) == (outcome is not Outcome.PASS)


def test_an_excess_without_room_is_no_leak_until_the_counts_say_so() -> None:
    """3,996 of 4,000 reappear and 1,996 of 2,000 outsiders: an excess of one half, and nothing unusual (p = 0.26)."""
    gain = excess(counted(3996, 4000), exact(1996, 2000))
    p_value = fisher(3996, 4000, 1996, 2000)
    assert gain.value == pytest.approx(0.5)
    assert gain.low > 0.09
    assert p_value > HOLM_LEVEL
    _, verdict = judge(PUBLIC, privacy(risk(gain.value, gain.low, gain.high, p_value=p_value)), 5000)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    _, verdict = judge(PUBLIC, privacy(risk(gain.value, gain.low, gain.high, p_value=0.001)), 5000)
    assert verdict.outcome is Outcome.FAIL


def test_what_was_not_run_is_never_a_pass() -> None:
    silent = risk(
        None,
        None,
        None,
        evidence="not-run",
        main=None,
        control=None,
        baseline=None,
        p_value=None,
        notes=("No control group.",),
    )
    judged, verdict = judge(PUBLIC, privacy(risk(), silent), 5000)
    assert judged.risks[1].status is Status.NOT_RUN
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "No control group." in verdict.reasons[0]
    assert judge(PUBLIC, privacy(), 5000)[1].outcome is Outcome.INCONCLUSIVE


def test_too_few_guesses_stay_inconclusive_however_good_they_look() -> None:
    assert judge(PUBLIC, privacy(risk(0, -0.01, 0.01, evidence="too-few")), 5000)[1].outcome is Outcome.INCONCLUSIVE
    assert judge(PUBLIC, privacy(risk(0.5, 0.2, 0.8, evidence="too-few")), 5000)[1].outcome is Outcome.FAIL


def test_an_exhausted_search_is_judged_on_its_counts() -> None:
    wide = risk(0.05, -0.4, 0.5, evidence="exhausted", p_value=0.6)
    sure = risk(0.50, 0.2, 0.8, evidence="exhausted", p_value=0.0001)
    slight = risk(0.05, 0.01, 0.3, evidence="exhausted", p_value=0.001)
    assert judge(PUBLIC, privacy(wide), 5000)[1].outcome is Outcome.PASS
    assert judge(PUBLIC, privacy(sure), 5000)[1].outcome is Outcome.FAIL
    judged, verdict = judge(PUBLIC, privacy(slight), 5000)
    assert (judged.risks[0].status, verdict.outcome) == (Status.SIGNAL, Outcome.PASS)


def test_a_leak_outweighs_an_open_question_and_both_are_named() -> None:
    _, verdict = judge(
        PUBLIC, privacy(risk(0.05, -0.1, 0.2), risk(0.4, 0.3, 0.5, attack="inference", secret="income")), 5000
    )
    assert verdict.outcome is Outcome.FAIL
    assert len(verdict.reasons) == 2
    assert "income" in verdict.reasons[0]


def test_a_table_of_few_rows_never_passes() -> None:
    assert judge(PUBLIC, privacy(risk()), 500)[1].outcome is Outcome.PASS
    _, verdict = judge(PUBLIC, privacy(risk()), 499)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "499 real rows" in verdict.reasons[0]
    assert judge(PUBLIC, privacy(risk(0.5, 0.4, 0.6)), 30)[1].outcome is Outcome.FAIL


def test_replication_has_a_limit_of_its_own() -> None:
    copied = risk(0.03, 0.02, 0.04, attack="replication", variant="outermost", p_value=1e-9)
    assert judge(PUBLIC, privacy(copied), 5000)[1].outcome is Outcome.FAIL
    assert judge(CONTROLLED, privacy(copied), 5000)[0].risks[0].status is Status.SIGNAL


def test_a_policy_may_let_an_attack_stay_open() -> None:
    rules = tuple(Rule(a, 0.09, "ours", required=a != "linkability") for a in [attack.name for attack in ATTACKS])
    lenient = Policy("x", "X", 1, rules)
    open_question = risk(0.05, -0.1, 0.2, attack="linkability")
    assert judge(lenient, privacy(open_question), 5000)[1].outcome is Outcome.PASS
    assert judge(PUBLIC, privacy(open_question), 5000)[1].outcome is Outcome.INCONCLUSIVE


def test_signs_of_a_gain_are_corrected_for_their_number() -> None:
    # sorted: 0.001 <= 0.05/3, then 0.03 > 0.05/2 stops the descent, so 0.04 is not reached either
    risks = [risk(0.02, 0.01, 0.03, p_value=p) for p in (0.03, 0.001, None, 0.04)]
    judged, verdict = judge(PUBLIC, privacy(*risks), 5000)
    assert [one.status for one in judged.risks] == [Status.CLEAR, Status.SIGNAL, Status.CLEAR, Status.CLEAR]
    assert verdict.outcome is Outcome.PASS


def test_presets_print_their_sources() -> None:
    assert [policy.name for policy in PRESETS] == ["public", "public-special", "controlled"]
    limits = [policy.rule_for(risk()).limit for policy in PRESETS]
    assert limits == [0.09, 0.05, 0.20]
    assert all(rule.source for policy in PRESETS for rule in policy.rules)
    assert "Our own" in SPECIAL.rule_for(risk(attack="replication", variant="all")).source


def test_an_edited_policy_says_so() -> None:
    edited = PUBLIC.with_limits({"membership": 0.02}, "the data protection officer asked for it")
    assert edited.name == "public-edited"
    assert edited.rule_for(risk()).limit == 0.02
    assert "data protection officer" in edited.rule_for(risk()).source
    assert PUBLIC.with_limits({"membership": 0.09}, "") is PUBLIC


def test_a_policy_goes_to_a_file_and_back(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(plain(SPECIAL)))
    assert find_policy(str(path)) == SPECIAL
    assert find_policy("controlled") is CONTROLLED


@pytest.mark.parametrize("content", ["not json", "[]", "{}", '{"name":"x","title":"x","version":1,"rules":[]}'])
def test_what_is_no_policy_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(content)
    with pytest.raises(UnusableOption):
        find_policy(str(path))


def test_unknown_policies_are_refused() -> None:
    with pytest.raises(UnusableOption):
        find_policy("strict")
    with pytest.raises(UnusableOption):
        written_policy(
            {"name": "x", "title": "x", "version": 1, "rules": [{"attack": "magic", "limit": 0.1, "source": ""}]}
        )


def test_a_violated_guarantee_is_a_leak_however_small_the_gain() -> None:
    broken = replace(risk(0.02, 0.01, 0.03, p_value=0.0001), breach=True, notes=("The promise does not hold.",))
    judged, verdict = judge(PUBLIC, privacy(broken), 5000)
    assert (judged.risks[0].status, verdict.outcome) == (Status.LEAK, Outcome.FAIL)
    assert "guarantee" in verdict.reasons[0]


def minority(low: float, surely: bool) -> SubgroupRisk:
    return SubgroupRisk(
        "inference",
        None,
        "income",
        "sex",
        "female",
        (400, 200),
        0.5,
        0.2,
        low + 0.1,
        low,
        low + 0.2,
        "advantage",
        0.001,
        surely,
    )


@pytest.mark.parametrize(
    ("low", "surely", "status", "outcome"),
    [
        (0.10, True, Status.LEAK, Outcome.FAIL),
        (0.10, False, Status.INCONCLUSIVE, Outcome.PASS),  # a group too small to be sure of stands in nobody's way
        (0.02, True, Status.SIGNAL, Outcome.PASS),
        (-0.15, False, Status.CLEAR, Outcome.PASS),
    ],
)
def test_an_average_that_hides_a_minority_fails(low: float, surely: bool, status: Status, outcome: Outcome) -> None:
    found = replace(privacy(risk()), groups=(minority(low, surely),))
    judged, verdict = judge(PUBLIC, found, 5000)
    assert (judged.groups[0].status, judged.groups[0].limit, verdict.outcome) == (status, 0.09, outcome)
    assert ("sex female" in " ".join(verdict.reasons)) == (outcome is Outcome.FAIL)


def test_a_control_group_of_another_kind_passes_nothing() -> None:
    other = replace(privacy(risk()), drift=CovariateShift(0.7, 0.68, 0.72, True, ("age",)), warnings=("Another kind.",))
    assert judge(PUBLIC, other, 5000)[1].outcome is Outcome.INCONCLUSIVE
    assert "another kind" in judge(PUBLIC, other, 5000)[1].reasons[0]
    slight = replace(other, drift=CovariateShift(0.54, 0.52, 0.56, False))
    assert judge(PUBLIC, slight, 5000)[1].outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("policy", "noticed", "already", "evidence", "outcome"),
    [
        (PUBLIC, (True, True, True, True), (), "sampled", Outcome.PASS),
        (PUBLIC, (False, True, True, True), (), "sampled", Outcome.INCONCLUSIVE),
        (PUBLIC, (False, False, False, True), (), "sampled", Outcome.INCONCLUSIVE),
        (CONTROLLED, (False, False, True, True), (), "sampled", Outcome.PASS),
        (CONTROLLED, (False, False, False, True), (), "sampled", Outcome.INCONCLUSIVE),
        (replace(PUBLIC, noticed=0.1), (False, False, False, True), (), "sampled", Outcome.PASS),
        (PUBLIC, (False, False, False, False), (), "exhausted", Outcome.PASS),  # few categories are judged on counts
        (PUBLIC, (False, False, False, False), ("membership",), "sampled", Outcome.PASS),
        (PUBLIC, (), (), "sampled", Outcome.PASS),
    ],
)
def test_nothing_passes_an_audit_that_does_not_see_what_was_hidden_from_it(
    policy: Policy, noticed: tuple[bool, ...], already: tuple[str, ...], evidence: str, outcome: Outcome
) -> None:
    planted = tuple(Canary(share, seen) for share, seen in zip((0.01, 0.02, 0.05, 0.1), noticed, strict=False))
    copied = risk(0.0, -0.005, 0.005, attack="replication", variant="all", evidence=evidence)
    found = replace(privacy(copied), sensitivity=Sensitivity(None, planted, already=already))
    _, verdict = judge(policy, found, 5000)
    assert verdict.outcome is outcome
    if outcome is Outcome.INCONCLUSIVE:
        share = next(share for share, seen in zip((0.02, 0.1), noticed[1::2], strict=True) if seen)
        assert verdict.reasons == (
            f"Training rows were hidden in the release on purpose, and were noticed from {100 * share:.0f} % on; the "
            f"policy asks for {100 * policy.noticed:.1f} %.",
        )


def test_a_gain_that_one_of_many_risks_has_by_chance_is_no_leak() -> None:
    """One gain over the limit with p = 0.01: a leak by itself, and one in ten such tables where ten things were
    tried."""
    odd = risk(0.3, 0.1, 0.5, p_value=0.01)
    others = [risk(0.0, -0.01, 0.01, p_value=0.5) for _ in range(9)]
    assert judge(PUBLIC, privacy(odd), 5000)[1].outcome is Outcome.FAIL
    judged, verdict = judge(PUBLIC, privacy(odd, *others), 5000)
    assert (judged.risks[0].status, verdict.outcome) == (Status.INCONCLUSIVE, Outcome.INCONCLUSIVE)
    sure = replace(odd, p_value=0.004)
    assert judge(PUBLIC, privacy(sure, *others), 5000)[1].outcome is Outcome.FAIL
