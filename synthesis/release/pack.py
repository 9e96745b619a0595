"""The evidence pack: the synthetic file bound to everything that was found about it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from synthesis.foundation.serialisation import as_json
from synthesis.foundation.whole_files import write_whole
from synthesis.release.record import Record, sha256
from synthesis.release.report import report_html
from synthesis.release.verification import verify

__all__ = ["FILES", "Pack", "build_pack", "verify"]

FILES = ("synthetic.csv", "record.json", "report.html", "recipe.json", "schema.json", "SHA256SUMS")


@dataclass(frozen=True, eq=False)
class Pack:
    """The files of an evidence pack, by name, and the zip that holds them."""

    files: Mapping[str, bytes]
    zipped: bytes

    def write(self, folder: Path) -> None:
        """Every file of the pack, loose and zipped, into `folder`; none where there is no room for all."""
        loose = {name: content for name, content in self.files.items() if name != "SHA256SUMS"}
        write_whole(folder, {**loose, "pack.zip": self.zipped})


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
