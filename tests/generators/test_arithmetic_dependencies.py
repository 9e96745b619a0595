import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Training
from synthesis.generators.arithmetic_dependencies import ArithmeticDependency, arithmetic_dependencies
from synthesis.generators.functional_dependencies import leads, without_circles
from synthesis.generators.trees import TreeSettings, fit
from synthesis.tables import Column, Kind, Schema
from synthesis.tables.rounding_grid import RoundingGrid

WHOLE, ANY = RoundingGrid(0), RoundingGrid(None)


def table(*columns: np.ndarray) -> np.ndarray:
    return np.column_stack(columns).astype(float)


def found(values: np.ndarray, grid: RoundingGrid = ANY) -> dict[int, ArithmeticDependency]:
    return arithmetic_dependencies(values, np.full(values.shape[1], True), [grid] * values.shape[1])


def marks(rows: int = 400) -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 10, (rows, 4))


def test_a_total_follows_from_its_parts_and_not_a_part_from_the_total() -> None:
    rng = np.random.default_rng(0)
    a, b, c = (rng.integers(0, 1_000, 300) for _ in range(3))
    (only,) = found(table(a, a + b + c, b, c, rng.integers(0, 1_000, 300)), WHOLE).values()
    assert (only.column, sorted(only.parts.tolist())) == (1, [0, 2, 3])
    assert only.weights == pytest.approx([1, 1, 1])


def test_a_score_is_the_mean_of_the_marks_that_are_known() -> None:
    known = marks()
    known[:100, 0] = np.nan
    (only,) = found(np.column_stack([known[:, :3], np.nanmean(known[:, :3], axis=1), known[:, 3]])).values()
    assert only.mean
    assert only.column == 3
    made = np.array([[2.0, 4.0, 9.0, 0.0, 7.0], [np.nan, 4.0, 9.0, 0.0, 7.0], [2.0, 4.0, 9.0, np.nan, 7.0]])
    only.fill(made)
    assert made[:2, 3] == pytest.approx([5.0, 6.5])
    assert np.isnan(made[2, 3])


def test_extremes_that_were_drawn_in_hide_no_sum_and_are_not_passed() -> None:
    known = marks()
    total = np.clip(known[:, 0] + known[:, 1], 4.0, 16.0)
    (only,) = found(np.column_stack([known, total])).values()
    assert only.weights == pytest.approx([1, 1])
    assert only.predict(np.array([[9.0, 9.0, 0.0, 0.0, 0.0]])) == pytest.approx([16.0])


def test_what_is_only_near_is_no_formula() -> None:
    known = marks()
    rough = known.sum(axis=1) + np.random.default_rng(2).normal(0, 0.1, len(known))
    mostly_nought = np.where(np.arange(400) % 20 == 0, known[:, 3].round(), 0.0)
    assert found(np.column_stack([known, rough, mostly_nought])) == {}


def test_a_sum_is_not_worked_out_backwards() -> None:
    rng = np.random.default_rng(3)
    small, large = rng.integers(0, 10, 300), rng.integers(0, 10_000, 300)
    (only,) = found(table(small, large, large + small), WHOLE).values()
    assert only.column in (1, 2)


def test_a_round_amount_is_not_put_together_from_fine_ones() -> None:
    rng = np.random.default_rng(5)
    lent = rng.integers(1, 40, 400) * 1_000
    paid = (lent * rng.random(400)).round()
    (only,) = found(table(lent, lent - paid, paid), WHOLE).values()
    assert only.column in (1, 2)


def test_columns_wait_for_each_other_in_no_circle() -> None:
    waits = {1: [2, 3], 3: [4]}
    assert leads([1], 4, waits)
    assert not leads([3], 2, waits)
    assert without_circles({4: 1, 5: 1, 1: 6}, waits) == {5: 1}
    assert without_circles({0: 7, 7: 0}, {}) == {0: 7}


def test_what_adds_up_in_the_table_adds_up_in_the_copy() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"total": 0, "net": rng.integers(1, 500, 1_200), "tax": rng.integers(1, 90, 1_200)})
    frame["total"] = frame["net"] + frame["tax"]
    schema = Schema(tuple(Column(name, Kind.INTEGER) for name in frame))
    made = fit(Training(frame.astype("Int64"), schema), TreeSettings(), Seed(1), silent)(1_000, Seed(2), silent)
    assert (made["total"] == made["net"] + made["tax"]).mean() > 0.99
    assert made["total"].nunique() > 100
