"""What is done to noisy counts, worked by hand."""

import numpy as np
import pytest

from synthesis.generators.private.denoise import fitted, heaviest, pair, runs, to_simplex, without_noise


def test_the_nearest_counts_of_a_given_sum() -> None:
    assert to_simplex(np.array([3.0, 1.0]), 2.0).tolist() == [2.0, 0.0]  # (3 − 1, 1 − 1)
    assert to_simplex(np.array([1.0, 1.0]), 4.0).tolist() == [2.0, 2.0]
    assert to_simplex(np.array([5.0, -7.0, 1.0]), 5.0).tolist() == [4.5, 0.0, 0.5]
    assert to_simplex(np.array([-3.0, -1.0]), 1.0).tolist() == [0.0, 1.0]


def test_a_table_takes_the_margins_it_is_given() -> None:
    found = fitted(np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([6.0, 4.0]), np.array([5.0, 5.0]))
    assert found.sum(axis=1) == pytest.approx([6.0, 4.0])
    assert found.sum(axis=0) == pytest.approx([5.0, 5.0], abs=1e-6)
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(4.0, rel=1e-4)  # odds ratio stays


def test_noise_alone_leaves_independence() -> None:
    chance = np.random.default_rng(0)
    rows, columns = np.array([60.0, 40.0, 100.0]), np.array([50.0, 150.0])
    alone = np.outer(rows, columns) / 200
    assert pair(alone + chance.normal(0, 1, (3, 2)), 5.0, rows, columns) == pytest.approx(alone, abs=1e-3)


def test_what_stands_out_of_the_noise_is_kept() -> None:
    one = np.outer([1.0, -1.0, 0.0], [1.0, -1.0])
    assert without_noise(100 * one, 1.0) == pytest.approx(100 * one, rel=0.01)
    assert without_noise(one, 5.0) == pytest.approx(np.zeros((3, 2)))
    assert without_noise(one, 0.0) is one


def test_ordered_masses_are_gathered_until_they_weigh_enough() -> None:
    assert runs(np.array([1.0, 1.0, 1.0, 1.0]), 2.0).tolist() == [0, 0, 1, 1]
    assert runs(np.array([9.0, 1.0, 1.0, 1.0]), 2.0).tolist() == [0, 1, 1, 1]  # the last has too little of its own
    assert runs(np.array([1.0, 9.0, 1.0]), 2.0).tolist() == [0, 1, 2]  # what weighs enough alone stands alone
    assert runs(np.array([0.0, 0.0]), 5.0).tolist() == [0, 0]


def test_the_heaviest_stand_alone_and_the_rest_together() -> None:
    assert heaviest(np.array([1.0, 9.0, 5.0, 2.0]), 3, 0.0).tolist() == [2, 0, 1, 2]
    assert heaviest(np.array([9.0, 1.0]), 5, 2.0).tolist() == [0, 1]
    assert heaviest(np.array([1.0, 1.0]), 5, 2.0).tolist() == [0, 0]
