"""Files as they come: spellings, encodings, damage, and what is no table at all."""

import gzip
import io
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables import Dialect, Kind, Table, findings, profile, read_table, to_csv

Read = Callable[..., Table]


def cells(table: Table) -> list[list[str]]:
    """Every cell as text, a missing one as an empty text."""
    rows = zip(*(table.frame[name].astype(object) for name in table.schema.names), strict=True)
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n", [["1", "2", "3"]]),
        ("a,b,c\r\n1,2,3", [["1", "2", "3"]]),
        ('first,city\nJohn,"Anytown, WW"', [["John", "Anytown, WW"]]),
        ('a,b\n1,"ha ""ha"" ha"\n3,4\n', [["1", 'ha "ha" ha'], ["3", "4"]]),
        ('a,b,c\n1,"",""\n2,3,4', [["1", "", ""], ["2", "3", "4"]]),
        ('key,val\n1,"{""at"": [102.0, 0.5]}"', [["1", '{"at": [102.0, 0.5]}']]),
        ('a,b\n1,2\n"Once upon \r\na time",5\n', [["1", "2"], ["Once upon \r\na time", "5"]]),
        ('a,b,c\r1,2,3\r"Once upon\ra time",5,6\r', [["1", "2", "3"], ["Once upon\ra time", "5", "6"]]),
        ("a,b\n1,ʤ\n2,x\n", [["1", "ʤ"], ["2", "x"]]),
        ("a\tb\n1\t2\n", [["1", "2"]]),
        ("a|b\nx,y|2\n", [["x,y", "2"]]),
        ("a,b,c\n\x00,2,3\n", [["\x00", "2", "3"]]),
        ("a,b,c,d\n1,2,3\n", [["1", "2", "3", ""]]),
        ("a,b,c\n,,,\n", [["", "", ""]]),
        ("a,b,c\n,\n", [["", "", ""]]),
        ('column_a,b,c\n1,27,,"long"\n,"short"\n0,x,17\n', [["1", "27", ""], ["", "short", ""], ["0", "x", "17"]]),
        ("x\n1\n\n3\n\n", [["1"], [""], ["3"]]),
        ("01,00.11,0.1\n", [["01", "00.11", "0.1"]]),
        ("v,w\nr1,1,2\nr2,3,4\nr3,5,6\n", [["r1", "1", "2"], ["r2", "3", "4"], ["r3", "5", "6"]]),
        ("a,b\n1,2,\n3,4,\n", [["1", "2"], ["3", "4"]]),
        ("A list\n\nof 2020\na,b,c\nx,y,z\n1,2,3\n4,5,6\n", [["x", "y", "z"], ["1", "2", "3"], ["4", "5", "6"]]),
    ],
)
def test_cells_are_what_the_file_holds(read: Read, text: str, expected: list[list[str]]) -> None:
    assert cells(read(text)) == expected


@pytest.mark.parametrize(
    "content",
    [
        "é,b\n1,ü\n".encode(),
        b"\xef\xbb\xbf" + "é,b\n1,ü\n".encode(),
        "é,b\n1,ü\n".encode("cp1252"),
        "é,b\n1,ü\n".encode("utf-16"),
        b"\xfe\xff" + "é,b\n1,ü\n".encode("utf-16-be"),
        "é,b\n1,ü\n".encode("utf-16-le"),
    ],
)
def test_every_usual_encoding_reads_the_same(read: Read, content: bytes) -> None:
    table = read(content)
    assert table.schema.names == ("é", "b")
    assert cells(table) == [["1", "ü"]]


def test_compressed_tab_separated_and_parquet_files_read_the_same(read: Read) -> None:
    frame = pd.DataFrame(
        {"n": [1, 2, None], "w": ["x", None, "y"], "d": pd.to_datetime(["2020-01-31", None, "2021-02-03"])}
    )
    frame["n"] = frame["n"].astype("Int64")
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    plain = frame.to_csv(index=False)
    tables = [
        read(plain),
        read(gzip.compress(plain.encode()), "t.csv.gz"),
        read(frame.to_csv(index=False, sep="\t"), "t.tsv"),
        read(plain, "t.txt"),
        read(parquet.getvalue(), "t.parquet"),
    ]
    for table in tables:
        assert [column.kind for column in table.schema] == [Kind.INTEGER, Kind.CATEGORY, Kind.DATETIME]
        pd.testing.assert_frame_equal(table.frame, tables[0].frame)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "t.csv"),
        (b"\n \n", "t.csv"),
        (b"a,b\n", "t.csv"),
        (b"\x89PNG\r\n\x1a\n", "t.csv"),
        (b"PK\x03\x04", "t.csv"),
        (b"<!DOCTYPE html><html>", "t.csv"),
        (b'[{"a": "secret"}]', "t.csv"),
        (b'{"a": "secret"}\n{"a": 2}\n', "t.csv"),
        (bytes(range(256)) * 20, "t.csv"),
        (b"secret", "t.csv.gz"),
        (gzip.compress(b"a,b\nsecret,2\n", mtime=0)[:-9], "t.csv.gz"),
        (b"PAR1secret", "t.parquet"),
        (b"a,b\n1,2\n", "t.xlsx"),
        (b"a,b\n1,2\n", "t"),
        (b'a,b\n1,"secret' + b"x" * 200_000, "t.csv"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(read: Read, content: bytes, name: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read(content, name)
    assert caught.value.happened.endswith(".")
    assert caught.value.advice.endswith(".")
    assert "secret" not in caught.value.happened + caught.value.advice


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_headers_get_names_of_their_own_and_keep_their_spelling(read: Read) -> None:
    table = read('a,a,,"two\nlines",a\n1,2,3,4,5\n6,7,8,9,0\n')
    assert table.schema.names == ("a", "a (2)", "column_3", "two lines", "a (3)")
    assert [column.header for column in table.schema] == ["a", "a", "", "two\nlines", "a"]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("6,148,33.6\n1,85,26.6\n8,183,23.3\n", False),
        ("1,2,3\n", False),
        ("a\n4.5\n", True),
        ("country,2019,2020\nA,1,2\nB,3,4\n", True),
        ("x,y\np,q\nr,s\n", True),
        ("\n".join(["m,yes", "f,no"] * 30), False),
    ],
)
def test_a_header_is_told_from_a_first_row(read: Read, text: str, header: bool) -> None:
    table = read(text)
    assert table.dialect.header is header
    if not header:
        assert table.schema.names[0] == "column_1"
        assert "no header" in " ".join(finding.happened for finding in findings(table))


def test_a_decimal_comma_is_found_in_the_columns(read: Read) -> None:
    table = read("a;b;c\n1,5;x,y;3\n2,25;z;4\n-0,5;z;5\n")
    assert table.dialect == Dialect(delimiter=";", decimal=",")
    assert table.frame["a"].tolist() == [1.5, 2.25, -0.5]
    quoted = read('a,b\n"1,7",x\n"2,25",y\n')
    assert quoted.frame["a"].tolist() == [1.7, 2.25]
    grouped = read('a,b\n"1,700",x\n"12,250",y\n900,z\n')
    assert grouped.frame["a"].tolist() == [1700, 12250, 900]
    assert grouped.dialect.decimal == "."


def test_rows_of_odd_length_are_counted(read: Read) -> None:
    table = read("a,b\n1,2\n3\n4,5,6\n7,8\n7,9\n")
    assert [finding.happened for finding in table.noticed] == [
        "1 row has fewer cells than the header.",
        "1 row has more cells than the header.",
    ]


def test_the_schema_of_one_file_reads_another(read: Read) -> None:
    train = read("a,when,c,gone\n1,31/12/2020,x,1.5\n2,01/01/2021,y,2.5\n3,05/01/2021,z,3.5\n")
    other = read("c,extra,a,when\nx,9,4.0,2022-03-04\n?,9,7.6,not a date\n,9,NA,05/06/2022\n", schema=train.schema)
    assert other.schema.names == ("a", "when", "c")
    assert other.frame["a"].tolist()[:2] == [4, 8]
    assert other.frame["a"].isna().tolist() == [False, False, True]
    assert other.frame["when"].dt.strftime("%d.%m.%Y").tolist()[::2] == ["04.03.2022", "05.06.2022"]
    assert other.frame["c"].tolist() == ["x", "?", None]
    assert [(finding.column, finding.happened) for finding in other.noticed] == [
        ("when", "1 cell could not be read as datetime.")
    ]


def test_a_users_kind_is_obeyed(read: Read) -> None:
    text = "a,b,c\n1,x,2020-01-01\n2,y,2020-01-02\noops,z,never\n"
    schema = read(text).schema
    assert schema["a"].kind is Kind.CATEGORY
    corrected = schema.correct("a", kind=Kind.FLOAT).correct("c", kind=Kind.DATETIME)
    table = read(text, schema=corrected)
    assert table.frame["a"].isna().tolist() == [False, False, True]
    assert table.frame["c"].dt.day.tolist()[:2] == [1, 2]
    assert table.schema["c"].format == "%Y-%m-%d"
    assert table.schema["a"].missing == pytest.approx(1 / 3)
    again = read(text, schema=table.schema.correct("a", kind=Kind.CATEGORY))
    assert again.frame["a"].tolist() == ["1", "2", "oops"]


def test_a_file_with_none_of_the_columns_is_refused(read: Read) -> None:
    schema = read("a,b\n1,2\n3,4\n").schema
    with pytest.raises(UnreadableTable, match="none of the columns"):
        read("x,y\n1,2\n", schema=schema)


def test_a_headerless_file_is_matched_by_place(read: Read) -> None:
    train = read("1,x\n2,y\n3,z\n", dialect=Dialect(header=False))
    assert train.schema.names == ("column_1", "column_2")
    other = read("9,q\n8,r\n", schema=train.schema, dialect=train.dialect)
    assert other.frame["column_1"].tolist() == [9, 8]


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(st.sampled_from("a1,;\t|\"'\n\r .-/:é0\x00"), max_size=120).map(str.encode),
        st.text(st.sampled_from("12,.\n-/"), max_size=80).map(str.encode),
    )
)
def test_no_file_crashes_the_reader(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        try:
            table = read_table(path)
        except UnreadableTable:
            return
        findings(table)
        profile(table)
        written = to_csv(table.frame, table.schema, table.dialect)
        if not written.strip():
            return
        path.write_bytes(written)
        again = read_table(path, schema=table.schema, dialect=replace(table.dialect, skip=0))
        assert again.schema.names == table.schema.names
        pd.testing.assert_frame_equal(again.frame, table.frame)


def mangled(chance: random.Random, content: bytes) -> bytes:
    """The content with bytes flipped, cut off, line ends mixed, stray quotes, or one huge cell."""
    kept = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        place, way = chance.randrange(len(kept)), chance.randrange(6)
        if way == 0:
            for _ in range(30):
                kept[chance.randrange(len(kept))] = chance.randrange(256)
        elif way == 1:
            kept = kept[: place + 1]
        elif way == 2:
            kept = bytearray(
                b"".join(line + chance.choice([b"\n", b"\r\n", b"\r"]) for line in bytes(kept).splitlines())
            )
        elif way == 3:
            kept[place:place] = b'"'
        elif way == 4:
            kept[place:place] = chance.choice([b"x", b"1", b" ", b"\x00"]) * chance.choice([300, 140_000])
        else:
            kept = kept[place:] + kept[:place]
    return bytes(kept)


@pytest.mark.parametrize("number", range(40))
def test_a_mangled_file_is_read_or_refused(read: Read, number: int) -> None:
    chance = random.Random(number)
    rows = "".join(
        f'{row},2020-01-{row % 28 + 1:02d},"a, {row}",p{row}@mail.example,{row / 7:.2f}\n' for row in range(60)
    )
    content = mangled(chance, f"n,day,note,mail,size\n{rows}".encode(chance.choice(["utf-8", "utf-16", "cp1252"])))
    try:
        table = read(content)
        profile(table), findings(table)
        written = to_csv(table.frame, table.schema, table.dialect)
    except UnreadableTable:
        return
    assert len(read(written, schema=table.schema, dialect=table.dialect)) == len(table)


def test_a_table_of_hundreds_of_columns_is_read(read: Read) -> None:
    table = read(
        "\n".join(
            ",".join(f"{'c' if row == 0 else ''}{place * row % 7 + place * (row == 0)}" for place in range(800))
            for row in range(5)
        )
    )
    assert len(table.schema) == 800
