"""The edges of a verdict: where a limit is met to the digit, where a level is, and which of two outcomes is graver."""

from dataclasses import replace

import pytest

from synthesis.privacy.intervals import fisher
from synthesis.privacy.risk import Status, SubgroupRisk
from synthesis.release.policy import PUBLIC
from synthesis.release.verdict import HOLM_LEVEL, Outcome, Verdict, judge, judge_rounds, sterner
from tests.release.make import privacy, risk

PASS, OPEN, FAIL = Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.FAIL


@pytest.mark.parametrize(
    ("first", "again", "graver"),
    [
        (PASS, PASS, PASS),
        (PASS, OPEN, OPEN),
        (OPEN, PASS, OPEN),
        (OPEN, FAIL, FAIL),
        (FAIL, OPEN, FAIL),
        (PASS, FAIL, FAIL),
        (FAIL, PASS, FAIL),
    ],
)
def test_a_fail_outranks_what_is_open_and_that_a_pass(first: Outcome, again: Outcome, graver: Outcome) -> None:
    both = sterner(Verdict(first, ("One.",)), Verdict(again, ("Two.", "Three.")))
    assert both.outcome is graver
    assert both.reasons == (
        "One.",
        "Attacked again with fresh draws. Two.",
        "Attacked again with fresh draws. Three.",
    )


@pytest.mark.parametrize("leak_comes", ["first", "again"])
def test_a_leak_in_either_round_fails_though_the_other_is_open(leak_comes: str) -> None:
    leak, unsettled = privacy(risk(0.5, 0.4, 0.6)), privacy(risk(0.05, -0.1, 0.2))
    first, again = (leak, unsettled) if leak_comes == "first" else (unsettled, leak)
    judged, fresh, verdict = judge_rounds(PUBLIC, first, again, 5000)
    assert fresh is not None
    assert {judged.risks[0].status, fresh.risks[0].status} == {Status.LEAK, Status.INCONCLUSIVE}
    assert verdict.outcome is FAIL
    assert len(verdict.reasons) == 2
    assert verdict.reasons[1].startswith("Attacked again with fresh draws.")


def test_one_round_is_judged_alone() -> None:
    judged, fresh, verdict = judge_rounds(PUBLIC, privacy(risk()), None, 5000)
    assert (judged.risks[0].status, fresh, verdict) == (Status.CLEAR, None, Verdict(PASS))


def test_a_gain_over_the_limit_is_a_leak_from_a_level_of_one_in_forty() -> None:
    """All 5 of 5 training people, and 2 of 6 others or 1 of 5: placed by chance, all five of seven hits among eleven
    fall on the training side in C(7, 5) / C(11, 5) = 21 of 462 ways (4.5 %), of six among ten in 6 of 252 (2.4 %)."""
    likely, unlikely = fisher(5, 5, 2, 6), fisher(5, 5, 1, 5)
    assert likely == pytest.approx(21 / 462)
    assert unlikely == pytest.approx(6 / 252)
    for p_value, status, outcome in (
        (likely, Status.SIGNAL, OPEN),  # significant at 5 %, and still no leak
        (0.0251, Status.SIGNAL, OPEN),
        (0.025, Status.LEAK, FAIL),
        (unlikely, Status.LEAK, FAIL),
    ):
        judged, verdict = judge(PUBLIC, privacy(risk(0.5, 0.2, 0.8, p_value=p_value)), 5000)
        assert (judged.risks[0].status, verdict.outcome) == (status, outcome)
    assert HOLM_LEVEL == 0.025


@pytest.mark.parametrize(("high", "status"), [(0.0899, Status.CLEAR), (0.09, Status.INCONCLUSIVE)])
def test_an_upper_bound_on_the_limit_is_not_below_it(high: float, status: Status) -> None:
    judged, verdict = judge(PUBLIC, privacy(risk(0.04, -0.01, high)), 5000)
    assert judged.risks[0].status is status
    assert judged.risks[0].below is (status is Status.CLEAR)
    assert verdict.outcome is (PASS if status is Status.CLEAR else OPEN)


@pytest.mark.parametrize(
    ("low", "high", "surely", "status"),
    [
        (-0.02, 0.0899, False, Status.CLEAR),
        (-0.02, 0.09, False, Status.INCONCLUSIVE),
        (0.0899, 0.2, True, Status.SIGNAL),
        (0.09, 0.2, True, Status.LEAK),
        (0.0, 0.2, True, Status.INCONCLUSIVE),  # a bound of nought is no gain
        (0.01, 0.08, False, Status.CLEAR),
    ],
)
def test_a_group_is_held_against_the_limit_in_the_same_way(
    low: float, high: float, surely: bool, status: Status
) -> None:
    group = SubgroupRisk(
        "inference",
        None,
        "income",
        "sex",
        "female",
        (400, 200),
        0.5,
        0.4,
        0.1,
        low,
        high,
        "advantage",
        0.001,
        surely,
    )
    judged, _ = judge(PUBLIC, replace(privacy(risk()), groups=(group,)), 5000)
    assert (judged.groups[0].status, judged.groups[0].limit) == (status, 0.09)


def test_the_three_outcomes_by_the_words_that_records_keep() -> None:
    assert [outcome.value for outcome in Outcome] == ["PASS", "FAIL", "INCONCLUSIVE"]
