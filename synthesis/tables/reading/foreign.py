"""Files that are plainly something else than a table, by their first bytes or their first words."""

import json
import re

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
    (b"PK\x03\x04", "a zip archive"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"$FL2", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
)
"""The first bytes of files that hold no table, or one that is not read here."""

_MARKUP = ("<!doctype", "<html", "<?xml", "<svg", "<head", "<body", "<table", "<!--")


def foreign_bytes(head: bytes) -> str | None:
    """What a file with these first bytes is, where that is no text; None where it may be text."""
    return next((what for signature, what in _SIGNATURES if head.startswith(signature)), None)


def foreign_text(text: str) -> tuple[str, str] | None:
    """What a text is that is no table, and how its owner gets one; None where it may be a table."""
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(_MARKUP) or (re.match(r"<[a-z][^>]*>", start) and re.search(r"</\w|/>", text[:20_000])):
        return "a web page or XML", "Save the table itself as CSV."
    if start.startswith(("{", "[")) and (_is_json(text) or re.match(r"[\[{]\s*[\[{]?\s*\"[^\"]*\"\s*:", start)):
        return "JSON", "Save it as CSV with one row a record."
    if re.match(r"(insert into|create table|begin transaction|pragma )\s*\S+", start):
        return "a database script", "Save the table itself as CSV."
    return None


def _is_json(text: str) -> bool:
    first = text.strip().split("\n", 1)[0]
    for piece in (text, first):
        try:
            return isinstance(json.loads(piece), dict | list)
        except (ValueError, RecursionError):
            continue
    return False
