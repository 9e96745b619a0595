"""How many people are held out: worked by hand where it can be."""

from dataclasses import replace

import pytest

from synthesis.privacy.pilot import Pilot, PilotRisk
from synthesis.release.control_group import LIKELY, SHARES, chosen, people_needed, power_sentence, prospect
from synthesis.release.policy import CONTROLLED, PUBLIC

BLUNT = PilotRisk("singling-out", "multivariate", None, "sampled", 0.3, 0.06)
COPIES = PilotRisk("replication", "all", None, "sampled", 0.0, 0.0)


def of(*risks: PilotRisk, people: int = 1_000) -> Pilot:
    return Pilot(people, 2_000, risks)


def test_a_gain_of_nothing_passes_as_often_as_its_width_lets_it() -> None:
    found = prospect(of(BLUNT), 1_000, 1_000, PUBLIC)
    # standard error 0.06 / 1.96; value + 0.06 < 0.09 where z < 0.03 / 0.0306 = 0.98: Φ = 0.8365
    assert found.passes == pytest.approx(0.8365, abs=0.0005)
    assert (found.obstacle, found.attack, found.variant) == ("attack", "singling-out", "multivariate")
    assert (found.bound, found.limit) == (pytest.approx(0.06), 0.09)


def test_attacks_are_taken_together() -> None:
    two = prospect(of(BLUNT, replace(BLUNT, variant="univariate")), 1_000, 1_000, PUBLIC)
    assert two.passes == pytest.approx(0.8365**2, abs=0.001)


def test_hidden_rows_must_be_noticed() -> None:
    """5 of 500 and none of 500 are p = 0.03; 30 of 3,000 and none of 3,000 are p = 1e-9."""
    small, large = (prospect(of(COPIES), people, people, PUBLIC) for people in (500, 3_000))
    assert (small.passes, small.obstacle) == (0.0, "hidden rows")
    assert (large.passes, large.obstacle) == (pytest.approx(1.0), None)


def test_what_cannot_be_tried_does_not_pass_and_what_touches_few_people_does() -> None:
    assert prospect(of(replace(BLUNT, evidence="not-run")), 3_000, 3_000, PUBLIC).passes == 0.0
    assert prospect(of(replace(BLUNT, width=0.5, reach=0.05)), 1_000, 1_000, PUBLIC).passes == 1.0
    assert prospect(of(replace(BLUNT, evidence="exhausted", width=0.5)), 1_000, 1_000, PUBLIC).passes == 1.0


def test_a_table_below_the_policy_s_smallest_never_passes() -> None:
    assert prospect(of(COPIES), 240, 240, PUBLIC).obstacle == "smallest table"


def test_the_smallest_share_that_is_enough_is_held_out() -> None:
    sharp, blunt, hopeless = (of(replace(BLUNT, width=width)) for width in (0.02, 0.055, 0.9))
    assert chosen(sharp, 2_000, PUBLIC)[0] == SHARES[0]
    share, found = chosen(blunt, 2_300, PUBLIC)
    assert SHARES[0] < share <= 0.5
    assert found.passes >= LIKELY
    smaller = SHARES[SHARES.index(share) - 1]
    assert not prospect(blunt, round(2_300 * (1 - smaller)), round(2_300 * smaller), PUBLIC).enough
    assert chosen(hopeless, 2_000, PUBLIC)[0] == 0.5


def test_where_no_share_is_enough_it_says_how_many_people_are() -> None:
    found = people_needed(of(BLUNT), 2_000, PUBLIC)
    assert found is not None
    assert chosen(of(BLUNT), found, PUBLIC)[1].enough
    assert not chosen(of(BLUNT), int(0.9 * found), PUBLIC)[1].enough
    assert people_needed(of(replace(BLUNT, width=0.9)), 2_000, PUBLIC) is None


def test_a_policy_for_fewer_readers_asks_for_fewer_people() -> None:
    assert not prospect(of(BLUNT), 1_000, 1_000, PUBLIC).enough
    assert prospect(of(BLUNT), 1_000, 1_000, CONTROLLED).enough


def test_the_sentence_says_what_is_enough_and_what_it_costs() -> None:
    said = power_sentence(prospect(of(COPIES, people=3_000), 6_000, 2_000, PUBLIC), PUBLIC)
    # √(8000 / 6000) = 1.155
    assert "2,000 people held out are enough" in said
    assert "about 100 would pass" in said
    assert "by chance 15 % more" in said


def test_the_sentence_names_what_stands_in_the_way() -> None:
    said = power_sentence(prospect(of(BLUNT), 1_000, 1_000, PUBLIC), PUBLIC, 3_000)
    assert "1,000 people held out are too few for the policy “Public”" in said
    assert "Singling out by several columns” can rule out gains over 6.0 %; its limit is 9.0 %" in said
    assert "About 3,000 people would be enough." in said
    hidden = power_sentence(prospect(of(COPIES), 500, 500, PUBLIC), PUBLIC)
    assert "Rows of 1.0 % of the training people" in hidden
