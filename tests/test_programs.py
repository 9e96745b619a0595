"""A program that read the original reads the synthetic file unchanged: the same columns, in order, of the same
types."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from synthesis.journey import Judging, run
from synthesis.recipe import Recipe
from synthesis.tables import Dialect, sample_csv

N = 260


def columns() -> Iterator[tuple[str, list[object]]]:
    """Columns of every type, some with a single blank cell, or with one that is spelt in a way of its own."""
    rows = range(N)
    yield "whole", [row % 41 for row in rows]
    yield "one blank", ["" if row == 7 else row % 37 for row in rows]
    yield "marked", ["?" if row == 9 else row % 33 for row in rows]
    yield "marks", ["" if row % 2 else "NA" if row == 4 else "-" if row == 6 else row % 29 for row in rows]
    yield "money", [f"${row % 31 * 40 + 0.5:,.2f}" for row in rows]
    yield "part", [f"{row % 27 / 4}" for row in rows]
    yield "point", [f"{row % 23}." for row in rows]
    yield "flag", [("TRUE", "FALSE")[row % 3 % 2] for row in rows]
    yield "flag?", ["" if row == 3 else ("True", "False")[row % 3 % 2] for row in rows]
    yield "bit", [int(row % 3 == 0) for row in rows]
    yield "yes", [("yes", "no")[row % 3 % 2] for row in rows]
    yield "day", [f"{1990 + row % 20}-{row % 12 + 1:02d}-{row % 28 + 1:02d}" for row in rows]
    yield "clock", [f"{row % 24}:{row % 60:02d}" for row in rows]
    yield "code", [f"{row % 7:03d}" for row in rows]
    yield "town", [("Rome", "Bath", "Cork")[row % 5 % 3] for row in rows]
    yield "a b, c", [row % 4 for row in rows]
    yield "empty", [""] * N
    yield "same", ["x"] * N
    yield "id", [f"K-{row * 37 % 9000:04d}" for row in rows]


ODD = pd.DataFrame(dict(columns()))
TABLES = {
    "sample": (sample_csv(300), ","),
    "odd": (ODD.to_csv(index=False).encode(), ","),
    "odd; quoted": (ODD.to_csv(index=False, sep=";", quoting=1, lineterminator="\r\n").encode("utf-8-sig"), ";"),
    "odd, no header": (ODD.to_csv(index=False, header=False, sep="\t").encode("utf-16"), "\t"),
}


def loaded(content: bytes, delimiter: str, dialect: Dialect) -> pd.DataFrame:
    options: dict[str, Any] = {"sep": delimiter, "header": 0 if dialect.header else None, "encoding": dialect.encoding}
    return pd.read_csv(io.BytesIO(content), **options)


@pytest.mark.parametrize(
    ("name", "generator"),
    [*((name, generator) for name in TABLES for generator in ("trees", "marginals")), ("odd", "gaussian-copula")],
)
def test_pandas_reads_the_synthetic_file_with_the_types_of_the_original(
    tmp_path: Path, name: str, generator: str
) -> None:
    content, delimiter = TABLES[name]
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    made = run(path, Recipe(generator=generator, rows=N), Judging(skip=True))
    before, after = (loaded(file, delimiter, made.synthetic.dialect) for file in (content, made.csv))
    assert list(before.columns) == list(after.columns)
    assert before.dtypes.astype(str).to_dict() == after.dtypes.astype(str).to_dict()
    assert (before.isna().any() == after.isna().any()).all()
