"""No original of a personal column comes back, held out or not, and what is made new fits its row and its checks."""

import re

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import SynthesisError
from synthesis.foundation.seed import Seed
from synthesis.protections import Protections, complete, protect
from synthesis.protections.extremes import clip
from synthesis.protections.pooling import pool
from synthesis.protections.shapes import templates
from synthesis.protections.unowned import unowned
from synthesis.tables import Column, Kind, Role, Schema, Table, rows_covering
from synthesis.tables.inference.check_digits import card, iban
from synthesis.tables.rounding_grid import RoundingGrid

ROWS = 300
TAKEN = 40


def text(pii: str, kind: Kind = Kind.IDENTIFIER) -> Column:
    return Column("code", kind, Role.IDENTIFIER, pii)


def table(frame: pd.DataFrame, *columns: Column) -> Table:
    return Table("t", frame, Schema(columns), "")


def of(cells: list[str], column: Column) -> Table:
    return table(pd.DataFrame({"code": pd.Series(cells, dtype=object)}), column)


def ibans(count: int) -> list[str]:
    from synthesis.protections.check_digits import _with_check

    return [_with_check("DE", f"37040044{row:010d}") for row in range(count)]


CASES = {
    "name": [
        f"{['Ann', 'Bob', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal'][row % 8]} {chr(65 + row % 26)}ee"
        for row in range(ROWS)
    ],
    "email": [f"ann.lee{row}@example.com" for row in range(ROWS)],
    "phone": [f"555-01{row % 10}-{row:04d}" for row in range(ROWS)],
    "address": [f"{row} High Street" for row in range(ROWS)],
    "city": [f"Port Ann{row}" for row in range(ROWS)],
    "postcode": [f"{10_000 + row}" for row in range(ROWS)],
    "national-id": [f"{900 + row % 90}-{row % 49 + 1:02d}-{row:04d}" for row in range(ROWS)],
    "card": [f"4{row:014d}{check}" for row in range(ROWS) for check in range(10) if card(f"4{row:014d}{check}")],
    "iban": ibans(ROWS),
    "ip": [f"10.0.{row // 200}.{row % 200 + 1}" for row in range(ROWS)],
    "mac": [f"02:00:00:00:{row // 256:02x}:{row % 256:02x}" for row in range(ROWS)],
    "url": [f"https://example.org/{row:08x}" for row in range(ROWS)],
    "coordinates": [f"52.{row:04d}, 13.{row * 7:04d}" for row in range(ROWS)],
    "username": [f"alee{row}" for row in range(ROWS)],
}


@pytest.mark.parametrize("pii", CASES)
def test_no_original_comes_back_not_even_a_held_out_one(pii: str) -> None:
    column, seed = text(pii), Seed(3)
    train = of(CASES[pii], column)
    first = complete(pd.DataFrame(index=range(ROWS)), train, seed)["code"]
    held_out = [cell.upper() + " " for cell in first[:TAKEN]]
    whole = of([*CASES[pii], *held_out], column)
    again = complete(pd.DataFrame(index=range(ROWS)), train, seed, originals=whole)["code"]
    originals = {cell.strip().casefold() for cell in whole.frame["code"]}
    assert again.notna().all()
    assert not set(again.str.strip().str.casefold()) & originals
    assert set(first[:TAKEN]) <= {cell for cell in first if cell.strip().casefold() in originals}


def test_check_digits_are_right_again() -> None:
    for pii, check in (("card", card), ("iban", iban)):
        made = complete(pd.DataFrame(index=range(ROWS)), of(CASES[pii], text(pii)), Seed(1))["code"]
        assert all(map(check, made))
        assert made.is_unique


def test_shapes_follow_the_originals() -> None:
    for pii, pattern in (
        ("mac", r"02(:[\da-f]{2}){5}"),
        ("national-id", r"9\d\d-[0-4]\d-\d{4}"),
        ("coordinates", r"52\.\d{4}, \d{2,}\.\d{4}"),
        ("city", r"[A-Z][\w' -]+"),
    ):
        made = complete(pd.DataFrame(index=range(ROWS)), of(CASES[pii], text(pii)), Seed(1))["code"]
        assert all(re.fullmatch(pattern, cell) for cell in made), pii


def test_birth_dates_that_few_have_are_moved_and_common_ones_stay() -> None:
    days = pd.Series(np.datetime64("1950-01-01", "us") + np.arange(100).astype("timedelta64[D]") * 10)
    days = pd.concat([days, pd.Series([np.datetime64("1990-05-05", "us")] * 5)], ignore_index=True)
    born = Column("born", Kind.DATETIME, Role.QUASI_IDENTIFIER, "birth-date", format="%Y-%m-%d")
    source = table(pd.DataFrame({"born": days}), born)
    made = complete(pd.DataFrame({"born": days}), source, Seed(0))["born"]
    moved = (made - days).dt.days.abs()
    assert set(moved[:100]) == {2}  # the common day is two days off the tens, so the grid has a place every second day
    assert not set(made[:100]) & set(days[:100])
    assert (made[100:] == days[100:]).all()


def test_moving_by_hand() -> None:
    made, real = np.array([1.0, 2.0, 3.0, 9.0, np.nan]), np.array([1.0, 2.0, 2.0, 3.0, 4.0])
    assert unowned(made, real, RoundingGrid(0), 2)[1:4].tolist() == [2.0, 2.0, 9.0]
    assert unowned(made, real, RoundingGrid(0), 2)[0] in (2.0, 0.0)
    people = np.array([1, 7, 7, 2, 3])
    assert unowned(made, real, RoundingGrid(0), 2, people)[:3].tolist() == [0.0, 0.0, 5.0]


def test_first_names_follow_the_column_of_sexes() -> None:
    from faker.providers.person.en_US import Provider

    sex = pd.Series(["female", "male", "x"] * 100, dtype=object)
    frame = pd.DataFrame({"first_name": pd.Series([f"Nn{row}" for row in range(300)], dtype=object), "sex": sex})
    source = table(frame, Column("first_name", Kind.IDENTIFIER, Role.IDENTIFIER, "name"), Column("sex", Kind.CATEGORY))
    made = complete(pd.DataFrame({"sex": sex}), source, Seed(2))
    parts = made["first_name"].str.split(" ").str[0]
    assert set(parts[made["sex"] == "female"]) <= set(Provider.first_names_female)
    assert set(parts[made["sex"] == "male"]) <= set(Provider.first_names_male)


def test_postcodes_follow_the_town() -> None:
    town = pd.Series(["Berlin", "Munich"] * 150, dtype=object)
    code = [f"{'10' if row % 2 == 0 else '80'}{row:03d}" for row in range(300)]
    frame = pd.DataFrame({"zip": pd.Series(code, dtype=object), "city": town})
    source = table(frame, Column("zip", Kind.IDENTIFIER, Role.IDENTIFIER, "postcode"), Column("city", Kind.CATEGORY))
    made = complete(pd.DataFrame({"city": town[::-1].reset_index(drop=True)}), source, Seed(0))
    assert set(made["zip"].str[:2][made["city"] == "Berlin"]) == {"10"}
    assert set(made["zip"].str[:2][made["city"] == "Munich"]) == {"80"}


def people(entity: bool = True) -> Table:
    """Forty people: the first has forty rows, the others three each."""
    who = np.repeat(np.arange(40), [40, *[3] * 39])
    frame = pd.DataFrame(
        {
            "id": pd.Series([f"P{one:03d}" for one in who], dtype=object),
            "name": pd.Series([f"Ann{one} Lee" for one in who], dtype=object),
            "ward": pd.Series(["own" if one == 0 else "abc"[row % 3] for row, one in enumerate(who)], dtype=object),
            "n": pd.array([1_000 + row if one == 0 else row % 9 for row, one in enumerate(who)], dtype="Int64"),
        }
    )
    return table(
        frame,
        Column("id", Kind.IDENTIFIER, Role.IDENTIFIER, entity=entity),
        Column("name", Kind.IDENTIFIER, Role.IDENTIFIER, "name"),
        Column("ward", Kind.CATEGORY),
        Column("n", Kind.INTEGER),
    )


def test_what_one_person_has_often_is_rare_all_the_same() -> None:
    rows, ones = people(entity=False), people()
    assert "own" in set(protect(rows, Protections(), Seed(0)).frame["ward"])
    protected = protect(ones, Protections(), Seed(0))
    assert "own" not in set(protected.frame["ward"])
    assert protected.frame["n"].max() < 1_000
    assert protected.k_threshold == rows_covering(np.repeat(np.arange(40), [40, *[3] * 39]), 5) == 40 + 3 * 3 + 1


def test_pool_and_clip_count_people() -> None:
    cells = np.array(["a"] * 6 + ["b"] * 6, dtype=object)
    who = np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7])
    assert set(pool(cells, 5, np.random.default_rng(0), who)) == {"b"}
    values = np.array([90.0, 91, 92, 93, 94, 95, 1, 2, 3, 4, 5, 6])
    assert clip(values, 3, RoundingGrid(0), who)[0].max() < 90


def test_made_up_people_have_several_rows_and_one_name() -> None:
    source = people()
    made = complete(source.frame[["ward", "n"]].sample(200, replace=True, random_state=0), source, Seed(5))
    assert (made.groupby("id")["name"].nunique() == 1).all()
    sizes = made["id"].value_counts()
    assert set(sizes[sizes < sizes.max()]) | {3} == {3} or sizes.max() == 3
    assert not set(made["id"]) & set(source.frame["id"])


def test_a_persons_own_cells_may_be_blank_in_their_first_row() -> None:
    source = people()
    name = source.frame["name"].where(source.frame["id"].duplicated())
    source = Table("t", source.frame.assign(name=name), source.schema, "")
    made = complete(source.frame[["ward", "n"]].head(50), source, Seed(5))
    assert not set(made["name"].dropna()) & set(name.dropna())


def test_a_column_that_names_people_is_made_new_whatever_its_role() -> None:
    column = Column("code", Kind.TEXT, Role.OTHER, "email")
    made = complete(pd.DataFrame(index=range(ROWS)), of(CASES["email"], column), Seed(1))["code"]
    assert made.notna().all()
    assert not set(made) & set(CASES["email"])


def test_errors_are_of_the_house() -> None:
    with pytest.raises(SynthesisError):
        people().schema.of_people("nobody")


def test_the_exponent_of_a_number_is_no_letter_to_draw_anew() -> None:
    for count in (6, 60):
        shapes = templates([f"{1 + row / 7:.3f}E+1{row % 2}" for row in range(count)], 2)
        made = [cell for shape in shapes for cell in shape.write(9, np.random.default_rng(1), 0)]
        assert all(np.isfinite(float(cell)) for cell in made)
