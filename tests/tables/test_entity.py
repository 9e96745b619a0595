"""Several rows a person: found, kept together, and counted as one."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.tables import (
    Column,
    Kind,
    Role,
    Schema,
    Table,
    count_subjects,
    findings,
    hold_out,
    one_row_per_subject,
    profile,
    rows_covering,
    shared_subjects,
    subject_ids,
    subjects_sharing,
)

Read = Callable[..., Table]


def visits(read: Read, header: str = "patient_id", each: int = 5, people: int = 60) -> Table:
    rows = [f"P{row // each:04d},{row % 7},{'xy'[row % 2]}" for row in range(each * people)]
    return read("\n".join([f"{header},n,c", *rows]))


@pytest.mark.parametrize("header", ["patient_id", "CustomerID", "subject", "household no", "id", "user_id"])
def test_a_code_of_people_that_repeats_names_them(read: Read, header: str) -> None:
    table = visits(read, header)
    column = table.schema.columns[0]
    assert (table.schema.entity, column.role, column.kind) == (column.name, Role.IDENTIFIER, Kind.IDENTIFIER)
    assert "several rows" in column.reason
    assert count_subjects(table) == 60


@pytest.mark.parametrize("header", ["store_id", "grade", "product"])
def test_other_codes_that_repeat_name_nobody(read: Read, header: str) -> None:
    assert visits(read, header).schema.entity is None


def test_a_code_that_does_not_repeat_is_no_entity(read: Read) -> None:
    assert visits(read, each=1).schema.entity is None


def test_one_column_at_most_is_taken_and_it_is_the_surest(read: Read) -> None:
    rows = [f"{row // 4},{row // 3},p{row // 4}@mail.example,{row % 7}" for row in range(240)]
    schema = read("\n".join(["id,patient_id,mail,n", *rows])).schema
    assert schema.entity == "patient_id"
    assert [column.entity for column in schema] == [False, True, False, False]
    mail = read("\n".join(["mail,n", *(f"p{row // 4}@mail.example,{row % 7}" for row in range(240))]))
    assert mail.schema.entity == "mail"


def test_the_user_has_the_last_word(read: Read) -> None:
    schema = visits(read).schema
    assert schema.of_people(None).entity is None
    other = schema.of_people("c")
    assert (other.entity, other["c"].role, other["patient_id"].entity) == ("c", Role.IDENTIFIER, False)
    assert schema.correct("patient_id", role=Role.OTHER).entity is None
    with pytest.raises(UnusableOption):
        Schema(tuple(Column(name, Kind.IDENTIFIER, entity=True) for name in "ab"))


@pytest.mark.parametrize("seed", range(5))
def test_all_rows_of_a_person_stand_on_one_side(read: Read, seed: int) -> None:
    split = hold_out(visits(read), Seed(seed))
    assert len(split.train) + len(split.control) == 300
    assert shared_subjects(split.train, split.control) == 0
    assert set(split.train.frame["patient_id"].value_counts()) == {5}
    assert "300 rows are about 60 people by patient_id" in split.note


def test_rows_without_a_code_are_people_of_their_own(read: Read) -> None:
    table = visits(read)
    frame = table.frame.copy()
    frame.loc[:9, "patient_id"] = None
    table = Table("t", frame, table.schema, "")
    assert count_subjects(table) == 58 + 10
    numbered = subject_ids(table)
    assert numbered is not None
    assert len(np.unique(numbered[:10])) == 10


def test_one_row_each_is_drawn_by_chance_and_in_order(read: Read) -> None:
    table = visits(read)
    one = one_row_per_subject(table, Seed(1))
    assert len(one) == one.frame["patient_id"].nunique() == 60
    assert one.frame["patient_id"].is_monotonic_increasing
    assert not one.frame.equals(one_row_per_subject(table, Seed(2)).frame)
    nobody = Table("t", table.frame, table.schema.of_people(None), "")
    assert one_row_per_subject(nobody, Seed(1)) is nobody


def test_sharers_and_rows_by_hand() -> None:
    codes, people = np.array([0, 0, 1, 1, 2, -1]), np.array([7, 7, 7, 8, 9, 9])
    assert subjects_sharing(codes, None).tolist() == [2, 2, 1]
    assert subjects_sharing(codes, people).tolist() == [1, 2, 1]
    assert subjects_sharing(codes[:5].astype("uint8"), people[:5]).tolist() == [1, 2, 1]
    assert subjects_sharing(codes[:0], people[:0]).tolist() == []
    assert rows_covering(None, 5) == 5
    assert rows_covering(np.repeat([0, 1, 2], [10, 4, 1]), 2) == 11
    assert rows_covering(np.repeat([0, 1, 2], [10, 4, 1]), 3) == 15


def test_findings_speak_of_people(read: Read) -> None:
    said = {finding.happened for finding in findings(visits(read))}
    assert "The table has 60 people, too few to be judged: no release can pass." in said
    assert "300 rows are about 60 people." in said


def test_the_profile_shows_nothing_that_few_people_have(read: Read) -> None:
    table = visits(read, each=10, people=40)
    frame = table.frame.copy()
    frame["c"] = frame["c"].where(frame["patient_id"] != "P0003", "rare")
    frame["n"] = pd.array(np.where(frame["patient_id"] == "P0003", 99, frame["n"]), dtype="Int64")
    number, level = profile(Table("t", frame, table.schema, ""))[1:]
    assert "rare" not in level.labels
    assert number.high != "99"
