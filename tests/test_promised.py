"""The private way from a file to a release: what is declared, what nobody looks at, and what it costs."""

import itertools
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis import journey
from synthesis.cli.program import main
from synthesis.foundation.errors import MachineFailed, UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.generation import pipeline
from synthesis.generation.budget_ledger import Account, account, charge
from synthesis.generation.private_pipeline import (
    OUTSIDE,
    held_out_each,
    open_with_domains,
    public_domains_of,
    schema_of_domains,
)
from synthesis.journey import Judging
from synthesis.recipe import Recipe
from synthesis.rules import Conditions
from synthesis.tables import Column, Kind, Role, Schema, Table, read_table
from synthesis.tables.public_domain import Domain, PublicDomains
from synthesis.tables.rules.rule_kinds import stated
from synthesis.tables.split import hold_out_each

SAID: dict[str, Any] = {
    "columns": {
        "id": {"pattern": "P-###@"},
        "sex": {"levels": ["f", "m"], "blanks": False},
        "age": {"low": 0, "high": 99},
        "paid": {"low": 0, "high": 500, "step": 0.01},
        "since": {"low": "2000-01-01", "high": "2030-12-31", "blanks": False},
        "note": {"left_out": True},
    },
    "target": "sex",
}


def people(rows: int = 400) -> pd.DataFrame:
    chance = np.random.default_rng(4)
    day = np.datetime64("2010-01-01") + chance.integers(0, 3_000, rows)
    return pd.DataFrame(
        {
            "id": [f"A-{number:05d}" for number in range(rows)],
            "sex": chance.choice(["f", "m"], rows),
            "age": chance.integers(18, 90, rows),
            "paid": np.round(chance.random(rows) * 400, 2),
            "since": day.astype(str),
            "note": [f"secret {number}" for number in range(rows)],
        }
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "people.csv"
    people().to_csv(path, index=False)
    return path


def said(home: Path, value: dict[str, Any]) -> Path:
    path = home / "declared.json"
    path.write_text(json.dumps(value))
    return path


def command(file: Path, declared: Path | None, *more: str) -> int:
    options = ["--declared", str(declared)] if declared else []
    out = file.parent / "out"
    return main(["run", str(file), "--out", str(out), "--generator", "private-trees", "--no-audit", *options, *more])


def private(**changes: Any) -> Recipe:
    return Recipe("private-trees", declared=public_domains_of({**SAID, **changes}))


def test_a_run_releases_what_was_declared_and_tells_what_it_cost(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(file, said(file.parent, SAID), "--set", "epsilon=2") == 3  # nothing was attacked
    value = json.loads(capsys.readouterr().out)
    assert value["privacy"]["promise"] == {"kind": "epsilon-delta", "epsilon": 2.0, "delta": 1e-6, "unit": "row"}
    made = pd.read_csv(file.parent / "out" / "synthetic.csv", dtype=str)
    assert list(made) == ["id", "sex", "age", "paid", "since"]
    assert made["id"].str.fullmatch(r"P-\d{3}[A-Z]").all()
    assert made["paid"].dropna().str.fullmatch(r"\d+\.\d\d").all()
    assert pd.to_datetime(made["since"], format="%Y-%m-%d").between("2000-01-01", "2030-12-31").all()
    record = json.loads((file.parent / "out" / "record.json").read_text())
    assert OUTSIDE in record["protections"]
    assert any("The noise has no seed" in note for note in record["protections"])
    assert any("measured once so far: ε 2 " in note for note in record["protections"])
    schema = json.loads((file.parent / "out" / "schema.json").read_text())
    assert {(column["missing"], column["distinct"]) for column in schema["columns"]} == {(0.0, 0)}
    assert "secret" not in "".join(path.read_text() for path in (file.parent / "out").glob("*.json"))


@pytest.mark.parametrize(("pattern", "shape"), [("N###", r"N\d{3}"), ("N#", r"N\d\d{2}")], ids=["room", "too-few"])
def test_made_up_identifiers_never_repeat(file: Path, pattern: str, shape: str) -> None:
    declared = said(file.parent, {**SAID, "columns": {**SAID["columns"], "id": {"pattern": pattern}}})
    command(file, declared, "--rows", "700")
    made = pd.read_csv(file.parent / "out" / "synthetic.csv", dtype=str)
    assert len(made) == 700
    assert made["id"].is_unique
    assert made["id"].str.fullmatch(shape).all()


def test_a_recipe_of_such_a_run_runs_again_with_other_rows(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(file, said(file.parent, SAID))
    first = (file.parent / "out" / "synthetic.csv").read_bytes()
    recipe = file.parent / "again.json"
    recipe.write_bytes((file.parent / "out" / "recipe.json").read_bytes())
    assert command(file, None, "--recipe", str(recipe)) == 3
    assert (file.parent / "out" / "synthetic.csv").read_bytes() != first
    record = json.loads((file.parent / "out" / "record.json").read_text())
    assert any("2 times so far: ε 2 and δ 2e-06" in note for note in record["protections"])
    capsys.readouterr()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "needs to be told"),
        ({"columns": {}}, "Nothing is declared about the column 'id'."),
        ({**SAID, "columns": {**SAID["columns"], "height": {"bought": True}}}, "no column 'height'"),
        ({**SAID, "columns": {**SAID["columns"], "age": {"low": 9}}}, "bounds of column 'age'"),
        ({**SAID, "columns": {**SAID["columns"], "age": {"low": 9, "high": 3}}}, "bounds of column 'age'"),
        ({**SAID, "columns": {**SAID["columns"], "age": {"step": 9}}}, "column 'age' does not say one thing"),
        ({**SAID, "columns": {**SAID["columns"], "age": {"lows": 9}}}, 'unknown key, "lows" at "columns", "age"'),
        ({**SAID, "columns": {**SAID["columns"], "sex": {"levels": ["f", "f"]}}}, "categories of column 'sex'"),
        ({**SAID, "columns": {**SAID["columns"], "id": {"pattern": "A"}}}, "pattern of column 'id'"),
        ({**SAID, "target": "note"}, "The target is no column"),
        ({**SAID, "person": "who"}, "no column 'who'"),
        ({**SAID, "most": 0}, "most rows of a person"),
    ],
)
def test_a_declaration_that_says_too_little_is_refused_in_two_lines(
    value: dict[str, Any] | None, told: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(file, said(file.parent, value) if value is not None else None) == 2
    happened, advice = capsys.readouterr().err.strip().split("\n")
    assert told in happened
    assert advice
    assert account_of(file) == Account()


def account_of(file: Path) -> Account:
    from synthesis.tables import fingerprint

    return account(fingerprint(file))


def test_nothing_that_looks_at_the_rows_is_asked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*given: Any, **named: Any) -> Any:
        raise AssertionError("this looks at the rows")

    for name in ("protect", "generalise", "complete", "on_grids", "notes", "redrawn", "any_refused", "rules"):
        monkeypatch.setattr(pipeline, name, looked, raising=name in ("protect", "generalise", "complete", "redrawn"))
    for name in ("fit", "sample", "hold_out", "read_table", "make_file"):
        monkeypatch.setattr(pipeline, name, looked)
    for place in (
        "synthesis.tables.inference.kinds.propose",
        "synthesis.tables.reading.delimited.sniff",
        "synthesis.tables.rounding_grid.rounding_grid",
    ):
        monkeypatch.setattr(place, looked)
    monkeypatch.setattr("synthesis.tables.read._proposed", looked)
    monkeypatch.setattr("synthesis.tables.inference.kinds._respecified", looked)
    candidate = journey.run(file, private(), Judging(skip=True))
    assert candidate.audit.privacy.promise.epsilon == 1.0


def test_rows_or_none_the_run_goes_the_same_way(home: Path) -> None:
    for rows in (0, 1, 3):
        path = home / f"{rows}.csv"
        people(rows).to_csv(path, index=False)
        assert len(journey.run(path, private(), Judging(skip=True)).synthetic) >= 1
    same = home / "same.csv"
    people(1).loc[[0] * 30].to_csv(same, index=False)
    assert len(journey.run(same, private(), Judging(skip=True)).synthetic) >= 1


def test_a_person_of_several_rows_is_protected_as_one(home: Path) -> None:
    path = home / "stays.csv"
    people(300).assign(id=[f"A-{number // 3}" for number in range(300)]).to_csv(path, index=False)
    candidate = journey.run(path, private(person="id", most=2), Judging(skip=True))
    assert candidate.audit.privacy.promise.unit == "person with at most 2 rows"
    assert candidate.split.train.frame["id"].value_counts().max() == 2
    assert not set(candidate.split.train.frame["id"]) & set(candidate.split.control.frame["id"])
    assert not set(candidate.synthetic.frame["id"]) & set(candidate.split.train.frame["id"])


def test_how_many_rows_are_written_is_declared_or_estimated(file: Path) -> None:
    declared = Recipe("private-trees", rows=77, declared=private().declared)
    assert len(journey.run(file, declared, Judging(skip=True)).synthetic) == 77
    counts = {len(journey.run(file, private(), Judging(skip=True)).synthetic) for _ in range(3)}
    assert len(counts) > 1


def test_ticked_rules_and_wishes_are_not_passed_over_in_silence(file: Path) -> None:
    schema = read_table(file).schema.ruled([stated("order", "age", "paid")])
    found = journey.run(file, replace(private(), schema=schema), Judging(skip=True))
    assert journey.UNKEPT in found.notes
    assert journey.UNKEPT not in journey.run(file, private(), Judging(skip=True)).notes
    with pytest.raises(UnusableOption, match="takes no conditions"):
        journey.run(file, replace(private(), wish=Conditions({"sex": "f"})), Judging(skip=True))


def test_a_file_is_read_as_it_is_declared_to_be_spelt(home: Path) -> None:
    path = home / "semi.csv"
    people().to_csv(path, index=False, sep=";", decimal=",")
    with pytest.raises(UnusableOption, match="no column"):
        open_with_domains(path, private())
    recipe, table = open_with_domains(path, private(dialect={"delimiter": ";", "decimal": ","}))
    assert table.frame["paid"].notna().all()
    assert revive(Recipe, plain(recipe)).declared == recipe.declared


def test_an_unclosed_quote_is_refused_by_its_line_before_anything_is_charged(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = file.read_text().splitlines()
    lines[7] += '","half a wo'.replace('",', ",", 1)
    file.write_text("\n".join(lines))
    assert command(file, said(file.parent, SAID)) == 2
    told = capsys.readouterr().err
    assert "Line 8 opens a quotation mark that is never closed" in told
    assert "half a wo" not in told
    assert not list((file.parent / "home").glob("*ledger*"))


def test_a_confirmed_schema_adds_kinds_and_formats_and_nothing_that_was_counted() -> None:
    columns = (
        Column(
            "day", Kind.DATETIME, format="%d/%m/%Y", missing=0.25, distinct=7, blank="?", blanks=(("?", 0.5), ("", 0.5))
        ),
        Column("flag", Kind.BOOLEAN, Role.SENSITIVE, distinct=2),
        Column("gone", Kind.TEXT, Role.DROP),
    )
    declared = PublicDomains((Domain("day", low="2020-01-01", high="2021-01-01"), Domain("flag", levels=("0", "1"))))
    day, flag, gone = schema_of_domains(declared, ("day", "flag", "gone"), Schema(columns))
    assert (day.format, day.missing, day.distinct, day.blank, day.blanks) == ("%d/%m/%Y", 0.0, 0, "", ())
    assert (flag.kind, flag.role) == (Kind.BOOLEAN, Role.SENSITIVE)
    assert gone.role is Role.DROP
    dropped = Schema(columns).correct("flag", role=Role.DROP)
    assert schema_of_domains(declared, ("day", "flag", "gone"), dropped)["flag"].role is Role.DROP


def frame_of(cells: tuple[tuple[str | None, int], ...]) -> Table:
    frame = pd.DataFrame(
        {
            "who": pd.Series([who for who, _ in cells], dtype=object),
            "n": pd.array([number for _, number in cells], dtype="Int64"),
        }
    )
    schema = Schema((Column("who", Kind.IDENTIFIER, Role.IDENTIFIER, entity=True), Column("n", Kind.INTEGER)))
    return Table("t", frame, schema, "mark")


def counted(table: Table) -> dict[Any, int]:
    return table.frame.fillna({"who": "-"}).groupby(list(table.frame)).size().to_dict()


def far(one: dict[Any, int], other: dict[Any, int]) -> int:
    return sum(abs(one.get(key, 0) - other.get(key, 0)) for key in {*one, *other})


def test_a_row_more_changes_one_part_by_that_row() -> None:
    cells = [("a", 0), ("a", 1), ("b", 0), (None, 1)]
    for rows in itertools.chain(*(itertools.product(cells, repeat=size) for size in (1, 2))):
        for place in range(len(rows)):
            parts = [hold_out_each(frame_of(some), Seed(1), 0.5) for some in (rows, rows[:place] + rows[place + 1 :])]
            assert sum(far(*(counted(getattr(part, side)) for part in parts)) for side in ("train", "control")) == 1


def test_equal_rows_are_held_out_one_by_one() -> None:
    split = hold_out_each(frame_of((("a", 0),) * 400), Seed(1), 0.25)
    assert 60 < len(split.control) < 140


def test_a_person_more_changes_the_training_rows_by_the_most_that_are_kept() -> None:
    recipe = Recipe("private-trees", declared=PublicDomains(person="who", most=2), control=0.4)
    cells = [("a", 0), ("a", 1), ("b", 0), (None, 1)]
    moved = set()
    for rows in itertools.product(cells, repeat=3):
        kept = [
            counted(held_out_each(frame_of(some), recipe).train)
            for some in (rows, tuple(r for r in rows if r[0] != "a"))
        ]
        assert far(*kept) <= 2
        assert {key: count for key, count in kept[0].items() if key[0] == "b"} == kept[1]
        moved.add(far(*kept))
    assert moved <= {0, 2, 1}


def test_a_charge_that_is_not_written_whole_is_refused_and_spoils_no_other(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, write = Guarantee("epsilon-delta", 0.5, 1e-6, "row"), os.write
    charge("a", one)
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda handle, line: write(handle, line[:20]))
        with pytest.raises(MachineFailed, match="disk is full"):
            charge("a", one)
    assert charge("a", one) == Account(2, 1.0, 2e-6)


def test_the_ledger_adds_up_what_a_source_was_asked_and_outlives_a_torn_line(home: Path) -> None:
    one = Guarantee("epsilon-delta", 0.5, 1e-6, "row")
    assert charge("a", one) == Account(1, 0.5, 1e-6)
    charge("b", one)
    with (home / "home" / "ledger.jsonl").open("a") as file:
        file.write('{"source": "a", "eps\n')
    assert charge("a", Guarantee("epsilon-delta", 1.0, 1e-7, "row")) == Account(2, 1.5, pytest.approx(1.1e-6))
    assert account("c") == Account()
    assert account("c").sentence == "Nothing was spent on this table yet."
