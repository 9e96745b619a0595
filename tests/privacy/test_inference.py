"""Several attackers guess a secret: the strongest counts and pays for the others; what all lose stands beside."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy.guessing import HALF, LEARNT, NEAREST, attempts, halves
from synthesis.privacy.preparation import prepared
from tests.privacy.tables import by, high, low, numbers, pick

NAMES = tuple("abcdefgh")


def noise(seed: int, rows: int = 600) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    cells = {name: chance.integers(0, 6, rows).astype(float) for name in NAMES}
    return pd.DataFrame({**cells, "s": chance.choice(list("xyz"), rows).astype(object)})


def taught(seed: int) -> pd.DataFrame:
    """Whoever knows `a` and `b` knows the secret, of anybody."""
    frame = noise(seed)
    return frame.assign(s=np.where(frame["a"] + frame["b"] > 5, "x", "y").astype(object))


def test_a_model_learns_what_holds_for_everybody_and_gains_on_nobody() -> None:
    tables = numbers(taught(1)), numbers(taught(2)), taught(3)
    found = pick(by("inference", *tables, seed=Seed(0), secrets=["s"]), "inference")
    context, _ = prepared(tables[:2], tables[2], 600, ["s"], Seed(0))
    model = next(one for one in attempts(context, context.names.index("s")) if one.attacker == LEARNT)
    assert model.control.mean() > 0.97
    assert found.learned == pytest.approx(model.control.mean() - (found.baseline or 0.0))
    assert (found.learned or 0.0) > 0.3
    assert low(found) <= 0.0 <= high(found)


def test_half_of_a_row_finds_what_the_whole_of_it_hides() -> None:
    train, control, release = noise(1), noise(2), noise(3)
    context, _ = prepared((numbers(train), numbers(control)), release, 600, ["s"], Seed(0))
    half = next(part for part in halves(context) if context.names.index("s") not in part)
    names = [context.names[place] for place in half]
    release = release.assign(**{name: train[name] for name in (*names, "s")})
    found = pick(by("inference", numbers(train), numbers(control), release, seed=Seed(0), secrets=["s"]), "inference")
    assert found.attacker == HALF
    assert set(found.known) == set(names)
    assert low(found) > 0.3
    assert found.p_value is not None
    assert found.p_value < 1e-10


def test_the_strongest_pays_for_all_that_guessed() -> None:
    context, _ = prepared((numbers(noise(1)), numbers(noise(2))), noise(3), 600, ["s"], Seed(0))
    tried = attempts(context, context.names.index("s"))
    assert {one.attacker for one in tried} == {NEAREST, HALF, LEARNT}
    assert tried[0].p_value == min(one.p_value for one in tried)
    found = pick(
        by("inference", *(numbers(noise(1)), numbers(noise(2)), noise(3)), seed=Seed(0), secrets=["s"]), "inference"
    )
    assert found.p_value == pytest.approx(min(1.0, 3 * tried[0].p_value))
    assert found.attacker == tried[0].attacker
