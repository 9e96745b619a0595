"""The pack binds a file to its evidence: whatever is changed afterwards shows."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from synthesis.foundation.errors import UnreadableTable, UnusableOption
from synthesis.release.pack import FILES, Pack, build_pack, verify
from synthesis.release.record import Override, sha256
from tests.release.make import record, risk

CSV = b"age,city\n30,Lund\n41,Oslo\n"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEAK = risk(0.5, 0.4, 0.6, p_value=1e-9)


@pytest.fixture
def pack() -> Pack:
    return build_pack(record(), CSV, NOON)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """A zip with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    path = folder / "pack.zip"
    path.write_bytes(buffer.getvalue())
    return path


def test_a_pack_holds_six_files_and_is_whole(pack: Pack, tmp_path: Path) -> None:
    pack.write(tmp_path)
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert tuple(archive.namelist()) == FILES
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "pack.zip",
        "recipe.json",
        "record.json",
        "report.html",
        "schema.json",
        "synthetic.csv",
    ]
    assert verify(tmp_path / "pack.zip") == ()
    assert verify(tmp_path / "pack.zip", tmp_path / "synthetic.csv") == ()


def test_the_record_names_what_the_contract_asks_for(pack: Pack) -> None:
    body = json.loads(pack.files["record.json"])
    assert body["made"] == {"at": "2026-11-20T12:00:00+00:00", "by": "Ada"}
    assert body["source"] == {"fingerprint": "ab12", "rows": 100, "columns": 2}
    assert (body["split"]["train"], body["split"]["control"]) == (800, 200)
    assert body["verdict"]["outcome"] == "PASS"
    assert [tried["picked"] for tried in body["candidates"]] == [False, True]
    assert body["privacy"]["risks"][0]["successes"] == {"main": 20, "control": 20, "baseline": 20}
    assert body["files"]["synthetic.csv"] == sha256(CSV)
    assert set(body["files"]) == set(FILES) - {"record.json", "SHA256SUMS"}
    assert body["override"] is None


def test_the_same_record_gives_the_same_bytes(pack: Pack) -> None:
    assert build_pack(record(), CSV, NOON).zipped == pack.zipped


def test_an_override_stands_in_record_and_report() -> None:
    files = build_pack(record(LEAK, override=Override("Grace", "Contract with the recipient signed.")), CSV, NOON).files
    assert json.loads(files["record.json"])["override"]["name"] == "Grace"
    assert b"Grace" in files["report.html"]
    assert b"FAIL" in files["report.html"]


@pytest.mark.parametrize(("name", "reason"), [("", "A reason that is long enough"), ("Grace", "because"), (" ", " ")])
def test_an_override_needs_a_name_and_a_reason(name: str, reason: str) -> None:
    with pytest.raises(UnusableOption):
        Override(name, reason)


def test_names_are_escaped_in_the_report() -> None:
    override = Override("<script>alert(1)</script>", "A reason that is long enough")
    assert b"<script>" not in build_pack(record(LEAK, override=override), CSV, NOON).files["report.html"]


def test_the_report_needs_nothing_from_outside(pack: Pack) -> None:
    page = pack.files["report.html"]
    assert b"http://" not in page
    assert b"https://" not in page


def resealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Sums made again by somebody who edits the pack with care."""
    body = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(body.items()))
    return {**body, "SHA256SUMS": sums.encode()}


def edited(files: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> dict[str, bytes]:
    """The pack with its record changed and all sums made again."""
    body = json.loads(files["record.json"])
    change(body)
    return resealed({**files, "record.json": json.dumps(body).encode()})


def test_every_tampering_is_found(pack: Pack, tmp_path: Path) -> None:
    files = dict(pack.files)
    cases = {
        "a changed file": {**files, "synthetic.csv": CSV + b"50,Rome\n"},
        "a changed file, sums made again": resealed({**files, "synthetic.csv": CSV + b"50,Rome\n"}),
        "a missing file": {name: content for name, content in files.items() if name != "report.html"},
        "an added file": {**files, "extra.txt": b"x"},
        "no sums": {**files, "SHA256SUMS": b""},
        "a damaged record": resealed({**files, "record.json": b"{"}),
        "a verdict by hand": edited(files, lambda body: body["verdict"].update(outcome="FAIL")),
        "a hidden leak": edited(
            dict(build_pack(record(LEAK), CSV, NOON).files), lambda b: b["verdict"].update(outcome="PASS")
        ),
        "an empty override": edited(files, lambda body: body.update(override={"name": "", "reason": ""})),
    }
    for what, content in cases.items():
        assert verify(written(tmp_path, content)), what


def test_a_loose_file_is_told_from_the_packed_one(pack: Pack, tmp_path: Path) -> None:
    pack.write(tmp_path)
    other = tmp_path / "other.csv"
    other.write_bytes(CSV.replace(b"30", b"31"))
    assert len(verify(tmp_path / "pack.zip", other)) == 1
    with pytest.raises(UnusableOption):
        verify(tmp_path / "pack.zip", tmp_path / "none.csv")


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableTable):
        verify(path)
    with pytest.raises(UnusableOption):
        verify(tmp_path / "none.zip")
