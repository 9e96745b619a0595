"""SDMetrics' reports beside our measures."""

import json

import numpy as np
import pandas as pd
import pytest

from synthesis.fidelity import compare
from synthesis.fidelity.second_opinion import sdmetrics_figures
from synthesis.foundation.second_opinion import OutsideFigure
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain
from synthesis.tables import Column, Kind, Schema, Table

KINDS = {"age": Kind.INTEGER, "pay": Kind.FLOAT, "joined": Kind.DATETIME, "city": Kind.CATEGORY}


def rows(count: int, seed: int) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    age = chance.integers(18, 90, count)
    return pd.DataFrame(
        {
            "age": pd.array(age, dtype="Int64"),
            "pay": age * 100.0 + chance.normal(0, 50, count),
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(chance.integers(0, 900, count), unit="D"),
            "city": pd.Series(chance.choice(["Oslo", "Bonn", "Graz"], count), dtype=object),
        }
    )


def table(frame: pd.DataFrame) -> Table:
    columns = (Column(name, KINDS[name], distinct=int(frame[name].nunique())) for name in frame)
    return Table("people", frame, Schema(tuple(columns)), "f")


def figures(train: pd.DataFrame, release: pd.DataFrame) -> dict[str, OutsideFigure]:
    found = compare(table(train), release)
    return {one.name: one for one in sdmetrics_figures(table(train), release, found, seed=Seed(0))}


def test_a_copy_scores_one_by_both_and_is_said_to_prove_no_privacy() -> None:
    train = rows(200, 1)
    found = figures(train, train)
    assert list(found) == [
        "QualityReport: overall score",
        "QualityReport: Column Shapes",
        "QualityReport: Column Pair Trends",
        "DiagnosticReport: overall score",
        "DiagnosticReport: Data Validity",
        "DiagnosticReport: Data Structure",
    ]
    assert {one.value for one in found.values()} == {1.0}
    assert {one.ours.value for one in found.values() if one.ours} == {1.0}
    assert sum(one.ours is not None for one in found.values()) == 3
    (said,) = found["DiagnosticReport: Data Validity"].differences
    assert "a verbatim copy scores 1" in said.sentence
    (said,) = found["QualityReport: Column Pair Trends"].differences
    assert said.name == "thresholds"
    assert "counts 1 of 6 pairs" in said.sentence


def test_shapes_are_the_mean_of_the_same_distances() -> None:
    train, release = rows(200, 1), rows(150, 2)
    shapes = figures(train, release)["QualityReport: Column Shapes"]
    assert shapes.ours is not None
    assert shapes.value == pytest.approx(shapes.ours.value, abs=1e-9)
    assert shapes.rows == {"train": 200, "control": 0, "synthetic": 150}


def test_a_column_that_is_lost_is_said() -> None:
    train = rows(200, 1)
    found = figures(train, train.drop(columns="city"))
    assert "lost-columns" in {one.name for one in found["QualityReport: overall score"].differences}
    structure = found["DiagnosticReport: Data Structure"]
    assert structure.value is not None
    assert structure.value < 1.0


def test_a_failure_is_told_and_quotes_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    from sdmetrics.reports import QualityReport

    def broken(*_: object, **__: object) -> None:
        raise ValueError("Smith, 12 Oak Street")

    monkeypatch.setattr(QualityReport, "generate", broken)
    train = rows(60, 1)
    found = sdmetrics_figures(table(train), train, seed=Seed(0))
    assert [one.name for one in found if one.did_not_run] == ["QualityReport: overall score"]
    assert found[0].did_not_run == "sdmetrics stopped with ValueError."
    assert "Smith" not in json.dumps(plain(found))
