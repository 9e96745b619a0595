"""What Arrow splits in blocks is what the csv module would have split, or is left to it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.tables import Dialect, Table
from synthesis.tables.reading.bulk import bulk_cells
from synthesis.tables.reading.cells import Sheet, split_cells

Read = Callable[..., Table]
CELL = st.one_of(
    st.sampled_from(
        ["", " ", "NA", "x", '"q"', '"a,b"', '"two\nlines"', '"say ""so"""', 'mid"dle', "é", "\x00", "1.5"]
    ),
    st.text(st.sampled_from('ab",\n\r 1'), max_size=5),
)


def picture(sheet: Sheet) -> list[tuple[str, str | None, list[str]]]:
    return [(c.name, c.header, [list(c.levels)[code] for code in c.codes]) for c in sheet.columns]


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans()
)
def test_arrow_sees_the_same_cells_or_none(rows: list[tuple[str, ...]], newline: str, header: bool) -> None:
    text = newline.join(["a,b,a", *(",".join(row) for row in rows)]) + newline
    dialect = Dialect(header=header, newline=newline)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.encode())
        sheet = bulk_cells(path, text, dialect)
    if sheet is not None:
        assert picture(sheet) == picture(split_cells(text, dialect))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_large_file_reads_as_a_small_one_does(read: Read, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    rows = [f'{row},{row / 7:.3f},{"äöü"[row % 3]},"N{row % 5}, Q",{"NA" if row % 4 else row}' for row in range(3_000)]
    content = "\n".join(["id,share,letter,place,count", *rows, ""]).encode(encoding)
    small = read(content)
    monkeypatch.setattr("synthesis.tables.reading.delimited._LARGE", 1_000)
    seen = []
    monkeypatch.setattr(
        "synthesis.tables.reading.delimited.bulk_cells", lambda *a: seen.append(bulk_cells(*a)) or seen[-1]
    )
    large = read(content)
    assert seen[0] is not None
    assert (large.schema, large.dialect, large.fingerprint) == (small.schema, small.dialect, small.fingerprint)
    assert large.frame.equals(small.frame)


def test_a_large_ragged_file_is_read_too(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthesis.tables.reading.delimited._LARGE", 1_000)
    table = read("\n".join(["a,b,c", *("1,2,3" if row % 100 else "1,2" for row in range(1_000))]))
    assert len(table) == 1_000
    assert table.noticed[0].happened == "10 rows have fewer cells than the header."
