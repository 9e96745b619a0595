"""Perturbed rows: real rows, changed as much as the settings say."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Training, find
from synthesis.generators.perturbed import PerturbedSettings, fit
from synthesis.tables import Column, Kind, Schema
from tests.generators.rooms import mixed


def made(training: Training, rows: int, **settings: float) -> pd.DataFrame:
    return fit(training, PerturbedSettings(**settings), Seed(0), silent)(rows, Seed(1), silent)


def test_nothing_changed_is_the_training_rows_each_once() -> None:
    training = mixed()
    found = made(training, 240, noise=0.0, swap=0.0, keep=1.0)
    key = list(training.frame.columns)
    assert found.sort_values(key, ignore_index=True).equals(training.frame.sort_values(key, ignore_index=True))
    twice = made(training, 480, noise=0.0, swap=0.0, keep=1.0)
    assert sorted(twice["spent"]) == sorted([*training.frame["spent"], *training.frame["spent"]])


def test_categories_change_by_a_matrix_that_keeps_the_shares() -> None:
    matrix = np.array([[0.9, 0.06, 0.04], [0.1, 0.86, 0.04], [0.1, 0.06, 0.84]])
    assert np.array([0.5, 0.3, 0.2]) @ matrix == pytest.approx([0.5, 0.3, 0.2])
    cells = np.repeat(np.array(["a", "b", "c"], dtype=object), (5000, 3000, 2000))
    order = pd.Series(range(10_000)).astype("Int64")
    frame = pd.DataFrame({"order": order, "level": pd.Series(cells)})
    schema = Schema((Column("order", Kind.INTEGER), Column("level", Kind.CATEGORY)))
    found = made(Training(frame, schema), 10_000, noise=0.0, swap=0.0, keep=0.8).sort_values("order")
    shares = pd.crosstab(cells, found["level"].to_numpy(), normalize="index").to_numpy()
    assert shares == pytest.approx(matrix, abs=0.03)


def test_swaps_keep_every_column_and_noise_moves_numbers_by_its_share_of_the_spread() -> None:
    training = mixed(2_000)
    swapped = made(training, 2_000, noise=0.0, swap=1.0, keep=1.0)
    for name in training.frame:
        assert (
            swapped[name]
            .value_counts(dropna=False)
            .equals(training.frame[name].value_counts(dropna=False)[swapped[name].value_counts(dropna=False).index])
        )
    assert abs(swapped["age"].astype(float).corr(swapped["spent"])) < 0.1
    values = np.random.default_rng(0).normal(0.0, 10.0, 5_000)
    frame = pd.DataFrame({"x": values})
    noisy = made(Training(frame, Schema((Column("x", Kind.FLOAT),))), 5_000, noise=0.5, swap=0.0, keep=1.0)
    assert noisy["x"].std() == pytest.approx(10 * 1.25**0.5, rel=0.05)


def test_it_says_that_its_rows_are_real_ones() -> None:
    assert "real person's row" in find("perturbed").description
