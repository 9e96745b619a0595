"""Detectors that must not see what is not there, and must see what is."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from synthesis.fidelity import compare
from synthesis.fidelity.detection import _SHARED, _far, _looked, area, detect
from synthesis.fidelity.propensity import logistic, propensity
from synthesis.fidelity.view import view
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Kind, Schema
from tests.fidelity.tables import people

TRAIN, FRESH, CONTROL = people(900, 1), people(900, 2), people(600, 3)


def seen(synthetic):  # type: ignore[no-untyped-def]
    return view(TRAIN.schema.modelled, TRAIN.frame, synthetic, CONTROL.frame)


def test_fresh_people_cannot_be_told_from_real_ones() -> None:
    found = detect(seen(FRESH.frame), Seed(0))
    assert found.low < 0.5 < found.high
    assert abs(found.reference - 0.5) < 0.06
    linear = propensity(seen(FRESH.frame), Seed(0))
    assert abs(linear.value) < 3
    assert abs(linear.reference) < 3


def test_folds_that_learn_from_each_other_double_the_variance() -> None:
    """Two samples of one population, told apart by the line between the means of the other two folds."""
    draw, found = np.random.default_rng(0), []
    label, fold = np.repeat([0.0, 1.0], 150), np.arange(300) % 3
    for _ in range(400):
        rows, parts = draw.normal(size=(300, 5)), []
        for at in range(3):
            there, here = (rows[(fold != at) & (label == side)].mean(axis=0) for side in (0, 1))
            parts.append(area(rows[fold == at] @ (here - there), label[fold == at]))
        areas, variances = np.array(parts).T
        found.append((areas.mean(), variances.sum() / 9))
    values, nominal = np.array(found).T
    assert 1.6 < values.var() / nominal.mean() < 2.4
    gaps = np.abs(values - 0.5) / np.sqrt(nominal)
    assert (gaps < 1.96).mean() < 0.88  # as if the folds were independent
    assert 0.92 < (gaps < 1.96 * np.sqrt(_SHARED)).mean() < 0.98


def test_a_shifted_column_is_found_and_named() -> None:
    shifted = FRESH.frame.assign(pay=FRESH.frame["pay"] * 4)
    found = detect(seen(shifted), Seed(0))
    assert found.low > 0.6
    assert found.columns[0].column == "pay"
    assert propensity(seen(shifted), Seed(0)).value > 20


def test_a_tie_that_was_cut_is_seen_by_the_trees_alone() -> None:
    """Blanks moved to other rows change no margin and no mean, but a tree sees which rows they sit in."""
    frame = FRESH.frame.copy()
    frame["age"] = frame["age"].where(frame["job"] == "nurse", 40)
    found = detect(seen(frame), Seed(0))
    assert found.low > 0.7
    assert {one.column for one in found.columns[:2]} == {"age", "job"}


def test_too_few_rows_and_lost_columns_are_no_scores_or_plain_ones() -> None:
    assert detect(seen(FRESH.frame.head(5)), Seed(0)).value is None
    assert propensity(seen(FRESH.frame.head(5)), Seed(0)).value is None
    assert detect(seen(FRESH.frame.drop(columns="day")), Seed(0)).value == pytest.approx(1.0, abs=1e-6)
    assert propensity(seen(FRESH.frame.drop(columns="day")), Seed(0)).value > 50


def test_the_same_seed_gives_the_same_detection() -> None:
    one, two = (detect(seen(FRESH.frame), Seed(4)) for _ in range(2))
    assert one == two


def test_area_and_its_variance_agree_with_a_bootstrap() -> None:
    chance = np.random.default_rng(0)
    truth = (chance.random(400) < 0.4) * 1.0
    scores = np.round(chance.normal(size=400) + truth, 1)
    value, variance = area(scores, truth)
    assert value == pytest.approx(roc_auc_score(truth, scores))
    drawn = (chance.integers(0, 400, 400) for _ in range(400))
    assert np.std([area(scores[rows], truth[rows])[0] for rows in drawn]) == pytest.approx(variance**0.5, rel=0.15)


def test_logistic_regression_agrees_with_sklearn() -> None:
    chance = np.random.default_rng(0)
    design = np.column_stack([np.ones(500), chance.normal(size=(500, 3))])
    label = (chance.random(500) < 1 / (1 + np.exp(-design @ [0.2, 1.0, -1.0, 0.0]))) * 1.0
    other = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(design, label)
    assert logistic(design, label) == pytest.approx(other.predict_proba(design)[:, 1], abs=1e-5)
    parted = logistic(np.column_stack([np.ones(40), np.arange(40.0) - 20]), (np.arange(40) >= 20) * 1.0)
    assert parted[:18].max() < 0.2
    assert parted[22:].min() > 0.8


def test_standardised_pmse_is_centred_where_nothing_differs() -> None:
    """Twenty pairs of samples of one population: mean about 0, spread about 1."""
    values = []
    for at in range(20):
        one, other = people(300, 100 + at), people(200, 200 + at)
        values.append(propensity(view(one.schema.modelled, one.frame, other.frame, None), Seed(0)).value)
    assert abs(np.mean(values)) < 0.8
    assert 0.5 < np.std(values) < 1.8


def test_the_whole_comparison_carries_it() -> None:
    found = compare(TRAIN, FRESH.frame, CONTROL)
    assert found.detection.value == pytest.approx(0.5, abs=0.08)
    assert found.propensity.terms > 5


def wide(rows, seed, shift=0.0):  # type: ignore[no-untyped-def]
    """130 columns, of which a column of numbers and a category move by `shift`."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(chance.normal(size=(rows, 129)).round(4), columns=[f"c{at}" for at in range(129)])
    frame["c7"] += shift
    frame["kind"] = np.where(chance.random(rows) < 0.3 + shift / 4, "a", "b")
    return frame


def wide_view(shift, seed=1, control=None):  # type: ignore[no-untyped-def]
    schema = Schema((*(Column(f"c{at}", Kind.FLOAT) for at in range(129)), Column("kind", Kind.CATEGORY)))
    return view(schema, wide(250, seed), wide(250, seed + 1, shift), control)


def test_of_many_columns_those_that_differ_most_are_looked_at() -> None:
    found = detect(wide_view(1.0), Seed(0))
    assert found.low > 0.7
    assert found.columns[0].column == "c7"
    assert found.note.startswith("The trees looked at 120 of 130 columns")
    assert detect(seen(FRESH.frame), Seed(0)).note == ""


def test_choosing_columns_by_their_differences_makes_no_difference_of_chance() -> None:
    """Were they chosen by the rows that are held out too, columns of mere noise would part the tables."""
    found = [detect(wide_view(0.0, seed), Seed(0)).value for seed in range(10, 20, 2)]
    assert abs(np.mean(found) - 0.5) < 0.04


def test_the_columns_farthest_apart_are_worked_out_by_hand_and_the_others_drawn_from_the_seed() -> None:
    far = _far(np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 1.0]]), np.array([[1.0, 5.0, np.nan], [0.0, 5.0, 1.0]]), 2)
    assert far.tolist() == [1, 2]
    chosen = _looked(np.zeros((4, 130)), np.array([0.0, 0, 1, 1]), Seed(1))
    assert len(set(chosen.tolist())) == 120
    assert chosen.tolist() == _looked(np.zeros((4, 130)), np.array([0.0, 0, 1, 1]), Seed(1)).tolist()
