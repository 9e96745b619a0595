import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Conditional, Training
from synthesis.generators.correction import TIMES, keep, keep_one_each, learn
from synthesis.generators.trees import TreeSettings, fit
from synthesis.tables import Column, Kind, Schema

NUMERIC = np.array([True, True])


def cloud(link: float, rows: int = 4_000, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    return np.column_stack([x, link * x + np.sqrt(1 - link**2) * rng.normal(size=rows)])


def test_rows_kept_have_the_link_that_drawn_rows_lack() -> None:
    judge = learn(cloud(0.8), cloud(0.3, seed=1), NUMERIC, 50, Seed(0))
    assert judge is not None
    drawn = cloud(0.3, 12_000, seed=2)
    odds = judge.odds(drawn)
    assert odds.max() <= np.log(TIMES)
    kept = drawn[keep(odds, 4_000, np.random.default_rng(3))]
    assert np.corrcoef(kept.T)[0, 1] > 0.5


def test_rows_that_nothing_tells_apart_have_no_judge_or_even_odds() -> None:
    judge = learn(cloud(0.5), cloud(0.5, seed=1), NUMERIC, 100, Seed(0))
    assert judge is None or np.abs(judge.odds(cloud(0.5, seed=2))).mean() < 0.1


def test_rows_are_kept_in_proportion_to_their_odds() -> None:
    odds = np.log(np.tile([1.0, 3.0], 30_000))
    kept = keep(odds, 600, np.random.default_rng(0))
    assert len(set(kept)) == 600
    assert list(kept) == sorted(kept)
    assert (kept % 2 == 1).mean() == pytest.approx(0.75, abs=0.05)


def test_one_row_of_each_run_is_kept() -> None:
    odds = np.log(np.tile([1.0, 1.0, 2.0], 8_000))
    kept = keep_one_each(odds, 3, np.random.default_rng(0))
    assert (kept // 3 == np.arange(8_000)).all()
    assert (kept % 3 == 2).mean() == pytest.approx(0.5, abs=0.03)


def test_levels_by_the_hundred_are_seen_by_frequency() -> None:
    rng = np.random.default_rng(4)
    train = np.column_stack([rng.integers(0, 300, 3_000), rng.random(3_000)]).astype(float)
    train[:300, 0] = np.arange(300)
    drawn = train.copy()
    drawn[:, 0] = np.where(rng.random(3_000) < 0.5, 7, drawn[:, 0])
    judge = learn(train, drawn, np.array([False, True]), 30, Seed(0))
    assert judge is not None
    assert judge.odds(np.array([[7.0, 0.5]]))[0] < judge.odds(np.array([[8.0, 0.5]]))[0]


def test_given_cells_are_kept_and_what_follows_is_corrected() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.random((2, 2_000))
    circle = np.hypot(x - 0.5, y - 0.5)
    near = (np.abs(circle - 0.35) < 0.1) | (rng.random(2_000) < 0.05)
    names = ("kind", "x", "y")
    frame = pd.DataFrame({"kind": np.where(x > 0.5, "a", "b"), "x": x, "y": y})[near].reset_index(drop=True)
    frame = pd.concat([frame, frame.sample(400, random_state=1)], ignore_index=True)
    schema = Schema((Column("kind", Kind.CATEGORY), Column("x", Kind.FLOAT), Column("y", Kind.FLOAT)))
    sampler = fit(
        Training(frame.astype({"kind": object}), schema, conditioned=("kind",)), TreeSettings(), Seed(1), silent
    )
    cells = pd.DataFrame({"kind": ["a"] * 300 + ["b"] * 300})
    assert isinstance(sampler, Conditional)
    made = sampler.given(cells, Seed(2), silent)
    assert made["kind"].tolist() == cells["kind"].tolist()
    assert list(made.columns) == list(names)
    assert (made["x"][:300] > 0.45).mean() > 0.95
