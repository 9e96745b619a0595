"""Under a guarantee for rows, one row of a file changes one row of the table, or the file is refused by its line."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables import Dialect
from synthesis.tables.reading.cells import split_cells
from synthesis.tables.reading.rows_apart import refuse_rows_that_touch

PLAIN = Dialect()


def refused(folder: Path, text: str, dialect: Dialect = PLAIN) -> int | None:
    """The line by which the file is refused; None where it is not."""
    path = folder / "a.csv"
    path.write_bytes(text.encode())
    try:
        refuse_rows_that_touch(path, dialect)
    except UnreadableTable as error:
        return int(error.happened.removeprefix("Line ").split()[0])
    return None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\nBob,"6\nAnn,7\n', 3),
        ('a,b\n1,2\nBob,"6\nAnn,"7"\n', 3),
        ('a,b\r\n1,2\r\n"Bob,6\r\nAnn,7\r\n"Eve",8\r\n', 3),
        ('a,b\r1,2\rBob,"6" tall\rAnn,7\r', 3),
        ('"a,b\n1,2\n', 1),
        ('a,b\n1,"2\n3"\n"Bob', 4),
    ],
)
def test_a_quote_that_is_never_closed_is_told_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert refused(tmp_path, text) == line
    with pytest.raises(UnreadableTable) as caught:
        refuse_rows_that_touch(tmp_path / "a.csv", PLAIN)
    assert "Bob" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        'a,b\n"1","two\nlines"\n"say ""so""",""\n',
        'a,b\nmid"dle,5"\nx,"y"',
        "a,b\n\x00,2\n1,\x00\n",
        "a,b\n1\n1,2,3\n\n4,5\n\n",
        '﻿"a","b"\r\n"1","2"\r\n',
    ],
)
def test_files_whose_rows_stand_apart_are_read(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text) is None


def test_a_blank_line_counts_only_where_no_other_row_decides_that(tmp_path: Path) -> None:
    assert refused(tmp_path, "a\n1\n\n2\n") == 3
    assert refused(tmp_path, 'a\n1\n""\n"two\n\nlines"\n') is None
    assert refused(tmp_path, "1,2\n\n3,4\n", Dialect(header=False)) == 2
    assert refused(tmp_path, "a,b\n1,2\n\n3,4\n") is None


def test_comments_skipped_lines_and_spaces_are_understood(tmp_path: Path) -> None:
    hashed = Dialect(comment="#")
    assert refused(tmp_path, '# "so\na,b\n1,"2"\n# "so\n', hashed) is None
    assert refused(tmp_path, 'a,b\n1,5"\n# "so\n', hashed) == 2
    assert refused(tmp_path, 'Table "1\na,b\n1,"2"\n', Dialect(skip=1)) is None
    assert refused(tmp_path, 'a, b\n1, "2\n3"\n', Dialect(spaced=True)) is None
    assert refused(tmp_path, 'a, b\n1, "2\n3,4\n', Dialect(spaced=True)) == 2


ROWS = st.lists(
    st.text('a"\n\r, \x00', max_size=7).filter(
        lambda row: row.strip("\r\n") and row.count("\x00") < 2 and row.count(",") < 2
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=400, deadline=None)
@given(ROWS, st.integers(0, 4))
def test_where_a_file_is_not_refused_one_record_changes_one_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], place: int
) -> None:
    """A record is what is a file by itself; with it, in any place, the table has its rows more and no other cell."""
    folder = tmp_path_factory.mktemp("rows")
    records = [row for row in rows if refused(folder, f"h,k\n{row}\n") is None]
    if not records:
        return
    alone = [cells(f"h,k\n{record}\n") for record in records]
    assert refused(folder, "h,k\n" + "\n".join(records) + "\n") is None
    assert cells("h,k\n" + "\n".join(records) + "\n") == [row for found in alone for row in found]
    shuffled = random.Random(place).sample(records, len(records))
    assert sorted(cells("h,k\n" + "\n".join(shuffled) + "\n")) == sorted(row for found in alone for row in found)


def cells(text: str) -> list[tuple[str, ...]]:
    columns = split_cells(text, PLAIN).columns[:2]
    return list(zip(*([column.levels[code] for code in column.codes] for column in columns), strict=True))
