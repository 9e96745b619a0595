"""From the file to the synthetic file: no personal original, every person on one side, rules told before and after."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis import journey
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.tables import Constraint, read_table, shared_subjects

PERSONAL = ("patient_id", "name", "mail", "phone", "birth_date", "iban")


@pytest.fixture
def visits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three hundred people with one to four visits each."""
    from synthesis.protections.check_digits import _with_check

    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))
    chance = np.random.default_rng(0)
    who = np.repeat(np.arange(300), chance.integers(1, 5, 300))
    rows = len(who)
    start = np.datetime64("2020-01-01") + chance.integers(0, 700, rows).astype("timedelta64[D]")
    frame = pd.DataFrame(
        {
            "patient_id": [f"P{one:05d}" for one in who],
            "name": [
                f"{['Ann', 'Bob', 'Cy', 'Di'][one % 4]} L{'abcdefgh'[one % 8]}e{'klmnop'[one % 6]}" for one in who
            ],
            "mail": [f"p{one}@mail.example" for one in who],
            "phone": [f"+49 30 {7 * one:07d}" for one in who],
            "birth_date": (np.datetime64("1935-03-01") + who * 61).astype(str),
            "iban": [_with_check("DE", f"37040044{one:010d}") for one in who],
            "admitted": start.astype(str),
            "discharged": (start + chance.integers(0, 30, rows).astype("timedelta64[D]")).astype(str),
            "diagnosis": chance.choice(list("ABCD"), rows),
            "remarks": [f"she came on day {row} with a cough" for row in range(rows)],
        }
    )
    path = tmp_path / "visits.csv"
    frame.to_csv(path, index=False)
    return path


def test_no_personal_original_is_in_the_synthetic_file(visits: Path) -> None:
    table = read_table(visits)
    assert table.schema.entity == "patient_id"
    rule = Constraint("order", ("admitted", "discharged"), "admitted is at most discharged.")
    recipe = Recipe(schema=table.schema.ruled([rule]))
    made = journey.run(visits, recipe, journey.Judging(skip=True))
    assert shared_subjects(made.split.train, made.split.control) == 0
    (path := visits.with_name("made.csv")).write_bytes(made.csv)
    synthetic = pd.read_csv(path, dtype=str)
    originals = pd.read_csv(visits, dtype=str)
    assert "remarks" not in synthetic
    for name in PERSONAL:
        assert not set(synthetic[name].dropna()) & set(originals[name]), name
        assert synthetic[name].notna().mean() > 0.95
    assert (synthetic.groupby("patient_id")["mail"].nunique() == 1).all()
    kept = made.audit.rules[0]
    assert (kept.train, kept.columns) == (1.0, ("admitted", "discharged"))
    assert kept.synthetic is not None
    assert made.audit.rows.train_people is not None
    assert made.audit.rows.people == 300
    assert "Made new, with no original cell: patient_id, name, mail, phone, iban" in made.notes
    assert "Left out: remarks" in made.notes
    record = journey.record_of(made, by="x").contract({})
    assert (record["split"]["unit"], record["rules"][0]["train"]) == ("person", 1.0)
    assert Audit.restored(made.audit.stored()).rules == made.audit.rules


def test_describe_tells_people_uniqueness_rules_and_estimates(visits: Path) -> None:
    value = json.loads(json.dumps(journey.describe(visits)))
    assert value["table"]["size"]["people"] == value["survey"]["people"] == 300
    assert [column["entity"] for column in value["schema"]["columns"]].count(True) == 1
    assert {column["name"]: column["match"] for column in value["schema"]["columns"]}["mail"] == 1.0
    assert ["admitted", "discharged"] in [
        rule["columns"] for rule in value["survey"]["rules"] if rule["kind"] == "order"
    ]
    assert all(found["sentence"] for found in value["survey"]["uniqueness"])
    assert all(one["seconds"] > 0 and one["megabytes"] > 0 for one in value["estimates"])


def test_a_control_file_about_the_same_people_is_refused(visits: Path) -> None:
    table = read_table(visits)
    first, second = (replace(table, frame=table.frame.iloc[part::2].reset_index(drop=True)) for part in (0, 1))
    assert journey.shares_rows(first, second)
