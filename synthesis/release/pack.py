"""The evidence pack: the synthetic file bound to everything that was found about it, and the check of such a pack."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from synthesis.foundation.errors import SynthesisError, UnreadableTable, UnusableOption
from synthesis.foundation.serialisation import as_json, revive
from synthesis.privacy.risk import Privacy
from synthesis.release.audit import RowCounts, SecondRound
from synthesis.release.policy import read_policy
from synthesis.release.record import Override, Record, sha256
from synthesis.release.report import report_html
from synthesis.release.verdict import judge_rounds

FILES = ("synthetic.csv", "record.json", "report.html", "recipe.json", "schema.json", "SHA256SUMS")
_LARGEST = 4 << 30


@dataclass(frozen=True, eq=False)
class Pack:
    """The files of an evidence pack, by name, and the zip that holds them."""

    files: Mapping[str, bytes]
    zipped: bytes

    def write(self, folder: Path) -> None:
        """Every file of the pack, loose and zipped, into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            if name != "SHA256SUMS":
                (folder / name).write_bytes(content)
        (folder / "pack.zip").write_bytes(self.zipped)


def build_pack(record: Record, synthetic: bytes, now: datetime | None = None) -> Pack:
    """The pack of a judged synthetic table. A release that did not pass needs no override to be packed, but its record
    says so."""
    files = {
        "synthetic.csv": synthetic,
        "recipe.json": as_json(record.recipe),
        "schema.json": as_json(record.recipe.schema),
    }
    body = record.contract(files, now)
    files["report.html"] = report_html(record, body["made"]["at"], body["files"]["synthetic.csv"]).encode()
    body["files"]["report.html"] = sha256(files["report.html"])
    files["record.json"] = as_json(body)
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    return Pack(files, _zipped(files))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def verify(pack: Path, file: Path | None = None) -> tuple[str, ...]:
    """What is wrong with a pack, in sentences; nothing when it is whole and says what it must.

    Checks that every file is there and unchanged, that the verdict follows from the recorded risks and policy, and
    that a loose synthetic file is the one in the pack. UnreadableTable when the file is no pack at all.
    """
    files = _unzipped(pack)
    problems = [f"The pack lacks {name}." for name in FILES if name not in files]
    problems += [f"The pack holds a file that does not belong: {name}." for name in files if name not in FILES]
    if not problems:
        problems += _changed(files)
        problems += _inconsistent(files)
    if file is not None:
        problems += _not_the_one(file, files)
    return tuple(dict.fromkeys(problems))


def _unzipped(pack: Path) -> dict[str, bytes]:
    if not pack.is_file():
        raise UnusableOption("There is no such pack.", "Give the path of a pack.zip.")
    try:
        with zipfile.ZipFile(pack) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise UnreadableTable("The pack is larger than 4 GiB.", "Verify it where more memory is at hand.")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableTable("The file is not an evidence pack.", "Give the pack.zip that a run wrote.") from None


def _changed(files: Mapping[str, bytes]) -> list[str]:
    """Both lists of sums must agree with the files: the one beside them and the one inside the record."""
    lines = files["SHA256SUMS"].decode("utf-8", "replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    expected = [name for name in FILES if name != "SHA256SUMS"]
    return [
        f"{name} was changed after the pack was made." for name in expected if sums.get(name) != sha256(files[name])
    ]


def _inconsistent(files: Mapping[str, bytes]) -> list[str]:
    """The record must be one, must name the same files, and its verdict must follow from its own numbers."""
    try:
        record = json.loads(files["record.json"])
        hashes = {name: sha256(files[name]) for name in FILES if name not in ("record.json", "SHA256SUMS")}
        problems = [] if record["files"] == hashes else ["The record speaks of other files than the pack holds."]
        people = revive(RowCounts, record["rows"]).people
        again = revive(SecondRound, record["again"]).privacy if record.get("again") else None
        privacy = revive(Privacy, record["privacy"])
        *_, verdict = judge_rounds(read_policy(record["policy"]), privacy, again, people)
        if verdict.outcome.value != record["verdict"]["outcome"]:
            problems.append("The verdict does not follow from the recorded risks and policy.")
        if record["override"] is not None:
            revive(Override, record["override"])
    except (SynthesisError, ValueError, TypeError, KeyError, AttributeError):
        return ["The record is damaged or was edited by hand."]
    return problems


def _not_the_one(file: Path, files: Mapping[str, bytes]) -> list[str]:
    if not file.is_file():
        raise UnusableOption("There is no such synthetic file.", "Give the path of the file to check.")
    same = sha256(file.read_bytes()) == sha256(files.get("synthetic.csv", b""))
    return [] if same else ["The loose file is not the synthetic table of this pack, or was changed."]
