from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knobs
from synthesis.generators import Training
from synthesis.generators.trees import MEASURED, STRENGTHS, Trees, TreeSettings, automatic_leaf, fit, likeness
from synthesis.tables import Column, Kind, Schema


def training(**columns: pd.Series) -> Training:
    kinds = {"Int64": Kind.INTEGER, "float64": Kind.FLOAT, "object": Kind.CATEGORY}
    schema = Schema(tuple(Column(name, kinds[str(cells.dtype)]) for name, cells in columns.items()))
    return Training(pd.DataFrame(columns), schema)


def drawn(table: Training, rows: int = 4_000, **settings: object) -> pd.DataFrame:
    return fit(table, TreeSettings(**settings), Seed(5), silent)(rows, Seed(6), silent)


def levels(codes: np.ndarray) -> pd.Series:
    return pd.Series([f"level {code}" for code in codes], dtype=object)


@pytest.mark.parametrize(
    ("rows", "leaf"), [(100, 20), (1_000, 47), (2_500, 50), (10_000, 75), (40_000, 200), (10_000_000, 2_000)]
)
def test_the_automatic_leaf_grows_with_the_rows(rows: int, leaf: int) -> None:
    assert automatic_leaf(rows) == leaf


def test_the_automatic_leaf_grows_where_rows_resemble_each_other() -> None:
    assert automatic_leaf(10_000, alike=0.002) == 92  # 75 × (1 + 0.2 + 0.02)
    assert automatic_leaf(10_000, alike=0.1) == 225
    assert automatic_leaf(10_000, alike=0.9) == 300


def test_rows_are_alike_within_a_fiftieth_and_repetitions_count_once() -> None:
    number, level = np.array([0.0, 50.0, 50.0, 25.0, 25.9, 25.5, 10.0]), np.array([0, 1, 1, 2, 2, 3, 0])
    values = np.column_stack([number, level]).astype(float)
    assert likeness(values, np.array([True, False])) == pytest.approx(2 / 6)  # 25.0 and 25.9 of level 2
    assert likeness(values[:1], np.array([True, False])) == 0.0


def test_every_step_of_the_dial_draws_from_larger_leaves() -> None:
    rng = np.random.default_rng(10)
    x = rng.integers(0, 60, 1_600)
    table = training(x=pd.Series(x, dtype="Int64"), y=levels((x + (np.arange(1_600) < 60)) // 2))

    def agree(strength: str) -> float:
        made = drawn(table, strength=strength, correction=False)
        return float((made["x"] // 2 == made["y"].str[6:].astype(int)).mean())

    found = [agree(name) for name in STRENGTHS]
    assert found == sorted(found, reverse=True)
    assert found[0] > 3 * found[-1]


def test_a_link_that_no_pair_of_columns_shows_is_learnt() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 10, 4_000), rng.integers(0, 11, 4_000)
    table = training(a=pd.Series(a, dtype="Int64"), b=pd.Series(b, dtype="Int64"), c=levels((a + b) // 12 * 20 + a))
    made = drawn(table, smallest_leaf=20)
    real = set(table.frame.apply(tuple, axis=1))
    assert np.mean([row in real for row in made.apply(tuple, axis=1)]) > 0.9


def test_blanks_follow_the_column_that_causes_them() -> None:
    rng = np.random.default_rng(1)
    smoker = rng.random(2_000) < 0.3
    packs = pd.Series(np.where(smoker, rng.integers(1, 40, 2_000), np.nan)).astype("Int64")
    made = drawn(training(smoker=levels(smoker.astype(int)), packs=packs))
    assert (made["packs"].notna() == (made["smoker"] == "level 1")).mean() > 0.99


def test_two_thousand_levels_keep_their_region() -> None:
    rng = np.random.default_rng(2)
    town = rng.integers(0, 2_000, 40_000)
    made = drawn(training(region=levels(town // 100), town=levels(town)), 10_000)
    number = made["town"].str[6:].astype(int) // 100
    assert (number == made["region"].str[6:].astype(int)).mean() > 0.9


def test_rare_numbers_are_not_handed_over_and_shared_ones_are() -> None:
    rng = np.random.default_rng(3)
    exact = np.round(rng.lognormal(3, 1, 3_000), 6)
    exact[:900] = 0.0
    table = training(spent=pd.Series(exact), group=levels(rng.integers(0, 3, 3_000)))
    made = drawn(table)["spent"]
    assert (made == 0).mean() == pytest.approx(0.3, abs=0.03)
    assert not set(made[made > 0]) & set(exact)
    kept = drawn(table, smoothing=False)["spent"]
    assert set(kept) <= set(exact)


def test_the_smallest_leaf_is_a_privacy_dial() -> None:
    rng = np.random.default_rng(4)
    cells = {f"c{n}": pd.Series(rng.integers(0, 4, 600), dtype="Int64") for n in range(8)}
    real = {tuple(row) for row in pd.DataFrame(cells).to_numpy()}
    fresh = {tuple(row) for row in rng.integers(0, 4, (600, 8))}

    def excess(leaf: int) -> float:
        rows = [tuple(row) for row in drawn(training(**cells), 2_000, smallest_leaf=leaf).to_numpy()]
        return float(np.mean([row in real for row in rows]) - np.mean([row in fresh for row in rows]))

    assert excess(1) > 0.3
    assert abs(excess(100)) < 0.02


def test_wide_tables_look_at_the_closest_columns_only() -> None:
    rng = np.random.default_rng(5)
    base = rng.integers(0, 30, 400)
    columns = {f"n{n}": pd.Series(rng.integers(0, 30, 400), dtype="Int64") for n in range(30)}
    made = drawn(
        training(**columns, twin=pd.Series(base, dtype="Int64"), last=pd.Series(base * 2, dtype="Int64")),
        most_predictors=1,
    )
    assert np.corrcoef(made["twin"].astype(float), made["last"].astype(float))[0, 1] > 0.9


def test_a_date_that_follows_another_is_counted_from_it() -> None:
    rng = np.random.default_rng(7)
    start, stay = rng.integers(0, 1_000, 800), rng.geometric(0.2, 800)
    begin = np.datetime64("2022-01-01", "us")
    dates = {
        name: pd.Series(begin + days.astype("timedelta64[D]")).astype("datetime64[us]")
        for name, days in (("admitted", start), ("discharged", start + stay))
    }
    schema = Schema(tuple(Column(name, Kind.DATETIME, format="%Y-%m-%d") for name in dates))
    made = drawn(Training(pd.DataFrame(dates), schema))
    nights = (made["discharged"] - made["admitted"]).dt.days
    assert (nights >= 1).mean() > 0.995
    assert nights.mean() == pytest.approx(5, abs=0.5)
    assert made["discharged"].max() <= dates["discharged"].max()


def test_numbers_keep_their_step() -> None:
    rng = np.random.default_rng(6)
    pay = pd.Series(rng.integers(40, 400, 500) * 25 + 5, dtype="Int64")
    made = drawn(training(pay=pay))["pay"]
    assert set(made % 25) == {5}


def test_a_leaf_grows_by_the_rows_that_a_person_has() -> None:
    x = levels(np.arange(400) % 2)
    table = training(x=x, y=x.str.upper())

    def agree(table: Training) -> float:
        made = drawn(table, smallest_leaf=60)
        return float((made["x"].str.upper() == made["y"]).mean())

    assert agree(table) == 1.0
    assert agree(replace(table, each=4.0)) == pytest.approx(0.5, abs=0.05)  # leaves of 240 do not fit twice into 400


def test_a_sum_of_columns_is_split_and_followed_as_one() -> None:
    rng = np.random.default_rng(8)
    above, below = rng.lognormal(6, 0.5, 3_000).round(), rng.lognormal(5, 0.5, 3_000).round()
    cells = {"above": above, "below": below, "whole": above + below}
    made = drawn(training(**{name: pd.Series(values).astype("Int64") for name, values in cells.items()}))
    off = (made["above"] + made["below"] - made["whole"]).abs()
    assert off.median() <= 5  # of about 560, where leaves alone leave dozens
    assert made["whole"].max() <= cells["whole"].max()


def test_a_number_that_follows_nothing_has_no_line() -> None:
    rng = np.random.default_rng(9)
    x, pay = rng.normal(size=3_000), rng.lognormal(3, 2, 3_000)
    made = drawn(training(x=pd.Series(x), pay=pd.Series(pay)))
    for share in (0.01, 0.5, 0.99):
        assert made["pay"].quantile(share) == pytest.approx(np.quantile(pay, share), rel=0.3)


def test_columns_that_are_blank_together_come_back_blank_together() -> None:
    rng = np.random.default_rng(11)
    asked = rng.random(2_400) < 0.8
    cells = {name: np.where(asked, rng.normal(size=2_400), np.nan) for name in ("a", "b", "c")}
    words = np.where(asked, np.array(["yes", "no"], dtype=object)[rng.integers(0, 2, 2_400)], None)
    table = training(**{name: pd.Series(values) for name, values in cells.items()}, said=pd.Series(words, dtype=object))
    blank = drawn(table).isna().sum(axis=1)
    assert blank.isin([0, 4]).mean() > 0.995
    assert (blank == 4).mean() == pytest.approx(0.2, abs=0.03)


def test_counts_keep_their_zeros_and_what_decides_them() -> None:
    rng = np.random.default_rng(12)
    insured = rng.random(3_000) < 0.4
    claims = np.where(insured, rng.poisson(1.2, 3_000), 0)
    paid = np.where(claims > 0, rng.lognormal(5, 1, 3_000) * np.maximum(claims, 1), 0.0).round(2)
    made = drawn(
        training(insured=levels(insured.astype(int)), claims=pd.Series(claims, dtype="Int64"), paid=pd.Series(paid))
    )
    assert (made["paid"] == 0).mean() == pytest.approx((paid == 0).mean(), abs=0.03)
    assert ((made["paid"] > 0) == (made["claims"] > 0)).mean() > 0.98
    assert ((made["insured"] == "level 0") & (made["claims"] > 0)).mean() < 0.01


def test_the_dial_tells_what_was_measured_at_each_position() -> None:
    (dial, *_) = knobs(TreeSettings)
    assert tuple(MEASURED) == tuple(STRENGTHS) == dial.choices
    assert "- Balanced: 0.55, 0.5 %, -0.1 %" in dial.help
    detection = [figures[0] for figures in MEASURED.values()]
    assert detection == sorted(detection)


def test_of_very_many_rows_cuts_are_learnt_from_some_and_leaves_are_filled_by_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(0, 8, 6_000)
    table = training(x=pd.Series(x, dtype="Int64"), y=levels(x // 2))
    monkeypatch.setattr("synthesis.generators.trees.growing._CUT_ROWS", 1_000)
    sampler = fit(table, TreeSettings(smallest_leaf=300, correction=False), Seed(5), silent)
    assert isinstance(sampler, Trees)
    branch = next(draw.level for draw in sampler.draws if draw.level is not None)
    count = branch.leaves.count[branch.leaves.count > 0]
    assert count.sum() == 6_000
    assert count.min() >= 300
    made = sampler(2_000, Seed(6), silent)
    assert (made["x"] // 2 == made["y"].str[6:].astype(int)).mean() > 0.9
