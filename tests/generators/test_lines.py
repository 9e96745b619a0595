import numpy as np
import pytest

from synthesis.generators.linear_leaves import direction, slopes
from synthesis.tables.rounding_grid import RoundingGrid


def test_a_direction_finds_the_sum_and_counts_blanks_as_the_mean() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=2_000), rng.normal(size=2_000)
    found = direction([a, b], (3 * a - b)[:, None])
    (told,) = found([np.array([0.0, 1.0, np.nan]), np.array([0.0, 0.0, 0.0])])
    assert told[1] - told[0] == pytest.approx(3, rel=0.05)
    assert told[2] == pytest.approx(3 * a.mean() + told[0] - 3 * 0.0, abs=0.1)


def test_a_direction_is_not_led_by_outliers_or_constants() -> None:
    a = np.concatenate([np.linspace(0, 1, 999), [1e9]])
    found = direction([a, np.full(1_000, 7.0), np.full(1_000, np.nan)], a.clip(0, 1)[:, None])
    low, high = found([np.array([0.1, 0.9]), np.full(2, 7.0), np.full(2, 3.0)])[0]
    assert high - low == pytest.approx(0.8, rel=0.05)


def test_each_leaf_has_the_line_of_its_own_rows_and_none_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    x, nodes = rng.normal(size=900), np.repeat([1, 2, 4], 300)
    held = np.select([nodes == 1, nodes == 2], [5 + 2 * x, -x], rng.normal(size=900))
    found = slopes(np.array([0]), x[:, None], nodes, 5, held, np.full(900, True), RoundingGrid(None))
    weights = found.lines[:, 0] / found.width[0]
    assert weights == pytest.approx([0, 2, -1, 0, 0], abs=0.05)
    assert found.lines[4].tolist() == [0, 0]
    height = found.height(np.array([[1.0], [1.0]]), np.array([1, 2]))
    assert held[nodes == 1].mean() - 2 * x[nodes == 1].mean() == pytest.approx(5)
    assert height[0] + held[nodes == 1].mean() - found.height(x[nodes == 1][:, None], nodes[nodes == 1]).mean() == (
        pytest.approx(7, abs=0.1)
    )


def test_values_stay_within_half_a_range_of_their_leaf_and_on_the_grid() -> None:
    x, nodes = np.arange(40.0), np.repeat([0, 1], 20)
    found = slopes(np.array([0]), x[:, None], nodes, 2, x.copy(), np.full(40, True), RoundingGrid(0))
    settled = found.settle(np.array([-50.0, 25.4, 35.0]), np.array([0, 0, 1]))
    assert settled.tolist() == [0, 25, 35]
    assert found.settle(np.array([99.0]), np.array([0])).tolist() == [28]  # 19 + 9.5, to the even whole
