"""The check of an evidence pack: whole, unchanged, and consistent by the rules of the version that made it."""

import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from synthesis.foundation.ceiling import ceiling
from synthesis.foundation.errors import UnreadableTable, UnusableOption
from synthesis.foundation.strict_json import parse_json
from synthesis.release.record import RECORD_VERSION, sha256
from synthesis.release.rule_sets import RULE_SETS, RuleSet

Status = Literal["unchanged", "changed", "older-version"]

DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What the reader of zips raises over one that is damaged."""

_LARGEST, _DENSE = 4 << 30, 20
_SUMS = "SHA256SUMS"
_NO_RECORD = (TypeError, KeyError, ValueError, AttributeError, OverflowError, RecursionError)
_DAMAGED = "The record is damaged or was edited by hand."


@dataclass(frozen=True)
class Verification:
    """What is known of a pack. `problems` are sentences, none where it is whole and says what it must; `version` is the
    program's that made it and `made_by` whoever ran it, as the record says."""

    problems: tuple[str, ...]
    record: int | None = None
    version: str | None = None
    made_by: str | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def status(self) -> Status:
        """`older-version` is as good as `unchanged`: the pack is judged by the rules of its own time."""
        if self.problems:
            return "changed"
        return "unchanged" if self.record == RECORD_VERSION else "older-version"


def verify(pack: Path, file: Path | None = None) -> tuple[str, ...]:
    """What is wrong with a pack, in sentences: the problems that `check_pack` finds."""
    return check_pack(pack, file).problems


def check_pack(pack: Path, file: Path | None = None) -> Verification:
    """Whether every file of a pack is there and unchanged, the verdict follows from the recorded risks and policy by
    the rules of the record's own version, and a loose synthetic `file` is the one in the pack.

    UnreadableTable when the file is no pack at all, or one of a later version than this program knows."""
    with ceiling(_DENSE * pack.stat().st_size if pack.is_file() else 0):
        return _checked(pack, file)


def _checked(pack: Path, file: Path | None) -> Verification:
    files, problems = _unzipped(pack)
    record = _record(files)
    rules = RULE_SETS.get(_version(record))
    if rules is not None:
        problems += _by_rules(rules, record, files)
    elif not problems and _version(record) > max(RULE_SETS) and not _changed(files, tuple(files)):
        raise UnreadableTable("The pack was made by a later version of this program.", "Verify it with that version.")
    else:
        problems.append(_DAMAGED)
    problems += _not_the_one(file, files) if file is not None else []
    told = tuple(dict.fromkeys(problems))
    return Verification(
        told, _version(record) or None, _text(record, "program", "version"), _text(record, "made", "by")
    )


def _by_rules(rules: RuleSet, record: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    problems = [f"The pack lacks {name}." for name in rules.files if name not in files]
    problems += [f"The pack holds a file that does not belong: {name}." for name in files if name not in rules.files]
    if problems:
        return problems
    hashes = {name: sha256(files[name]) for name in rules.files if name not in ("record.json", _SUMS)}
    try:
        inconsistent = rules.problems(record, hashes)
    except _NO_RECORD:
        inconsistent = [_DAMAGED]
    return _changed(files, rules.files) + inconsistent


def _changed(files: Mapping[str, bytes], expected: tuple[str, ...]) -> list[str]:
    """The sums beside the files must agree with them, and hold nothing else."""
    right = {name: sha256(files[name]) for name in sorted(expected) if name != _SUMS}
    lines = files.get(_SUMS, b"").decode("utf-8", "replace").splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    wrong = [name for name, digest in right.items() if told.get(name) != digest]
    exact = "".join(f"{digest}  {name}\n" for name, digest in right.items()).encode()
    if not wrong and files.get(_SUMS) != exact:
        wrong = [_SUMS]
    return [f"{name} was changed after the pack was made." for name in wrong]


def _record(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The record in the pack; empty where there is none that can be read."""
    try:
        found = parse_json(files.get("record.json", b""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _version(record: Mapping[str, Any]) -> int:
    found = record.get("record")
    return found if type(found) is int else 0


def _text(record: Mapping[str, Any], part: str, key: str) -> str | None:
    """A text in a part of the record. Records of version 1 name the program among its parts' versions alone."""
    found = record.get(part)
    if part == "program" and found is None:
        return _text(record, "versions", "synthesis")
    text = found.get(key) if isinstance(found, dict) else None
    return text if isinstance(text, str) else None


def _unzipped(pack: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files in a zip by name, and what is wrong with the zip itself."""
    if not pack.is_file():
        raise UnusableOption("There is no such pack.", "Give the path of a pack.zip.")
    content = pack.read_bytes()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found, problems = _members(archive)
    except DAMAGED_ZIP:
        found, problems = {}, ["The zip is damaged."]
    known = {"record.json", _SUMS, "synthetic.csv"} & {*found}
    if not known and not (problems and content.startswith(b"PK")):
        raise UnreadableTable("The file is not an evidence pack.", "Give the pack.zip that a run wrote.")
    return found, problems


def _members(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    listed = archive.infolist()
    if sum(info.file_size for info in listed) > _LARGEST:
        raise UnreadableTable("The pack is larger than 4 GiB.", "Verify it where more memory is at hand.")
    twice = [name for name, times in Counter(info.filename for info in listed).items() if times > 1]
    problems = [f"The pack holds {name} more than once." for name in twice]
    found: dict[str, bytes] = {}
    for info in listed:
        try:
            found[info.filename] = archive.read(info)
        except DAMAGED_ZIP:
            found[info.filename] = b""
            problems.append(f"{info.filename} is damaged.")
    return found, problems


def _not_the_one(file: Path, files: Mapping[str, bytes]) -> list[str]:
    if not file.is_file():
        raise UnusableOption("There is no such synthetic file.", "Give the path of the file to check.")
    same = sha256(file.read_bytes()) == sha256(files.get("synthetic.csv", b""))
    return [] if same else ["The loose file is not the synthetic table of this pack, or was changed."]
