"""From a file to bytes and text: how its name ends, how it is packed, which encoding fits, and what is no table."""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.encoding import encodings
from synthesis.tables.reading.foreign import foreign_text

HEAD = 1 << 20
_LARGEST = 8 << 30
"""Bytes that a file may hold unpacked: as much as the memory of a large machine can take."""

_DENSE, _ANY = 100, 1 << 30
"""How many bytes a packed byte may stand for once there are more than a gigabyte: text packs to a tenth, not a
thousandth."""

BROKEN = (OSError, EOFError, zlib.error)


def ending(path: Path) -> str:
    """The end of a file's name in small letters, such as `.csv`, gzip aside; empty where it has none."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def packed(path: Path) -> bool:
    """Whether the file's name says that it is compressed by gzip."""
    return path.suffix.lower() == ".gz"


def opened(path: Path) -> IO[bytes]:
    """The file's content as a stream of bytes, unpacked while it is read."""
    return cast(IO[bytes], gzip.open(path)) if packed(path) else path.open("rb")


def load(path: Path, most: int = _LARGEST + 1) -> bytes:
    """The file's first `most` bytes, unpacked; UnreadableTable where it is missing, empty, broken or too large."""
    try:
        bound = min(most, _bound(path))
        with opened(path) as file:
            content = b"".join(_pieces(file, bound))
            more = bound < most and bool(file.read(1))
    except FileNotFoundError:
        raise UnreadableTable("There is no such file.", "Check the path.") from None
    except BROKEN as error:
        raise _unopened(path, error) from None
    if more:
        raise _too_large()
    if not content.strip(b"\xef\xbb\xbf\xfe\xff\x00\r\n\t "):
        raise UnreadableTable("The file is empty.", "Bring a file with a header line and at least one row.")
    return content


def unpacked_size(path: Path, most: int | None = None) -> int:
    """Bytes that a file holds unpacked, counted no further than just beyond `most`; UnreadableTable, where nothing is
    said of that, for more than is read of any file."""
    bound = _bound(path) if most is None else most
    if packed(path):
        with opened(path) as file:
            size = sum(map(len, _pieces(file, bound + 1)))
    else:
        size = min(path.stat().st_size, bound + 1)
    if most is None and size > bound:
        raise _too_large()
    return size


def widest_line(path: Path, most: int) -> int:
    """How many cells the line of the file's first `most` bytes that has the most of one delimiter may have."""
    with opened(path) as file:
        lines = re.split(rb"[\r\n]", b"".join(_pieces(file, most)))
    return 1 + max(line.count(delimiter) for line in lines for delimiter in (b",", b";", b"\t", b"|", b" "))


def _bound(path: Path) -> int:
    """The most bytes that are read of a file."""
    return min(_LARGEST, max(_ANY, _DENSE * path.stat().st_size)) if packed(path) else _LARGEST


def _pieces(file: IO[bytes], most: int) -> Iterator[bytes]:
    """The first `most` bytes of a file, a megabyte at a time: what is asked for at once is also taken at once."""
    while most > 0 and (piece := file.read(min(HEAD, most))):
        most -= len(piece)
        yield piece


def _too_large() -> UnreadableTable:
    return UnreadableTable("The file is too large once unpacked.", "Bring a smaller table.")


def _unopened(path: Path, error: BaseException) -> UnreadableTable:
    if packed(path):
        return UnreadableTable("The file is not a whole gzip archive.", "Pack it again, or bring it unpacked.")
    told = getattr(error, "strerror", None) or "it cannot be read"
    return UnreadableTable(f"The file could not be opened: {told}.", "Check its permissions.")


def decode(content: bytes, encoding: str | None = None, *, whole: bool = True) -> tuple[str, str]:
    """The text and its encoding: the one that is asked for, else the most likely one that fits every byte.

    With `whole` false the content is the start of a longer file, and may end within a letter. UnreadableTable where
    the content is plainly something else than a table.
    """
    for candidate in (encoding,) if encoding else encodings(content):
        text = _decoded(content, candidate, whole)
        if text is not None:
            _refuse_other_texts(text)
            _refuse_noise(text[:10_000])
            return text, candidate
    asked = "The file is not written in that encoding." if encoding else "The file's encoding could not be made out."
    raise UnreadableTable(asked, "Choose another one, or save it as UTF-8 and bring it again.")


def _decoded(content: bytes, encoding: str, whole: bool) -> str | None:
    for cut in (0,) if whole else (0, 1, 2, 3):
        try:
            return content[: len(content) - cut].decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _refuse_other_texts(text: str) -> None:
    found = foreign_text(text)
    if found:
        raise UnreadableTable(f"The file is {found[0]}, not a table.", found[1])


def _refuse_noise(head: str) -> None:
    """A stray control sign happens; many of them mean that the file was never text."""
    strays = sum(ord(sign) < 32 and sign not in "\t\n\v\f\r" for sign in head)
    if strays > max(8, 0.02 * len(head)):
        raise UnreadableTable("The file is not text.", "Save the table itself as CSV.")
