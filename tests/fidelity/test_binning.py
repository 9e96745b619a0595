"""Bins show no rare category and no true extreme, and say what a reader would say."""

import numpy as np
import pytest

from synthesis.fidelity.binning import MOST_BINS, OTHER, RARE, bins, brief
from synthesis.foundation.numerals import spell
from synthesis.tables import Column, Kind


def seconds(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[s]").astype(float)


def test_rare_categories_and_the_long_tail_are_folded() -> None:
    levels = ("a", "b", "secret", *(f"t{i:02}" for i in range(40)))
    codes = [0] * 50 + [1] * 9 + [2] * 4 + [code for code in range(3, 43) for _ in range(5)]
    rule = bins(Column("c", Kind.CATEGORY), np.array(codes, dtype=float), [], levels)
    assert rule.labels[:2] == ("a", "b")
    assert rule.labels[-2:] == (OTHER, RARE)
    assert len(rule.labels) == 32
    assert "secret" not in rule.labels
    assert sum(rule.shares(np.array(codes, dtype=float))) == pytest.approx(1.0)
    assert rule.shares(np.array([2.0, 2.0, np.nan, 0.0]))[-1] == 0.5


def test_a_synthetic_value_that_training_lacks_is_not_named() -> None:
    rule = bins(Column("c", Kind.CATEGORY), np.zeros(10), [np.ones(3)], ("a", "new"))
    assert rule.labels == ("a", RARE)


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.FLOAT, Kind.DATETIME])
@pytest.mark.parametrize("shape", ["even", "skewed", "tails", "few", "negative"])
def test_edges_stay_between_the_fifth_smallest_and_largest(kind: Kind, shape: str) -> None:
    chance = np.random.default_rng(4)
    cells = {
        "even": chance.uniform(1e5, 2e6, 3000),
        "skewed": np.exp(chance.normal(8, 2, 3000)),
        "tails": chance.standard_t(1.2, 3000) * 100,
        "few": chance.integers(0, 6, 3000) * 1.0,
        "negative": chance.normal(-500, 90, 3000),
    }[shape]
    cells = np.round(cells) if kind is not Kind.FLOAT else cells
    rule = bins(Column("n", kind), cells, [])
    ordered = np.sort(cells)
    assert 1 < len(rule.labels) <= MOST_BINS
    assert len(rule.edges) == len(rule.labels) - 1 == len(rule.marks)
    assert list(rule.edges) == sorted(set(rule.edges))
    assert ordered[4] - 0.5 <= rule.edges[0]
    assert rule.edges[-1] <= ordered[-5]
    assert len(set(rule.labels)) == len(rule.labels)
    assert sum(rule.shares(cells)) == pytest.approx(1.0)


def test_few_values_have_a_bin_each() -> None:
    rule = bins(Column("n", Kind.INTEGER), np.repeat([0.0, 1, 2, 5], 10), [np.array([1.0, 2.0])])
    assert rule.labels == ("0", "1", "2", "5")
    assert rule.single
    assert rule.edges == (0.5, 1.5, 4.5)


def test_a_rare_value_among_few_is_not_named() -> None:
    cells = np.array([0.0] * 40 + [1.0] * 40 + [3.0] * 30 + [7.0] * 2)
    rule = bins(Column("n", Kind.INTEGER), cells, [np.array([2.0])])
    assert rule.labels == ("0", "1 to 2", "3 and over")
    assert rule.shares(cells) == pytest.approx((40 / 112, 40 / 112, 32 / 112))


def test_even_numbers_have_round_edges_and_open_ends() -> None:
    ages = np.repeat(np.arange(17.0, 91.0), 6)
    rule = bins(Column("age", Kind.INTEGER), ages, [])
    assert rule.labels[0].startswith("under ")
    assert rule.labels[-1].endswith(" and over")
    assert all(edge % 1 == 0 for edge in rule.edges)
    money = np.concatenate([np.zeros(900), np.exp(np.random.default_rng(0).normal(8, 1, 300)).round()])
    skewed = bins(Column("gain", Kind.INTEGER), money, [money])
    assert skewed.labels[0] == "0"
    assert skewed.shares(money)[0] == 0.75


def test_dates_have_calendar_bins() -> None:
    days = np.arange("2015-03-10", "2018-02-01", dtype="datetime64[D]")
    rule = bins(Column("day", Kind.DATETIME), days.astype("datetime64[s]").astype(float), [])
    assert rule.labels[0] == "before Apr 2015"
    assert rule.labels[1] == "Apr 2015"
    assert rule.labels[-1] == "Jan 2018 and later"
    assert rule.edges[0] == seconds("2015-04-01")[0]
    old = np.arange("0900", "1900", dtype="datetime64[Y]").astype("datetime64[s]").astype(float)
    assert bins(Column("day", Kind.DATETIME), old, []).labels[1] == "950 to 999"


@pytest.mark.parametrize("cells", [[], [5.0], [5.0] * 3, [1.0, 2.0, 3.0]])
def test_too_few_cells_are_one_bin(cells: list[float]) -> None:
    rule = bins(Column("n", Kind.FLOAT), np.array(cells), [])
    assert rule.labels == ("any value",)
    assert rule.shares(np.array([])) == (0.0,)


def test_numbers_are_said_as_a_reader_would() -> None:
    assert [spell(n) for n in (0.0, -3.5, 2019, 12500, 1e18, 0.00002)] == [
        "0",
        "−3.5",
        "2019",
        "12,500",
        "1e+18",
        "2e−05",
    ]
    assert [brief(n) for n in (500, 12500, 3e6, 2.5e9)] == ["500", "12.5k", "3M", "2.5bn"]
