"""What is said of a risk: natural frequencies, health, floor and ceiling, and the smallest leak that would be
noticed."""

from dataclasses import replace

import pytest

from synthesis.privacy.risk import CovariateShift, Status, SubgroupRisk, WeakSpot
from synthesis.privacy.sensitivity import Canary, Sensitivity
from synthesis.release import wording
from synthesis.release.policy import PUBLIC
from synthesis.release.report import report_html
from synthesis.release.verdict import Outcome, judge
from tests.release.make import audit, privacy, record, risk

GROUP = SubgroupRisk(
    "membership", None, None, "sex", "Female", (400, 120), 0.30, 0.05, 0.26, 0.18, 0.34, "excess", 1e-6, surely=True
)
SPOT = WeakSpot(
    "membership", None, (("age", "80 to 90"), ("city", "Bonn")), (60, 55), 0.25, 0.02, 0.23, 0.1, 0.36, 0.01
)


def test_membership_is_told_in_natural_frequencies() -> None:
    found = wording.sentence(risk(0.012, 0.0, 0.02, main=0.022, control=0.010))
    assert found == (
        "Of 1,000 people in the training data, an attacker who wrongly accuses 10 of as many outsiders would "
        "correctly name "
        "22; by luck, 10."
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "none"), (0.0004, "fewer than 1"), (0.0006, "1"), (0.0224, "22"), (0.9999, "more than 999"), (1.0, "1,000")],
)
def test_no_frequency_is_rounded_to_nobody_or_everybody(share: float, said: str) -> None:
    assert wording.of_thousand(share) == said


@pytest.mark.parametrize(
    ("share", "digits", "said"), [(0.0, 0, "0 %"), (-0.0001, 1, "0.0 %"), (0.0, 1, "0.0 %"), (-0.02, 1, "−2.0 %")]
)
def test_nothing_is_written_as_nothing(share: float, digits: int, said: str) -> None:
    assert wording.percent(share, digits) == said


def test_a_weak_attack_says_that_it_is_no_proof() -> None:
    weak = risk(main=0.7, baseline=0.75, beats_baseline=False, attacks=12, requested=2000, controls=500)
    told = " ".join(wording.health(weak))
    assert "12 guesses were made of 2,000 asked for" in told
    assert "500 people outside the data" in told
    assert "no proof of safety" in told
    strong = " ".join(wording.health(replace(weak, main=0.8, beats_baseline=True)))
    assert "The attack works here: it is right for 800 of 1,000, and guessing without the release for 750." in strong


def test_floor_and_ceiling_are_told_where_they_were_measured() -> None:
    assert wording.between(risk()) == ""
    assert wording.between(risk(floor=0.001, ceiling=1.0)) == (
        "The same attack gains 0.1 % on a release that holds no trace of the training rows and 100.0 % on a "
        "verbatim copy of them."
    )


def test_the_smallest_leak_that_would_be_noticed() -> None:
    planted = (Canary(0.01, False, 20), Canary(0.02, True, 40))
    assert "a leak of 2 % of the training rows (40 rows) or more" in wording.noticed(Sensitivity(0.02, planted))
    already = wording.noticed(Sensitivity(0.02, planted, already=("membership",)))
    assert "a leak of 2 % of the training rows" in already
    assert already.endswith("do not count here: “Was this person in the data?”.")
    seen = wording.noticed(Sensitivity(None, planted[:1], already=("membership", "replication/all")))
    assert "it shows a gain without them" in seen
    assert "would have noticed a leak" not in seen
    assert "this audit rules out little" in wording.noticed(Sensitivity(None, planted[:1]))
    assert "was not measured" in wording.noticed(Sensitivity())


def test_a_drifted_control_group_is_told_with_its_columns() -> None:
    assert wording.drifted(CovariateShift(0.51, 0.49, 0.53, False)) == ""
    assert "0.71 (0.68 to 0.74)" in wording.drifted(CovariateShift(0.71, 0.68, 0.74, True, ("age",)))


def test_a_group_that_surely_leaks_fails_the_release_whatever_the_average() -> None:
    judged, verdict = judge(PUBLIC, replace(privacy(risk()), groups=(GROUP,)), 5000)
    assert (judged.groups[0].status, judged.groups[0].limit) == (Status.LEAK, 0.09)
    assert verdict.outcome is Outcome.FAIL
    assert verdict.reasons == (
        "Was this person in the data? For sex Female a gain of 26.0 % (18.0 % to 34.0 %) is over the limit of 9.0 %.",
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"surely": False}, Status.INCONCLUSIVE),
        ({"low": 0.01}, Status.SIGNAL),
        ({"surely": False, "low": -0.1, "high": 0.05}, Status.CLEAR),
    ],
)
def test_a_small_group_alone_does_not_stand_in_the_way(changes: dict[str, float], status: Status) -> None:
    judged, verdict = judge(PUBLIC, replace(privacy(risk()), groups=(replace(GROUP, **changes),)), 5000)
    assert judged.groups[0].status is status
    assert verdict.outcome is Outcome.PASS


def test_a_broken_promise_is_a_leak() -> None:
    judged, verdict = judge(PUBLIC, privacy(risk(0.03, 0.02, 0.04, breach=True)), 5000)
    assert judged.risks[0].status is Status.LEAK
    assert verdict.outcome is Outcome.FAIL
    assert "contradicts the formal guarantee" in verdict.reasons[0]


def test_the_report_holds_groups_spots_floor_ceiling_and_sensitivity() -> None:
    made = record(risk(floor=0.001, ceiling=1.0))
    found = replace(
        made.audit.privacy,
        groups=(GROUP,),
        weak_spots=(SPOT,),
        sensitivity=Sensitivity(0.01, (Canary(0.01, True, 8),)),
    )
    page = report_html(replace(made, audit=replace(made.audit, privacy=found)), "2026-01-01", "ab" * 32)
    for said in (
        "sex: Female",
        "age 80 to 90 and city Bonn",
        "a leak of 1 % of the training rows",
        "100.0 % on a verbatim copy",
    ):
        assert said in page
    assert "Who and what carries the risk" not in report_html(record(), "2026-01-01", "ab" * 32)
    assert audit().privacy.groups == ()


def test_unusual_people_who_come_back_are_called_so() -> None:
    found = wording.sentence(risk(attack="replication", variant="outermost", main=0.03, control=0.0))
    assert found.startswith("Of 1,000 unusual people in the training data, 30 come back")
