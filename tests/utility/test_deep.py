"""What stands behind a score: curves, what models lean on, coefficients, mixtures, and how groups are treated."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from synthesis.fidelity import compare
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.tables.group_columns import propose_groups
from synthesis.utility import Utility, train_on_synthetic
from synthesis.utility.coefficients import least_squares, logistic, overlap
from synthesis.utility.curves import calibration, precision_recall, roc
from synthesis.utility.fairness import treated
from synthesis.utility.problem import EncodedRows, Problem
from tests.utility.test_utility import CONTROL, TRAIN, only, patients

FRESH = patients(600, 3)
KEEP = ("x", "town", "sick")


@pytest.fixture(scope="module")
def found() -> Utility:
    return train_on_synthetic(only(TRAIN, *KEEP), only(CONTROL, *KEEP), FRESH.frame, "sick", Seed(0), groups=("town",))


def test_curves_by_hand() -> None:
    said, truth = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    false, true = (np.array(part) for part in roc(said, truth))
    assert true[false < 0.5].tolist() == pytest.approx([0.5 + x for x in false[false < 0.5]], abs=0.51)
    assert true[-1] == 1.0
    assert true[np.isclose(false, 0.5)] == 1.0
    recall, precision = (np.array(part) for part in precision_recall(said, truth))
    assert precision[recall <= 0.5] == pytest.approx(1.0)
    assert precision[recall > 0.5] == pytest.approx(2 / 3, abs=1e-6)
    x, y = calibration(np.arange(40.0), np.repeat([0.0, 1.0], 20))
    assert (x, y) == ((9.5, 29.5), (0.0, 1.0))


def test_regressions_agree_with_sklearn_and_textbook_errors() -> None:
    draw = np.random.default_rng(0)
    design = np.column_stack([np.ones(400), draw.normal(size=(400, 2))])
    number = design @ [1.0, 2.0, -1.0] + draw.normal(size=400)
    weights, errors = least_squares(design, number)
    assert weights == pytest.approx(LinearRegression(fit_intercept=False).fit(design, number).coef_)
    assert errors == pytest.approx(1 / np.sqrt(400), rel=0.15)
    sick = (draw.random(400) < 1 / (1 + np.exp(-design @ [0.0, 1.0, -1.0]))) * 1.0
    weights, errors = logistic(design, sick)
    other = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(design, sick)
    assert weights == pytest.approx(other.coef_[0], abs=1e-4)
    assert (errors > 0).all()
    parted = logistic(np.column_stack([np.ones(50), np.arange(50) - 24.5]), (np.arange(50) > 24) * 1.0)
    assert np.isnan(parted[0]).any()


def test_overlap_by_hand() -> None:
    assert overlap((0, 2), (0, 2)) == 1.0
    assert overlap((0, 2), (1, 3)) == 0.5
    assert overlap((0, 2), (0.5, 1.5)) == 0.75
    assert overlap((0, 1), (2, 3)) == -1.0


def test_coefficients_survive_in_fresh_people_and_not_in_shuffled_ones(found: Utility) -> None:
    named = {one.term: one for one in found.coefficients}
    assert {"x", "town: blank"} < set(named)
    assert named["x"].overlap > 0.3
    shuffled = FRESH.frame.assign(sick=FRESH.frame["sick"].sample(frac=1, random_state=0).to_numpy())
    lost = train_on_synthetic(only(TRAIN, *KEEP), only(CONTROL, *KEEP), shuffled, "sick", Seed(0))
    assert {one.term: one for one in lost.coefficients}["x"].overlap < -1


def test_what_stands_behind_a_score(found: Utility) -> None:
    assert found.second == "yes" or found.second == "no"
    assert {(c.kind, c.model, c.trained_on) for c in found.curves} >= {("roc", "linear", "real")}
    assert len(found.curves) == 12
    assert found.importances[0].column == "x"
    assert found.importances[0].real > 0.1 < found.importances[0].synthetic
    mixed = [point for point in found.hybrid if point.kind == "mixed"]
    assert {point.real + point.synthetic for point in mixed} == {mixed[0].real}
    assert mixed[-1].real == 0
    assert all(0.5 < point.value <= 1 for point in found.hybrid)
    assert revive(Utility, json.loads(json.dumps(plain(found)))) == found


def test_gaps_by_hand() -> None:
    """Sixty people of each town; all of Aa and none of Bb are chosen, and half of each should be."""
    truth = np.tile([0.0, 1.0], 60)
    town = np.repeat(["Aa", "Bb"], 60)
    said = np.where(town == "Aa", 0.9, 0.1)
    nothing = EncodedRows(np.empty((0, 0)), np.empty(0))
    problem = Problem("t", "binary", np.empty(0, bool), nothing, nothing, EncodedRows(np.empty((120, 0)), truth))
    people = pd.DataFrame({"town": pd.Series(town, dtype=object)})
    groups, (gap,) = treated("m", "real", problem, np.column_stack([1 - said, said]), people)
    assert [(one.level, one.rows, one.chosen, one.found, one.auc) for one in groups] == [
        ("Aa", 60, 1.0, 1.0, 0.5),
        ("Bb", 60, 0.0, 0.0, 0.5),
    ]
    assert (gap.parity, gap.opportunity) == (1.0, 1.0)
    few = people.assign(town=["Aa"] * 100 + ["Bb"] * 20)
    assert treated("m", "real", problem, np.column_stack([1 - said, said]), few)[1][0].parity is None


def test_groups_are_proposed_and_named_only_where_many_share_them(found: Utility) -> None:
    from synthesis.tables import Column, Kind, Role, Schema, Table

    frame = pd.DataFrame(
        {"sex": ["f"] * 40 + ["m"] * 40, "shoe": ["a"] * 40 + ["b"] * 40, "id": list(map(str, range(80)))}
    )
    columns = (
        Column("sex", Kind.CATEGORY),
        Column("shoe", Kind.CATEGORY),
        Column("id", Kind.CATEGORY, Role.QUASI_IDENTIFIER),
    )
    table = Table("t", frame.astype(object), Schema(columns), "f")
    assert propose_groups(table) == ("sex",)
    assert propose_groups(table, "sex") == ()
    assert {one.level for one in found.groups} == {"a", "b"}


def test_a_group_that_was_lost_or_bent_is_seen() -> None:
    from dataclasses import replace

    from synthesis.tables import Role, Schema, Table

    columns = tuple(replace(c, role=Role.SENSITIVE) if c.name == "town" else c for c in TRAIN.schema)
    train = Table("t", TRAIN.frame, Schema(columns), "f")
    bent = FRESH.frame.copy()
    bent.loc[bent["town"] == "a", "cost"] += 200
    levels = {one.level: one for one in compare(train, bent, CONTROL).groups if one.column == "town"}
    assert levels["a"].value < levels["b"].value - 0.1
    assert levels["a"].reference > 0.9
    lost = compare(train, FRESH.frame[FRESH.frame["town"] != "a"], CONTROL).groups
    (gone,) = [one for one in lost if one.level == "a"]
    assert (gone.synthetic, gone.value) == (0.0, None)
