"""Files that would take the machine, or that hold what no reader expects: each is refused in words."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest

from synthesis.cli.program import main
from synthesis.foundation.errors import UnreadableTable
from synthesis.tables import read_table
from synthesis.tables.reading import parquet as parquet_reader
from synthesis.tables.reading import source
from synthesis.tables.reading.cells import Cells
from synthesis.tables.reading.file_formats import is_light, weight
from tests.hostile import HOSTILE, parquet, workbook


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_take_the_machine_is_refused_in_words(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, word = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    assert main(["describe", str(path)]) == 2
    happened, advice = capsys.readouterr().err.splitlines()
    assert word in happened
    assert advice
    assert not is_light(path, 1 << 30)


def test_a_workbook_like_them_without_the_fault_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for content in (workbook(), workbook(claim=3), workbook("C45")):
        path.write_bytes(content)
        assert read_table(path).schema.names[:2] == ("a", "b")
    path.write_bytes(workbook("XFD41"))
    with pytest.raises(UnreadableTable, match="16,384 columns all but 3 are empty"):
        read_table(path)
    path.write_bytes(workbook("A20000"))
    assert weight(path) == 48 * 2 * 20_000
    assert len(read_table(path)) == 41


def test_a_packed_file_is_weighed_by_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 500_000))
    assert path.stat().st_size < 10_000
    assert weight(path) == 2_000_004
    assert is_light(path, 2_000_004)
    assert not is_light(path, 2_000_003)
    monkeypatch.setattr(source, "_ANY", 2_000_003)
    with pytest.raises(UnreadableTable, match="too large once unpacked"):
        read_table(path)


def test_a_wide_file_is_not_light_however_small(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for columns, light in ((100, True), (101, False)):
        path.write_text("x;" * (columns - 1) + "x\n" + "1;" * (columns - 1) + "1\n")
        assert is_light(path, 1 << 20) is light


def test_a_packed_column_is_weighed_by_its_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet(a=pa.repeat("x", 100_000), b=pa.repeat(1, 100_000)))
    assert path.stat().st_size < 4_000
    assert weight(path) == 8 * 200_000
    monkeypatch.setattr(parquet_reader, "MOST_CELLS", 199_999)
    with pytest.raises(UnreadableTable, match="more than 199,999 cells"):
        read_table(path)


def test_each_value_is_spelt_once_and_rows_read_as_before() -> None:
    texts, places = ["x", "", "unused", "x", "y"], [4, 1, 3, 0, 4, 1]
    found = Cells.of_places("a", "a", pa.array(places).to_numpy(), texts)
    plain = Cells.of("a", "a", [texts[place] for place in places])
    assert list(found.levels) == list(plain.levels) == ["y", "", "x"]
    assert found.codes.tolist() == plain.codes.tolist() == [0, 1, 2, 2, 0, 1]
    assert found.counts.tolist() == plain.counts.tolist() == [2, 2, 2]


def test_a_parquet_file_reads_as_its_cells_are(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    half = pa.array([1.5, None, float("nan"), 2.0] * 20, pa.float32())
    words = pa.chunked_array([pa.array(["b", None, "a", ""] * 10)] * 2).dictionary_encode()
    zone = pa.array([0, None] * 40, pa.timestamp("s", "Nowhere/Town"))
    path.write_bytes(parquet(half=half, words=words, none=pa.nulls(80), zone=zone))
    sheet = parquet_reader.parquet_cells(path.read_bytes())
    assert [list(cells.levels) for cells in sheet.columns] == [
        ["1.5", "", "2"],
        ["b", "", "a"],
        [""],
        ["1970-01-01", ""],
    ]
    assert [cells.codes[:4].tolist() for cells in sheet.columns] == [
        [0, 1, 1, 2],
        [0, 1, 2, 1],
        [0, 0, 0, 0],
        [0, 1, 0, 1],
    ]
