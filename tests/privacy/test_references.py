"""Floor, ceiling and the positive control."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import ATTACKS, Privacy, Risk, assess
from synthesis.privacy.align import align
from synthesis.privacy.canaries import noticed, with_hidden_rows
from synthesis.privacy.context import AttackContext
from synthesis.privacy.independent_release import FEWEST, independent_release
from synthesis.tables import Column, Kind
from synthesis.tables.encode import encode
from tests.privacy.tables import people, pick, table

pytestmark = pytest.mark.xdist_group("references")  # one process makes what these share

TRAIN, CONTROL, STRANGERS = people(2000, 11), people(1500, 12), people(2000, 13)


@pytest.fixture(scope="module")
def fresh() -> Privacy:
    return assess(table(TRAIN), table(CONTROL), STRANGERS, seed=Seed(3), attacks=500)


def test_every_attack_has_a_floor_near_nothing_and_a_ceiling_near_all(fresh: Privacy) -> None:
    for risk in fresh.risks:
        assert risk.floor == pytest.approx(0.0, abs=0.08), risk.attack
        assert risk.ceiling is not None
        assert risk.ceiling > 0.4, risk.attack
    for attack, variant in (("replication", "all"), ("replication", "outermost"), ("membership", None)):
        assert pick(fresh, attack, variant).ceiling == pytest.approx(1.0, abs=0.02)


def test_the_ceiling_is_what_a_copy_gets() -> None:
    copy = assess(table(TRAIN[:800]), table(CONTROL[:600]), TRAIN[:800], seed=Seed(3), attacks=500)
    for risk in copy.risks:
        assert risk.value == pytest.approx(risk.ceiling, abs=0.05), risk.attack


def test_there_is_neither_without_a_control() -> None:
    alone = assess(table(TRAIN[:400]), None, STRANGERS[:400], seed=Seed(3), attacks=50)
    assert all((risk.floor, risk.ceiling) == (None, None) for risk in alone.risks)
    assert alone.sensitivity.planted == ()


def test_fitted_margins_hold_nobody() -> None:
    chance = np.random.default_rng(0)
    money = np.round(np.exp(chance.normal(10, 1, 5000)), 2)
    letters = np.repeat([0.0, 1.0, 2.0], [4000, 1000 - FEWEST + 1, FEWEST - 1])
    blank = np.where(chance.random(5000) < 0.3, np.nan, 7.0)
    columns = (Column("money", Kind.FLOAT), Column("letter", Kind.CATEGORY), Column("blank", Kind.INTEGER))
    numeric = np.array([True, False, True])
    drawn = independent_release(columns, numeric, np.column_stack([money, letters, blank]), 5000, Seed(1))
    assert drawn[:, 0].max() < np.quantile(money, 0.996)
    assert np.median(drawn[:, 0]) == pytest.approx(np.median(money), rel=0.05)
    assert np.array_equal(np.round(drawn[:, 0], 2), drawn[:, 0])
    assert not (drawn[:, 1] == 2.0).any()
    assert (drawn[:, 1] == 0.0).mean() == pytest.approx(0.8, abs=0.02)
    assert np.isnan(drawn[:, 2]).mean() == pytest.approx(0.3, abs=0.02)
    assert set(drawn[~np.isnan(drawn[:, 2]), 2]) == {7.0}


def test_planted_rows_are_counted_and_noticed(fresh: Privacy) -> None:
    planted = [one for one in fresh.sensitivity.planted if one.kind == "rows"]
    assert [(one.share, one.rows) for one in planted] == [(0.01, 20)]  # and no more once they were noticed
    assert fresh.sensitivity.smallest_leak_noticed == 0.01  # 20 of 2,000 rows come back, none of 1,500 others: p = 4e-5
    assert "replication/all" in planted[0].noticed_by
    assert all(one.noticed == bool(one.noticed_by) for one in planted)


def test_planting_is_not_put_on_the_release_itself(fresh: Privacy) -> None:
    joined = pd.concat([STRANGERS[:1000], TRAIN[:20]])
    leaking = assess(table(TRAIN[:1000]), table(CONTROL[:750]), joined, seed=Seed(3), attacks=50)
    assert "without them" in leaking.sensitivity.note
    assert "replication/all" in leaking.sensitivity.already
    assert all("replication/all" not in one.noticed_by for one in leaking.sensitivity.planted)
    rows = [one for one in leaking.sensitivity.planted if one.kind == "rows"]
    assert [one.noticed for one in rows] == [
        *[False] * (len(rows) - 1),
        True,
    ]  # what saw nothing of 20 copies sees more
    assert "without them" not in fresh.sensitivity.note


def test_few_people_notice_little() -> None:
    small = assess(table(TRAIN[:60]), table(CONTROL[:40]), STRANGERS[:60], seed=Seed(3), attacks=50)
    smallest = small.sensitivity.smallest_leak_noticed
    assert smallest is None or smallest > 0.01


def test_closeness_measures_the_share_of_copies() -> None:
    half = pd.concat([TRAIN[:500], STRANGERS[:500]])
    found = assess(table(TRAIN[:1000]), table(CONTROL[:750]), half, seed=Seed(3), attacks=50).closeness
    assert found is not None
    assert found.low < 0.5 < found.high
    assert found.rows == 1000


def test_closeness_without_a_control_is_held_against_training_rows_among_themselves() -> None:
    for release, share in ((STRANGERS, 0.0), (pd.concat([TRAIN[:500], STRANGERS[:1500]]), 0.25), (TRAIN, 1.0)):
        found = assess(table(TRAIN), None, release, seed=Seed(3), attacks=50).closeness
        assert found is not None
        assert found.against == "training"
        assert found.value == pytest.approx(share, abs=0.06)
        assert found.low <= share <= found.high + 1e-6


def test_closeness_of_strangers_is_nothing(fresh: Privacy) -> None:
    assert fresh.closeness is not None
    assert fresh.closeness.value == pytest.approx(0.0, abs=0.1)
    assert fresh.closeness.low < fresh.closeness.value < fresh.closeness.high


def test_hidden_rows_are_looked_for_by_every_attack_as_if_from_the_start() -> None:
    """What is taken over from the release without the rows changes nothing; descriptions are other ones by chance."""
    aligned = align(table(TRAIN).schema, TRAIN[:1000], CONTROL[:750], STRANGERS[:1000])
    numbers = encode(aligned.schema, *aligned.frames)
    train, control, release = numbers.values
    scene = AttackContext(
        aligned.schema.columns, numbers.numeric, train, control, release, 400, ("diagnosis", "age"), (), Seed(5)
    )
    risks = [risk for attack in ATTACKS for risk in attack.run(scene)]

    def attacked(release: AttackContext) -> list[Risk]:
        return [risk for attack in ATTACKS for risk in attack.run(release)]

    *_, (share, rows, hidden) = with_hidden_rows(scene)
    assert (share, rows, len(hidden.synthetic)) == (0.1, 100, 1100)
    quickly, plainly = attacked(hidden), attacked(scene.against(hidden.synthetic, attacks=400))
    before, seen = noticed(risks), noticed(quickly)
    assert {"replication/all", "membership", "linkability"} <= set(seen) - set(before)
    for one, other in zip(quickly, plainly, strict=True):
        tolerance = 0.1 if one.attack == "singling-out" else 1e-12
        assert one.value == pytest.approx(other.value, abs=tolerance), one.attack
        assert one.attacks == pytest.approx(other.attacks, rel=0.05)
        assert one.baseline == pytest.approx(other.baseline, abs=0.1)


def test_a_release_that_holds_the_hidden_rows_already_is_no_trouble() -> None:
    copied = assess(table(TRAIN[:400]), table(CONTROL[:300]), TRAIN[:400], seed=Seed(3), attacks=50)
    assert len(copied.sensitivity.planted) == 4
    assert "replication/all" in copied.sensitivity.already
