import numpy as np
import pytest

from synthesis.generators.predictors import kinship, profile, ranks, targets, toward_class, toward_number


def test_ranks_keep_order_and_blanks_and_fit_between() -> None:
    coded = ranks(np.array([1e9, np.nan, 5.0, 1e9]))
    assert coded(np.array([5.0, 1e9]))[:2].tolist() == [0.0, 1.0]
    assert coded(np.array([5.0 + (1e9 - 5.0) / 2, -3.0])).tolist() == [0.5, 0.0]
    assert np.isnan(coded(np.array([np.nan]))).all()


def test_a_level_is_coded_by_its_mean_drawn_to_the_mean_of_all() -> None:
    scores = toward_number(np.array([0] * 10 + [1] * 10), 2, np.array([1.0] * 10 + [0.0] * 10))
    assert scores.tolist() == pytest.approx([(10 + 5) / 20, (0 + 5) / 20])


def test_a_level_without_rows_is_coded_by_the_mean_of_all() -> None:
    assert toward_number(np.array([0, 0]), 2, np.array([0.2, 0.4]))[1] == pytest.approx(0.3)


def test_levels_with_equal_shares_of_the_target_are_coded_equal() -> None:
    codes = np.repeat([0, 1, 2], 40)
    target = np.array(([0] * 30 + [1] * 10) * 2 + [1] * 40)
    scores = toward_class(codes, 3, target, 2)
    assert scores[0] == pytest.approx(scores[1])
    assert abs(scores[2] - scores[0]) > 0.3


def test_few_levels_are_classes_of_their_own_and_many_are_grouped_along_the_line() -> None:
    assert targets(np.array([0, 1, 2]), 3, np.zeros(3)).tolist() == [0, 1, 2]
    classes = targets(np.arange(1_000), 1_000, np.arange(1_000.0))
    assert len(set(classes)) == 32
    assert np.all(np.diff(classes[24:]) >= 0)


def test_the_line_puts_levels_of_one_region_together() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 60, 3_000)
    line = profile(codes, 60, np.column_stack([codes // 30, rng.random(3_000)]).astype(float), np.array([False, True]))
    assert max(line[:30]) < min(line[30:]) or min(line[:30]) > max(line[30:])


def test_kin_are_found_among_numbers_codes_and_blanks() -> None:
    rng = np.random.default_rng(0)
    noise, twin, level = rng.random(500), rng.random(500), rng.integers(0, 2, 500).astype(float)
    holed = np.where(level == 1, np.nan, rng.random(500))
    found = kinship(np.column_stack([twin, noise, twin * 3, level, holed]), np.array([True, True, True, False, True]))
    assert found.strongest(0, np.array([1, 2, 3, 4]), 1).tolist() == [2]
    assert found.strongest(4, np.array([0, 1, 2, 3]), 1).tolist() == [3]
    assert found.strength[0, 2] == pytest.approx(1.0)
