"""Personal data by content and by header: check digits by hand, shares, and what only looks alike."""

from collections.abc import Callable

import pytest

from synthesis.tables import Kind, Role, Table, findings, profile
from synthesis.tables.inference.pii_detection import Match, mentions, recognise
from synthesis.tables.profile.profile import shape

Read = Callable[..., Table]
N = 60
NAMES = ["Anna", "Paul", "Maria", "John", "Laura", "Peter", "Julia", "James", "Emma", "Thomas"]
SURNAMES = ["Smith", "Miller", "Fischer", "Garcia", "Rossi", "Martin", "Brown", "Weber", "Lopez", "Wilson"]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("mac", ["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e"]),
        ("national-id", ["123-45-6789", "AB 12 34 56 C", "12345678Z", "X1234567L", "529.982.247-25"]),
        ("national-id", ["2 55 08 14 168 025 38", "44051401359", "943 476 5919", "811228-9874", "RSSMRA85T10A562S"]),
        ("coordinates", ["52.5200, 13.4050", "-33.8688,151.2093", "(48.85, 2.35)"]),
        ("postcode", ["SW1A 1AA", "K1A 0B1", "12345-6789", "1234 AB"]),
        ("username", ["@ada", "@grace_h"]),
        ("national-id", ["10000000146"]),
        ("phone", ["08-123 45 67", "0532 123 45 67", "(0312) 123 45 67"]),
        ("phone", ["+49 30 1234567", "(212) 555-0100", "212-555-0100", "01 23 45 67 89"]),
        ("card", ["4111 1111 1111 1111", "5500-0055-5555-5559"]),
        ("iban", ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"]),
        ("ip", ["192.0.2.1", "2001:db8::1"]),
    ],
)
def test_cells_are_known_by_their_form(kind: str, texts: list[str]) -> None:
    assert recognise(texts, [1] * len(texts)) == Match(kind, 1.0)


@pytest.mark.parametrize(
    "text",
    ["12345678A", "529.982.247-26", "44051401358", "811228-9875", "95.2, 13.4", "4111 1111 1111 1112"],
)
def test_a_wrong_check_digit_is_no_match(text: str) -> None:
    assert recognise([text], [1]) is None


def test_the_share_counts_cells_and_not_distinct_texts() -> None:
    texts = ["a@mail.example", "none"]
    assert recognise(texts, [95, 5]) == Match("email", 0.95)
    assert recognise(texts, [30, 70]) is None


def test_a_column_of_contacts_is_personal_although_no_type_rules() -> None:
    texts = [f"p{row}@mail.example" if row % 2 else f"+49 30 12345{row:02d}" for row in range(60)]
    found = recognise(texts, [1] * 60)
    assert found is not None
    assert found.share == pytest.approx(0.5)


def test_names_and_addresses_are_known_without_a_header(read: Read) -> None:
    names = [f"{NAMES[row % 10]} {SURNAMES[row // 10]}" for row in range(100)]
    streets = [f"{row} {SURNAMES[row % 10]} Street" for row in range(100)]
    fruit = [
        f"{['ripe', 'green', 'small'][row % 3]} {['pear', 'plum', 'fig', 'quince'][row % 4]} {row}"
        for row in range(100)
    ]
    rows = zip(names, streets, fruit, strict=True)
    schema = read("\n".join(["x,y,z", *(",".join(row) for row in rows)])).schema
    assert (schema["x"].pii, schema["x"].role, schema["x"].match) == ("name", Role.IDENTIFIER, 1.0)
    assert (schema["y"].pii, schema["y"].match) == ("address", 1.0)
    assert schema["z"].pii is None


def test_names_of_one_word_are_known_and_firms_are_not_people() -> None:
    first = [*NAMES, *SURNAMES, "Robert", "Sandra"]
    assert recognise(first, [3] * len(first)) == Match("name", 1.0)
    firms = [f"{name} {('and Sons', 'Miller', 'Ltd')[place % 3]}" for place, name in enumerate([*SURNAMES, *NAMES])]
    assert recognise(firms, [1] * len(firms)) is None
    fruit = [
        f"{sort}{kind}" for sort in ("red", "wild", "small", "sweet", "old") for kind in ("plum", "pear", "fig", "nut")
    ]
    assert recognise(fruit, [1] * len(fruit)) is None


def test_the_reason_tells_the_share(read: Read) -> None:
    mails = ["unknown" if row < 3 else f"p{row}@mail.example" for row in range(N)]
    column = read("\n".join(["contact,x", *(f"{mail},{'ab'[row % 2]}" for row, mail in enumerate(mails))])).schema[
        "contact"
    ]
    assert column.match == pytest.approx(57 / 60)
    assert "95 % of its cells look like e-mail addresses" in column.reason


def test_postcodes_and_towns_that_few_share_are_made_new(read: Read) -> None:
    rows = [
        f"{10_000 + row // 3},{SURNAMES[row % 10]} upon {NAMES[row // 10]} {'abcdefghi'[row % 9]}" for row in range(99)
    ]
    schema = read("\n".join(["zip,city", *rows])).schema
    assert (schema["zip"].role, schema["zip"].pii) == (Role.IDENTIFIER, "postcode")
    assert (schema["city"].role, schema["city"].pii, schema["city"].kind) == (Role.IDENTIFIER, "city", Kind.IDENTIFIER)


def test_days_of_a_lifetime_may_be_birth_dates(read: Read) -> None:
    old = [f"{1930 + row % 70}-{row % 12 + 1:02d}-{row % 27 + 1:02d}" for row in range(300)]
    new = [f"{2015 + row % 9}-{row % 12 + 1:02d}-{row % 27 + 1:02d}" for row in range(300)]
    schema = read("\n".join(["a,b", *(f"{a},{b}" for a, b in zip(old, new, strict=True))])).schema
    assert (schema["a"].pii, schema["a"].role) == ("birth-date", Role.QUASI_IDENTIFIER)
    assert schema["b"].pii is None


def test_what_stands_among_other_words_is_told(read: Read) -> None:
    assert mentions(["call 212-555-0100 today", "nothing"], [1, 3]) == Match("phone", 0.25)
    notes = [f"she came on day {row} and left {'a@mail.example' if row % 4 == 0 else 'again'}" for row in range(N)]
    found = findings(read("\n".join(["notes,x", *(f"{note},{row % 7}" for row, note in enumerate(notes))])))
    assert ("notes", "25.0 % of the cells hold e-mail addresses.") in {(f.column, f.happened) for f in found}


def test_shapes_show_no_cell(read: Read) -> None:
    assert [shape(cell) for cell in ("AB-1234", "Änne x", "Internationale 7")] == ["AA-9999", "Aaaa a", "Aa+ 9"]
    rows = [f"K-{row:04d},{row % 7}" for row in range(100)] + ["the/only/one,3"]
    code = profile(read("\n".join(["code,n", *rows])))[0]
    assert code.shapes == ("A-9999",)
    assert code.shaped == pytest.approx(100 / 101)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("phone", ["001-555-010-0199x123", "+44(0)20 7946 0958", "+47 22 12 34 56"]),
        ("national-id", ["131052-308T", "756.9217.0769.85", "85.07.30-033.28", "111222333", "52998224725"]),
    ],
)
def test_cells_are_known_by_the_numbering_plans_of_more_countries(kind: str, texts: list[str]) -> None:
    assert recognise(texts, [1] * len(texts)) == Match(kind, 1.0)


@pytest.mark.parametrize(
    "text",
    ["DE8937040044053201300", "GB00NWBK60161331926819", "131052-308U", "85.07.30-033.29", "RSSMRA85T10A562T", "+1 12"],
)
def test_what_no_country_gives_out_is_no_match(text: str) -> None:
    """An account one digit short of its country's length, wrong check digits, and a number of too few digits."""
    assert recognise([text], [1]) is None
