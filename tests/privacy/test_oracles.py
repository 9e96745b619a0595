"""Releases whose leak is known."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import Privacy, holm
from synthesis.privacy.attacks.replication import _noticeable
from synthesis.privacy.intervals import fisher
from synthesis.privacy.measurement import EXACT, Trials
from synthesis.tables import Kind
from tests.privacy.tables import high, low, numbers, people, pick, table
from tests.privacy.tables import quick as assess

TRAIN, CONTROL, STRANGERS = people(3000, 11), people(2000, 12), people(3000, 13)


def judged(release: pd.DataFrame, seed: int = 0) -> Privacy:
    return assess(table(TRAIN), table(CONTROL), release, seed=Seed(seed))


def leaks(privacy: Privacy, limit: float = 0.09) -> set[str]:
    return {risk.attack for risk in privacy.risks if low(risk) >= limit}


def significant(privacy: Privacy) -> list[str]:
    adjusted = holm([1.0 if risk.p_value is None else risk.p_value for risk in privacy.risks])
    return [r.attack for r, p in zip(privacy.risks, adjusted, strict=True) if low(r) > 0 and p <= 0.05]


def test_a_verbatim_copy_is_found_by_every_attack() -> None:
    found = judged(TRAIN.sample(frac=1, random_state=1))
    assert leaks(found) == {
        "replication",
        "membership",
        "outlier-membership",
        "singling-out",
        "linkability",
        "inference",
        "record-linkage",
        "attribute-disclosure",
    }
    for attack, variant in (("replication", "all"), ("replication", "outermost"), ("singling-out", "univariate")):
        assert pick(found, attack, variant).value == pytest.approx(1.0, abs=0.02)
    assert pick(found, "membership").value == pytest.approx(1.0, abs=0.02)
    copies = found.copies
    assert (copies.exact_train, copies.exact_control, copies.rare_train, copies.closer_to_train) == (
        1.0,
        0.0,
        3000,
        1.0,
    )


def test_half_a_copy_is_found_and_measured() -> None:
    found = judged(pd.concat([TRAIN[:1500], STRANGERS[:1500]]))
    assert {"replication", "membership", "outlier-membership", "singling-out", "linkability"} <= leaks(found)
    assert pick(found, "replication", "all").value == pytest.approx(0.5, abs=0.02)
    assert pick(found, "membership").value == pytest.approx(0.5, abs=0.05)
    assert found.copies.exact_train == pytest.approx(0.5)
    assert found.copies.closer_to_train == pytest.approx(0.75, abs=0.03)


def test_two_percent_are_noticed() -> None:
    found = judged(pd.concat([TRAIN[:60], STRANGERS[:2940]]))
    assert pick(found, "replication", "all").value == pytest.approx(0.02, abs=0.003)
    assert low(pick(found, "replication", "all")) > 0.01
    assert "membership" in significant(found)


@pytest.mark.parametrize("seed", range(4))
def test_fresh_people_are_not_accused(seed: int) -> None:
    train, control, release = people(3000, 100 + seed), people(2000, 200 + seed), people(3000, 300 + seed)
    found = assess(table(train), table(control), release, seed=Seed(seed), secrets=list(train.columns))
    assert significant(found) == []
    assert leaks(found, 0.01) == set()
    assert all(high(risk) < 0.09 for risk in found.risks)
    assert found.copies.exact_train == 0.0
    assert found.copies.closer_to_train == pytest.approx(0.5, abs=0.03)


def test_planted_extremes_are_found_among_the_outermost() -> None:
    extremes = TRAIN.copy()
    odd = np.argsort(-TRAIN["income"].to_numpy())[:30]
    found = judged(pd.concat([extremes.iloc[odd], STRANGERS]))
    assert low(pick(found, "replication", "outermost")) > 0.01
    assert (found.copies.closer_to_train or 0.0) < 0.53  # where distances see nothing
    assert found.copies.rare_train == 30


def test_ten_rows_are_counted() -> None:
    found = judged(pd.concat([TRAIN[:10], STRANGERS]))
    assert found.copies.rare_train == 10
    assert found.copies.exact_train == pytest.approx(10 / 3010)


def test_jittered_numbers_do_not_hide_a_copy() -> None:
    chance = np.random.default_rng(0)
    release = TRAIN.copy()
    for name in ("income", "score"):
        release[name] = release[name] + chance.uniform(-0.001, 0.001, len(release)) * (release[name].max())
    found = judged(release)
    assert found.copies.exact_train == pytest.approx(0.1, abs=0.03) or found.copies.exact_train == 0.0
    assert {"replication", "membership", "linkability"} <= leaks(found)


def test_a_copy_of_the_control_group_does_not_accuse_the_training_rows() -> None:
    found = judged(CONTROL)
    assert leaks(found, 0.0001) == set()
    assert all(risk.value is not None and risk.value < 0.05 for risk in found.risks)
    assert found.copies.exact_control == 1.0
    assert found.copies.closer_to_train == 0.0


def test_a_table_of_a_few_categories_can_pass() -> None:
    def cells(rows: int, seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return pd.DataFrame({name: chance.choice(["a", "b", "c"], rows).astype(object) for name in "pqrs"})

    kinds = dict.fromkeys("pqrs", Kind.CATEGORY)
    train, control = (table(cells(rows, seed), kinds, {}) for rows, seed in ((3000, 1), (2000, 2)))
    found = assess(train, control, cells(3000, 3), seed=Seed(0))
    assert significant(found) == []
    for risk in found.risks:
        assert risk.evidence == "exhausted" or (risk.evidence == "sampled" and high(risk) < 0.09), risk
    assert pick(found, "singling-out", "univariate").evidence == "exhausted"


def test_a_near_unique_table_can_pass() -> None:
    def cells(rows: int, seed: int) -> pd.DataFrame:
        return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, 5)), columns=list("abcde"))

    found = assess(numbers(cells(3000, 1)), numbers(cells(2000, 2)), cells(3000, 3), seed=Seed(0))
    assert significant(found) == []
    assert all(risk.evidence == "sampled" and high(risk) < 0.09 for risk in found.risks)


def compact(seed: int) -> pd.DataFrame:
    """2,000 rows: three standard normals, one N(50, 10), one of four letters."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame({name: chance.normal(size=2000) for name in ("a", "b", "d")})
    frame["y"] = chance.normal(50, 10, 2000)
    frame["z"] = chance.choice(list("wxyz"), 2000).astype(object)
    return frame


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_gains_grow_as_the_leak_does(share: float) -> None:
    train, control, others = compact(1), compact(2), compact(3)
    release = pd.concat([train[: int(2000 * share)], others[int(2000 * share) :]])
    found = assess(numbers(train), numbers(control), release, seed=Seed(0), attacks=1000, secrets=["z", "y"])
    assert pick(found, "linkability").value == pytest.approx(share, abs=0.06)
    assert pick(found, "membership").value == pytest.approx(share, abs=0.05)
    assert pick(found, "replication", "all").value == pytest.approx(share, abs=0.01)
    by_letter = pick(found, "inference", secret="z")
    assert (by_letter.value or 0.0) / 0.75 == pytest.approx(share, abs=0.1)  # a quarter is right by luck
    # 5 % of a secret about 50 is right by luck for a fifth of the people
    assert (pick(found, "inference", secret="y").value or 0.0) / 0.85 == pytest.approx(share, abs=0.12)


def test_an_exhausted_search_says_how_blunt_it_is() -> None:
    """A coarse table: every kind of row is among the outsiders, so that no copy could be told from chance."""

    def cells(rows: int, seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return pd.DataFrame({name: chance.choice(["a", "b"], rows).astype(object) for name in "pqr"})

    kinds = dict.fromkeys("pqr", Kind.CATEGORY)
    train, control = (table(cells(rows, seed), kinds, {}) for rows, seed in ((1000, 1), (600, 2)))
    copied = pick(assess(train, control, train.frame, seed=Seed(0)), "replication", "all")
    assert copied.evidence == "exhausted"
    assert "could have been noticed here" in copied.notes[-1]


def test_what_an_exhausted_search_could_notice_by_hand() -> None:
    """1 of 100 outsiders reappears: 7 of 100 have p = 0.032, 9 of 100 p = 0.009; 9 % less 1 % of 99 % is 8.1 %."""
    assert fisher(9, 100, 1, 100) <= EXACT < fisher(8, 100, 1, 100)
    assert _noticeable(Trials(1, 100, 1, 100)) == pytest.approx(0.08 / 0.99)
    assert _noticeable(Trials(100, 100, 100, 100)) is None
