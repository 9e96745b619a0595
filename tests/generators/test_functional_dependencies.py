import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Training
from synthesis.generators.functional_dependencies import deciders, functional_dependency
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
    held = functional_dependency(np.column_stack([town, town // 2]), 0, 1, 5)
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


def test_a_blank_decides_like_any_value_and_the_copy_keeps_it() -> None:
    grade = np.where(np.arange(400) % 10 < 8, np.nan, np.arange(400) % 3)
    told = np.where(np.isnan(grade), 7.0, grade // 2)
    assert deciders(np.column_stack([grade, told])) == {1: 0}
    held = functional_dependency(np.column_stack([grade, told]), 0, 1, 5)
    assert (held.keys.tolist()[:3], np.isnan(held.keys[3]), held.values.tolist()) == ([0, 1, 2], True, [0, 0, 1, 7])
    made = np.array([[np.nan, 0.0], [2.0, 0.0], [9.0, 0.0]])
    assert held.fill(made, 1).tolist() == [True, True, False]
    assert made[:, 1].tolist() == [7.0, 1.0, 0.0]


def test_where_only_blanks_are_shared_by_many_they_decide_and_the_rest_is_drawn() -> None:
    grade = np.full(400, np.nan)
    grade[:12] = np.arange(12) // 4
    held = functional_dependency(np.column_stack([grade, np.isnan(grade) * 1.0]), 0, 1, 5)
    assert (len(held.keys), held.values.tolist()) == (1, [1.0])
    made = np.array([[np.nan, 5.0], [2.0, 5.0]])
    assert held.fill(made, 1).tolist() == [True, False]


def test_without_a_key_that_enough_rows_share_nothing_is_decided() -> None:
    values = np.column_stack([TOWN, TOWN // 2])
    assert deciders(values, 50) == {1: 0}
    assert deciders(values, 51) == {}
    held = functional_dependency(values, 0, 1, 51)
    assert held.fill(values.copy(), 1).tolist() == [False] * 400


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 0.9, 0.97, 1.0]), st.sampled_from([5, 60, 500]))
def test_any_table_of_blanks_is_learnt_and_what_they_decide_stays_true(seed: int, blank: float, floor: int) -> None:
    frame, schema = _blanks(np.random.default_rng(seed), blank)
    made = fit(Training(frame, schema, floor), TreeSettings(), Seed(seed), silent)(200, Seed(2), silent)
    assert (list(made), len(made)) == (list(frame), 200)
    assert made["constant"].eq(3.0).all()
    assert made["empty"].isna().all()
    counts = frame["grade"].value_counts(dropna=False)
    often = counts[counts >= max(20, floor)]
    if len(counts) > 2 and often.sum() >= 0.8 * len(frame):
        known = made["grade"].isin(often.index)
        assert made["told"][known].equals((made["grade"][known] // 2).fillna(7.0))


def _blanks(rng: np.random.Generator, blank: float) -> tuple[pd.DataFrame, Schema]:
    """A mostly blank number and category, what they decide, an empty and a constant column, and others."""
    rows = int(rng.choice([45, 200, 600]))
    grade = np.where(rng.random(rows) < blank, np.nan, rng.integers(0, 6, rows))
    word = pd.Series(np.array(["no", "yes", "so"], dtype=object)[rng.integers(0, 3, rows)])
    columns = {
        "grade": pd.Series(grade),
        "told": pd.Series(np.where(np.isnan(grade), 7.0, grade // 2)),
        "word": word.mask(rng.random(rows) < blank, None).astype(object),
        "empty": pd.Series(np.full(rows, np.nan)),
        "constant": pd.Series(np.full(rows, 3.0)),
        "free": pd.Series(rng.random(rows)).mask(rng.random(rows) < blank),
    }
    columns["of word"] = columns["word"].isna().map({True: "blank", False: "filled"}).astype(object)
    kinds = {"word": Kind.CATEGORY, "of word": Kind.CATEGORY}
    frame = pd.DataFrame({name: columns[name] for name in rng.permutation(list(columns))})
    return frame, Schema(tuple(Column(name, kinds.get(name, Kind.FLOAT)) for name in frame))
