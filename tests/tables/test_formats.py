"""Every way a table comes written: encodings, delimiters, headers, comments, archives, workbooks."""

import datetime
import gzip
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables import Dialect, Kind, Table, findings, preview, read_table, sheets, to_csv

Read = Callable[..., Table]
ROWS = [(row, f"{row * 7 % 90 / 4:.2f}", ["north", "south", "west"][row % 3]) for row in range(24)]


def spelt(delimiter: str = ",", newline: str = "\n", header: str = "n,size,place") -> str:
    lines = [header.replace(",", delimiter), *(delimiter.join(map(str, row)) for row in ROWS)]
    return newline.join(lines) + newline


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_found_and_written_again(read: Read, delimiter: str, newline: str) -> None:
    text = spelt(delimiter, newline)
    table = read(text)
    assert (table.dialect.delimiter, table.dialect.newline, table.dialect.header) == (delimiter, newline, True)
    assert [column.kind for column in table.schema][1:] == [Kind.FLOAT, Kind.CATEGORY]
    assert to_csv(table.frame, table.schema, table.dialect) == text.encode()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("größe,straße\n" + "1,Königsallee\n2,Äußere\n" * 9, "cp1252"),
        ("prénom,âge\n" + "Hélène,34\nFrançois,28\n" * 9, "cp1252"),
        ("price,note\n" + "1,“€ 5”\n2,x\n" * 9, "cp1252"),
        ("名前,年齢\n" + "山田太郎,34\nカタカナ,28\n" * 9, "cp932"),
        ("姓名,年龄\n" + "王小明,34\n张伟,28\n" * 9, "gb18030"),
        ("имя,город\n" + "Анна,Казань\nИван,Москва\n" * 9, "cp1251"),
        ("imię,miasto\n" + "Łukasz,Łódź\nMałgorzata,Wrocław\n" * 9, "cp1250"),
        ("imię,miasto\n" + "Łukasz,Łódź\nGosia,Wąsosz\n" * 9, "iso8859-2"),
        ("jméno,b\n" + "Jiří,Plzeň\nBožena,Ústí\n" * 9, "cp1250"),
        ("név,b\n" + "Győző,Pécs\nTünde,Fűzfő\n" * 9, "cp1250"),
        ("ad,b\n" + "Ayşe,İzmir\nÇağrı,Iğdır\n" * 9, "cp1254"),
        ("vardas,b\n" + "Žydrūnas,Šiauliai\nEglė,Mažeikiai\n" * 9, "cp1257"),
        ("όνομα,πόλη\n" + "Γιώργος,Αθήνα\nΜαρία,Πάτρα\n" * 9, "cp1253"),
        ("имя,город\n" + "Анна,Казань\nИван,Москва\n" * 9, "koi8-r"),
        ("имя,город\n" + "Анна,Казань\nИван,Москва\n" * 9, "cp866"),
        ("名前,住所\n" + "山田太郎,東京都\nカタカナ,大阪府\n" * 9, "euc-jp"),
        ("a,b\n" + "山田太郎,東京都\n川崎市,横浜市\n" * 9, "euc-jp"),
        ("姓名,城市\n" + "王小明,臺北\n張偉,高雄\n" * 9, "big5"),
        ("이름,도시\n" + "김철수,서울\n이영희,부산\n" * 9, "cp949"),
        ("größe,b\n" + "1,Müller\n2,Köln\n" * 9, "mac-roman"),
        ("имя,город\n" + "Анна,Казань\nИван,Москва\n" * 9, "utf-16-le"),
        ("姓名,城市\n" + "王小明,臺北\n張偉,高雄\n" * 9, "utf-16-be"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-32-le"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-32-be"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-8"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-8-sig"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-16"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-16-le"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-16-be"),
        ("\ufeffgröße,b\n" + "1,ü\n2,x\n" * 9, "utf-16-be"),
        ("größe,b\n" + "1,ü\n2,x\n" * 9, "utf-32"),
    ],
)
def test_an_encoding_is_found_and_written_again(read: Read, text: str, encoding: str) -> None:
    content = text.encode(encoding)
    table = read(content)
    assert table.dialect.encoding == encoding
    assert table.schema.names == tuple(text.lstrip("\ufeff").splitlines()[0].split(","))
    assert to_csv(table.frame, table.schema, table.dialect) == content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# made by hand\n# in May\n" + spelt(), {"comment": "#", "skip": 0}),
        (spelt(header="#n,size,place"), {"comment": "", "skip": 0}),
        ("A report\n\nof 24 rows\n\n" + spelt(), {"skip": 4, "comment": ""}),
        ("A report\nof, say, 24 rows, or so\n" + spelt(), {"skip": 2}),
        (spelt(header="n,size,place\n(no),(cm),(region)"), {"header_lines": 2}),
        (spelt().replace(",", ", "), {"spaced": True, "delimiter": ","}),
        (spelt(header="n,size,place").replace("north", "'no,rth'"), {"quote": "'"}),
        ("".join(f'"{a}","{b}","{c}"\n' for a, b, c in [("n", "size", "p"), *ROWS]), {"quoting": "all"}),
        ("".join(f'{a};{b};"{c}"\n' for a, b, c in [('"n"', '"size"', "p"), *ROWS]), {"quoting": "text"}),
        ("\n".join(",".join(map(str, row)) for row in ROWS), {"header": False}),
        ("1985-01-02 10:00\n" * 30, {"delimiter": ",", "header": False}),
        ("city\nNew York\nSan Diego\nSanta Fe\n" * 9, {"delimiter": ","}),
    ],
)
def test_a_dialect_is_found(read: Read, text: str, expected: dict[str, object]) -> None:
    dialect = read(text).dialect
    assert {name: getattr(dialect, name) for name in expected} == expected


def test_two_header_lines_name_the_columns_together_and_are_written_again(read: Read) -> None:
    text = spelt(header="n,size,size\n(no),(cm),(region)")
    table = read(text)
    assert table.schema.names == ("n (no)", "size (cm)", "size (region)")
    assert to_csv(table.frame, table.schema, table.dialect) == text.encode()
    again = read(text, schema=table.schema, dialect=table.dialect)
    assert again.schema.names == table.schema.names


def test_comments_between_rows_are_left_out_and_quotes_protect(read: Read) -> None:
    table = read('# top\na,b\n1,"x\n# not a comment"\n# between\n2,y\n' + "3,z\n" * 9)
    assert table.frame["b"].tolist() == ["x\n# not a comment", "y", *"z" * 9]


@pytest.mark.parametrize("quoting", ["minimal", "all", "text"])
def test_a_quoting_style_is_kept(read: Read, quoting: str) -> None:
    table = read(spelt())
    content = to_csv(table.frame, table.schema, replace(table.dialect, quoting=quoting))
    again = read(content)
    assert again.dialect.quoting == quoting
    assert again.frame.equals(table.frame)
    assert to_csv(again.frame, again.schema, again.dialect) == content


def test_a_guess_is_shown_and_corrected(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("a title\nx;y\n1,5;ü\n2,5;é\n".encode("cp1252")))
    guess = preview(path)
    assert guess.lines == ("a title", "x;y", "1,5;ü", "2,5;é")
    corrected = Dialect(encoding="cp1250", delimiter=";", decimal=",", skip=1, header=False)
    shown = preview(path, corrected)
    assert shown.rows == (("x", "y"), ("1,5", "ü"), ("2,5", "é"))
    table = read_table(path, dialect=replace(corrected, header=True))
    assert table.frame["x"].tolist() == [1.5, 2.5]
    with pytest.raises(UnreadableTable, match="not written in that encoding"):
        preview(path, replace(corrected, encoding="utf-8"))


def workbook(*rows: list[object]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "empty"
    sheet = book.create_sheet("data")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_reads_like_a_file(read: Read, tmp_path: Path) -> None:
    day = datetime.datetime(2020, 5, 17)
    rows = [[row, row / 4, f"{'xyz'[row % 3]}", day + datetime.timedelta(days=row), row % 2 == 0] for row in range(30)]
    rows[3][2] = None
    table = read(workbook(["A report"], [], ["n", "size", "kind", "day", "ok"], *rows), "t.xlsx")
    assert [column.kind for column in table.schema][1:] == [Kind.FLOAT, Kind.CATEGORY, Kind.DATETIME, Kind.BOOLEAN]
    assert table.dialect == Dialect(skip=1)
    shown = preview(tmp_path / "t.xlsx")
    assert shown.rows[:2] == (("n", "size", "kind", "day", "ok"), ("0", "0", "x", "2020-05-17", "TRUE"))
    assert (len(shown.rows), shown.lines) == (12, ())
    assert to_csv(table.frame, table.schema, table.dialect).splitlines()[2:6:3] == [
        b"0,0,x,2020-05-17,TRUE",
        b"3,0.75,,2020-05-20,FALSE",
    ]


def several(**sheets: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_of_several_sheets_says_which_was_read_and_lets_another_be_picked(
    read: Read, tmp_path: Path
) -> None:
    people = [["age", "town"], *([20 + row, "xy"[row % 2]] for row in range(9))]
    sales = [["a report"], ["n", "pay", "kind"], *([row, row / 4, "z"] for row in range(9))]
    content = several(blank=[], people=people, sales=sales)
    table = read(content, "t.xlsx")
    assert sheets(tmp_path / "t.xlsx") == ("people", "sales")
    assert (table.schema.names, table.dialect.sheet, table.schema.sheet) == (("age", "town"), "people", "people")
    assert "The workbook has 1 more sheet; only “people” was read." in [f.happened for f in findings(table)]
    assert not [f for f in read(several(people=people), "one.xlsx").noticed if "sheet" in f.happened]

    other = read(content, "t.xlsx", dialect=Dialect(sheet="sales"))
    assert (other.schema.names, other.dialect.skip) == (("n", "pay", "kind"), 1)
    assert preview(tmp_path / "t.xlsx", other.dialect).rows[0] == ("n", "pay", "kind")
    assert read(content, "t.xlsx", schema=other.schema).frame.equals(other.frame)
    assert len(read(several(more=sales), "t.xlsx", schema=other.schema)) == 9
    with pytest.raises(UnreadableTable, match="no sheet of that name") as refused:
        read(content, "t.xlsx", dialect=Dialect(sheet="blank"))
    assert refused.value.advice == "Its sheets: “people”, “sales”."


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"a,b\n1,2\n", b"<html></html>"])
def test_what_is_no_workbook_is_refused(read: Read, content: bytes) -> None:
    with pytest.raises(UnreadableTable, match="not a whole Excel workbook"):
        read(content, "t.xlsx")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n", "picture"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04" + b"x" * 30, "zip"),
        (b"PK\x03\x04" + b"[Content_Types].xml", "spreadsheet"),
        (b"<table><tr>", "web page"),
        (b'[{"a": 1}]', "JSON"),
        (b'{"a": 1}\n{"a": 2}\n', "JSON"),
        (b"\x00\x01\x02\x03" * 50, "not text"),
        (b"SQLite format 3\x00", "database"),
        (b" \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe\n\x00", "empty"),
        (b"a,b\n", "no rows"),
        (b'[{"a":1,\n"b":2},\n{"a":', "JSON"),
        (b'<rows>\n<row a="1,2"/>\n</rows>', "XML"),
        (b"INSERT INTO t VALUES (1,2);\nINSERT INTO t VALUES (3,4);\n", "database script"),
        (b"BZh91AY", "bzip2"),
    ],
)
def test_a_file_that_is_no_table_is_told_what_it_is(read: Read, content: bytes, what: str) -> None:
    with pytest.raises(UnreadableTable, match=what):
        read(content)
