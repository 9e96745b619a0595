"""What every attack owes, whoever adds it."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from synthesis.foundation.errors import Cancelled, RunFailed, UnfitTable, UnusableOption
from synthesis.foundation.progress import Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.privacy import ATTACKS, Attack, Counts, Privacy, Status, assess
from synthesis.release.policy import PRESETS
from synthesis.tables import Kind, Role, Table
from tests.privacy.tables import KINDS, people, pick, quick, table

pytestmark = pytest.mark.xdist_group("attacks")  # one process makes what these share

TRAIN, CONTROL, RELEASE = people(600, 1), people(400, 2), people(600, 3)


def named(frame: pd.DataFrame, first: int) -> Table:
    """The same people with a number of their own each."""
    numbered = frame.assign(passport=[f"P{first + row}" for row in range(len(frame))])
    return table(numbered, {**KINDS, "passport": Kind.IDENTIFIER})


def whole(seed: int, rows: int = 600) -> Privacy:
    made, fresh = named(TRAIN[:rows], 1_000), named(RELEASE[:rows], 9_000)
    return assess(made, named(CONTROL[:rows], 5_000), fresh, seed=Seed(seed), attacks=300)


@pytest.fixture(scope="module")
def fresh() -> Privacy:
    return whole(5)


@pytest.fixture(scope="module")
def alone() -> Privacy:
    return assess(table(TRAIN), None, table(RELEASE), seed=Seed(5), attacks=100)


def unhurried(privacy: Privacy) -> str:
    """Everything but the time it took."""
    return json.dumps(plain(replace(privacy, risks=tuple(replace(risk, seconds=0.0) for risk in privacy.risks))))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
class TestAttack:
    def test_it_introduces_itself(self, attack: Attack) -> None:
        assert all(attack.name in {rule.attack for rule in policy.rules} for policy in PRESETS)
        assert attack.title[0].isupper()
        assert attack.story.endswith(".")
        assert attack.ways
        for way in attack.ways:
            assert way.title[0].isupper()
            assert way.term == way.term.strip().lower() != ""
            said = attack.sentence_of(way.name).format(inside="22", outside="10", secret="pay", known="age")
            assert {"22", "10"} <= set(said.replace(";", " ").replace(",", " ").replace(".", " ").split())
            assert said.endswith(".")

    def test_its_risks_are_whole(self, attack: Attack, fresh: Privacy) -> None:
        found = [risk for risk in fresh.risks if risk.attack == attack.name]
        assert {risk.variant for risk in found} == {way.name for way in attack.ways}
        for risk in found:
            assert risk.value is not None, risk.notes
            assert risk.low is not None
            assert risk.high is not None
            assert risk.main is not None
            assert risk.control is not None
            assert risk.low <= risk.value <= risk.high
            room = 1 - risk.control if risk.measure == "excess" else 1
            assert (risk.main - risk.control) / room == pytest.approx(risk.value, abs=1e-9)
            assert risk.p_value is not None
            assert 0 <= risk.p_value <= 1
            assert (risk.limit, risk.status) == (None, Status.NOT_RUN)
            assert set(risk.columns) <= {*TRAIN.columns, "passport"}
            assert risk.notes
            way = attack.way(risk.variant)
            assert (risk.title, risk.term) == (way.title, way.term)

    def test_it_says_why_it_cannot_run_without_a_control(self, attack: Attack, alone: Privacy) -> None:
        for risk in alone.risks:
            if risk.attack == attack.name:
                assert risk.evidence in ("not-run", "too-few")
                assert "no people outside" in risk.notes[0]

    def test_its_failure_stays_its_own(self, attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(scene: object) -> None:
            raise ValueError("a cell: O'Brien")

        others = tuple(replace(a, run=broken) if a.name == attack.name else a for a in ATTACKS)
        monkeypatch.setattr("synthesis.privacy.registry.ATTACKS", others)
        found = assess(table(TRAIN[:90]), table(CONTROL[:90]), table(RELEASE[:90]), seed=Seed(5), attacks=20)
        for risk in found.risks:
            assert (risk.evidence == "not-run") == (risk.attack == attack.name)
            assert (risk.value is None) == (risk.attack == attack.name)
        assert "O'Brien" not in str(plain(found))
        assert any(attack.term in sentence for sentence in found.untested)


def test_a_failure_that_speaks_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(scene: object) -> None:
        raise RunFailed("It ran out of luck.", "Try again.")

    monkeypatch.setattr("synthesis.privacy.registry.ATTACKS", (replace(ATTACKS[0], run=failed),))
    assert assess(table(TRAIN), None, RELEASE, seed=Seed(0)).risks[0].notes[0] == "It ran out of luck."


def test_a_cancel_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(step: Step) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        assess(table(TRAIN), None, RELEASE, seed=Seed(0), report=cancel)

    def cancelled(scene: object) -> None:
        raise Cancelled

    monkeypatch.setattr("synthesis.privacy.registry.ATTACKS", (replace(ATTACKS[0], run=cancelled),))
    with pytest.raises(Cancelled):
        assess(table(TRAIN), None, RELEASE, seed=Seed(0))


def test_the_same_seed_gives_the_same_report(fresh: Privacy) -> None:
    assert unhurried(whole(5)) == unhurried(fresh)
    assert unhurried(whole(5, 100)) != unhurried(whole(6, 100))


def test_a_report_travels_as_json(fresh: Privacy) -> None:
    assert plain(revive(Privacy, json.loads(json.dumps(plain(fresh))))) == plain(fresh)


def test_secrets_are_those_named_or_the_sensitive_or_all() -> None:
    def secrets(wanted: list[str] | None, roles: dict[str, Role]) -> list[str | None]:
        train = table(TRAIN, roles=roles)
        found = quick(train, table(CONTROL), RELEASE, seed=Seed(0), attacks=50, secrets=wanted)
        return [risk.secret for risk in found.risks if risk.attack == "inference"]

    assert secrets(None, {"diagnosis": Role.SENSITIVE}) == ["diagnosis"]
    assert secrets(["age", "city"], {"diagnosis": Role.SENSITIVE}) == ["age", "city"]
    assert secrets(None, {}) == list(TRAIN.columns)
    with pytest.raises(UnusableOption):
        secrets(["shoe size"], {})


def test_progress_goes_from_nothing_to_all() -> None:
    steps: list[Step] = []
    assess(table(TRAIN), None, RELEASE, seed=Seed(0), attacks=20, report=steps.append)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[0].done, steps[-1].done) == (0.0, 1.0)
    assert steps[0].stage == "Attack: Replication"


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(UnfitTable):
        assess(table(TRAIN), table(CONTROL), RELEASE.iloc[:0], seed=Seed(0))


def test_counts_add_up(fresh: Privacy) -> None:
    risk = pick(fresh, "inference")
    assert risk.main == risk.successes.main / risk.attacks
    assert risk.attacks == risk.requested == 300
    assert isinstance(risk.successes, Counts)


def test_what_no_attack_read_is_said() -> None:
    release = RELEASE.drop(columns="score").assign(extra=1)
    found = quick(table(TRAIN), table(CONTROL), pd.DataFrame(release), seed=Seed(0), attacks=50)
    assert any("cannot be read in all of the files: score" in sentence for sentence in found.untested)
    assert any("that the training table lacks: 1" in sentence for sentence in found.untested)
    assert all("score" not in risk.columns for risk in found.risks)
