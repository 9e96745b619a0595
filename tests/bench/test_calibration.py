"""What the calibration plants, and how it counts."""

import numpy as np
import pandas as pd
import pytest

from bench import calibration
from bench.calibration import KINDS, Files, alarms, goals, held_out, markdown, rate, rates
from synthesis.privacy.risk import Status
from tests.privacy.tables import people, table


def given() -> Files:
    return Files(table(people(400, 1)), table(people(200, 2)), people(400, 3), np.random.default_rng(0))


def shared(release: pd.DataFrame, train: pd.DataFrame) -> int:
    return len(release.merge(train.drop_duplicates(), how="inner", on=list(train.columns)))


@pytest.mark.parametrize(
    ("kind", "copies"),
    [
        ("harmless", 0),
        ("copies 0.5 %", 2),
        ("copies 2 %", 8),
        ("copies 5 %", 20),
        ("outliers 1 %", 4),
        ("one column", 0),
    ],
)
def test_as_many_rows_are_planted_as_the_name_says(kind: str, copies: int) -> None:
    files = given()
    release = KINDS[kind](files)
    assert len(release) == 400
    assert shared(release, files.train.frame) == copies


def test_near_copies_are_near_and_no_copies() -> None:
    files = given()
    release = KINDS["near copies 5 %"](files)
    assert shared(release, files.train.frame) == 0
    moved = release.merge(
        files.train.frame, on=["joined", "city", "trade", "married", "diagnosis"], suffixes=("", "_was")
    )
    assert len(moved) >= 20
    assert ((moved["income"] - moved["income_was"]).abs() < 0.005 * files.train.frame["income"].max()).sum() >= 20


def test_outliers_are_the_ones_far_away() -> None:
    files = given()
    frame = files.train.frame.copy()
    frame.loc[:3, "income"] = 1e9
    far = Files(table(frame), files.control, files.strangers, files.chance)
    assert (KINDS["outliers 1 %"](far)["income"] == 1e9).sum() == 4


def test_one_column_is_the_training_rows_own() -> None:
    files = given()
    release = KINDS["one column"](files)
    assert sorted(release["income"]) == sorted(files.train.frame["income"])
    assert shared(release[["income", "city"]], files.train.frame[["income", "city"]]) < 60


def test_the_control_group_is_the_product_s() -> None:
    assert held_out(2000) == 2000  # half of 4,000
    assert held_out(4000) == 2000  # 2,000 of 6,000
    assert held_out(15_000) == 3750  # a fifth of 18,750


def test_rates_have_the_exact_interval() -> None:
    assert rate([True] * 19 + [False]) == {"hits": 19, "of": 20, "rate": 0.95, "low": 0.7513, "high": 0.9987}
    assert rate([])["rate"] is None


def test_of_several_secrets_the_worst_counts() -> None:
    class Risk:
        def __init__(self, attack: str, variant: str | None, status: Status) -> None:
            self.attack, self.variant, self.status = attack, variant, status

    risks = [Risk("inference", None, Status.SIGNAL), Risk("inference", None, Status.CLEAR)]
    assert alarms([*risks, Risk("replication", "all", Status.LEAK)]) == {
        "inference": "signal",
        "replication/all": "leak",
    }


def test_the_table_and_the_goals_follow_from_the_lines() -> None:
    def line(verdict: str, status: str) -> dict[str, object]:
        return {"verdict": verdict, "risks": {"membership": status}, "others": {"DCR share": "clear"}}

    found = {
        "harmless": rates([line("PASS", "clear")] * 9 + [line("FAIL", "leak")]),
        "copies 2 %": rates([line("FAIL", "signal")] * 10),
    }
    assert found["harmless"]["risks"]["membership"]["over"]["hits"] == 1
    assert found["copies 2 %"]["risks"]["membership"]["accused"]["hits"] == 10
    assert found["copies 2 %"]["risks"]["membership"]["over"]["hits"] == 0
    judged = goals(found)
    assert not judged["harmless"]["met"]  # 10 % > 5 %
    assert judged["copies 2 %"]["met"]
    assert not judged["copies 2 %"]["surely"]  # ten of ten could be 69 %
    assert "| **verdict FAIL** | **10 (0–44)** | **100 (69–100)** |" in markdown(found)


def test_releases_are_made_in_turn_over_tables() -> None:
    import argparse

    options = argparse.Namespace(
        tables=["a", "b"],
        releases=3,
        rows=10,
        large=0,
        large_releases=9,
        attacks=100,
        kinds=None,
        stock=1,
        stock_harmless=2,
        stock_large=0,
    )
    made = calibration.tasks(options)
    ours = [task for task in made if not task.slow]
    assert len(ours) == 3 * len(KINDS)
    assert len(made) - len(ours) == 2 + (len(KINDS) - 1)
    assert [task.table for task in ours if task.kind == "harmless"] == ["a", "b", "a"]
    assert len({task.key for task in made}) == len(made)


def test_what_the_rivals_say_joins_the_release_they_judged() -> None:
    ours = {"a|harmless|0": {"verdict": "PASS", "others": {"DCR share": "clear"}}, "a|harmless|1": {"others": {}}}
    joined = calibration.merged({**ours, "a|harmless|0|rivals": {"others": {"stock": "leak"}}})
    assert [line["others"] for line in joined] == [{"DCR share": "clear", "stock": "leak"}, {}]
