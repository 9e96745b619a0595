"""Models on tables whose answer is known: a signal that survives, a signal that was destroyed, sides that lack a
class."""

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.progress import Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.tables import Column, Kind, Schema, Table
from synthesis.utility import Utility, propose_target, train_on_synthetic
from synthesis.utility.models import measured

KINDS = {"x": Kind.FLOAT, "town": Kind.CATEGORY, "sick": Kind.BOOLEAN, "grade": Kind.CATEGORY, "cost": Kind.FLOAT}


def patients(rows: int, seed: int) -> Table:
    """`sick`, `grade` and `cost` follow from `x` and `town`; blanks everywhere but in `grade`."""
    draw = np.random.default_rng(seed)
    x, town = draw.normal(size=rows), draw.choice(["a", "b"], rows)
    signal = x + (town == "a")
    frame = pd.DataFrame(
        {
            "x": np.where(draw.random(rows) < 0.05, np.nan, x),
            "town": pd.Series(np.where(draw.random(rows) < 0.05, None, town), dtype=object),
            "sick": pd.Series(np.where(signal + draw.normal(0, 0.5, rows) > 0.5, "yes", "no"), dtype=object),
            "grade": pd.Series(np.select([signal < 0, signal < 1], ["low", "mid"], "high"), dtype=object),
            "cost": 100 + 20 * signal + draw.normal(size=rows),
        }
    )
    frame.loc[0, ["sick", "cost"]] = [None, np.nan]
    return Table("t", frame, Schema(tuple(Column(name, kind) for name, kind in KINDS.items())), "f")


def only(table: Table, *names: str) -> Table:
    return Table("t", table.frame[list(names)], Schema(tuple(table.schema[name] for name in names)), "f")


def values(found: Utility, side: str, metric: str) -> list[float | None]:
    return [score.value for score in found.scores if score.trained_on == side and score.metric == metric]


TRAIN, CONTROL = patients(400, 1), patients(400, 2)


@pytest.mark.parametrize(
    ("target", "task", "metric", "least", "chance"),
    [
        ("sick", "binary", "roc_auc", 0.85, 0.5),
        ("grade", "multiclass", "roc_auc_ovr", 0.85, 0.5),
        ("cost", "regression", "r2", 0.6, 0.0),
    ],
)
def test_fresh_people_teach_as_well_as_real_ones_and_shuffled_ones_teach_nothing(
    target: str, task: str, metric: str, least: float, chance: float
) -> None:
    keep = ["x", "town", target]
    train, control = only(TRAIN, *keep), only(CONTROL, *keep)
    fresh = only(patients(400, 3), *keep).frame
    shuffled = fresh.assign(**{target: fresh[target].sample(frac=1, random_state=0).to_numpy()})
    good = train_on_synthetic(train, control, fresh, target, Seed(0))
    bad = train_on_synthetic(train, control, shuffled, target, Seed(0))
    assert good.task == task
    for real, made, broken in zip(
        values(good, "real", metric), values(good, "synthetic", metric), values(bad, "synthetic", metric), strict=True
    ):
        assert real is not None
        assert made is not None
        assert broken is not None
        assert min(real, made) > least
        assert abs(real - made) < 0.06
        assert broken < chance + 0.2


def test_the_same_seed_gives_the_same_scores() -> None:
    fresh = patients(300, 3).frame
    one, two = (train_on_synthetic(TRAIN, CONTROL, fresh, "sick", Seed(7)) for _ in range(2))
    assert one == two
    assert revive(Utility, json.loads(json.dumps(plain(one)))) == one


def test_nothing_is_scored_without_a_target_or_a_control_group() -> None:
    assert train_on_synthetic(TRAIN, CONTROL, TRAIN.frame, None, Seed(0)) == Utility(None, None, ())
    assert train_on_synthetic(TRAIN, None, TRAIN.frame, "sick", Seed(0)) == Utility("sick", None, ())


@pytest.mark.parametrize("fault", ["constant", "absent", "blank", "no rows"])
def test_synthetic_rows_that_cannot_teach_have_no_score(fault: str) -> None:
    frame = patients(300, 3).frame
    made = {
        "constant": frame.assign(sick="no"),
        "absent": frame.drop(columns="sick"),
        "blank": frame.assign(sick=None),
        "no rows": frame.iloc[:0],
    }[fault]
    found = train_on_synthetic(TRAIN, CONTROL, made, "sick", Seed(0))
    assert values(found, "synthetic", "roc_auc") == [None, None]
    assert all(score.note for score in found.scores if score.trained_on == "synthetic")
    assert all(value is not None for value in values(found, "real", "roc_auc"))


def test_a_class_or_a_feature_that_synthetic_rows_lack_counts_against_them() -> None:
    frame = patients(400, 3).frame[["x", "town", "grade"]]
    train, control = (only(table, "x", "town", "grade") for table in (TRAIN, CONTROL))
    for made in (frame[frame["grade"] != "high"], frame.drop(columns="x")):
        found = train_on_synthetic(train, control, made, "grade", Seed(0))
        for real, poor in zip(
            values(found, "real", "roc_auc_ovr"), values(found, "synthetic", "roc_auc_ovr"), strict=True
        ):
            assert real is not None
            assert poor is not None
            assert poor < real - 0.1


def test_control_rows_of_one_class_judge_nothing() -> None:
    control = Table("t", CONTROL.frame.assign(sick="no"), CONTROL.schema, "f")
    found = train_on_synthetic(TRAIN, control, TRAIN.frame, "sick", Seed(0))
    assert {score.value for score in found.scores} == {None}


def test_unfit_targets_are_errors_that_quote_no_cell() -> None:
    flat = Table("t", TRAIN.frame.assign(sick="secret"), TRAIN.schema, "f")
    with pytest.raises(UnfitTable) as caught:
        train_on_synthetic(flat, CONTROL, TRAIN.frame, "sick", Seed(0))
    assert "secret" not in caught.value.happened
    with pytest.raises(UnusableOption):
        train_on_synthetic(TRAIN, CONTROL, TRAIN.frame, "none such", Seed(0))
    with pytest.raises(UnfitTable):
        train_on_synthetic(TRAIN, CONTROL, TRAIN.frame.assign(x="secret"), "sick", Seed(0))


@pytest.mark.parametrize(
    ("names", "wanted"),
    [(("x", "town", "sick", "cost"), "sick"), (("x", "sick"), "sick"), (("x", "cost"), None)],
)
def test_proposes_a_column_with_two_values(names: Sequence[str], wanted: str | None) -> None:
    proposed = propose_target(only(TRAIN, *names))
    assert proposed == wanted


def test_proposes_a_usual_name_first() -> None:
    frame = TRAIN.frame[["sick", "grade"]].rename(columns={"grade": "Outcome"})
    schema = Schema((Column("sick", Kind.BOOLEAN), Column("Outcome", Kind.CATEGORY)))
    assert (
        propose_target(Table("t", frame.assign(last="a"), Schema((*schema, Column("last", Kind.CONSTANT))), "f"))
        == "Outcome"
    )


def test_metrics_by_hand() -> None:
    truth = np.array([0.0, 0.0, 1.0, 1.0])
    half = np.array([[0.9, 0.1], [0.4, 0.6], [0.5, 0.5], [0.2, 0.8]])
    assert measured("roc_auc", truth, half) == 0.75  # three of four pairs in order
    assert measured("accuracy", truth, half) == 0.5  # rows 1 and 4; a tie goes to the first class
    assert measured("r2", np.array([1.0, 2, 3]), np.array([1.0, 2, 4])) == 0.5
    assert measured("roc_auc_ovr", np.array([0.0, 1, 2]), np.eye(3)[:, :2]) == pytest.approx((1 + 1 + 0.5) / 3)


def test_progress_is_reported() -> None:
    heard: list[Step] = []
    train_on_synthetic(TRAIN, CONTROL, TRAIN.frame, "sick", Seed(0), heard.append)
    done = [step.done for step in heard]
    assert (done[0], done[-1]) == (0.0, 0.75)
    assert done == sorted(done)
