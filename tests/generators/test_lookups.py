import numpy as np
import pandas as pd

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Training
from synthesis.generators.functional_dependencies import deciders, lookup
from synthesis.generators.trees import TreeSettings, fit
from synthesis.tables import Column, Kind, Schema

TOWN = np.repeat(np.arange(8.0), 50)


def test_the_finer_column_decides_the_coarser_and_the_earlier_its_equal() -> None:
    values = np.column_stack([TOWN // 2, TOWN, TOWN * 10, np.arange(400) % 7, np.zeros(400)])
    assert deciders(values) == {0: 1, 2: 1}


def test_one_exception_or_values_of_few_rows_decide_nothing() -> None:
    region = TOWN // 2
    region[7] = 3
    assert deciders(np.column_stack([region, TOWN])) == {}
    alone = np.arange(400.0)
    assert deciders(np.column_stack([alone // 100, alone])) == {}


def test_only_shared_keys_are_looked_up() -> None:
    town = TOWN.copy()
    town[:5] = 99
    held = lookup(np.column_stack([town, town // 2]), 0, 1, 5)
    assert held.keys.tolist() == list(range(8))
    made = np.array([[3.0, np.nan], [99.0, np.nan], [3.5, np.nan]])
    assert held.fill(made, 1).tolist() == [True, False, False]
    assert made[0, 1] == 1.0


def test_what_is_decided_in_the_table_is_decided_in_the_copy() -> None:
    rng = np.random.default_rng(0)
    day = rng.integers(0, 60, 3_000)
    rate = rng.lognormal(3, 1, 60).round(2)[day]
    frame = pd.DataFrame({"rate": rate, "day": pd.Series(day, dtype="Int64"), "noise": rng.random(3_000)})
    schema = Schema((Column("rate", Kind.FLOAT), Column("day", Kind.INTEGER), Column("noise", Kind.FLOAT)))
    made = fit(Training(frame, schema), TreeSettings(strength="safest"), Seed(1), silent)(2_000, Seed(2), silent)
    pairs = set(zip(frame["day"], frame["rate"], strict=True))
    assert np.mean([pair in pairs for pair in zip(made["day"], made["rate"], strict=True)]) > 0.99
