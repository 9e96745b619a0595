"""What is understood of a table: whole, without its rows, and the same after a rest on the disk."""

import json
from pathlib import Path

import pytest

from components.data import column_editor, data_subject
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.serialisation import plain, revive
from synthesis.journey.description import Understood, as_asked, understand
from synthesis.tables import Dialect, Kind, Role, Uniqueness


def test_it_survives_a_rest_as_json(sample_file: Path) -> None:
    found = understand(sample_file, "people")
    again = revive(Understood, json.loads(json.dumps(plain(found))))
    assert (again.schema, again.dialect, again.survey, again.size) == (
        found.schema,
        found.dialect,
        found.survey,
        found.size,
    )
    assert (again.findings, again.profiles, again.markers, again.parts) == (
        found.findings,
        found.profiles,
        found.markers,
        found.parts,
    )
    assert (again.estimates, again.head, again.blocks) == (found.estimates, found.head, found.blocks)


def test_the_split_is_told_and_a_share_of_ones_own_is_kept(sample_file: Path) -> None:
    usual, own = understand(sample_file, "people").split(), understand(sample_file, "people", control=0.25).split()
    assert (usual.train + usual.control, usual.control) == (800, 400)
    assert own.control == 200


def test_people_of_several_rows_are_counted_once_on_each_side(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("patient,weight\n" + "".join(f"P{i // 3:03d},{50 + i * 7 % 40}\n" for i in range(300)))
    schema = understand(path, "visits").schema.of_people("patient")
    parts = understand(path, "visits", schema=schema).split()
    assert (sum(parts.people), parts.train + parts.control) == (100, 300)
    assert (parts.train, parts.control) == tuple(3 * people for people in parts.people)


def test_a_table_too_small_to_split_is_understood_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "tiny.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    found = understand(path, "tiny")
    assert (len(found), found.parts) == (2, None)
    with pytest.raises(UnfitTable):
        found.split()


def test_no_more_than_the_first_rows_are_kept(sample_file: Path) -> None:
    found = understand(sample_file, "people")
    emails = [
        line.split(",")[list(found.schema.names).index("email")] for line in sample_file.read_text().splitlines()[1:]
    ]
    text = json.dumps(plain(found))
    assert sum(email in text for email in filter(None, emails)) <= len(found.head) == 8


def test_it_can_be_asked_for_in_plain_json(sample_file: Path) -> None:
    asked = {"source": str(sample_file), "name": "people", "schema": None, "control": None}
    found = as_asked({**asked, "dialect": {"delimiter": ";"}})
    assert found.dialect == Dialect(delimiter=";")
    assert len(found.schema) == 1


def test_corrections_change_what_they_name_and_nothing_else(sample_file: Path) -> None:
    schema = understand(sample_file, "people").schema
    changed = column_editor.corrected(
        schema, {"department": {"role": "sensitive", "pii": "city"}}, {"ward": ()} if "ward" in schema else {}
    )
    column = changed["department"]
    assert (column.role, column.kind, column.pii, column.reason) == (
        Role.SENSITIVE,
        Kind.CATEGORY,
        "city",
        "set by the user",
    )
    assert [c for c in changed if c.name != "department"] == [c for c in schema if c.name != "department"]
    assert column_editor.corrected(schema, {}) == schema


def test_people_who_stand_alone_are_counted_in_words(sample_file: Path) -> None:
    table = understand(sample_file, "people")
    some = Uniqueness(("age", "sex", "postcode"), 1000, 0.83, 0.9, 0.9, 0.99)
    assert data_subject.sentence(some, table) == "Of 1,000 rows, 830 are alone with their age, sex and postcode."
    none = Uniqueness(("sex",), 1000, 0.0, 0.0, 0.002, 0.5)
    assert data_subject.sentence(none, table) == "Of 1,000 rows, none is alone with its sex."
    every = Uniqueness(("id",), 1000, 1.0, 1.0, 1.0, 1.0)
    assert data_subject.sentence(every, table) == "Each of the 1,000 rows is alone with its id."


def test_networks_are_told_to_take_longer_the_more_columns_hold_numbers() -> None:
    from synthesis.foundation.settings import make_settings
    from synthesis.generators import find
    from synthesis.tables import Column, Kind, Schema

    ctgan = find("ctgan")
    settings = make_settings(ctgan.settings, {"epochs": 1})

    def told(rows: int, numbers: int, words: int) -> float:
        kinds = [Kind.FLOAT] * numbers + [Kind.CATEGORY] * words
        schema = Schema(tuple(Column(str(place), kind) for place, kind in enumerate(kinds)))
        return ctgan.expected(rows, schema, settings)

    measured = {(39_032, 6, 9): 17.0, (1_458, 120, 3): 58.0, (7_043, 3, 17): 5.3}
    assert all(1 / 1.5 < told(*size) / seconds < 1.5 for size, seconds in measured.items())
