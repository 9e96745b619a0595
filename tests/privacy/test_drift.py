"""A control group of other people than the training rows: a shift alone is no leak, and a copy still is one."""

from dataclasses import replace

import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import Privacy, Status, assess, suggestions
from synthesis.release.policy import PUBLIC
from synthesis.release.verdict import Verdict, judge
from tests.privacy.tables import people, pick, table

TRAIN, STRANGERS, OTHERS = people(1000, 41), people(1000, 42), people(750, 43)
SHIFTED = OTHERS.assign(
    age=OTHERS["age"] + 40, income=OTHERS["income"] * 4, joined=OTHERS["joined"] + pd.Timedelta(days=6000), married="no"
)


def judged(release: pd.DataFrame, control: pd.DataFrame = SHIFTED) -> tuple[Privacy, Verdict]:
    found = assess(table(TRAIN), table(control), release, seed=Seed(0), attacks=300)
    return judge(PUBLIC, found, len(TRAIN) + len(control))


def test_a_shift_alone_fails_nothing() -> None:
    found, verdict = judged(STRANGERS)
    assert found.drift is not None
    assert found.drift.drifted
    assert judge(PUBLIC, replace(found, drift=None), 1750)[1].outcome == "FAIL"  # what the gains alone would say
    assert verdict.outcome == "INCONCLUSIVE"
    assert len(verdict.reasons) == 1
    assert "of another kind" in verdict.reasons[0]
    assert {risk.status for risk in found.risks} == {Status.INCONCLUSIVE}
    assert not any(group.status is Status.LEAK for group in found.groups)
    assert [one.kind for one in suggestions(pick(found, "membership"), found)] == ["control"]


@pytest.mark.parametrize("share", [1.0, 0.05])
def test_copies_fail_whatever_the_control(share: float) -> None:
    number = round(share * len(TRAIN))
    found, verdict = judged(pd.concat([TRAIN[:number], STRANGERS[number:]]))
    assert verdict.outcome == "FAIL"
    assert "repeat of each other" in verdict.reasons[0]
    copied = pick(found, "replication", "all").unaided
    assert copied is not None
    assert copied.value == pytest.approx(share, abs=0.005)


def test_people_who_repeat_each_other_are_no_copies() -> None:
    """Every training person stands there twice: to be in the release as well is nothing that a copy would explain."""
    twice = pd.concat([TRAIN[:500], TRAIN[:500]])
    found = assess(table(twice), table(SHIFTED), twice[:500], seed=Seed(0), attacks=100)
    copied = pick(found, "replication", "all").unaided
    assert copied is not None
    assert copied.value == pytest.approx(0.0)


def test_a_control_of_the_same_people_needs_none_of_this() -> None:
    found, verdict = judged(STRANGERS, OTHERS)
    assert all(risk.unaided is None for risk in found.risks)
    assert verdict.outcome != "FAIL"
