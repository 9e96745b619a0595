"""What groups of many and releases of any size are held to, on tables whose every count is known."""

from math import comb

import numpy as np
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy.attacks.replication import duplicate_baseline, run
from synthesis.privacy.context import AttackContext
from synthesis.privacy.intervals import holm
from synthesis.privacy.subgroup_risks import subgroup_risks
from synthesis.tables import Column, Kind

COLUMNS = Column("town", Kind.CATEGORY), Column("x", Kind.FLOAT), Column("y", Kind.FLOAT)
PLACES = np.array([(x, y) for x in range(25) for y in range(20)], dtype=float)
"""500 places, no two of which are within a hundredth of the range in both directions."""
SHUFFLED = np.random.default_rng(3).permutation(PLACES)


def at(town: int, places: np.ndarray) -> np.ndarray:
    return np.column_stack([np.full(len(places), float(town)), places])


def scene(train: np.ndarray, control: np.ndarray, release: np.ndarray) -> AttackContext:
    """People of the north (0) and the south (1), each in a place."""
    numeric = np.array([False, True, True])
    towns = (("north", "south"), (), ())
    return AttackContext(COLUMNS, numeric, train, control, release, 200, ("y",), (), Seed(1), towns)


def hit(copied: int) -> AttackContext:
    """60 training and 60 control people of each town, and a release of strangers, except for so many training rows of
    the north."""
    train = np.concatenate([at(0, SHUFFLED[:60]), at(1, SHUFFLED[60:120])])
    control = np.concatenate([at(0, SHUFFLED[120:180]), at(1, SHUFFLED[180:240])])
    strangers = np.concatenate([at(0, SHUFFLED[240:300]), at(1, SHUFFLED[300:360])])
    return scene(train, control, np.concatenate([train[:copied], strangers[copied:]]))


def test_a_group_stands_out_at_one_in_a_hundred_over_all_groups() -> None:
    """So many copied of 60 people of the north and none of 60 others: p = C(60, k) / C(120, k), a little under 2^-k.
    Holm's method multiplies the smallest by the number of groups, so some k brings it between 1 and 5 %."""
    between = []
    for copied in range(5, 13):
        found = subgroup_risks(hit(copied), ["town"])
        north = next(g for g in found if (g.attack, g.group) == ("replication", "north"))
        assert (north.people, north.main, north.control) == ((60, 60), copied / 60, 0.0)
        assert north.p_value == pytest.approx(comb(60, copied) / comb(120, copied))
        adjusted = holm([group.p_value for group in found])
        assert [group.surely for group in found] == [
            p <= 0.01 and group.low > 0.0 for p, group in zip(adjusted, found, strict=True)
        ]
        between += [group for p, group in zip(adjusted, found, strict=True) if 0.01 < p <= 0.05 and group.low > 0.0]
    assert between


def test_copies_are_sought_in_as_many_rows_as_there_are_training_rows() -> None:
    """Of 100 training rows 10 equal another one. 30 reappear among the first 100 rows of the release, and all 100
    among its 300: the gain over twins is 30 % − 10 %, not 100 % − 10 %."""
    train = np.concatenate([at(0, SHUFFLED[:95]), at(0, SHUFFLED[:5])])
    control, strangers = at(0, SHUFFLED[100:140]), at(0, SHUFFLED[200:370])
    attacked = scene(train, control, np.concatenate([train[5:35], strangers[:70], train, strangers[70:]]))
    everybody = next(risk for risk in duplicate_baseline(attacked, run(attacked)) if risk.variant == "all")
    assert everybody.main == 1.0
    assert everybody.unaided is not None
    assert everybody.unaided.value == pytest.approx(0.30 - 0.10)
