"""The command `invent` as another program calls it."""

import json
from pathlib import Path

import pytest

from tests.test_commands import called


def test_a_table_is_invented_from_a_description_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, description, _ = called(capsys, "invent", "--example", "Card payments")
    assert code == 0
    file = tmp_path / "description.json"
    file.write_text(json.dumps(description), "utf-8")
    code, record, _ = called(capsys, "invent", file, "--out", tmp_path / "out", "--rows", 50, "--by", "Ada")
    assert (code, record["source"], record["rows"]) == (0, None, 50)
    assert len((tmp_path / "out" / "synthetic.csv").read_text().splitlines()) == 51
    code, _, lines = called(capsys, "invent", file)
    assert (code, len(lines)) == (2, 2)
