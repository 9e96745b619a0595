"""The whole comparison: its arithmetic by hand, planted faults, and frames that lack what they should have."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from synthesis.fidelity import MINIMUM_FREQUENCY, Fidelity, compare, joint, report, worst_columns
from synthesis.fidelity.score import Score
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.progress import Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.tables import Kind, Role, Schema, Table
from tests.fidelity.tables import frame, people, table


def score(found: Fidelity, measure: str, *columns: str) -> Score:
    (one,) = [s for s in found.scores if s.measure == measure and s.columns == columns]
    return one


def test_overall_by_hand() -> None:
    train = table({"n": (Kind.INTEGER, [1, 2, 3, 4]), "c": (Kind.CATEGORY, ["a", "a", "b", "b"])})
    made = frame({"n": (Kind.INTEGER, [1, 2, 3, 9]), "c": (Kind.CATEGORY, ["a", "a", "a", "b"])})
    control = table({"n": (Kind.INTEGER, [1, 2, 3, 4]), "c": (Kind.CATEGORY, ["a", "b", "b", "b"])})
    found = compare(train, made, control)
    assert score(found, "kolmogorov-smirnov", "n").value == 0.25
    assert score(found, "kolmogorov-smirnov", "n").reference == 0.0
    assert score(found, "total-variation", "c").value == 0.25
    # 1, 2 | 3, 4: eta squared 4/5, corrected 1 - 1/5 * 3/2 = 0.7. Synthetic 1, 2, 3 | 9: between 36.75, total 38.75,
    # corrected 1 - 2/38.75 * 3/2. Control 1 | 2, 3, 4: between 3, total 5, corrected 1 - 2/5 * 3/2 = 0.4
    eta, made_eta, control_eta = np.sqrt([0.7, 1 - 3 / 38.75, 0.4])
    assert score(found, "correlation-ratio", "n", "c").value == pytest.approx(made_eta - eta)
    assert score(found, "correlation-ratio", "n", "c").reference == pytest.approx(eta - control_eta)
    assert found.overall.value == pytest.approx((0.75 + 1 - (made_eta - eta)) / 2)
    assert found.overall.reference == pytest.approx(((1 + 0.75) / 2 + 1 - (eta - control_eta)) / 2)


def test_a_copy_is_perfect_and_fresh_people_are_near_their_reference() -> None:
    train, control, fresh = people(800, 1), people(800, 2), people(800, 3)
    copy = compare(train, train.frame, control)
    assert copy.overall.value == pytest.approx(1.0)
    known = [score for score in copy.scores if score.value is not None]
    assert all(s.value == pytest.approx(0.0 if s.better == "lower" else 1.0, abs=1e-9) for s in known)
    assert {s.measure for s in copy.scores if s.value is None} <= {"rare-categories", "tails"}
    found = compare(train, fresh.frame, control)
    assert found.overall.reference is not None
    assert found.overall.value == pytest.approx(found.overall.reference, abs=0.02)
    assert 0.9 < found.overall.reference < 1.0


def test_planted_faults_lead_the_worst_columns() -> None:
    train, control = people(800, 1), people(800, 2)
    made = people(800, 3).frame
    made["pay"] = made["pay"] * 3
    made["smokes"] = "no"
    worst = worst_columns(compare(train, made, control))
    assert {worst[0].column, worst[1].column} == {"pay", "smokes"}
    assert worst[0].excess is not None
    assert worst[0].excess > 0.2
    assert [row.excess for row in worst] == sorted((row.excess for row in worst), reverse=True)


def test_a_broken_pair_is_found() -> None:
    train = people(1500, 1)
    made = people(1500, 3).frame
    made["pay"] = made["pay"].to_numpy()[np.random.default_rng(0).permutation(len(made))]
    pairs = [s for s in compare(train, made).scores if len(s.columns) == 2 and s.measure == "correlation-ratio"]
    assert max(pairs, key=lambda s: s.value or 0.0).columns == ("job", "pay")


def test_a_column_that_is_absent_or_blank_is_not_a_score_and_does_not_flatter() -> None:
    train, control = people(400, 1), people(400, 2)
    whole = people(400, 3).frame
    absent, blank = whole.drop(columns="town"), whole.assign(town=None)
    for made in (absent, blank):
        found = compare(train, made, control)
        lost = score(found, "total-variation", "town")
        assert lost.value is None
        assert lost.reference is not None
        assert "no values" in lost.note
        assert score(found, "missingness", "town").value == pytest.approx(1 - train.frame["town"].isna().mean())
        assert worst_columns(found)[0].column == "town"
        assert found.overall.value is not None
        assert found.overall.value < (compare(train, whole, control).overall.value or 0.0) - 0.1


def test_a_constant_synthetic_column_loses_its_pairs() -> None:
    train = people(400, 1)
    found = compare(train, people(400, 3).frame.assign(job="clerk"))
    lost = score(found, "cramers-v", "job", "town")
    assert lost.value is None
    assert lost.note
    assert lost.reference is None


def test_no_rows_and_no_columns_do_not_crash() -> None:
    train = people(50, 1)
    empty = compare(train, train.frame.iloc[:0], people(40, 2))
    assert empty.overall.value == 0.0
    nothing = compare(
        Table("t", train.frame, Schema(tuple(replace(c, role=Role.DROP) for c in train.schema)), "f"), train.frame
    )
    assert nothing.overall.value is None
    assert nothing.scores == ()


def test_other_kinds_of_values_are_an_error_that_quotes_no_cell() -> None:
    train = people(50, 1)
    with pytest.raises(UnfitTable) as caught:
        compare(train, train.frame.assign(age=["secret"] * 50))
    assert "secret" not in caught.value.happened + caught.value.advice


def test_distributions_sum_to_what_is_present() -> None:
    train = people(400, 1)
    for drawn in compare(train, people(300, 2).frame, people(200, 3)).distributions:
        for shares, missing in (
            (drawn.train, drawn.missing_train),
            (drawn.synthetic, drawn.missing_synthetic),
            (drawn.control, drawn.missing_control),
        ):
            assert len(shares) == len(drawn.labels)
            assert sum(shares) == pytest.approx(1 - (missing or 0.0))


def test_associations_are_symmetric_named_and_grouped() -> None:
    maps = compare(people(600, 1), people(600, 2).frame, people(600, 3)).associations
    assert sorted(maps.columns) == sorted(people(5, 1).schema.names)
    assert maps.control is not None
    for block in (maps.train, maps.synthetic, maps.control):
        np.testing.assert_allclose(block, block.T)
        np.testing.assert_allclose(np.diag(block), 1.0)
    i, j = maps.columns.index("job"), maps.columns.index("pay")
    assert abs(i - j) == 1
    assert maps.measures[i][j] == "correlation-ratio"
    assert maps.measures[maps.columns.index("age")][maps.columns.index("day")] == "spearman"


def test_many_rows_are_sampled_for_pairs_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthesis.fidelity.report.PAIR_ROWS", 200)
    train, made = people(400, 1), people(300, 2).frame
    one, two = compare(train, made, seed=Seed(4)), compare(train, made, seed=Seed(4))
    assert json.dumps(plain(one)) == json.dumps(plain(two))
    assert json.dumps(plain(one)) != json.dumps(plain(compare(train, made, seed=Seed(5))))
    assert "200 rows" in score(one, "spearman", "age", "day").note
    assert not score(one, "kolmogorov-smirnov", "age").note


def test_progress_goes_from_nothing_to_all() -> None:
    heard: list[Step] = []
    compare(people(60, 1), people(60, 2).frame, report=heard.append)
    done = [step.done for step in heard]
    assert done == sorted(done)
    assert 0.0 <= done[0] < 0.1
    assert done[-1] >= 0.9


def test_everything_goes_to_json_and_back() -> None:
    found = compare(people(300, 1), people(300, 2).frame, people(300, 3))
    again = revive(Fidelity, json.loads(json.dumps(plain(found))))
    assert plain(again) == plain(found)
    assert again.associations.train.shape == found.associations.train.shape


def test_no_rare_category_and_no_true_extreme_travels() -> None:
    train = people(400, 1)
    cells = train.frame
    cells.loc[0, "pay"] = 987654.25
    cells.loc[1, "age"] = 119
    cells.loc[2:4, "town"] = "Tiny-on-Sea"
    cells.loc[5, "day"] = pd.Timestamp("1901-07-09")
    found = compare(train, cells.copy(), people(400, 2))
    both = [joint(cells, cells, train.schema, x, y) for x, y in (("pay", "age"), ("town", "day"))]
    words = [label for drawn in found.distributions for label in (*drawn.labels, *drawn.marks)]
    words += [label for pair in both for label in (*pair.x_labels, *pair.y_labels)]
    said = " ".join([*words, *(f"{edge:.10g}" for drawn in found.distributions for edge in drawn.edges)])
    for secret in ("987", "119", "Tiny", "1901"):
        assert secret not in said


def test_joint_by_hand_and_rare_cells_hidden() -> None:
    train = table(
        {
            "c": (Kind.CATEGORY, ["a"] * 12 + ["b"] * 8),
            "n": (Kind.INTEGER, [0] * 6 + [1] * 6 + [0] * 7 + [1]),
        }
    )
    made = frame({"c": (Kind.CATEGORY, ["a", "b", None, "b"]), "n": (Kind.INTEGER, [0, 1, 1, None])})
    both = joint(train.frame, made, train.schema, "c", "n")
    assert (both.x_labels, both.y_labels) == (("a", "b"), ("0", "1"))
    np.testing.assert_allclose(both.train, [[0.3, 0.3], [0.35, np.nan]])
    np.testing.assert_allclose(both.synthetic, [[0.5, 0.0], [0.0, 0.5]])
    assert (both.x_numeric, both.y_numeric) == (False, True)
    assert MINIMUM_FREQUENCY == 5


def test_joint_of_a_column_with_itself_or_with_nothing() -> None:
    train = people(100, 1)
    twice = joint(train.frame, train.frame, train.schema, "age", "age")
    assert np.nansum(twice.synthetic) == pytest.approx(1.0)
    empty = joint(train.frame, train.frame.drop(columns="pay"), train.schema, "age", "pay")
    assert empty.synthetic.sum() == 0.0


def test_many_levels_are_quick() -> None:
    levels = [f"v{i}" for i in range(9000)]
    train = table({"a": (Kind.CATEGORY, levels), "b": (Kind.CATEGORY, levels[::-1]), "n": (Kind.INTEGER, range(9000))})
    found = compare(train, train.frame)
    assert score(found, "total-variation", "a").value == 0.0
    assert found.distributions[0].labels == ("Rare values",)


def test_very_long_tables_are_drawn_from_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    train, made, control = people(60, 1), people(60, 2).frame, people(20, 3)
    monkeypatch.setattr(report, "COLUMN_ROWS", 40)
    found = compare(train, made, control)
    notes = {score.note for score in found.scores if len(score.columns) == 1 and score.value is not None}
    assert notes == {"Measured on 40 rows drawn at random, which may move it by up to 0.468."}
    again = compare(train, made, control)
    assert [score.value for score in again.scores] == [score.value for score in found.scores]
