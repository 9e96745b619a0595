"""Parquet files as the same columns of texts that a CSV file gives."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnreadableTable
from synthesis.foundation.numerals import count
from synthesis.tables.reading.cells import Cells, Sheet, unique_names
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.source import load
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect

MOST_CELLS = 200_000_000
"""Cells that a file may have: about as many as are described in an hour. A packed column of one value takes no room."""

_MANY_ROWS, _CELL = 1_000_000, 8


def parquet_cells(content: bytes) -> Sheet:
    """The file's columns as text; nulls are empty cells. UnreadableTable where it is broken, empty, nested or too
    large, or where its texts are not UTF-8."""
    with _whole():
        table = _table(content)
        names = unique_names(table.column_names)
    return Sheet(tuple(_cells(table.column(place), name) for place, name in enumerate(names)))


def _table(content: bytes) -> Any:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(content))
    rows, columns = file.metadata.num_rows, file.metadata.num_columns
    if not rows or not columns:
        raise UnreadableTable("The file holds no rows.", "Bring a file with at least one row.")
    if rows * columns > MOST_CELLS:
        raise UnreadableTable(f"The file has more than {count(MOST_CELLS)} cells.", "Bring fewer rows or columns.")
    table = file.read()
    if rows > _MANY_ROWS and all(column.null_count == len(column) for column in table.columns):
        raise UnreadableTable(f"All {count(rows)} rows of the file are empty.", "Bring the rows that are filled.")
    return table


@contextmanager
def _whole() -> Iterator[None]:
    """What Arrow raises over a file that is none of its own is told as that; missing memory stays what it is."""
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        raise
    except UnicodeDecodeError:
        raise UnreadableTable("The name of a column is not UTF-8.", "Write the file again with other names.") from None
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise UnreadableTable("The file is not a whole Parquet file.", "Write it again, or bring it as CSV.") from None


def _cells(column: Any, name: str) -> Cells:
    """The column; each of its values is spelt once, however many rows hold it."""
    kept = _single(column, name).combine_chunks().dictionary_encode()
    try:
        spelt = _texts(kept.dictionary)
    except UnicodeDecodeError:
        raise _not_utf8(name) from None
    except (ValueError, OverflowError):
        raise UnreadableTable(
            f"Column '{name}' holds dates that no calendar has.", "Leave it out, or write it as text."
        ) from None
    return Cells.of_places(name, name, kept.indices.fill_null(len(spelt)).to_numpy(), [*spelt, ""])


def _single(column: Any, name: str) -> Any:
    """The column as numbers, stamps in microseconds or texts."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        return column.cast(pa.float64())
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", column.type.tz and "UTC"), safe=False)
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        raise _not_utf8(name) from None
    except NotImplementedError:
        raise UnreadableTable(
            f"Column '{name}' holds lists or records, not single values.", "Leave it out, or spread it over columns."
        ) from None


def _not_utf8(name: str) -> UnreadableTable:
    return UnreadableTable(
        f"Column '{name}' holds text that is not UTF-8.", "Write the file again with its text in UTF-8."
    )


def _texts(found: Any) -> list[str]:
    """Distinct values, as a CSV file would have them."""
    import pyarrow as pa

    values = found.to_pylist()
    if pa.types.is_floating(found.type):
        return ["" if value != value else repr(value).removesuffix(".0") for value in values]
    return _stamps(values) if pa.types.is_timestamp(found.type) else [str(value) for value in values]


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


def _weight(path: Path) -> int:
    """The bytes that the file says it holds unpacked, or eight a cell if that is more; where it says nothing that can
    be read, those that it has."""
    import pyarrow.parquet as pq

    size = path.stat().st_size
    with suppress(UnreadableTable), _whole():
        found = pq.ParquetFile(path).metadata
        groups = (found.row_group(place).total_byte_size for place in range(found.num_row_groups))
        size = int(max(size, sum(groups), _CELL * min(found.num_rows * found.num_columns, MOST_CELLS)))
    return size


PARQUET = FileFormat(
    title="Parquet",
    described="a Parquet file",
    endings=(".parquet",),
    cells=_read,
    looks=lambda head: head.startswith(b"PAR1"),
    weight=_weight,
)
