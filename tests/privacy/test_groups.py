"""Whom a leak hits, where the control group is of another kind, and what a promise forbids."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.seed import Seed
from synthesis.privacy import Privacy, Risk, Status, SubgroupRisk, assess, largest_by_chance, suggestions
from synthesis.privacy.guarantee_violation import contradicts, per_person
from synthesis.privacy.intervals import advantage, exact, excess, fisher, gains
from synthesis.privacy.subgroups import FEWEST
from synthesis.tables import Kind
from tests.privacy.tables import KINDS, people, pick, quick, table

pytestmark = pytest.mark.xdist_group("subgroups")  # one process makes what these share

TRAIN, CONTROL, STRANGERS = people(3000, 21), people(2000, 22), people(3000, 23)
HIT = (TRAIN["city"] == "city 1") & (TRAIN["age"] < 50)
PURE = Guarantee("epsilon-delta", 0.1, 0.0, "row")


@pytest.fixture(scope="module")
def minority() -> Privacy:
    """Only the young of one city were copied: 4 % of the people."""
    return assess(table(TRAIN), table(CONTROL), pd.concat([TRAIN[HIT], STRANGERS]), seed=Seed(1), attacks=1000)


@pytest.fixture(scope="module")
def fresh() -> Privacy:
    return assess(table(TRAIN), table(CONTROL), STRANGERS, seed=Seed(1), attacks=1000, guarantee=PURE)


@pytest.mark.parametrize("measure", ["excess", "advantage"])
def test_many_gains_at_once_are_the_gains_one_by_one(measure: str) -> None:
    cases = [(5, 100, 1, 50), (0, 60, 0, 40), (100, 100, 3, 50), (7, 9, 4, 4), (40, 90, 30, 90)]
    columns = [np.array(column) for column in zip(*cases, strict=True)]
    found = gains(columns[0], columns[1], columns[2], columns[3], measure)  # type: ignore[arg-type]
    for place, (main, tries, control, others) in enumerate(cases):
        one = (excess if measure == "excess" else advantage)(exact(main, tries), exact(control, others))
        assert [column[place] for column in found[:3]] == pytest.approx([one.value, one.low, one.high])
        assert found[3][place] == pytest.approx(fisher(main, tries, control, others))


def test_the_group_that_is_hit_stands_out(minority: Privacy) -> None:
    by_city = {g.group: g for g in minority.groups if g.attack == "replication" and g.column == "city"}
    here = (TRAIN["city"] == "city 1").sum()
    assert by_city["city 1"].value == pytest.approx(HIT.sum() / here, abs=0.01)
    assert by_city["city 1"].people == (here, (CONTROL["city"] == "city 1").sum())
    assert by_city["city 1"].surely
    assert not any(g.surely for name, g in by_city.items() if name != "city 1")
    assert "rare values, each in fewer than 50 rows" in by_city
    assert all(group.people[0] >= 10 for group in by_city.values())


def test_groups_are_of_sensitive_columns_and_quasi_identifiers_or_as_named(minority: Privacy) -> None:
    assert {group.column for group in minority.groups} == {"diagnosis", "age", "city"}
    assert {group.secret for group in minority.groups if group.attack == "inference"} == {"diagnosis"}
    few = (table(TRAIN[:600]), table(CONTROL[:400]), STRANGERS[:600])
    named = assess(*few, seed=Seed(1), attacks=100, groups=["joined", "score"])
    assert {group.column for group in named.groups} == {"joined", "score"}
    assert "blank" in {group.group for group in named.groups if group.column == "score"}


@pytest.mark.parametrize("attack", ["linkability", "singling-out"])
def test_every_attack_is_told_by_group(minority: Privacy, attack: str) -> None:
    """Linked is who was copied; of the descriptions that rows of the city offer, many fit one of its training
    people."""
    by_city = {
        g.group: g for g in minority.groups if g.attack == attack and g.variant != "multivariate" and g.column == "city"
    }
    assert by_city["city 1"].low > 0.05
    assert by_city["city 1"].p_value < 0.001
    assert all(g.low <= 0.02 for name, g in by_city.items() if name != "city 1")
    assert (by_city["city 1"].guesses is None) == (attack == "linkability")


def test_descriptions_are_counted_where_they_come_from(minority: Privacy) -> None:
    """Every description comes from one row of the release, so those of the levels of a column are all there are."""
    singled = [
        g for g in minority.groups if (g.attack, g.variant, g.column) == ("singling-out", "univariate", "diagnosis")
    ]
    assert sum(g.guesses or 0 for g in singled) == pick(minority, "singling-out", "univariate").attacks
    assert {g.people for g in singled} == {
        g.people for g in minority.groups if (g.attack, g.column) == ("replication", "diagnosis")
    }


def test_the_weak_spot_is_named_without_a_row(minority: Privacy) -> None:
    worst = minority.weak_spots[0]
    assert ("city", "city 1") in worst.bands
    assert {column for column, _ in worst.bands} == {"city", "age"}
    assert worst.low > worst.others
    assert worst.people[0] >= FEWEST


def test_harmless_people_have_no_weak_spot(fresh: Privacy) -> None:
    assert fresh.weak_spots == ()
    assert not any(group.surely for group in fresh.groups)


def test_a_leak_that_is_spread_evenly_has_no_weak_spot() -> None:
    half = pd.concat([TRAIN[:600], STRANGERS[:600]])
    found = assess(table(TRAIN[:1200]), table(CONTROL[:800]), half, seed=Seed(1), attacks=400)
    assert found.weak_spots == ()
    assert all(group.surely for group in found.groups if group.people[0] > 120 and group.attack == "replication")


def test_columns_that_are_copied_carry_the_risk() -> None:
    """All but one column are copied; the diagnosis is another person's."""
    partly = TRAIN[:1200].assign(diagnosis=STRANGERS["diagnosis"])
    found = assess(table(TRAIN[:1200]), table(CONTROL[:800]), partly, seed=Seed(1), attacks=1000)
    worth = {carrier.column: carrier.value for carrier in found.carriers}
    assert set(worth) == set(TRAIN.columns)
    assert worth["diagnosis"] < 0.06
    assert min(worth["income"], worth["joined"], worth["score"]) > 0.2
    assert found.carriers[0].low > 0.2


def test_singling_out_by_one_column_is_lowered_at_that_column() -> None:
    """Strangers with the incomes of the training rows, in another order."""
    shuffled = STRANGERS[:1200].assign(income=TRAIN["income"].to_numpy()[1199::-1])
    found = assess(table(TRAIN[:1200]), table(CONTROL[:800]), shuffled, seed=Seed(1), attacks=500)
    named = {carrier.column: carrier.alone for carrier in found.carriers}
    assert named["income"] == pytest.approx(1.0, abs=0.15)
    lone = replace(pick(found, "singling-out", "univariate"), status=Status.LEAK, limit=0.09)
    told = suggestions(lone, found)
    assert [(one.kind, one.column) for one in told[:2]] == [("coarsen", "income"), ("drop", "income")]
    assert "by themselves" in told[0].reason


def test_a_control_of_another_kind_is_noticed(fresh: Privacy) -> None:
    assert fresh.drift is not None
    assert not fresh.drift.drifted
    assert fresh.drift.auc == pytest.approx(0.5, abs=0.04)
    older = CONTROL[:800].assign(age=CONTROL["age"] + 8)
    drifted = assess(table(TRAIN[:1200]), table(older), STRANGERS[:1200], seed=Seed(1), attacks=100)
    assert drifted.drift is not None
    assert drifted.drift.drifted
    assert drifted.drift.columns[0] == "age"
    assert "not of the same kind" in drifted.warnings[0]
    assert fresh.warnings == ()


def test_a_promise_that_a_copy_breaks(fresh: Privacy) -> None:
    assert not any(risk.breach for risk in fresh.risks)
    copy = quick(table(TRAIN), table(CONTROL), TRAIN, seed=Seed(1), attacks=100, guarantee=PURE)
    assert {risk.attack for risk in copy.risks if risk.breach} == {
        "membership",
        "outlier-membership",
        "record-linkage",
    }
    assert "ε = 0.1" in pick(copy, "membership").notes[0]


def test_what_a_promise_forbids() -> None:
    """1,000 of 10,000 against 100 of 10,000: the true rate is at least 9.4 %, the false one at most 1.2 %."""
    counts = (1000, 10_000, 100, 10_000)
    assert contradicts(Guarantee("epsilon-delta", 2.0, 0.0), *counts)  # 7.4 · 1.2 % = 9.0 %
    assert not contradicts(Guarantee("epsilon-delta", 2.1, 0.0), *counts)  # 8.2 · 1.2 % = 9.9 %
    assert not contradicts(Guarantee("epsilon-delta", 2.0, 0.01), *counts)
    assert not contradicts(Guarantee("epsilon-delta", 1000.0, 0.0), *counts)
    assert not contradicts(Guarantee(), *counts)
    assert not contradicts(PURE, 105, 10_000, 100, 10_000)
    assert contradicts(PURE, 10_000, 10_000, 5_000, 10_000)  # all accused: half of the others spared, none of these
    assert not contradicts(PURE, 0, 0, 0, 0)


def test_what_to_change(minority: Privacy, fresh: Privacy) -> None:
    def of(risk: Risk, privacy: Privacy, status: Status, limit: float = 0.09) -> list[tuple[str, str | None]]:
        return [(s.kind, s.column) for s in suggestions(replace(risk, status=status, limit=limit), privacy)]

    secret = pick(minority, "inference", secret="diagnosis")
    assert of(replace(secret, low=0.1), minority, Status.LEAK)[:2] == [("coarsen", "diagnosis"), ("drop", "diagnosis")]
    replicated = of(pick(minority, "replication", "all"), minority, Status.LEAK)
    assert replicated[-3:] == [("leaf", None), ("generator", None), ("epsilon", None)]
    assert of(secret, minority, Status.CLEAR) == []
    few = replace(secret, low=-0.1, controls=300, attacks=1000, requested=1000)
    assert of(few, fresh, Status.INCONCLUSIVE) == [("control", None)]  # all 300 outside were looked at
    some = replace(few, controls=1000)
    assert of(some, fresh, Status.INCONCLUSIVE) == [("control", None), ("attacks", None)]
    assert of(replace(some, controls=2000), fresh, Status.INCONCLUSIVE) == [("attacks", None)]
    everybody = replace(few, attacks=8000, requested=8000, controls=2000)
    assert of(everybody, fresh, Status.INCONCLUSIVE) == [("control", None)]
    broken = of(replace(pick(minority, "membership"), breach=True), minority, Status.LEAK)
    assert broken[-1] == ("generator", None)


def test_a_promise_about_rows_is_less_about_people() -> None:
    """Three rows each: ε = 0.3, δ = 10⁻⁶ · (1 + e^0.1 + e^0.2) = 3.3266 · 10⁻⁶ (group privacy)."""
    rows = Guarantee("epsilon-delta", 0.1, 1e-6, "row")
    person = per_person(rows, 3)
    assert person.epsilon == pytest.approx(0.3)
    assert person.delta == pytest.approx(3.32657e-6, rel=1e-5)
    assert person.unit == "person"
    assert per_person(rows, 1) == rows
    assert per_person(replace(rows, unit="person"), 3) == replace(rows, unit="person")
    assert per_person(Guarantee(), 3) == Guarantee()


def test_people_with_several_rows_are_held_to_what_is_promised_of_them() -> None:
    frame = pd.concat([TRAIN[:400], TRAIN[:400]]).assign(who=np.tile(np.arange(400), 2)).reset_index(drop=True)
    kinds = {**KINDS, "who": Kind.IDENTIFIER}
    train = table(frame, kinds)
    train = replace(train, schema=train.schema.of_people("who"))
    found = assess(train, table(CONTROL[:300]), TRAIN[:400], seed=Seed(1), attacks=50, guarantee=PURE, references=False)
    assert any("of a person, who has up to 2 rows here, ε = 0.2" in sentence for sentence in found.untested)
    assert found.promise == PURE
    assert pick(found, "membership").breach


def test_among_many_groups_chance_alone_shows_some() -> None:
    """One group: the median of nothing is 0. Of 693 normal values the largest is over 3.09 in half
    of the cases; ± 0.098 is a standard error of 0.05."""
    group = SubgroupRisk(
        "membership", None, None, "city", "city 1", (100, 100), 0.1, 0.1, 0.0, -0.098, 0.098, "excess", 0.5
    )
    assert largest_by_chance(group, 1) == pytest.approx(0.0)
    assert largest_by_chance(group, 693) == pytest.approx(3.09 * 0.05, abs=0.0005)
