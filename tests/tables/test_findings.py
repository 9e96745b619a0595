"""Findings find what was planted and quote no cell; the profile shows no extreme and nobody rare."""

from collections.abc import Callable

import numpy as np
import pytest

from synthesis.tables import Kind, Role, Table, findings, profile, sample_csv

Read = Callable[..., Table]


def said(table: Table) -> set[tuple[str | None, str]]:
    return {(finding.column, finding.happened) for finding in findings(table)}


def test_planted_faults_are_found(read: Read) -> None:
    rows = [
        f"{row},p{row}@mail.example,{row % 9 if row else 'many'},{'x' if row > 3 else 'rare'},7,,"
        f"{'' if row % 4 else 'y'},{row % 12 + 1:02d}/{row % 11 + 1:02d}/2020,once there was a row called {row}"
        for row in range(400)
    ]
    table = read("\n".join(["id,mail,n,c,k,e,b,d,t", *rows, *rows[-2:], ",,,,7,,,,"]))
    found = said(table)
    assert (None, "The table has 403 rows, too few to be judged: no release can pass.") in found
    assert (None, "2 rows repeat another row, identifiers aside.") in found
    assert (None, "No column is marked as sensitive.") in found
    assert ("mail", "This is personal data (email).") in found
    assert ("id", "This is an identifier.") in found
    assert ("n", "Nearly all cells are numbers, but 1 cell is not.") in found
    assert ("c", "1 category occurs in fewer than 10 rows (4 rows in all).") in found
    assert ("k", "Every row holds the same value.") in found
    assert ("e", "Every cell is empty.") in found
    assert ("b", "75.2 % of the cells are blank.") in found
    assert ("d", "Day and month could be either way round; they were read with the day first.") in found
    assert ("t", "Texts of which most are different.") in found


def test_findings_quote_no_cell(read: Read) -> None:
    table = read("\n".join(["name,c,n", *(f"Zaphod{row}x,{'quux' if row else 'zork'},{row % 7}" for row in range(50))]))
    told = " ".join(f"{finding.happened} {finding.advice}" for finding in findings(table))
    assert not {"Zaphod", "quux", "zork"} & set(told.split())
    assert "Zaphod" not in told


def test_a_table_with_nothing_to_learn_is_an_error(read: Read) -> None:
    table = read("\n".join(["id,note", *(f"K{row},she came on day {row} with a cough" for row in range(30))]))
    assert [finding.level for finding in findings(table) if finding.level == "error"] == ["error"]


def test_the_size_of_a_table_is_judged(read: Read) -> None:
    levels = {}
    for rows in (499, 500, 1_999, 2_000):
        table = read("\n".join(["income", *(str(row * 7 % 501) for row in range(rows))]))
        levels[rows] = [f.level for f in findings(table) if "too few" in f.happened or "wide" in f.happened]
    assert levels == {499: ["warning"], 500: ["note"], 1_999: ["note"], 2_000: []}


def test_the_profile_shows_no_extreme_and_nobody_rare(read: Read) -> None:
    values = [1_000_000, -1_000_000, *range(100)]
    rows = [f"{value},{'rare' if row < 4 else 'common'},K{row:04d}" for row, value in enumerate(values)]
    number, level, code = profile(read("\n".join(["n,c,k", *rows])))
    assert (number.kind, number.low, number.high) == (Kind.INTEGER, "3", "96")
    assert sum(number.shares) == pytest.approx(1)
    assert len(number.shares) == 12
    assert level.labels == ("common",)
    assert level.rest == pytest.approx(4 / 102)
    assert (code.role, code.shares, code.labels) == (Role.IDENTIFIER, (), ())


def test_the_profile_spells_dates_as_the_file_does(read: Read) -> None:
    days = np.datetime64("2020-01-01") + np.arange(40)
    text = "\n".join(["d,x", *(f"{day.astype(object):%d.%m.%Y},{row % 2}" for row, day in enumerate(days))])
    date = profile(read(text))[0]
    assert (date.low, date.high) == ("05.01.2020", "05.02.2020")


def test_tiny_columns_have_no_picture(read: Read) -> None:
    assert all(not column.shares for column in profile(read("a,b\n1,x\n2,y\n3,z\n")))


def test_the_sample_has_no_alarming_finding(read: Read) -> None:
    assert {finding.level for finding in findings(read(sample_csv()))} == {"note"}
