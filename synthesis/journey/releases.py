"""Several releases of one source, one below the other, so that they are judged together."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from synthesis.release.audit import ReleaseFile
from synthesis.release.record import sha256
from synthesis.tables import Kind, Schema, Table, harmonise_levels, to_csv


def together(train: Table, releases: Sequence[Table]) -> tuple[Table, tuple[int, ...]]:
    """All rows of the releases as one table, each in the spelling of the training table, and the number of the release
    that each row is from; of a single release the table itself, and no numbers.

    A column that only some have is blank in the others; one that the source lacks is text."""
    if len(releases) == 1:
        return releases[0], ()
    each = [_plain(harmonise_levels(train, one), train.schema) for one in releases]
    columns = {column.name: column for one in reversed(each) for column in one.schema}
    names = list(dict.fromkeys(name for one in each for name in one.schema.names))
    frame = pd.concat([one.frame.reindex(columns=names).astype(object) for one in each], ignore_index=True)
    frame = frame.astype({name: columns[name].kind.dtype for name in names})
    schema = replace(each[0].schema, columns=tuple(columns[name] for name in names))
    numbers = tuple(number for number, one in enumerate(each) for _ in range(len(one)))
    return replace(each[0], name=" + ".join(one.name for one in each), frame=frame, schema=schema), numbers


def files_of(releases: Sequence[Table], contents: Sequence[Callable[[], bytes] | None]) -> tuple[ReleaseFile, ...]:
    """What a record says of several releases: each one's name, its rows, and the SHA-256 of its file, or of the CSV
    that it makes; nothing of a single one, which is not read again."""
    if len(releases) == 1:
        return ()
    return tuple(_file(table, content) for table, content in zip(releases, contents, strict=True))


def _file(table: Table, content: Callable[[], bytes] | None) -> ReleaseFile:
    csv = content() if content else to_csv(table.frame, table.schema)
    return ReleaseFile(table.name, sha256(csv), len(table))


def _plain(table: Table, known: Schema) -> Table:
    """The table with the columns that the source lacks as text."""
    strangers = [column for column in table.schema if column.name not in known]
    cells = {c.name: table.frame[c.name].map(str, na_action="ignore").astype(object) for c in strangers}
    told = tuple(replace(c, kind=Kind.TEXT, format=None) if c in strangers else c for c in table.schema)
    return replace(table, frame=table.frame.assign(**cells), schema=replace(table.schema, columns=told))
