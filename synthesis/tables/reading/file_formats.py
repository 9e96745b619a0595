"""The formats of files that hold tables, and everything that is said of them together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synthesis.foundation.ceiling import ceiling, inside
from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.delimited import DELIMITED
from synthesis.tables.reading.excel import EXCEL
from synthesis.tables.reading.foreign import foreign_bytes
from synthesis.tables.reading.parquet import PARQUET
from synthesis.tables.reading.source import BROKEN, HEAD, ending, opened, packed, unpacked_size, widest_line

FORMATS: tuple[FileFormat, ...] = (DELIMITED, PARQUET, EXCEL)
"""Every format that is read."""

LIGHT_WIDTH = 100
"""Columns up to which a small table is read at once: what is looked for between columns grows with their square."""


def format_of(path: Path) -> FileFormat:
    """The format of a file, by the end of its name.

    UnreadableTable where no format has that end, or where the content is plainly of another one.
    """
    path = Path(path)
    found = named_format(path)
    if found is None:
        raise UnreadableTable("The file's name does not end in a kind of table that is read here.", accepted())
    head = _head(path)
    other = next((one.described for one in FORMATS if one is not found and one.looks(head)), None)
    what = other or (foreign_bytes(head) if found.text else None)
    if what:
        raise UnreadableTable(f"The file is {what}, whatever its name says.", accepted())
    return found


def named_format(path: Path) -> FileFormat | None:
    """The format that the end of a file's name stands for; None where it stands for none."""
    wanted = (one for one in FORMATS if ending(path) in one.endings and (one.packed or not packed(path)))
    return next(wanted, None)


def weight(path: Path) -> int:
    """Bytes that a file holds unpacked, as its format counts them; 0 where it cannot be opened, which its reader says
    better. UnreadableTable where its format sees beforehand that reading it would take too much."""
    found = named_format(path)
    try:
        size = path.stat().st_size
        with ceiling(size):
            return size if found is None else found.weight(path)
    except BROKEN:
        return 0


@contextmanager
def within_ceiling(path: Path) -> Iterator[None]:
    """What is done with a table inside takes no more of the machine than a file of its size may; see `ceiling`."""
    if inside():
        yield
        return
    format_of(Path(path))
    with ceiling(weight(Path(path))):
        yield


def is_light(path: Path, most: int) -> bool:
    """Whether a file holds at most `most` bytes unpacked and a narrow table, of a format that needs no more than that:
    nothing that is read of it takes long or much memory."""
    found = named_format(path)
    if found is not None and not found.plain:
        return False
    try:
        return unpacked_size(path, most) <= most and widest_line(path, most) <= LIGHT_WIDTH
    except BROKEN:
        return path.stat().st_size <= most


def accepted() -> str:
    """What a user may bring, as advice: every end of a name."""
    both = [f"a {_either(one.endings)} file (each also .gz)" for one in FORMATS if one.packed]
    rest = [end for one in FORMATS if not one.packed for end in one.endings]
    return f"Bring {', or '.join([*both, *([f'a {_either(rest)} file'] if rest else [])])}."


def format_titles() -> str:
    """The formats as pages list them: `CSV, TSV, Parquet or Excel`."""
    return _either([title for one in FORMATS for title in one.title.split(", ")])


def without_ending(name: str) -> str:
    """A file's name without what says its format."""
    bare = name[:-3] if name.lower().endswith(".gz") else name
    ends = (end for one in FORMATS for end in one.endings if bare.lower().endswith(end))
    return bare[: -len(end)] if (end := next(ends, "")) else bare


def _head(path: Path) -> bytes:
    """The file's first megabyte; nothing where it cannot be read, which its reader says better."""
    try:
        with opened(path) as file:
            return file.read(HEAD)
    except BROKEN:
        return b""


def _either(words: list[str] | tuple[str, ...]) -> str:
    return " or ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), words[-1]])
