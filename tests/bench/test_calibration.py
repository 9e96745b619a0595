"""What the calibration plants, and how it counts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench import calibration
from bench.calibration import APART, GOALS, alarms, by_table, figures, goals, markdown, rate, rates
from bench.files import Files, UnsuitableError, files, held_out
from bench.leaks import KINDS, known_and_secret, parts
from synthesis.privacy.risk import Status
from synthesis.tables import Kind, Role
from tests.privacy.tables import KINDS as COLUMN_KINDS
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


def named(rows: int, seed: int, whose: str) -> pd.DataFrame:
    """People with a number and a name of their own."""
    frame = people(rows, seed)
    frame.insert(0, "case", [f"{whose}-{place}" for place in range(rows)])
    frame["name"] = [f"{whose} the {place}th" for place in range(rows)]
    return frame


def with_names() -> Files:
    kinds = {**COLUMN_KINDS, "case": Kind.IDENTIFIER, "name": Kind.TEXT}
    roles = {"case": Role.IDENTIFIER, "diagnosis": Role.SENSITIVE}
    train, control = (table(named(300, seed, whose), kinds, roles) for seed, whose in ((1, "train"), (2, "control")))
    return Files(train, control, named(300, 3, "stranger"), np.random.default_rng(0))


def marked(rows: int = 400) -> Files:
    """Numbers and words that say whose they are: 1,000 and more and `train …` those of training people, each cell of a
    column once, the cells of a person all with the same number."""

    def frame(whose: str, first: int) -> pd.DataFrame:
        numbers = np.arange(first, first + rows)
        words = {f"word {n}": np.array([f"{whose} {i}" for i in range(rows)], dtype=object) for n in range(4)}
        return pd.DataFrame({f"number {n}": pd.array(numbers, dtype="Int64") for n in range(4)} | words)

    kinds = {
        f"{what} {n}": kind for what, kind in (("number", Kind.INTEGER), ("word", Kind.CATEGORY)) for n in range(4)
    }
    train, control = (table(frame(whose, first), kinds, {}) for whose, first in (("train", 1_000), ("control", 2_000)))
    return Files(train, control, frame("stranger", 0), np.random.default_rng(0))


def owners(release: pd.DataFrame) -> np.ndarray:
    """For each cell of marked rows the number of the training person it is from; -1 for a stranger's."""
    words = release.filter(like="word").map(lambda cell: int(cell.split()[1]) if cell.startswith("train") else -1)
    numbers = release.filter(like="number").astype("int64").map(lambda cell: cell - 1_000 if cell >= 1_000 else -1)
    return np.column_stack([numbers, words])


def test_identifiers_are_a_training_person_s_and_nothing_else_is() -> None:
    files = with_names()
    release = KINDS["identifiers copied"](files)
    own = ["case", "name"]
    assert shared(release[own], files.train.frame[own]) == 300
    assert release["case"].nunique() == 300
    rest = list(files.train.schema.modelled.names)
    assert shared(release[rest], files.strangers[rest]) == 300
    unnamed = KINDS["harmless, with identifiers"](files)
    assert shared(unnamed, files.strangers) == 300


@pytest.mark.parametrize("kind", ["identifiers copied", "harmless, with identifiers"])
def test_a_table_without_identifiers_is_left_out(kind: str) -> None:
    with pytest.raises(UnsuitableError, match="no identifiers"):
        KINDS[kind](given())
    with pytest.raises(UnsuitableError):
        KINDS[kind](with_names().modelled)


def test_a_recoded_copy_is_the_training_rows_in_other_words() -> None:
    files = given()
    release, train = KINDS["recoded copy"](files), files.train.frame
    assert np.allclose(sorted(release["age"] * 12), sorted(train["age"]))
    assert np.allclose(np.sort(release["score"].dropna() * 12), np.sort(train["score"].dropna()))
    places = {level: place for place, level in enumerate(sorted(train["trade"].dropna().unique()))}
    assert places == {"baker": 0, "clerk": 1, "driver": 2, "nurse": 3, "smith": 4}
    decoded = release["trade"].map({place: level for level, place in places.items()})
    assert decoded.value_counts().to_dict() == train["trade"].value_counts().to_dict()
    assert release["trade"].isna().sum() == train["trade"].isna().sum() > 0
    days = (train["joined"] - pd.Timestamp("1970-01-01")).dt.days
    assert np.allclose(sorted(release["joined"] * 12), sorted(days))
    key = pd.Series(np.round(release["income"] * 12, 2).to_numpy(), index=decoded.array)
    assert sorted(key["nurse"]) == sorted(train["income"][train["trade"] == "nurse"])  # rows stay together


def test_a_remark_holds_a_whole_training_row() -> None:
    files = marked()
    release = KINDS["whole rows in a column"](files)
    assert list(release.columns) == [*files.train.schema.names, "remark"]
    assert (owners(release.drop(columns="remark")) == -1).all()
    assert "1007, 1007, 1007, 1007, train 7, train 7, train 7, train 7" in set(release["remark"])
    assert release["remark"].nunique() == 400


@pytest.mark.parametrize(("share", "people_planted"), [(100, 400), (30, 120), (10, 40)])
def test_known_columns_and_a_secret_are_of_one_training_person(share: int, people_planted: int) -> None:
    files = marked()
    known, secret = known_and_secret(files)
    assert len(known) == 6  # no roles: the most varied
    assert secret not in known
    places = [files.train.schema.names.index(name) for name in (*known, secret)]
    whose = owners(KINDS[f"known columns and a secret {share} %"](files))
    planted = (whose >= 0).any(axis=1)
    assert planted.sum() == people_planted
    assert ((whose >= 0).sum(axis=1)[planted] == 7).all()  # the eighth column is a stranger's
    assert (whose[planted][:, places] == whose[planted][:, places[:1]]).all()
    assert len(np.unique(whose[planted, places[0]])) == people_planted


def test_known_are_the_quasi_identifiers_and_the_secret_is_the_sensitive_column() -> None:
    assert known_and_secret(given()) == (["age", "city"], "diagnosis")


def test_the_group_is_wholly_leaked() -> None:
    files = given()
    levels = [set(rows) for rows in parts(files)]
    city = files.train.frame["city"]
    assert set(np.flatnonzero(city == "city 0")) in levels
    assert sum(map(len, levels)) == 2 * 400  # every person has an age and a city
    near = min((len(rows) for rows in levels), key=lambda size: abs(size - 100))
    assert shared(KINDS["group of 100"](files), files.train.frame) == near


def test_numbers_move_by_up_to_five_per_cent_and_words_stay() -> None:
    files = marked()
    release = KINDS["numbers ± 5 %"](files)
    whose = owners(release)
    planted = whose[:, 4] >= 0
    assert planted.sum() == 20
    assert (whose[planted, 4:] == whose[planted, 4:5]).all()
    off = release.filter(like="number").astype("int64").to_numpy()[planted] - 1_000 - whose[planted, 4:5]
    assert (np.abs(off) <= 20).all()  # 5 % of 400
    assert np.abs(off).max() > 10
    assert (np.abs(off) > 2).mean() > 0.7


def test_dates_move_too() -> None:
    files = given()
    release = KINDS["numbers ± 5 %"](files)
    cells = ["age", "joined", "city", "trade"]
    assert shared(release[cells], files.train.frame[cells]) <= 1
    assert release["joined"].dtype == files.train.frame["joined"].dtype


def test_three_categories_are_changed_and_nothing_else() -> None:
    whose = owners(KINDS["three categories changed"](marked()))
    planted = whose[:, 0] >= 0
    assert planted.sum() == 20
    assert (whose[planted, :4] == whose[planted, :1]).all()
    assert ((whose[planted, 4:] == -1).sum(axis=1) == 3).all()
    assert (whose[~planted] == -1).all()
    assert ((whose[planted, 4:] == -1).mean(axis=0) < 1).all()  # not always the same three


def test_a_changed_cell_is_another_one() -> None:
    files = given()
    frame = files.train.frame
    kept = frame.groupby(["age", "income", "joined"], dropna=False).ngroups
    assert kept == 400  # so each row is known by them
    release = KINDS["three categories changed"](files)
    both = release.merge(frame, on=["age", "income", "joined"], suffixes=("", "_was"))
    words = ["city", "trade", "married", "diagnosis"]
    changed = sum((both[name].fillna("") != both[f"{name}_was"].fillna("")).astype(int) for name in words)
    assert len(both) == 20
    assert (changed == 3).all()


def test_half_of_the_columns_are_one_training_person_s() -> None:
    whose = owners(KINDS["half of the columns"](marked()))
    planted = (whose >= 0).any(axis=1)
    assert planted.sum() == 20
    assert ((whose[planted] >= 0).sum(axis=1) == 4).all()
    assert (whose[planted].max(axis=1) == [max(set(row) - {-1}) for row in whose[planted]]).all()
    assert all(len(set(row) - {-1}) == 1 for row in whose[planted])
    assert len({tuple(row >= 0) for row in whose[planted]}) > 5  # another half of each


def test_a_chimera_is_half_of_one_and_half_of_another() -> None:
    whose = owners(KINDS["chimeras"](marked()))
    planted = (whose >= 0).any(axis=1)
    assert planted.sum() == 20
    assert (whose[planted] >= 0).all()
    assert all(sorted(np.unique(row, return_counts=True)[1]) == [4, 4] for row in whose[planted])
    assert len(np.unique(whose[planted])) == 40


def test_a_minority_is_planted_with_three_cells_changed() -> None:
    files = given()
    able = [rows for rows in parts(files) if len(rows) >= 15]
    smallest = min(map(len, able))
    release = KINDS["minority, three cells changed"](files)
    frame = files.train.frame
    same = [
        sum(((frame[n] == row[n]) | (frame[n].isna() & pd.isna(row[n]))).astype(int) for n in frame.columns).max()
        for _, row in release.iterrows()
    ]
    assert shared(release, frame) == 0
    assert sum(count >= 5 for count in same) >= smallest  # five of eight cells as they were
    assert len(release) - shared(release, files.strangers) == smallest


def test_too_few_columns_or_people_are_said() -> None:
    files = given()
    narrow = Files(
        table(files.train.frame[["age"]]), table(files.control.frame[["age"]]), files.strangers[["age"]], files.chance
    )
    for kind in ("three categories changed", "known columns and a secret 30 %", "minority, three cells changed"):
        with pytest.raises(UnsuitableError):
            KINDS[kind](narrow)


def test_a_made_table_is_drawn_by_name_and_the_same_for_a_number() -> None:
    drawn, again, other = files("survey", 60, 3), files("survey", 60, 3), files("survey", 60, 4)
    assert (len(drawn.train), len(drawn.control), len(drawn.strangers)) == (60, held_out(60), 60)
    pd.testing.assert_frame_equal(drawn.strangers, again.strangers)
    assert not drawn.train.frame["income"].equals(other.train.frame["income"])


def test_a_table_with_too_few_rows_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    people(50, 1).to_csv(path, index=False)
    with pytest.raises(UnsuitableError, match="only 50 rows"):
        files(str(path), 40, 0)
    task = calibration.Task(str(path), "harmless", 0, 40, 10)
    line = calibration.run(task, calibration.Rivals(1, 1, 1))
    assert line["left_out"] == "only 50 rows"
    assert (line["rows"], line["table"], "verdict" in line) == (40, "small.csv", False)


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
    assert not judged["harmless"]["FAIL"]["met"]  # 10 % > 1 %
    assert judged["copies 2 %"]["FAIL"]["met"]
    assert not judged["copies 2 %"]["FAIL"]["surely"]  # ten of ten could be 69 %
    assert "| **verdict FAIL** | **10 (0–44)** | **100 (69–100)** |" in markdown(found)


def test_every_kind_of_the_issue_has_its_goal() -> None:
    assert set(GOALS) - {calibration.LARGE} <= set(KINDS)
    wanted = {kind: [(one.verdict, one.bar, one.above) for one in goal] for kind, goal in GOALS.items()}
    assert wanted["harmless"] == [("FAIL", 0.01, False)]
    assert wanted["recoded copy"] == wanted["known columns and a secret 10 %"] == [("PASS", 0.0, False)]
    assert wanted["known columns and a secret 30 %"] == wanted["identifiers copied"] == [("FAIL", 0.95, True)]
    for kind in ("numbers ± 5 %", "three categories changed", "half of the columns", "chimeras"):
        assert wanted[kind] == [("PASS", 0.0, False), ("FAIL", 0.8, True)]


def test_a_goal_may_speak_of_pass() -> None:
    def line(verdict: str) -> dict[str, object]:
        return {"verdict": verdict, "risks": {}, "others": {}}

    found = {
        "chimeras": rates([line("FAIL")] * 9 + [line("INCONCLUSIVE")]),
        "recoded copy": rates([line("FAIL")] * 9 + [line("PASS")]),
    }
    judged = goals(found)
    assert judged["chimeras"]["PASS"]["met"]
    assert not judged["chimeras"]["PASS"]["surely"]  # none of ten could be 31 %
    assert judged["chimeras"]["FAIL"] == {"goal": 0.8, "met": True, "surely": False, **rate([True] * 9 + [False])}
    assert set(judged["recoded copy"]) == {"PASS"}
    assert not judged["recoded copy"]["PASS"]["met"]


def test_a_group_that_fails_a_release_is_counted() -> None:
    base = {"risks": {}, "others": {}, "table": "a.csv", "rows": 10, "kind": "k"}
    lines = [
        base | {"verdict": "FAIL", "groups": ["inference: city c, 0.2"]},
        base | {"verdict": "FAIL", "groups": []},
        base | {"verdict": "PASS", "rows": 20},
    ]
    assert rates(lines)["failed by a group"]["hits"] == 1
    assert by_table(lines) == {"a.csv, 10 rows": {"k": {"FAIL": 2}}, "a.csv, 20 rows": {"k": {"PASS": 1}}}


def test_the_figures_are_those_of_the_worst_risk() -> None:
    class Risk:
        attack, variant, value, main, control, p_value = "inference", None, 0.1, 0.5, 0.4, 0.0123456

        def __init__(self, secret: str, status: Status, low: float) -> None:
            self.secret, self.status, self.low, self.high = secret, status, low, low + 0.1

    risks = [Risk("a", Status.LEAK, 0.1), Risk("b", Status.LEAK, 0.2), Risk("c", Status.CLEAR, 0.9)]
    found = figures(risks)
    assert list(found) == ["inference"]
    assert found["inference"]["secret"] == "b"
    assert (found["inference"]["low"], found["inference"]["p_value"]) == (0.2, 0.01235)


def test_releases_are_made_in_turn_over_tables() -> None:
    import argparse

    options = argparse.Namespace(
        tables=["a", "b"],
        releases=3,
        rows=[10],
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
    assert len(made) - len(ours) == 2 + (len(KINDS) - 1 - len(APART))
    assert not any(task.slow and task.kind in APART for task in made)
    assert [task.table for task in ours if task.kind == "harmless"] == ["a", "b", "a"]
    assert len({task.key for task in made}) == len(made)


def test_what_the_rivals_say_joins_the_release_they_judged() -> None:
    ours = {"a|harmless|0": {"verdict": "PASS", "others": {"DCR share": "clear"}}, "a|harmless|1": {"others": {}}}
    joined = calibration.merged({**ours, "a|harmless|0|rivals": {"others": {"stock": "leak"}}})
    assert [line["others"] for line in joined] == [{"DCR share": "clear", "stock": "leak"}, {}]
