"""The formats of files that hold tables, and everything that is said of them together."""

from pathlib import Path

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.contract import FileFormat
from synthesis.tables.reading.delimited import DELIMITED
from synthesis.tables.reading.excel import EXCEL
from synthesis.tables.reading.foreign import foreign_bytes
from synthesis.tables.reading.parquet import PARQUET
from synthesis.tables.reading.source import BROKEN, HEAD, ending, opened, packed

FORMATS: tuple[FileFormat, ...] = (DELIMITED, PARQUET, EXCEL)
"""Every format that is read."""

_UNPACKED = 8
"""Bytes of text that a byte of a gzip archive usually stands for."""


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


def text_size(path: Path) -> int:
    """Bytes of text that a file holds, about; one of no known format is taken for text."""
    found = named_format(path)
    growth = _UNPACKED if packed(path) else 1 if found is None else found.growth
    return path.stat().st_size * growth


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
