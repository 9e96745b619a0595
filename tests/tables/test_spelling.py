"""Numbers, times and dates are understood in the way they are written, and written in that way again."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.tables import Kind, Table, to_csv
from synthesis.tables.formats.numerals import Pattern, number, spell_float, spell_integer
from synthesis.tables.formats.times import read_clock, spell_clock, spells
from synthesis.tables.inference.kinds import find_spelling

Read = Callable[..., Table]
N = 60


def of(read: Read, values: Sequence[object], header: str = "v") -> Table:
    table = read("\n".join([f"{header};w", *(f"{value};{'ab'[row % 2]}" for row, value in enumerate(values)), ""]))
    text = to_csv(table.frame, table.schema, table.dialect).decode(table.dialect.encoding)
    assert text == "\n".join([f"{header};w", *(f"{value};{'ab'[row % 2]}" for row, value in enumerate(values)), ""])
    return table


@pytest.mark.parametrize(
    ("values", "kind", "spelt", "second"),
    [
        ([f"${row * 700 + 0.5:,.2f}" for row in range(N)], Kind.FLOAT, "${,.2f}", 700.5),
        ([f"{row * 700 - 5000:,} €" for row in range(N)], Kind.INTEGER, "{,d} €", -4300),
        ([f"EUR {row * 3 + 0.25:.2f}" for row in range(N)], Kind.FLOAT, "EUR {.2f}", 3.25),
        ([f"({row - 9:,.2f})" if row > 9 else f"{row:,.2f}" for row in range(N)], Kind.FLOAT, "({.2f})", 1.0),
        ([f"{row * 1.5:.1f}%" for row in range(N)], Kind.FLOAT, "{.1f}%", 1.5),
        ([f"{row} %" for row in range(N)], Kind.INTEGER, "{d} %", 1),
        ([f"{row + 150} cm" for row in range(N)], Kind.INTEGER, "{d} cm", 151),
        ([f"{row * 700}".replace("00", "00") for row in range(N)], Kind.INTEGER, None, 700),
        ([f"{row * 1700:,}".replace(",", " ") for row in range(N)], Kind.INTEGER, " d", 1700),
        ([f"{row * 1700:,}".replace(",", "'") for row in range(N)], Kind.INTEGER, "'d", 1700),
        ([f"{row * 1700 + 0.5:,.2f}".replace(",", "\u00a0") for row in range(N)], Kind.FLOAT, "\u00a0.2f", 1700.5),
        ([f"{row - 30:+d}" if row != 30 else "0" for row in range(N)], Kind.INTEGER, "+d", -29),
        ([f"{row * 1234.5:.3E}" for row in range(N)], Kind.FLOAT, ".3E", 1234.0),
        ([f"{row % 24}:{row:02d}" for row in range(N)], Kind.INTEGER, "h:mm", 61),
        ([f"{row % 24:02d}:{row:02d}:{row:02d}" for row in range(N)], Kind.INTEGER, "hh:mm:ss", 3661),
        ([f"{row % 12 or 12}:{row:02d} {'AP'[row % 2]}M" for row in range(N)], Kind.INTEGER, "h:mm AM", 781),
        (
            [f"{row % 24}:{row:02d}:{row:02d}.{row * 7 % 1000:03d}" for row in range(N)],
            Kind.INTEGER,
            "h:mm:ss.fff",
            3_661_007,
        ),
        ([f"{row:02d}:{row:02d}.{row % 10}" for row in range(N)], Kind.INTEGER, "mm:ss.f", 611),
        ([f"{row * 7 % 25}h {row}m" for row in range(N)], Kind.INTEGER, "[h]h [m]m", 421),
        ([f"{row * 7 % 25} h {row} min" for row in range(N)], Kind.INTEGER, "[h] h [m] min", 421),
        ([f"{row % 3 + 1}h" + f" {row % 5}m" * (row % 5 > 0) for row in range(1, N)], Kind.INTEGER, "?[h]h [m]m", 182),
        (
            [f"{row} hour{'s' * (row != 1)} {row} minute{'s' * (row != 1)}" for row in range(N)],
            Kind.INTEGER,
            "[h] hour(s) [m] minute(s)",
            61,
        ),
        ([f"PT{row}H{row}M{row}S" for row in range(N)], Kind.INTEGER, "PT[h]H[m]M[s]S", 3661),
        (
            [f"PT{row % 7 + 1}H" + f"{row % 5}M" * (row % 5 > 0) for row in range(1, N)],
            Kind.INTEGER,
            "?PT[h]H[m]M",
            182,
        ),
        ([f"P{row}DT{row % 24}H" for row in range(N)], Kind.INTEGER, "P[d]DT[h]H", 1500),
        (
            [f"{row} days {row % 24:02d}:{row:02d}:{row:02d}" for row in range(N)],
            Kind.INTEGER,
            "[d] days [hh]:[mm]:[ss]",
            90_061,
        ),
        ([f"{row / 100:.2f}".removeprefix("0") for row in range(1, N)], Kind.FLOAT, "!.2f", 0.02),
        ([f"{row - 30}." for row in range(N)], Kind.FLOAT, "#.0f", -29.0),
        ([f"{row / 4:g}" if row % 4 else f"{row // 4}." for row in range(N)], Kind.FLOAT, "#.2f", 0.25),
    ],
)
def test_a_number_keeps_what_is_written_around_it(
    read: Read, values: Sequence[str], kind: Kind, spelt: str | None, second: float
) -> None:
    table = of(read, values)
    assert (table.schema["v"].kind, table.schema["v"].format) == (kind, spelt)
    assert table.frame["v"][1] == second
    again = of(read, values)
    assert again.frame.equals(table.frame)


def test_money_with_a_decimal_comma(read: Read) -> None:
    values = [f"{row * 700 + 0.5:,.2f} €".translate(str.maketrans(",.", ".,")) for row in range(N)]
    table = of(read, values)
    assert (table.dialect.decimal, table.schema["v"].format) == (",", "{,.2f} €")
    assert table.frame["v"][2] == 1400.5


def test_digits_are_a_time_only_where_the_header_says_so(read: Read) -> None:
    values = [row * 17 % 24 * 100 + row for row in range(N)]
    assert of(read, values, "dep_time").schema["dep_time"].format == "hmm"
    assert of(read, values, "dep_time").frame["dep_time"][1] == 17 * 60 + 1
    assert of(read, values, "amount").schema["amount"].format is None
    assert of(read, [row * 11 for row in range(N)], "air_time").frame["air_time"][9] == 99


@pytest.mark.parametrize(
    "values",
    [
        [f"K{row}" for row in range(N)],
        [f"${row}" if row % 2 else f"€{row}" for row in range(N)],
        [f"$-{row}" for row in range(1, N + 1)],
        [f"0{row}%" for row in range(10, N + 10)],
        [f"{row} cm" if row % 2 else f"{row} in" for row in range(N)],
        [f"{100 + row} {200 + row}" for row in range(N)],
        [f"[{row % 6 * 10}-{row % 6 * 10 + 10})" for row in range(N)],
        [f"{row % 24}:{row + 50}" for row in range(N)],
        [f"{row:05d}" for row in range(N)],
        [f"+49 {row}" for row in range(N)],
    ],
)
def test_what_only_looks_like_a_number_stays_text(read: Read, values: Sequence[str]) -> None:
    assert not of(read, values).schema["v"].numeric


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([f"({50 + row / 7:.4f}, {8 + row / 9:.4f})" for row in range(N)], "pairs of numbers"),
        ([f"[{row}, {row + 1}]" for row in range(N)], "lists or records"),
        ([f'{{"a": {row}}}'.replace('"', "'") for row in range(N)], "lists or records"),
    ],
)
def test_several_values_in_a_cell_are_told(read: Read, values: Sequence[str], reason: str) -> None:
    column = of(read, values).schema["v"]
    assert column.kind in (Kind.TEXT, Kind.IDENTIFIER)
    assert reason in column.reason


@pytest.mark.parametrize(
    "pair",
    ["t f", "yes no", "Y N", "True FALSE", "Ja Nein", "on off", "oui non", "si no", "1 0", "sim não", "вкл выкл"],
)
def test_booleans_come_back_as_they_were(read: Read, pair: str) -> None:
    values = [pair.split()[row % 3 % 2] for row in range(N)]
    kind = of(read, values).schema["v"].kind
    assert kind is (Kind.CATEGORY if pair == "вкл выкл" else Kind.BOOLEAN)


def test_several_spellings_of_a_blank_keep_their_shares(read: Read) -> None:
    values = ["" if row % 2 else "?" if row % 10 == 0 else "NA" if row % 10 == 2 else row for row in range(200)]
    table = read("\n".join(["v;w", *(f"{value};a" for value in values)]))
    assert [(text, round(share, 3)) for text, share in table.schema["v"].blanks] == [
        ("", 0.714),
        ("?", 0.143),
        ("NA", 0.143),
    ]
    lines = to_csv(table.frame, table.schema, table.dialect).decode().splitlines()[1:]
    assert abs([line.split(";")[0] for line in lines].count("?") - 20) <= 2


def test_local_times_are_read_with_the_clock_that_gives_their_distances_from_greenwich(read: Read) -> None:
    days = [datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=31 * row) for row in range(300)]
    for zone, way in (("Europe/Berlin", "+hh:mm"), ("America/New_York", "+hhmm"), ("Europe/London", "Z+hh:mm")):
        texts = [day.astimezone(ZoneInfo(zone)).isoformat(" ") for day in days]
        texts = [re.sub(r":(\d\d)$", r"\1", text) if way == "+hhmm" else text for text in texts]
        column = of(read, [text.replace("+00:00", "Z") for text in texts]).schema["v"]
        assert (column.kind, column.format) == (Kind.DATETIME, f"%Y-%m-%d %H:%M:%S{{{zone}|{way}}}")


def test_local_times_of_several_zones_keep_the_share_of_each(read: Read) -> None:
    texts = [
        f"2021-01-{row % 28 + 1:02d}T10:{row % 60:02d}:00{('+01:00', '-05:00')[row % 4 == 0]}" for row in range(100)
    ]
    table = read("\n".join(["v;w", *(f"{text};a" for text in texts)]))
    assert table.schema["v"].zones == (("+01:00", 0.75), ("-05:00", 0.25))
    assert table.frame["v"][1] == pd.Timestamp("2021-01-02 10:01")
    lines = to_csv(table.frame, table.schema, table.dialect).decode().splitlines()[1:]
    assert sum("-05:00;" in line for line in lines) == 25


def test_a_users_kind_finds_the_unit(read: Read) -> None:
    text = "\n".join(["v;w", "free;a", *(f"${row * 900 + 0.5:,.2f};a" for row in range(N))])
    table = read(text)
    corrected = read(text, schema=table.schema.correct("v", kind=Kind.FLOAT), dialect=table.dialect)
    assert corrected.schema["v"].format == "${,.2f}"
    assert corrected.frame["v"].isna().sum() == 1
    whole = read(text, schema=table.schema.correct("v", kind=Kind.INTEGER), dialect=table.dialect)
    assert whole.schema["v"].format == "${,d}"


PATTERNS = st.builds(
    lambda sign, mark, spec, around: Pattern(around[0], sign + mark + spec, around[1], around[2] and not sign).pattern,
    st.sampled_from(["", "", "+"]),
    st.sampled_from(["", ",", " ", "'", "\u00a0"]),
    st.sampled_from(["d", ".1f", ".2f", ".4f"]),
    st.sampled_from([("", "", False), ("$", "", False), ("", " %", False), ("€ ", "", True), ("", " kg", False)]),
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.floats(-1e9, 1e9), PATTERNS, st.sampled_from(".,"))
def test_a_number_reads_back_from_every_spelling(value: float, pattern: str, decimal: str) -> None:
    if pattern.strip("()").partition("}")[0].endswith("d") or pattern.endswith("d"):
        spelt = spell_integer(round(value), pattern, decimal)
        assert number(spelt, decimal, pattern) == round(value)
    else:
        spelt = spell_float(value, pattern, False, decimal)
        places = Pattern.of(pattern).places or 0
        assert number(spelt, decimal, pattern) == pytest.approx(round(value, places), abs=10**-places)
    assert spelt == spelt.strip()


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.floats(-1e7, 1e7), min_size=12, max_size=30, unique=True), PATTERNS, st.sampled_from(".,"))
def test_what_is_written_in_a_pattern_is_understood_or_left_alone(
    values: list[float], pattern: str, decimal: str
) -> None:
    whole = Pattern.of(pattern).spec.endswith("d")
    texts = [spell_integer(v, pattern, decimal) if whole else spell_float(v, pattern, False, decimal) for v in values]
    found = find_spelling(texts, decimal)
    if found is not None:
        spell = (
            spell_integer
            if found.kind is Kind.INTEGER
            else lambda n, spelt, mark: spell_float(n, spelt, found.trimmed, mark)
        )
        assert [spell(number(text, decimal, found.format), found.format, decimal) for text in texts] == texts


@pytest.mark.parametrize(
    "pattern",
    [
        "h:mm",
        "hh:mm",
        "h:mm:ss",
        "hh:mm:ss",
        "h:mm AM",
        "hh:mmam",
        "hmm",
        "hhmm",
        "PT[h]H[m]M[s]S",
        "?[h]h[m]m",
        "?PT[h]H[m]M",
    ],
)
def test_every_time_of_the_day_reads_back(pattern: str) -> None:
    day = range(0, 86_400, 7) if "s" in pattern else range(1_440)
    texts = [spell_clock(value, pattern) for value in day]
    assert [read_clock(text, pattern) for text in texts] == list(day)
    assert spells(texts, pattern)
