"""What a kind of file that holds tables says of itself: one file a format, one line in `file_formats.FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from synthesis.tables.reading.cells import Sheet
from synthesis.tables.reading.source import unpacked_size
from synthesis.tables.schema import Schema
from synthesis.tables.table import Dialect


def _never(head: bytes) -> bool:
    return False


@dataclass(frozen=True, eq=False)
class FileFormat:
    """A kind of file by the ends of its names, with how its columns are read.

    `title` stands in lists on pages (`Parquet`), `described` in sentences (`a Parquet file`). `cells` gives the columns
    as texts and the dialect that they were read in, from a path, the dialect that is asked for and the schema that the
    columns should have, if any; it raises UnreadableTable, which quotes no cell. `looks` says of a file's first
    megabyte whether it is of this format, whatever the file's name says. `sheets` names the tables in a file that may
    hold several. `text`: the file is lines of text, of which a user may correct how they are read. `packed`: it may be
    compressed by gzip as well. `weight`: bytes that the file holds unpacked, which bound what reading it may
    take. `plain`: reading takes memory and time by these bytes alone, whatever they say, so that a program that serves
    others may read a small file itself.
    """

    title: str
    described: str
    endings: tuple[str, ...]
    cells: Callable[[Path, Dialect | None, Schema | None], tuple[Sheet, Dialect]]
    looks: Callable[[bytes], bool] = _never
    sheets: Callable[[Path], tuple[str, ...]] | None = None
    text: bool = False
    packed: bool = False
    weight: Callable[[Path], int] = unpacked_size
    plain: bool = False

    def __post_init__(self) -> None:
        if not self.endings or not all(end.startswith(".") and end == end.lower() for end in self.endings):
            raise ValueError("a format's endings are small letters behind a point")
