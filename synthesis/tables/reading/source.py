"""From a file to bytes: what it is by its name and by its first bytes, how it is packed, and what is no table."""

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import IO, cast

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.reading.encoding import encodings

TEXT_KINDS = (".csv", ".tsv", ".txt")
BINARY_KINDS = (".parquet", ".xlsx")
ACCEPTED = "Bring a .csv, .tsv or .txt file (each also .gz), or a .parquet or .xlsx file."
HEAD = 1 << 20
_LARGEST = 8 * 1024**3
BROKEN = (OSError, EOFError, zlib.error)
_SIGNATURES = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture, a sound or a film"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"$FL2", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
)


def ending(path: Path) -> str:
    """The file's kind by its name, such as `.csv`, gzip aside; UnreadableTable where it is not one that is read."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] == ".gz" else suffixes[-1] if suffixes else ""
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    if kind not in TEXT_KINDS and (packed or kind not in BINARY_KINDS):
        raise UnreadableTable("The file's name does not end in a kind of table that is read here.", ACCEPTED)
    return kind


def opened(path: Path) -> IO[bytes]:
    """The file's content as a stream of bytes, unpacked while it is read."""
    return cast(IO[bytes], gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def load(path: Path, most: int = _LARGEST) -> bytes:
    """The file's first `most` bytes, unpacked; UnreadableTable where it is missing, empty, broken or too large."""
    try:
        with opened(path) as file:
            content = file.read(most)
            more = bool(file.read(1)) if most == _LARGEST else False
    except FileNotFoundError:
        raise UnreadableTable("There is no such file.", "Check the path.") from None
    except BROKEN as error:
        raise _unopened(path, error) from None
    if more:
        raise UnreadableTable("The file is too large once unpacked.", "Bring a smaller table.")
    if not content.strip(b"\xef\xbb\xbf\xfe\xff\x00\r\n\t "):
        raise UnreadableTable("The file is empty.", "Bring a file with a header line and at least one row.")
    return content


def _unopened(path: Path, error: BaseException) -> UnreadableTable:
    if path.suffix.lower() == ".gz":
        return UnreadableTable("The file is not a whole gzip archive.", "Pack it again, or bring it unpacked.")
    told = getattr(error, "strerror", None) or "it cannot be read"
    return UnreadableTable(f"The file could not be opened: {told}.", "Check its permissions.")


def decode(content: bytes, encoding: str | None = None, *, whole: bool = True) -> tuple[str, str]:
    """The text and its encoding: the one that is asked for, else the most likely one that fits every byte.

    With `whole` false the content is the start of a longer file, and may end within a letter. UnreadableTable where
    the content is plainly something else than a table.
    """
    _refuse_other_formats(content)
    for candidate in (encoding,) if encoding else encodings(content):
        text = _decoded(content, candidate, whole)
        if text is not None:
            _refuse_markup(text)
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


def _refuse_other_formats(content: bytes) -> None:
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableTable(f"The file is {what}, whatever its name says.", ACCEPTED)
    if content.startswith(b"PK\x03\x04"):
        what = "a spreadsheet" if b"xl/" in content or b"[Content_Types]" in content else "a zip archive"
        raise UnreadableTable(f"The file is {what}, whatever its name says.", ACCEPTED)


def _refuse_markup(text: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg", "<head", "<body", "<table", "<!--")):
        raise UnreadableTable("The file is a web page or XML, not a table.", "Save the table itself as CSV.")
    if re.match(r"<[a-z][^>]*>", start) and re.search(r"</\w|/>", text[:20_000]):
        raise UnreadableTable("The file is a web page or XML, not a table.", "Save the table itself as CSV.")
    if start.startswith(("{", "[")) and (_is_json(text) or re.match(r"[\[{]\s*[\[{]?\s*\"[^\"]*\"\s*:", start)):
        raise UnreadableTable("The file is JSON, not a table.", "Save it as CSV with one row a record.")
    if re.match(r"(insert into|create table|begin transaction|pragma )\s*\S+", start):
        raise UnreadableTable("The file is a database script, not a table.", "Save the table itself as CSV.")


def _refuse_noise(head: str) -> None:
    """A stray control sign happens; many of them mean that the file was never text."""
    strays = sum(ord(sign) < 32 and sign not in "\t\n\v\f\r" for sign in head)
    if strays > max(8, 0.02 * len(head)):
        raise UnreadableTable("The file is not text.", ACCEPTED)


def _is_json(text: str) -> bool:
    first = text.strip().split("\n", 1)[0]
    for piece in (text, first):
        try:
            return isinstance(json.loads(piece), dict | list)
        except (ValueError, RecursionError):
            continue
    return False
