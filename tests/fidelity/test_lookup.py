"""Closer looks: categories that may be named, dates by the calendar, and numbers that may leave the house."""

import numpy as np
import pandas as pd
import pytest

from synthesis.fidelity.lookup import calendar, calendars, category_levels
from synthesis.fidelity.numbers import association_numbers, distribution_numbers, hidden, joint_numbers
from synthesis.fidelity.score import Associations, Distribution, Joint


def test_only_categories_of_five_real_rows_are_named() -> None:
    found = category_levels(
        pd.Series([*["a"] * 6, *["b"] * 5, "secret", None], dtype=object),
        pd.Series(["a", "b", "b", "new"], dtype=object),
    )
    assert found.labels == ("a", "b")
    assert found.train == (6 / 13, 5 / 13)
    assert found.synthetic == (0.25, 0.5)
    assert (found.rare_train, found.rare_synthetic) == (1 / 13, 0.25)


def test_dates_by_weekday_month_and_hour() -> None:
    train = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-05", None]))  # Mon, Tue, Mon
    made = pd.Series(pd.to_datetime(["2024-01-07", "2024-01-07"]))  # Sundays
    found = calendar("day", "weekday", train, made, None)
    assert found.labels[0] == "Mon"
    assert found.train == (0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert found.synthetic == (0, 0, 0, 0, 0, 0, 1)
    assert (found.missing_train, found.control) == (0.25, ())
    assert calendar("day", "month", train, made, train).control[:2] == (0.5, 0.25)
    assert calendars(train) == ("weekday", "month")


@pytest.mark.parametrize(
    ("shares", "left"),
    [
        ((0.5, 0.5), (0.5, 0.5)),
        ((0.02, 0.03, 0.95), (None, None, 0.95)),  # two and three of a hundred rows
        ((0.01, 0.39, 0.6), (None, None, 0.6)),  # one alone could be reckoned from the rest
        ((0.0, 0.4, 0.6), (0.0, 0.4, 0.6)),
    ],
)
def test_shares_of_fewer_than_five_rows_never_leave_the_house(
    shares: tuple[float, ...], left: tuple[float | None, ...]
) -> None:
    found = [None if np.isnan(one) else float(one) for one in hidden(shares, 100)]
    assert tuple(found) == left


def test_numbers_of_a_chart_name_no_rare_value_and_count_no_few_rows() -> None:
    shown = Distribution("c", "category", ("a", "Rare values"), (), (0.97, 0.01), (1.0, 0.0), (), 0.02, 0.0, None)
    frame = distribution_numbers(shown, 100, 0, {"other": shown})
    assert list(frame["bin"]) == ["a", "Rare values", "Blank"]
    assert frame["real"].isna().tolist() == [False, True, True]
    assert frame["other"].tolist() == [1.0, 0.0, 0.0]


def test_associations_and_pairs_as_tables() -> None:
    one = np.array([[1.0, 0.5], [0.5, 1.0]])
    maps = Associations(("a", "b"), one, one, None, (("spearman",) * 2,) * 2)
    assert association_numbers(maps).to_dict("records") == [
        {"first": "a", "second": "b", "measure": "spearman", "real": 0.5, "synthetic": 0.5}
    ]
    both = Joint("real", "b", ("x",), ("y", "z"), np.array([[np.nan, 0.9]]), np.array([[0.4, 0.6]]))
    frame = joint_numbers(both)
    assert frame["synthetic"].tolist() == [0.4, 0.6]
    assert frame["first"].tolist() == ["real", "real"]
    assert frame["real"].isna().tolist() == [True, False]
