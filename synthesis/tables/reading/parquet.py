"""Parquet files as the same columns of texts that a CSV file gives."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.cells import Cells, Sheet, unique_names
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.source import load
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect


def parquet_cells(content: bytes) -> Sheet:
    """The file's columns as text; nulls are empty cells. UnreadableTable where it is broken, empty or nested."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableTable("The file is not a whole Parquet file.", "Write it again, or bring it as CSV.") from None
    if not table.num_rows or not table.num_columns:
        raise UnreadableTable("The file holds no rows.", "Bring a file with at least one row.")
    names = unique_names(table.column_names)
    return Sheet(tuple(Cells.of(name, name, _texts(table.column(place), name)) for place, name in enumerate(names)))


def _texts(column: Any, name: str) -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        return [
            "" if value is None or value != value else repr(value).removesuffix(".0") for value in column.to_pylist()
        ]
    if pa.types.is_timestamp(column.type):
        return _stamps(column.cast(pa.timestamp("us", column.type.tz), safe=False).to_pylist())
    try:
        spelt = column.cast(pa.string())
    except (pa.ArrowException, NotImplementedError):
        raise UnreadableTable(
            f"Column '{name}' holds lists or records, not single values.", "Leave it out, or spread it over columns."
        ) from None
    return [str(text) for text in pc.fill_null(spelt, "").to_pylist()]


def _stamps(stamps: list[datetime | None]) -> list[str]:
    """Dates alone where no row has a time of day, else to the second, else to the microsecond; zones in UTC."""
    filled = [stamp for stamp in stamps if stamp is not None]
    seconds = any(stamp.hour or stamp.minute or stamp.second for stamp in filled)
    fraction = any(stamp.microsecond for stamp in filled)
    length = len("2020-01-01 00:00:00.000000" if fraction else "2020-01-01 00:00:00" if seconds else "2020-01-01")
    return ["" if stamp is None else _spelt(stamp)[:length] for stamp in stamps]


def _spelt(stamp: datetime) -> str:
    in_utc = stamp.astimezone(UTC) if stamp.tzinfo else stamp
    return in_utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _read(path: Path, dialect: Dialect | None, schema: Schema | None) -> tuple[Sheet, Dialect]:
    return parquet_cells(load(path)), Dialect()


PARQUET = FileFormat(
    title="Parquet",
    described="a Parquet file",
    endings=(".parquet",),
    cells=_read,
    looks=lambda head: head.startswith(b"PAR1"),
)
