"""A format of files is one value and one line; whatever reads, describes, runs or uploads tables follows from it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from components.data.upload import shown_name
from synthesis.cli.program import main
from synthesis.foundation.errors import UnreadableTable
from synthesis.tables import Dialect, Kind, Schema, preview, read_table, sheets
from synthesis.tables.reading import file_formats
from synthesis.tables.reading.cells import Sheet, sheet_of
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.file_formats import FORMATS, accepted, format_of, format_titles
from tests.pages import open_app, said

MARK = "%CARDS\n"
FEW = "".join(f"age: {20 + row % 50}\ntown: {('Ulm', 'Bonn', 'Köln')[row % 3]}\n\n" for row in range(400))


def read_cards(path: Path, dialect: Dialect | None, schema: Schema | None) -> tuple[Sheet, Dialect]:
    """One record a paragraph, one `name: value` a line."""
    text = path.read_text("utf-8").removeprefix(MARK)
    records = [dict(line.split(": ", 1) for line in card.splitlines()) for card in text.strip().split("\n\n")]
    return sheet_of([list(records[0]), *(list(record.values()) for record in records)], Dialect()), Dialect()


CARDS = FileFormat(
    "Cards", "a box of cards", (".cards",), read_cards, looks=lambda head: head.startswith(b"%CARDS"), plain=True
)


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(file_formats, "FORMATS", (*FORMATS, CARDS))
    path = tmp_path / "people.cards"
    path.write_text(MARK + FEW, "utf-8")
    return path


def test_a_format_added_by_one_line_is_read(cards: Path) -> None:
    table = read_table(cards)
    assert (len(table), table.schema.names) == (400, ("age", "town"))
    assert table.schema["age"].kind is Kind.INTEGER
    assert preview(cards).rows[:2] == (("age", "town"), ("20", "Ulm"))
    assert sheets(cards) == ()
    assert shown_name(cards.name) == "people"


def test_a_format_added_by_one_line_is_described_and_run(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", str(cards)]) == 0
    assert json.loads(capsys.readouterr().out)["table"]["rows"] == 400
    out = tmp_path / "out"
    assert main(["run", str(cards), "--out", str(out), "--seed", "1", "--attacks", "100"]) in (0, 1, 3)
    assert (out / "synthetic.csv").read_text("utf-8").startswith("age,town\n")


def test_a_format_added_by_one_line_is_uploaded(cards: Path) -> None:
    at = open_app()
    assert "CSV, TSV, Parquet, Excel or Cards" in said(at)
    at.file_uploader[0].set_value(("people.cards", cards.read_bytes(), "text/plain")).run()
    assert not at.exception
    assert not at.error
    assert {m.label: m.value for m in at.metric}["Rows"] == "400"


def test_a_format_added_by_one_line_is_known_under_another_name(cards: Path) -> None:
    other = cards.rename(cards.with_suffix(".csv"))
    with pytest.raises(UnreadableTable, match=r"The file is a box of cards, whatever its name says\.") as refused:
        read_table(other)
    assert refused.value.advice == (
        "Bring a .csv, .tsv or .txt file (each also .gz), or a .parquet, .xlsx or .cards file."
    )


def test_what_may_be_brought_follows_from_the_formats() -> None:
    assert accepted() == "Bring a .csv, .tsv or .txt file (each also .gz), or a .parquet or .xlsx file."
    assert format_titles() == "CSV, TSV, Parquet or Excel"
    endings = [end for one in FORMATS for end in one.endings]
    assert len(set(endings)) == len(endings)


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda one: one.title)
def test_every_format_refuses_what_is_none_of_it(file_format: FileFormat, tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"\n\n", b"\x00\x01secret\xff" * 40, b"PAR1secret", b"PK\x03\x04xl/secret")):
        path = tmp_path / f"{number}{file_format.endings[0]}"
        path.write_bytes(content)
        with pytest.raises(UnreadableTable) as refused:
            read_table(path)
        assert "secret" not in f"{refused.value.happened} {refused.value.advice}"
    with pytest.raises(UnreadableTable, match="no such file"):
        read_table(tmp_path / f"none{file_format.endings[0]}")


@pytest.mark.parametrize("file_format", FORMATS, ids=lambda one: one.title)
def test_every_format_is_found_by_its_names(file_format: FileFormat, tmp_path: Path) -> None:
    for end in file_format.endings:
        assert format_of(tmp_path / f"a.b{end.upper()}") is file_format
        packed = tmp_path / f"a{end}.gz"
        if file_format.packed:
            assert format_of(packed) is file_format
        else:
            with pytest.raises(UnreadableTable, match="does not end in a kind of table"):
                format_of(packed)


def test_a_format_has_an_ending() -> None:
    for endings in ((), ("csv",), (".CSV",)):
        with pytest.raises(ValueError, match="endings"):
            replace(CARDS, endings=endings)
