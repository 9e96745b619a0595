"""The worked examples of docs/extending.md, each built on a copy of the project: a file, a line, and what then runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PARTS = (ROOT / "docs" / "extending.md").read_text("utf-8").split("\n## ")[1:]
SECTIONS = {part.partition("\n")[0]: _FENCE.findall(part) for part in _PARTS}
ROOMS = ("synthesis", "components", "pages", "static", ".streamlit")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project without tests, with what is compiled already and the table that the examples speak of."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("*.pyc.*", "*.tmp.*"))
    chance = np.random.default_rng(4)
    towns = chance.choice(["Oslo", "Bonn", "Graz"], 600)
    pd.DataFrame({"age": chance.integers(18, 90, 600), "town": towns}).to_csv(tmp_path / "people.csv", index=False)
    return tmp_path


def patched(text: str, change: str) -> str:
    """The text with the lines of a change; a line that is kept or taken away has to be there, in this order."""
    lines, at = text.splitlines(), 0
    for line in change.splitlines():
        sign, content = line[:1], line[1:]
        if sign == "+":
            lines.insert(at, content)
            at += 1
            continue
        at = lines.index(content, at)
        if sign == "-":
            del lines[at]
        else:
            at += 1
    return "\n".join(lines) + "\n"


def build(project: Path, blocks: list[tuple[str, str]]) -> list[list[str]]:
    """Write the files and make the changes; what is left are the commands that show it."""
    shown: list[list[str]] = []
    for language, code in blocks:
        first, _, rest = code.partition("\n")
        if language == "python" and first.startswith("# "):
            assert not (project / first[2:]).exists()
            (project / first[2:]).write_text(rest, "utf-8")
        elif language == "diff":
            path = project / first.removeprefix("--- ")
            path.write_text(patched(path.read_text("utf-8"), rest), "utf-8")
        elif language == "python":
            shown.append(["-W", "ignore", "-c", code])
        else:
            lines = (shlex.split(line) for line in code.splitlines())
            shown += [["-m", "synthesis", *arguments] for _, _, *arguments in lines]
    return shown


@pytest.mark.parametrize("section", SECTIONS)
def test_the_worked_example_runs(section: str, project: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(project), "SYNTHESIS_HOME": str(project / "home")}
    shown = build(project, SECTIONS[section])
    assert shown
    for arguments in shown:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in ((0, 1, 3) if "run" in arguments else (0,)), done.stderr


@pytest.mark.parametrize("section", SECTIONS)
def test_it_is_one_file_and_what_stands_in_one_other(section: str) -> None:
    files = [code for language, code in SECTIONS[section] if language == "python" and code.startswith("# ")]
    changes = [code for language, code in SECTIONS[section] if language == "diff"]
    assert (len(files), len(changes)) == (1, 1)
    assert sum(line.startswith("+") for line in changes[0].splitlines()[1:]) == 2  # an import or title, and the line
