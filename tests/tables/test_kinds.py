"""Kinds, roles and personal data, on columns small enough to judge by eye."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from synthesis.tables import Column, Kind, Role, Table
from synthesis.tables.inference.check_digits import iban, luhn
from synthesis.tables.inference.pii_detection import recognise

Read = Callable[..., Table]
N = 60
DAYS = [datetime(2020, 1, 1, 3, 4, 5) + timedelta(hours=37 * step) for step in range(N)]


def of(read: Read, header: str, values: Sequence[object]) -> Column:
    table = read("\n".join([f"{header};other", *(f"{value};{'ab'[row % 2]}" for row, value in enumerate(values))]))
    return table.schema.columns[0]


@pytest.mark.parametrize(
    ("values", "kind", "spelt", "blank"),
    [
        ([row % 30 for row in range(N)], Kind.INTEGER, None, ""),
        ([row % 3 for row in range(N)], Kind.INTEGER, None, ""),
        (["NA" if row % 5 == 0 else row for row in range(N)], Kind.INTEGER, None, "NA"),
        (["?" if row % 5 == 0 else row / 4 for row in range(N)], Kind.FLOAT, ".2f", "?"),
        ([" " if row % 5 == 0 else row + 0.5 for row in range(N)], Kind.FLOAT, ".1f", " "),
        (["?" if row % 5 == 0 else "xy"[row % 2] for row in range(N)], Kind.CATEGORY, None, ""),
        ([f"{row}e-7" for row in range(1, N + 1)], Kind.FLOAT, None, ""),
        (["01", "02"] * (N // 2), Kind.CATEGORY, None, ""),
        (["yes", "no"] * (N // 2), Kind.BOOLEAN, None, ""),
        (["1", "0"] * (N // 2), Kind.BOOLEAN, None, ""),
        (["1", "0", "NA"] * (N // 3), Kind.BOOLEAN, None, "NA"),
        (["m", "f"] * (N // 2), Kind.CATEGORY, None, ""),
        (["x", ""] * (N // 2), Kind.CATEGORY, None, ""),
        ([7] * N, Kind.CONSTANT, None, ""),
        ([""] * N, Kind.EMPTY, None, ""),
        ([5_500_000_000_000_000 + 7 * row for row in range(N)], Kind.IDENTIFIER, None, ""),
        ([f"K-{row:04d}" for row in range(N)], Kind.IDENTIFIER, None, ""),
        ([f"once there was a row called {row}" for row in range(N)], Kind.TEXT, None, ""),
        (["1 - 4 yrs", "> 7 yrs", "< 1 yr"] * (N // 3), Kind.CATEGORY, None, ""),
        (["3+" if row % 5 == 0 else row % 3 for row in range(N)], Kind.CATEGORY, None, ""),
    ],
)
def test_a_kind_is_what_all_cells_agree_on(
    read: Read, values: Sequence[object], kind: Kind, spelt: str | None, blank: str
) -> None:
    column = of(read, "v", values)
    assert (column.kind, column.format, column.blank) == (kind, spelt, blank)
    assert column.reason


@pytest.mark.parametrize(
    ("pattern", "spelt", "trimmed"),
    [
        ("%Y-%m-%d", "%Y-%m-%d", False),
        ("%d/%m/%Y", "%d/%m/%Y", False),
        ("%m/%d/%Y", "%m/%d/%Y", False),
        ("%-m/%-d/%Y", "%m/%d/%Y", True),
        ("%-d.%-m.%Y", "%d.%m.%Y", True),
        ("%d-%b-%Y", "%d-%b-%Y", False),
        ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%SZ", False),
        ("%Y-%m-%d %H:%M:%S+02:00", "%Y-%m-%d %H:%M:%S+02:00", False),
        ("%Y-%m-%d %H:%M:%S.007", "%Y-%m-%d %H:%M:%S.%f", True),
        ("%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M %p", False),
        ("%-m/%-d/%Y %-H:%M:%S", "%m/%d/%Y %H:%M:%S", True),
    ],
)
def test_dates_keep_the_pattern_they_are_written_in(read: Read, pattern: str, spelt: str, trimmed: bool) -> None:
    column = of(read, "v", [day.strftime(pattern) for day in DAYS])
    assert (column.kind, column.format, column.trimmed) == (Kind.DATETIME, spelt, trimmed)


def test_one_cell_that_is_no_date_makes_it_words(read: Read) -> None:
    assert of(read, "v", ["2020-02-30", *(day.strftime("%Y-%m-%d") for day in DAYS)]).kind is not Kind.DATETIME
    assert of(read, "v", ["NA", *(day.strftime("%Y-%m-%d") for day in DAYS)]).blank == "NA"


def test_eight_digits_are_a_date_only_where_the_header_says_so(read: Read) -> None:
    digits = [day.strftime("%Y%m%d") for day in DAYS]
    assert of(read, "visit_date", digits).kind is Kind.DATETIME
    assert of(read, "amount", digits).kind is Kind.INTEGER


def test_years_beyond_nanoseconds_are_dates(read: Read) -> None:
    table = read("until,x\n9999-12-31,a\n1066-10-14,b\n2020-01-01,c\n")
    assert table.schema["until"].kind is Kind.DATETIME
    assert table.frame["until"].dt.year.tolist() == [9999, 1066, 2020]


@pytest.mark.parametrize(
    ("header", "values", "role", "pii"),
    [
        ("contact", [f"p{row}@mail.example" for row in range(N)], Role.IDENTIFIER, "email"),
        ("v", [f"10.0.{row}.1" for row in range(N)], Role.IDENTIFIER, "ip"),
        ("v", [f"https://example.org/{row}" for row in range(N)], Role.IDENTIFIER, "url"),
        ("v", [f"+49 30 1234{row:03d}" for row in range(N)], Role.IDENTIFIER, "phone"),
        ("v", ["4111111111111111", "5500005555555559"] * (N // 2), Role.IDENTIFIER, "card"),
        ("v", ["DE89370400440532013000", "GB29NWBK60161331926819"] * (N // 2), Role.IDENTIFIER, "iban"),
        ("v", [f"123-45-{row:04d}" for row in range(N)], Role.IDENTIFIER, "national-id"),
        ("v", [f"{row:08x}-0000-4000-8000-000000000000" for row in range(N)], Role.IDENTIFIER, None),
        ("full_name", [f"Ada {'abcdefgh'[row % 8]}{row}x" for row in range(N)], Role.IDENTIFIER, "name"),
        ("StreetAddress", [f"{row} High Street" for row in range(N)], Role.IDENTIFIER, "address"),
        ("mobile", [5550100000 + 7 * row for row in range(N)], Role.IDENTIFIER, "phone"),
        ("telephone", ["yes", "none"] * (N // 2), Role.OTHER, None),
        ("rownames", range(1, N + 1), Role.IDENTIFIER, None),
        ("id", [3 * row for row in range(N)], Role.IDENTIFIER, None),
        ("v", range(N), Role.IDENTIFIER, None),
        ("v", [3 * row for row in range(N)], Role.OTHER, None),
        ("zip", [f"0{1000 + row % 9}" for row in range(N)], Role.QUASI_IDENTIFIER, "postcode"),
        ("zip", [90210 + row % 9 for row in range(N)], Role.QUASI_IDENTIFIER, "postcode"),
        ("postcode", [10115 + 3 * row for row in range(N)], Role.IDENTIFIER, "postcode"),
        ("date_of_birth", [day.strftime("%Y-%m-%d") for day in DAYS], Role.QUASI_IDENTIFIER, "birth-date"),
        ("latitude", [52 + row / 1000 for row in range(N)], Role.QUASI_IDENTIFIER, "coordinates"),
        ("home.dest", ["Here", "There"] * (N // 2), Role.QUASI_IDENTIFIER, None),
        ("nativeCountry", ["A", "B"] * (N // 2), Role.QUASI_IDENTIFIER, None),
        ("What is your age?", [20 + row % 40 for row in range(N)], Role.QUASI_IDENTIFIER, None),
        ("education_num", [row % 16 for row in range(N)], Role.OTHER, None),
        ("average", [row % 16 for row in range(N)], Role.OTHER, None),
        ("hiv_status", ["pos", "neg"] * (N // 2), Role.SENSITIVE, None),
        ("remarks", [f"she came on day {row} with a cough" for row in range(N)], Role.DROP, None),
    ],
)
def test_a_role_follows_from_header_and_cells(
    read: Read, header: str, values: Sequence[object], role: Role, pii: str | None
) -> None:
    column = of(read, header, values)
    assert (column.role, column.pii) == (role, pii)
    if role is Role.IDENTIFIER:
        assert not column.modelled


def test_the_census_table_comes_out_as_a_statistician_would_say(read: Read) -> None:
    header = (
        "age,type_employer,fnlwgt,education,education_num,marital,occupation,relationship,race,sex,"
        "capital_gain,capital_loss,hr_per_week,country,income"
    )
    rows = [
        f"{20 + row % 50},Private,{10_000 + row * 37 % 4001},{'ABCD'[row % 4]},{row % 16},{'MNS'[row % 3]},"
        f"Job{row % 7},{'HWO'[row % 3]},{'PQ'[row % 2]},{'XY'[row // 2 % 2]},{row % 5 * 100},{row % 4 * 10},"
        f"{30 + row % 20},{'UV'[row // 3 % 2]},{'<=50K' if row % 3 else '>50K'}"
        for row in range(300)
    ]
    rows[0] = rows[0].replace("Private", "?")
    schema = read("\n".join([header, *rows])).schema
    quasi = ("age", "education", "marital", "occupation", "relationship", "race", "sex", "country")
    assert schema.with_role(Role.QUASI_IDENTIFIER) == quasi
    assert schema.with_role(Role.SENSITIVE) == ("income",)
    assert schema.modelled.names == tuple(header.split(","))
    assert {column.name for column in schema if column.kind is Kind.INTEGER} == {
        *("age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hr_per_week")
    }


def test_check_digits() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert iban("GB82 WEST 1234 5698 7654 32")
    assert not iban("GB82 WEST 1234 5698 7654 33")
    assert recognise([str(4_000_000_000_000_000 + 9973 * row) for row in range(100)], [1] * 100) is None
