import re

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.protections import complete, left_blank
from synthesis.tables import Column, Kind, Role, Schema, Table

ROWS = 300


def source(**columns: tuple[object, Kind, Role, str | None]) -> Table:
    frame = pd.DataFrame({name: cells for name, (cells, *_) in columns.items()})
    schema = Schema(tuple(Column(name, kind, role, pii) for name, (_, kind, role, pii) in columns.items()))
    return Table("t", frame, schema, "")


def codes(cells: object, kind: Kind = Kind.IDENTIFIER, pii: str | None = None) -> Table:
    return source(code=(pd.Series(list(cells), dtype=object), kind, Role.IDENTIFIER, pii))


def made(table: Table, rows: int = ROWS, seed: int = 1) -> pd.DataFrame:
    learnt = {c.name: table.frame[c.name].sample(rows, replace=True, random_state=0) for c in table.schema.modelled}
    return complete(pd.DataFrame(learnt, index=None if learnt else range(rows)), table, Seed(seed))


def unlike(table: Table, result: pd.DataFrame, name: str = "code") -> bool:
    return not set(result[name].dropna()) & set(table.frame[name].dropna())


def test_codes_keep_their_shape_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    table = codes(f"PAT-{n:06d}/{chr(97 + n % 26)}" for n in rng.permutation(200_000)[:ROWS])
    result = made(table)
    assert result["code"].str.fullmatch(r"PAT-\d{6}/[a-z]").all()
    assert result["code"].is_unique
    assert unlike(table, result)


def test_shapes_of_few_rows_are_not_kept() -> None:
    table = codes([f"{n:05d}" for n in range(ROWS)] + ["the-only-one-of-its-kind"])
    assert made(table)["code"].str.fullmatch(r"\d{5}").all()


def test_hexadecimal_stays_hexadecimal() -> None:
    rng = np.random.default_rng(0)
    cells = [bytes(rng.integers(0, 256, 16, dtype="uint8")).hex() for _ in range(ROWS)]
    table = codes(f"{c[:8]}-{c[8:12]}-4{c[13:16]}-{c[16:20]}-{c[20:]}" for c in cells)
    assert made(table)["code"].str.fullmatch(r"[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}").all()


def test_codes_grow_where_their_shape_has_run_out() -> None:
    table = codes(f"{n:02d}" for n in range(100))
    result = made(table, 500)
    assert result["code"].is_unique
    assert unlike(table, result)


def test_repeats_are_allowed_where_the_source_repeats() -> None:
    table = codes([f"{n % 40:03d}" for n in range(ROWS)])
    assert not made(table, 5_000)["code"].is_unique


def test_blanks_are_as_frequent_as_in_the_source() -> None:
    table = codes([f"{n:06d}" if n % 4 else None for n in range(1_000)])
    assert made(table, 4_000)["code"].isna().mean() == pytest.approx(0.25, abs=0.03)


def test_integer_identifiers_are_new_distinct_and_integer() -> None:
    table = source(row=(pd.Series(range(1, 501), dtype="Int64"), Kind.INTEGER, Role.IDENTIFIER, None))
    result = made(table, 500)
    assert str(result["row"].dtype) == "Int64"
    assert result["row"].is_unique
    assert result["row"].notna().all()
    assert unlike(table, result, "row")


def test_dates_and_numbers_that_identify_are_new_and_spelt_alike() -> None:
    rng = np.random.default_rng(0)
    days = np.datetime64("1950-01-01", "us") + rng.integers(0, 20_000, ROWS).astype("timedelta64[D]")
    table = source(
        born=(pd.Series(days).astype("datetime64[us]"), Kind.DATETIME, Role.IDENTIFIER, None),
        where=(pd.Series(np.round(rng.random(ROWS) * 10, 4)), Kind.FLOAT, Role.IDENTIFIER, "coordinates"),
    )
    result = made(table)
    assert unlike(table, result, "born")
    assert unlike(table, result, "where")
    assert (result["born"].dt.normalize() == result["born"]).all()
    assert np.array_equal(result["where"], result["where"].round(4))


def test_names_mails_and_users_of_a_row_belong_together() -> None:
    identity, text = Role.IDENTIFIER, Kind.TEXT
    real = ("Ann Lee", "Bob Ray", "Cy Poe", "Di Fox", "Ed Hart")
    first, last = ([name.split()[part] for name in real] * 60 for part in (0, 1))
    table = source(
        first_name=(pd.Series(first, dtype=object), text, identity, "name"),
        surname=(pd.Series(last, dtype=object), text, identity, "name"),
        name=(pd.Series(list(real) * 60, dtype=object), text, identity, "name"),
        mail=(pd.Series([f"p{n}@real.com" for n in range(ROWS)], dtype=object), text, identity, "email"),
        user=(pd.Series([f"user{n}" for n in range(ROWS)], dtype=object), text, identity, "username"),
    )
    result = made(table)
    whole = result["first_name"] + " " + result["surname"]
    assert (result["name"] == whole).all()
    stem = result["first_name"].str.lower() + "." + result["surname"].str.lower()
    assert all(mail.startswith(start) for mail, start in zip(result["mail"], stem, strict=True))
    assert result["mail"].str.fullmatch(r"[a-z.]+\d*@example\.(com|org|net)").all()
    assert result["mail"].is_unique
    assert result["user"].is_unique
    for name in table.schema.names:
        assert unlike(table, result, name)


def test_names_keep_their_order_and_capitals() -> None:
    cells = [f"{a}{b}SON, JIM" for a in "ABCDEFGH" for b in "AEIOU"]
    result = made(codes(cells, Kind.TEXT, "name"))
    assert result["code"].str.fullmatch(r"[A-Z' -]+, [A-Z. ]+").all()


@pytest.mark.parametrize(
    ("pii", "cells", "pattern"),
    [
        ("phone", [f"+49 30 {n:07d}" for n in range(1000, 1000 + ROWS)], r"\+49 30 \d{7}"),
        ("ip", [f"192.0.2.{n}" for n in range(ROWS)], r"10(\.\d{1,3}){3}"),
        ("url", [f"http://real.com/{n}" for n in range(ROWS)], r"https://example\.org/[\da-f]{8}"),
        ("address", [f"{n} High Street" for n in range(ROWS)], r"\d+ [\w' ]+"),
        ("national-id", [f"{n % 999:03d}-{n % 97:02d}-{n:04d}" for n in range(ROWS)], r"\d{3}-\d{2}-\d{4}"),
        ("card", [f"4111 1111 {n:04d} {n * 7 % 9999:04d}" for n in range(ROWS)], r"4111 1111 \d{4} \d{4}"),
    ],
)
def test_personal_data_is_made_up_in_kind(pii: str, cells: list[str], pattern: str) -> None:
    table = codes(cells, Kind.TEXT, pii)
    result = made(table)
    assert all(re.fullmatch(pattern, cell) for cell in result["code"])
    assert unlike(table, result)


def test_constants_are_repeated_only_where_enough_rows_share_them() -> None:
    table = source(
        unit=(pd.Series(["cm"] * 10, dtype=object), Kind.CONSTANT, Role.OTHER, None),
        mark=(pd.Series(["x"] * 4 + [None] * 6, dtype=object), Kind.CONSTANT, Role.OTHER, None),
        void=(pd.Series([None] * 10, dtype=object), Kind.EMPTY, Role.OTHER, None),
    )
    result = made(table, 20)
    assert set(result["unit"]) == {"cm"}
    assert result["mark"].isna().all()
    assert result["void"].isna().all()
    assert left_blank(table) == ("mark",)


def test_free_text_is_left_blank_and_named_and_dropped_columns_are_gone() -> None:
    prose = pd.Series([f"Seen on day {n}, feels well. " * 5 for n in range(20)], dtype=object)
    table = source(
        note=(prose, Kind.TEXT, Role.OTHER, None),
        gone=(prose, Kind.TEXT, Role.DROP, None),
        prose=(prose, Kind.TEXT, Role.IDENTIFIER, None),
    )
    result = made(table, 10)
    assert list(result.columns) == ["note", "prose"]
    assert result.isna().all().all()
    assert left_blank(table) == ("note", "prose")


def test_modelled_columns_come_through_in_the_order_of_the_schema() -> None:
    table = source(
        id=(pd.Series([f"{n:04d}" for n in range(50)], dtype=object), Kind.IDENTIFIER, Role.OTHER, None),
        age=(pd.Series(range(50), dtype="Int64"), Kind.INTEGER, Role.OTHER, None),
    )
    sample = pd.DataFrame({"age": pd.Series([7, 8], dtype="Int64", index=[5, 9])})
    result = complete(sample, table, Seed(0))
    assert list(result.columns) == ["id", "age"]
    assert result["age"].tolist() == [7, 8]


def test_the_same_seed_gives_the_same_cells() -> None:
    table = codes(f"{n:06d}" for n in range(ROWS))
    pd.testing.assert_frame_equal(made(table), made(table))
    assert not made(table).equals(made(table, seed=2))
