"""What was read is written as it was, and reads back the same."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.tables import Column, Dialect, Kind, Schema, Table, read_table, sample_csv, to_csv

Read = Callable[..., Table]

CLEAN = [
    "a,b\n1,x\n2,y\n3,\n",
    "a;b\r\n1,50;x\r\n2,25;y\r\n;z\r\n",
    'a,b\n"1,005",x\n"12,000",y\n7,z\n',
    "a,b\n1.50,x\n29.00,y\n0.92,z\n",
    "a,b\n1.5,x\n29,y\n0.92,z\n",
    "a,b\n1.5,007\n29,008\nNA,009\n",
    "d,e\n3/29/1982,2020-01-01T00:00:00Z\n12/1/2001,2021-01-01T10:00:00Z\n,2021-01-01T10:00:00Z\n",
    'a,"two\nlines",a\n1,"x, y",q\n2,"say ""so""",r\n',
    "yes,TRUE\nno,FALSE\n" * 30,
    "\ufeffa,b\n1,ü\n2,é\n",
    'x\n1\n""\n3\n',
    "a,b\n1e-07,x\n2.5e+20,y\n",
    "a,b\n-0.5,x\n0.0,y\n12.5,z\n",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_files_come_out_byte_for_byte(read: Read, text: str) -> None:
    table = read(text)
    assert to_csv(table.frame, table.schema, table.dialect) == text.encode()


def test_the_sample_comes_out_byte_for_byte(read: Read) -> None:
    content = sample_csv(400)
    table = read(content)
    assert to_csv(table.frame, table.schema, table.dialect) == content


def test_whole_numbers_gain_no_decimals_and_blanks_keep_their_spelling() -> None:
    schema = Schema(
        (Column("a", Kind.INTEGER, blank="NA"), Column("b", Kind.FLOAT, format=".1f"), Column("gone", Kind.TEXT))
    )
    frame = pd.DataFrame({"b": [1.26, -0.04, np.nan], "a": pd.array([1, None, 3], dtype="Int64")})
    assert to_csv(frame, schema) == b"a,b\n1,1.3\nNA,0.0\n3,\n"
    floats = pd.DataFrame({"a": [1.0, np.nan, 3.0], "b": [1.0, 2.0, 3.0]})
    assert to_csv(floats, schema, Dialect(delimiter=";", decimal=",")) == b"a;b\n1;1,0\nNA;2,0\n3;3,0\n"


def test_a_letter_that_the_encoding_lacks_is_not_lost() -> None:
    schema, frame = Schema((Column("a", Kind.CATEGORY),)), pd.DataFrame({"a": ["Ł"]})
    assert to_csv(frame, schema, Dialect(encoding="cp1252")).decode("utf-8") == "a\nŁ\n"


texts = st.one_of(
    st.sampled_from(
        ["", " ", "NA", "?", "0", "1", "yes", "no", "2020-01-31", "1/2/2020", "1.50", "-3", "007", "1,5", "1e5"]
    ),
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.dates().map(str),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
)


@settings(max_examples=150, deadline=None, database=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=12)
    )
)
def test_reading_writing_and_reading_again_gives_equal_frames(rows: list[list[str]]) -> None:
    schema = Schema(tuple(Column(f"c{place}", Kind.CATEGORY) for place in range(len(rows[0]))))
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=list(schema.names), dtype=object)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(to_csv(frame, schema))
        first = read_table(path, dialect=Dialect())
        path.write_bytes(to_csv(first.frame, first.schema, first.dialect))
        second = read_table(path, schema=first.schema, dialect=first.dialect)
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert len(first) == len(rows)


def test_texts_that_differ_in_a_null_byte_alone_stay_apart(read: Read) -> None:
    content = "a,b\n00\x00,x\n00,y\n"
    table = read(content)
    assert to_csv(table.frame, table.schema, table.dialect) == content.encode()
