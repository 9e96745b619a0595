"""What is tried before a run: the attacks on real rows alone."""

import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import ATTACKS
from synthesis.privacy.pilot import Pilot, PilotRisk, pilot
from tests.privacy.tables import people, table


def test_a_pilot_tries_every_attack_on_a_third_of_the_people_each() -> None:
    found = pilot(table(people(900, 1)), 200, Seed(1))
    assert (found.people, found.attacks) == (300, 200)
    assert {risk.attack for risk in found.risks} >= {attack.name for attack in ATTACKS} - {"verbatim-values"}
    assert found == pilot(table(people(900, 1)), 200, Seed(1))


def test_an_interval_that_no_number_foretells_narrows_with_the_root_of_the_people() -> None:
    found = Pilot(1_000, 2_000, ())
    risk = PilotRisk("singling-out", "multivariate", None, "sampled", 0.3, 0.08)
    assert found.upper_bound(risk, 1_000, 1_000) == pytest.approx(0.08)
    assert found.upper_bound(risk, 4_000, 4_000) == pytest.approx(0.04)
    # 1/3000 + 1/1000 = 2/1500: as with 1,500 people on either side
    assert found.upper_bound(risk, 3_000, 1_000) == pytest.approx(0.08 * (1_000 / 1_500) ** 0.5)


def test_coincidences_grow_with_the_release() -> None:
    found = Pilot(100, 2_000, ())
    risk = PilotRisk("replication", "all", None, "sampled", 0.1, 0.02)
    assert found.by_coincidence(risk, 100) == pytest.approx(0.1)
    assert found.by_coincidence(risk, 200) == pytest.approx(0.19)  # 1 − 0.9²
    assert found.upper_bound(risk, 200, 1_000) > found.upper_bound(risk, 100, 1_000)


def test_where_numbers_of_people_foretell_the_interval_the_pilot_says_how_many_outsiders_fall() -> None:
    found = Pilot(1_000, 2_000, ())
    often = PilotRisk("inference", None, "x", "sampled", 0.5, 0.9)
    seldom = PilotRisk("inference", None, "x", "sampled", 0.05, 0.9)
    # ± 1.96 √(2 · 0.25 / 1000) = 0.0438; Wilson's bounds differ a little
    assert found.upper_bound(often, 1_000, 1_000) == pytest.approx(0.044, abs=0.001)
    assert found.upper_bound(seldom, 1_000, 1_000) < 0.022
