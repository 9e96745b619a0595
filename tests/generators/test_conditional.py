"""Rows for given values: drawn directly, with the links that the given column has."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generators import Conditional, Training, find
from synthesis.tables import Column, Kind, Schema
from tests.generators.rooms import mixed

DIRECT = pytest.mark.parametrize("name", ["trees", "marginals"])


def fraud(rows: int = 4_000) -> Training:
    """Two rows in a hundred are fraud, and fraud is over 900."""
    rng = np.random.default_rng(0)
    bad = np.arange(rows) % 50 == 0
    amount = np.where(bad, rng.integers(900, 1_000, rows), rng.integers(1, 500, rows))
    frame = pd.DataFrame(
        {
            "amount": pd.Series(amount, dtype="Int64"),
            "hour": pd.Series(rng.integers(0, 24, rows), dtype="Int64"),
            "class": pd.Series(np.where(bad, "fraud", "fine"), dtype=object),
        }
    )
    kinds = (Kind.INTEGER, Kind.INTEGER, Kind.CATEGORY)
    return Training(
        frame, Schema(tuple(Column(n, k) for n, k in zip(frame, kinds, strict=True))), conditioned=("class",)
    )


def given(name: str, training: Training, cells: pd.DataFrame) -> pd.DataFrame:
    settings = make_settings(find(name).settings, {"smallest_leaf": 20} if name == "trees" else {})
    sampler = find(name).fit(training, settings, Seed(0), silent)
    assert isinstance(sampler, Conditional)
    return sampler.given(cells, Seed(1), silent)


@DIRECT
def test_given_cells_are_repeated_row_by_row(name: str) -> None:
    cells = pd.DataFrame({"class": pd.Series(["fraud", "fine", "fraud"] * 100, dtype=object)})
    made = given(name, fraud(), cells)
    assert made["class"].tolist() == cells["class"].tolist()
    assert made.dtypes.to_list() == fraud().frame.dtypes.to_list()


def test_trees_draw_the_other_columns_after_the_given_one() -> None:
    cells = pd.DataFrame({"class": pd.Series(["fraud"] * 700 + ["fine"] * 300, dtype=object)})
    made = given("trees", fraud(), cells)
    assert (made["amount"][:700] >= 900).mean() > 0.8
    assert (made["amount"][700:] < 500).mean() > 0.95


@DIRECT
def test_numbers_and_blanks_may_be_given(name: str) -> None:
    training = mixed(400)
    training = Training(training.frame, training.schema, conditioned=("age", "city"))
    cells = pd.DataFrame(
        {"age": pd.Series([41, None] * 20, dtype="Int64"), "city": pd.Series([None] * 40, dtype=object)}
    )
    made = given(name, training, cells)
    assert made["age"].isna().tolist() == [False, True] * 20
    assert set(made["age"].dropna()) == {41}
    assert made["city"].isna().all()


@DIRECT
def test_a_value_that_was_not_learnt_is_refused_without_being_quoted(name: str) -> None:
    with pytest.raises(UnfitTable) as caught:
        given(name, fraud(), pd.DataFrame({"class": pd.Series(["Ana"], dtype=object)}))
    assert "Ana" not in caught.value.happened + caught.value.advice
