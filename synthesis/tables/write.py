"""A frame as the bytes of a file, spelt the way its source was."""

import csv
import io
from pathlib import Path

import pandas as pd

from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect
from synthesis.tables.values import texts


def to_csv(frame: pd.DataFrame, schema: Schema, dialect: Dialect | None = None) -> bytes:
    """The columns of `schema` that `frame` has, in the schema's order, spelt as the dialect and each column say.

    Reading the bytes with the same schema and dialect gives the same frame. Numbers keep their decimals, whole numbers
    gain none, dates keep their pattern, a missing cell is the column's `blank`. Lines before a header are not written.
    """
    dialect = dialect or Dialect()
    columns = [column for column in schema if column.name in frame.columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator=dialect.newline)
    if dialect.header:
        writer.writerow([column.name if column.header is None else column.header for column in columns])
    writer.writerows(zip(*(texts(frame[c.name], c, dialect.decimal) for c in columns), strict=True))
    return _encoded(out.getvalue(), dialect.encoding)


def write_csv(path: Path, frame: pd.DataFrame, schema: Schema, dialect: Dialect | None = None) -> None:
    """The same bytes in a file, which appears whole or not at all."""
    spare = path.with_name(f".{path.name}.part")
    spare.write_bytes(to_csv(frame, schema, dialect))
    spare.replace(path)


def _encoded(text: str, encoding: str) -> bytes:
    """The text as the file had it, or as UTF-8 where that encoding lacks a letter: no letter is ever lost."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")
