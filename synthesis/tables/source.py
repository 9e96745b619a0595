"""From a file to text: what it is, how it is packed, and in which encoding it is written."""

import codecs
import gzip
import json
import zlib
from pathlib import Path

from synthesis.errors import UnreadableTable

TEXT_KINDS = (".csv", ".tsv", ".txt")
ACCEPTED = "Bring a .csv, .tsv or .txt file (each also .gz), or a .parquet file."
_LARGEST = 8 * 1024**3
_SIGNATURES = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def ending(path: Path) -> str:
    """The file's kind by its name, such as `.csv`, gzip aside; UnreadableTable where it is not one that is read."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] == ".gz" else suffixes[-1] if suffixes else ""
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    if kind not in TEXT_KINDS and (packed or kind != ".parquet"):
        raise UnreadableTable("The file's name does not end in a kind of table that is read here.", ACCEPTED)
    return kind


def load(path: Path) -> bytes:
    """The file's bytes, unpacked; UnreadableTable where it is missing, empty or broken."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableTable("There is no such file.", "Check the path.") from None
    except OSError as error:
        raise UnreadableTable(f"The file could not be opened: {error.strerror}.", "Check its permissions.") from None
    if path.suffix.lower() == ".gz":
        content = _unpacked(path)
    if not content.strip():
        raise UnreadableTable("The file is empty.", "Bring a file with a header line and at least one row.")
    return content


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            content = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableTable("The file is not a whole gzip archive.", "Pack it again, or bring it unpacked.") from None
    if len(content) > _LARGEST:
        raise UnreadableTable("The file is too large once unpacked.", "Bring a smaller table.")
    return content


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and its encoding: by byte-order mark, else strict UTF-8, else Windows-1252.

    Statistical guesses at an encoding are avoided on purpose: on short western text they are wrong more often than
    this rule. UnreadableTable where the content is plainly something else than a table.
    """
    _refuse_other_formats(content)
    candidates = (encoding,) if encoding else _encodings(content)
    for candidate in candidates:
        try:
            text = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        _refuse_markup(text)
        _refuse_noise(text[:10_000])
        return text, candidate
    raise UnreadableTable("The file's encoding could not be made out.", "Save it as UTF-8 and bring it again.")


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return (name,)
    head = content[:2000]
    if len(head) > 3 and head[1::2].count(0) > 0.6 * len(head[1::2]):
        return ("utf-16-le",)
    if len(head) > 3 and head[::2].count(0) > 0.6 * len(head[::2]):
        return ("utf-16-be",)
    return ("utf-8", "cp1252", "latin-1")


def _refuse_other_formats(content: bytes) -> None:
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableTable(f"The file is {what}, whatever its name says.", ACCEPTED)


def _refuse_markup(text: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg", "<head", "<body")):
        raise UnreadableTable("The file is a web page or XML, not a table.", "Save the table itself as CSV.")
    if start.startswith(("{", "[")) and _is_json(text):
        raise UnreadableTable("The file is JSON, not a table.", "Save it as CSV with one row a record.")


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
