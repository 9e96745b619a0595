"""A program that read the original reads the synthetic file with the same columns, of the same types."""

import io
import tempfile
from datetime import datetime
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from synthesis.tables import Table, read_table, to_csv

WAYS: tuple[st.SearchStrategy[str], ...] = (
    st.integers(-50, 5_000).map(str),
    st.integers(0, 99_999).map(lambda value: f"{value:05d}"),
    st.floats(-1e4, 1e4).map(lambda value: f"{value:.2f}"),
    st.floats(-1e4, 1e4).map(repr),
    st.floats(0, 1e6).map(lambda value: f"${value:,.2f}"),
    st.integers(0, 1_000).map(lambda value: f"{value / 10:.1f}%"),
    st.dates().map(str),
    st.datetimes().map(lambda value: value.strftime("%d/%m/%Y %H:%M")),
    st.times().map(lambda value: value.strftime("%H:%M:%S")),
    st.integers(1, 99_999).map(lambda value: f"PT{value // 3600}H{value // 60 % 60}M{value % 60}S"),
    st.integers(0, 6_000).map(lambda value: f"{value // 60}h {value % 60}m"),
    st.integers(1, 99).map(lambda value: f".{value:02d}"),
    st.integers(0, 99).map(lambda value: f"{value}."),
    st.integers(0, 86_399_999).map(
        lambda value: f"{value // 3_600_000:02d}:{value // 60_000 % 60:02d}:{value // 1000 % 60:02d}.{value % 1000:03d}"
    ),
    st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1)).map(
        lambda value: value.strftime("%Y-%m-%dT%H:%M:%S") + ("+01:00", "-05:00")[value.second % 2]
    ),
    st.booleans().map(str),
    st.sampled_from(["yes", "no"]),
    st.sampled_from(["0", "1"]),
    st.sampled_from(["TRUE", "FALSE", "NA"]),
    st.sampled_from(["[0-10)", "[10-20)", "[20-30)"]),
    st.sampled_from(["a, b", 'say "so"', "two\nlines", "ü", " padded ", "plain"]),
    st.integers(10**17, 10**18).map(str),
    st.just("same"),
    st.just(""),
)
BLANKS = ("", "NA", "?", " ", "-", "None", "n/a", "999")


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A file's text and its delimiter: columns written in all ways, some cells of which are blank in one way or two."""
    delimiter = draw(st.sampled_from(",;\t|"))
    rows, ways = draw(st.integers(4, 25)), draw(st.lists(st.sampled_from(WAYS), min_size=2, max_size=6))
    columns = []
    for place, way in enumerate(ways):
        cells = draw(st.lists(way, min_size=rows, max_size=rows))
        for blank in draw(st.lists(st.sampled_from(BLANKS), max_size=2)):
            cells = [blank if gone else cell for cell, gone in zip(cells, draw(_gaps(rows)), strict=True)]
        columns.append(pd.Series(cells, name=draw(st.sampled_from([f"c{place}", f"Column, {place}", f"ä {place}"]))))
    frame = pd.concat(columns, axis=1)
    return frame.to_csv(sep=delimiter, index=False, lineterminator="\n"), delimiter


def _gaps(rows: int) -> st.SearchStrategy[list[bool]]:
    return st.lists(st.sampled_from([False, False, False, True]), min_size=rows, max_size=rows)


def loaded(content: bytes, delimiter: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), sep=delimiter, keep_default_na=True)


def understood(content: bytes) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        return read_table(path)


@pytest.mark.filterwarnings("ignore::pandas.errors.DtypeWarning")
@settings(max_examples=60, deadline=None, database=None)
@given(files(), st.randoms(use_true_random=False))
@example(("c0,c1\n0,0.\n0,0.\n0,0.\n0,999\n", ","), Random(0))
def test_a_program_reads_the_same_columns_of_the_same_types(file: tuple[str, str], chance: Random) -> None:
    text, delimiter = file
    table = understood(text.encode())
    if table.dialect.delimiter != delimiter or not table.dialect.header:
        return
    order = np.arange(len(table))
    chance.shuffle(order)
    shuffled = table.frame.iloc[order].reset_index(drop=True)
    before = loaded(text.encode(), delimiter)
    after = loaded(to_csv(shuffled, table.schema, table.dialect), delimiter)
    assert list(after.columns) == list(before.columns)
    assert list(after.dtypes) == list(before.dtypes)
    assert after.isna().sum().tolist() == before.isna().sum().tolist()
