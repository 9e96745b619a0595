"""Large files, split into cells by Arrow a block at a time, where it is sure to see the same cells."""

import csv
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.tables.reading.cells import Sheet, Texts, Top, top_of
from synthesis.tables.reading.dialect import parse
from synthesis.tables.reading.source import BROKEN, opened
from synthesis.tables.table import Dialect

_BLOCK = 1 << 23
_LOOKED = 2_000


def bulk_cells(path: Path, head: str, dialect: Dialect) -> Sheet | None:
    """What `split_cells` would give, for a file whose first lines are `head`; None where that is not certain.

    It is not where rows differ in width, the file has one column, comments, a space after each delimiter, a header
    that spans lines, or bytes that its encoding lacks: the caller then reads the file whole.
    """
    top = _top(head, dialect)
    return None if top is None else _filled(path, top, dialect)


def _top(head: str, dialect: Dialect) -> Top | None:
    if dialect.comment or dialect.spaced or not dialect.quote:
        return None
    reader = parse(head, dialect)
    try:
        above = [next(reader) for _ in range(dialect.header_lines if dialect.header else 0)]
        spans = reader.line_num != dialect.header_lines * dialect.header  # type: ignore[attr-defined]
        top = top_of(above, list(islice((row for row in reader if row), _LOOKED)))
    except (csv.Error, StopIteration, ValueError):
        return None
    return None if spans or len(top.headers) < 2 or "" in top.headers[:1] else top


def _filled(path: Path, top: Top, dialect: Dialect) -> Sheet | None:
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(place) for place in range(len(top.headers))]
    encoding = "utf8" if dialect.encoding in ("utf-8", "utf-8-sig") else dialect.encoding
    skipped = dialect.skip + dialect.header_lines * dialect.header
    read = arrow.ReadOptions(block_size=_BLOCK, column_names=names, skip_rows=skipped, encoding=encoding)
    parts = arrow.ParseOptions(delimiter=dialect.delimiter, quote_char=dialect.quote, newlines_in_values=True)
    coded = {name: pa.dictionary(pa.int32(), pa.string()) for name in names}
    kept = arrow.ConvertOptions(column_types=coded, strings_can_be_null=False)
    blocks: list[list[tuple[Array, Any]]] = [[] for _ in names]
    try:
        with opened(path) as file:
            for batch in arrow.open_csv(file, read, parts, kept):
                for block, column in zip(blocks, batch.columns, strict=True):
                    block.append(_narrow(column))
    except (pa.ArrowException, UnicodeError, LookupError, ValueError, *BROKEN):
        return None
    return top.sheet(map(_coded, blocks)) if blocks[0] else None


def _narrow(column: Any) -> tuple[Array, Any]:
    """A block of a column as codes, in the fewest bytes that hold them, and their levels."""
    return column.indices.to_numpy().astype(np.min_scalar_type(len(column.dictionary))), column.dictionary


def _coded(blocks: list[tuple[Array, Any]]) -> tuple[Array, Texts]:
    """The blocks of a column, each coded over its own levels, coded over the levels of all; they are let go."""
    import pyarrow as pa

    each = [pa.DictionaryArray.from_arrays(np.arange(len(own), dtype="int32"), own) for _, own in blocks]
    joined = pa.chunked_array(each).unify_dictionaries()
    levels = joined.chunk(0).dictionary
    width = np.min_scalar_type(len(levels))
    parts = zip(joined.chunks, blocks, strict=True)
    codes = np.concatenate([chunk.indices.to_numpy().astype(width)[own] for chunk, (own, _) in parts])
    blocks.clear()
    return codes, Texts(levels)
