"""Why a release does not pass: the sentence of each way not to, with its numbers, and the verdict beside it."""

from dataclasses import replace
from typing import Any

import pytest

from synthesis.privacy.measurement import EXACT
from synthesis.privacy.risk import CovariateShift, Interval, Privacy, Risk, Status, SubgroupRisk
from synthesis.privacy.sensitivity import Canary, Sensitivity
from synthesis.release.policy import CONTROLLED, PUBLIC
from synthesis.release.verdict import Outcome, judge
from tests.release.make import privacy, risk

QUESTION = "Was this person in the data?"
OTHERS = CovariateShift(0.7, 0.68, 0.72, True, ("age",))
NOT_RUN = replace(risk(), evidence="not-run")


def reasons(*risks: Risk, people: int = 5000, **more: Any) -> tuple[str, ...]:
    return judge(PUBLIC, replace(privacy(*risks), **more), people)[1].reasons


def status(one: Risk, **more: Any) -> Status:
    return judge(PUBLIC, replace(privacy(one), **more), 5000)[0].risks[0].status


def group(**fields: Any) -> SubgroupRisk:
    given = SubgroupRisk(
        "membership", None, None, "sex", "female", (400, 200), 0.5, 0.2, 0.3, 0.2, 0.4, "excess", 1e-6, surely=True
    )
    return replace(given, **fields)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            risk(0.5, 0.4, 0.6),
            "Was this person in the data? A gain of 50.0 % (40.0 % to 60.0 %) is over the limit of 9.0 %.",
        ),
        (
            risk(0.5, 0.4, 0.6, attack="inference", secret="income"),
            "Guessing a secret: income: a gain of 50.0 % (40.0 % to 60.0 %) is over the limit of 9.0 %.",
        ),
        (
            risk(
                0.05,
                0.02,
                0.08,
                attack="attribute-disclosure",
                secret="income",
                precision=Interval(0.06, 0.02, 0.1),
                p_value=1e-9,
            ),
            "Reading a secret of somebody known in part: income: a gain of 5.0 % (2.0 % to 8.0 %) is below the limit "
            "of 9.0 % and yet no coincidence: some of the training people are given away.",
        ),
        (
            risk(0.05, -0.1, 0.2),
            "Was this person in the data? A gain of 5.0 % (−10.0 % to 20.0 %) cannot be told from the limit of 9.0 %.",
        ),
        (
            risk(0.05, -0.1, 0.2, evidence="too-few"),
            "Was this person in the data? Too few guesses or people to judge it against the limit of 9.0 %.",
        ),
        (
            risk(0.05, -0.1, 0.2, control=None, evidence="too-few"),
            "Was this person in the data? Without people outside the training rows it cannot be held against the limit "
            "of 9.0 %.",
        ),
        (
            risk(0.05, -0.1, 0.2, control=None),
            "Was this person in the data? A gain of 5.0 % (−10.0 % to 20.0 %) cannot be told from the limit of 9.0 %.",
        ),
        (
            risk(0.02, 0.01, 0.03, breach=True),
            "Was this person in the data? A gain of 2.0 % (1.0 % to 3.0 %) contradicts the formal guarantee that comes "
            "with the release.",
        ),
        (
            replace(NOT_RUN, notes=("No control group.", "More.")),
            "Was this person in the data? Not tested. No control group.",
        ),
        (NOT_RUN, "Was this person in the data? Not tested."),
    ],
)
def test_the_sentence_of_each_way_not_to_pass(found: Risk, said: str) -> None:
    assert reasons(found) == (said,)


def test_copies_over_what_training_rows_repeat_of_each_other() -> None:
    copied = risk(0.4, 0.3, 0.5, attack="replication", variant="all", unaided=Interval(0.2, 0.1, 0.3))
    shifted = judge(PUBLIC, replace(privacy(copied), drift=OTHERS), 5000)[1]
    assert shifted.outcome is Outcome.FAIL
    assert shifted.reasons[0] == (
        "Copied rows: a gain of 20.0 % (10.0 % to 30.0 %) over what training rows repeat of each other is over the "
        "limit of 1.0 %."
    )
    assert len(shifted.reasons) == 2
    assert "of another kind" in shifted.reasons[1]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (risk(0.5, 0.4, 0.6), Status.INCONCLUSIVE),  # a gain over other people says nothing
        (risk(-0.5, -0.6, -0.4), Status.INCONCLUSIVE),
        (risk(0.5, 0.4, 0.6, unaided=Interval(0.1, 0.09, 0.2)), Status.LEAK),
        (risk(0.5, 0.4, 0.6, unaided=Interval(0.1, 0.0899, 0.2)), Status.INCONCLUSIVE),
        (replace(NOT_RUN, unaided=Interval(0.2, 0.1, 0.3)), Status.NOT_RUN),
        (risk(None, None, None, unaided=Interval(0.2, 0.1, 0.3)), Status.NOT_RUN),
    ],
)
def test_where_the_control_rows_are_of_another_kind(one: Risk, found: Status) -> None:
    judged = judge(PUBLIC, replace(privacy(one), drift=OTHERS), 5000)[0]
    assert (judged.risks[0].status, judged.risks[0].limit) == (found, 0.09)


def test_groups_are_neither_hit_nor_clear_where_the_control_rows_are_of_another_kind() -> None:
    groups = (group(), group(low=-0.2, high=-0.1, surely=False))
    judged, verdict = judge(PUBLIC, replace(privacy(risk()), drift=OTHERS, groups=groups), 5000)
    assert judged.groups == tuple(replace(one, limit=0.09, status=Status.INCONCLUSIVE) for one in groups)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    same = judge(PUBLIC, replace(privacy(risk()), groups=groups), 5000)[0]
    assert [one.status for one in same.groups] == [Status.LEAK, Status.CLEAR]


def test_only_what_could_not_be_run_stays_a_reason_of_its_own_among_other_people() -> None:
    said = reasons(risk(0.05, -0.1, 0.2), NOT_RUN, drift=OTHERS)
    assert len(said) == 2
    assert said[0] == "Was this person in the data? Not tested."
    assert "of another kind" in said[1]


@pytest.mark.parametrize(
    "missing",
    [
        risk(None, 0.1, 0.2),
        risk(0.15, None, 0.2),
        risk(0.15, 0.1, None),
        replace(risk(0.5, 0.4, 0.6), evidence="not-run"),
        replace(risk(), evidence="not-run", breach=True),
    ],
)
def test_half_a_result_is_none(missing: Risk) -> None:
    assert status(missing) is Status.NOT_RUN


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (risk(0.10, -0.1, 0.2, p_value=EXACT * 1.0001), Status.CLEAR),
        (risk(0.10, -0.1, 0.2, p_value=EXACT), Status.LEAK),
        (risk(0.09, -0.1, 0.2, p_value=1e-6), Status.LEAK),
        (risk(0.0899, 0.01, 0.2, p_value=1e-6), Status.SIGNAL),
        (risk(0.9, 0.8, 1.0, p_value=None), Status.CLEAR),
        (risk(0.9, 0.8, 1.0, p_value=0.9), Status.CLEAR),
    ],
)
def test_counts_decide_where_every_guess_was_made(one: Risk, found: Status) -> None:
    """With nine others beside it nothing with p over 0.005 is significant, so EXACT alone decides."""
    others = [risk(p_value=0.9) for _ in range(9)]
    judged = judge(PUBLIC, privacy(replace(one, evidence="exhausted"), *others), 5000)[0]
    assert judged.risks[0].status is found


def test_what_is_significant_counts_though_it_is_no_rarity() -> None:
    """Alone, p = 0.05 is significant at 5 %, and over the level of the exact test."""
    assert EXACT < 0.05
    one = risk(0.10, -0.1, 0.2, p_value=0.05, evidence="exhausted")
    assert status(one) is Status.LEAK
    assert status(replace(one, p_value=0.0501)) is Status.CLEAR


@pytest.mark.parametrize(
    ("low", "p_value", "found"),
    [
        (0.01, 0.05, Status.SIGNAL),
        (0.01, 0.0501, Status.CLEAR),
        (0.0, 0.01, Status.CLEAR),  # a bound of nought is no gain
        (0.01, None, Status.CLEAR),
    ],
)
def test_a_sign_of_a_gain_below_the_limit(low: float, p_value: float | None, found: Status) -> None:
    assert status(risk(0.03, low, 0.08, p_value=p_value)) is found


def test_a_gain_without_a_p_value_is_a_leak_by_its_interval() -> None:
    assert status(risk(0.5, 0.09, 0.9, p_value=None)) is Status.LEAK
    assert status(risk(0.5, 0.0899, 0.9, p_value=None)) is Status.INCONCLUSIVE


@pytest.mark.parametrize(
    ("hit", "said"),
    [
        (
            group(),
            "Was this person in the data? For sex female a gain of 30.0 % (20.0 % to 40.0 %) is over the limit of "
            "9.0 %.",
        ),
        (
            group(attack="inference", secret="income"),
            "Guessing a secret: income: for sex female a gain of 30.0 % (20.0 % to 40.0 %) is over the limit of 9.0 %.",
        ),
        (
            group(attack="singling-out", variant="univariate"),
            "Singling out by one column: for sex female a gain of 30.0 % (20.0 % to 40.0 %) is over the limit of "
            "9.0 %.",
        ),
    ],
)
def test_the_group_that_an_average_hides(hit: SubgroupRisk, said: str) -> None:
    assert reasons(risk(), groups=(hit,)) == (said,)


def test_the_gravest_group_of_each_attack_is_named_once_and_none_whose_average_leaks() -> None:
    groups = (
        group(group="a", low=0.2),
        group(group="b", low=0.3),
        group(group="c", low=0.25),
        group(group="d", attack="linkability", low=0.1),
        group(group="e", attack="linkability", low=0.01),  # a signal, no leak
        group(group="f", attack="inference", secret="x", low=0.2),
        group(group="g", attack="inference", secret="y", low=0.35),
        group(group="h", attack="replication", variant="all", low=0.5),
    )
    leak = risk(0.5, 0.4, 0.6, attack="replication", variant="all")
    said = reasons(leak, groups=groups)
    assert [one.split("sex ")[1][0] for one in said[1:]] == ["g", "b", "f", "d"]
    assert said[0].startswith("Copied rows")


def test_every_reason_in_the_order_of_its_weight() -> None:
    found = reasons(
        NOT_RUN,
        risk(0.5, 0.4, 0.6),
        people=499,
        groups=(group(attack="linkability"),),
        drift=OTHERS,
        sensitivity=seen(),
    )
    assert [one.split()[0] for one in found] == ["Was", "499", "The", "Training"]
    found = reasons(NOT_RUN, risk(0.5, 0.4, 0.6), people=499, groups=(group(attack="linkability"),))
    assert [one.split()[0] for one in found] == ["Was", "Linking", "Was", "499"]
    assert found[3] == "499 real rows: no attack can show that a table of fewer than 500 is safe."
    assert reasons(people=10) == ("No attack was run, so nothing is known about the risk.",)


def seen(*noticed: bool, **more: Any) -> Sensitivity:
    shares = (0.01, 0.05, 0.09, 0.2)
    given = noticed or (False, False)
    return Sensitivity(None, tuple(Canary(s, n) for s, n in zip(shares, given, strict=False)), **more)


@pytest.mark.parametrize(
    ("found", "noticed"),
    [
        (seen(False), "no attack noticed"),
        (seen(False, False, False), "no attack noticed"),
        (seen(False, False, False, True), "were noticed from 20 % on"),
        (seen(False, True), "were noticed from 5 % on"),
        (seen(True, False, False), None),  # the policy's share itself counts
    ],
)
def test_rows_hidden_on_purpose_must_have_been_noticed(found: Sensitivity, noticed: str | None) -> None:
    said = f"Training rows were hidden in the release on purpose, and {noticed}; the policy asks for 1.0 %."
    assert reasons(risk(), sensitivity=found) == ((said,) if noticed else ())


@pytest.mark.parametrize(("share", "passes"), [(0.01, True), (0.02, False), (None, False)])
@pytest.mark.parametrize("already", [(), ("membership",)])
def test_identifiers_must_have_been_noticed_too(share: float | None, passes: bool, already: tuple[str, ...]) -> None:
    hidden = tuple(Canary(one, one == share, kind="identifiers") for one in (0.01, 0.02))
    others = (Canary(0.01, True), Canary(0.1, False, kind="half-rows"))
    found = reasons(risk(), sensitivity=Sensitivity(0.01, (*others, *hidden), already=already))
    assert (found == ()) is passes
    assert passes or found[0].startswith("The identifiers of training people were hidden in the release on purpose")


@pytest.mark.parametrize(
    ("attack", "evidence", "silent"),
    [("replication", "exhausted", True), ("replication", "sampled", False), ("membership", "exhausted", False)],
)
def test_only_copies_counted_to_the_last_make_up_for_not_noticing(attack: str, evidence: str, silent: bool) -> None:
    one = risk(0.0, -0.005, 0.005, attack=attack, variant=None, evidence=evidence)
    assert (reasons(one, sensitivity=seen()) == ()) is silent
    assert reasons(risk(), one, sensitivity=seen(already=("membership",))) == ()


@pytest.mark.parametrize(
    ("attack", "found"), [("membership", Status.INCONCLUSIVE), ("outlier-membership", Status.SIGNAL)]
)
def test_a_gain_below_the_limit_that_names_more_people_than_must_be_noticed(attack: str, found: Status) -> None:
    """More than 1 % of all training people in the public policy, 5 % for known recipients; of outliers it says less."""
    sure = risk(0.03, 0.011, 0.05, attack=attack, p_value=1e-6)
    assert status(sure) is found
    assert status(replace(sure, low=0.01)) is Status.SIGNAL
    assert judge(CONTROLLED, privacy(sure), 5000)[0].risks[0].status is Status.SIGNAL


def test_every_risk_is_held_against_the_limit_of_its_own_rule() -> None:
    linked = risk(0.05, 0.04, 0.06, attack="linkability")
    found: Privacy = privacy(linked, risk(0.05, 0.04, 0.06, attack="replication", variant="all"))
    judged = judge(CONTROLLED, found, 5000)[0]
    assert [(one.limit, one.status) for one in judged.risks] == [(0.20, Status.SIGNAL), (0.05, Status.SIGNAL)]
    judged = judge(PUBLIC, found, 5000)[0]
    assert [(one.limit, one.status) for one in judged.risks] == [(0.09, Status.SIGNAL), (0.01, Status.LEAK)]
