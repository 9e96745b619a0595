"""The documents say what is so: their examples run, their links lead somewhere, their lists are those of the code."""

import ast
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.cli.program import main
from synthesis.fidelity.measures import MEASURES
from synthesis.generators import EVERY
from synthesis.privacy import ATTACKS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "bench" / "README.md", *(ROOT / "docs").glob("*.md")]
)
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [code for kind, code in _FENCE.findall(page.read_text("utf-8")) if kind == language]


def first_cells(page: str, heading: str) -> set[str]:
    """What stands as code in the first column of the table under a heading."""
    part = (ROOT / "docs" / page).read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


@pytest.fixture
def frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """The table that the examples speak of, as people.csv too, in the folder where they run."""
    monkeypatch.chdir(tmp_path)
    chance = np.random.default_rng(4)
    age = chance.integers(18, 90, 600)
    pay = (age * 40 + chance.normal(0, 300, 600)).round(2)
    made = pd.DataFrame({"age": age, "pay": pay, "city": chance.choice(["Oslo", "Bonn", "Graz"], 600)})
    made.to_csv(tmp_path / "people.csv", index=False)
    return made


def test_the_readme_is_read_in_two_minutes() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 80
    assert sum(line.startswith("|") for line in text.splitlines()) <= 2 + 6
    assert (ROOT / "static" / "journey.png").stat().st_size < 400_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_every_picture_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`((?:synthesis|components|pages|tests|bench|docs|static)/[\w./-]+)`", page.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists() and "example" not in name] == []


def test_the_readme_s_python_runs(frame: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(ROOT / "README.md", "python")
    assert len(code.splitlines()) <= 10
    exec(code, {"frame": frame})
    said = capsys.readouterr().out
    assert said.startswith("('age', 'pay', 'city')\n")
    assert said.endswith("\nunchanged\n")


def test_the_readme_s_commands_run(frame: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(ROOT / "README.md", "console")
    answers = []
    for line in code.splitlines():
        program, *arguments = shlex.split(line.removeprefix("$ "))
        assert program == "understudy"
        main(arguments)
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0]["verdict"] in ("PASS", "INCONCLUSIVE")
    assert answers[1]["valid"] is True


def test_the_notebook_makes_audits_and_verifies_in_ten_lines(tmp_path: Path) -> None:
    """Its cells run one after the other in a Python of their own, each last line shown, as a notebook does."""
    stored = json.loads((ROOT / "docs" / "notebook.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert sum(bool(line) for cell in cells for line in cell.splitlines()) <= 10
    program = "\n".join(map(_shown, cells))
    environment = {"PYTHONPATH": str(ROOT), "SYNTHESIS_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    *_, verdict, verified = done.stdout.splitlines()
    assert verdict.startswith("Verdict(outcome=<Outcome.")
    assert verified.startswith("Verification(problems=(), ")


def _shown(cell: str) -> str:
    """The cell with its last line printed."""
    *body, last = ast.parse(cell).body
    if isinstance(last, ast.Expr):
        last = ast.parse(f"print(repr({ast.unparse(last)}))").body[0]
    return ast.unparse(ast.Module([*body, last], []))


def test_the_concepts_are_the_registries() -> None:
    assert first_cells("concepts.md", "Attacks") == {attack.name for attack in ATTACKS}
    assert first_cells("concepts.md", "Measures of fidelity") == {measure.name for measure in MEASURES}
    text = (ROOT / "docs" / "concepts.md").read_text("utf-8").split("\n## Generators\n")[1]
    assert {generator.name for generator in EVERY} <= set(re.findall(r"`([^`]+)`", text))


def test_the_architecture_names_every_room() -> None:
    named = " ".join(first_cells("architecture.md", "The tree"))
    for folder in (ROOT / "synthesis").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            assert f"synthesis/{folder.name}/" in named


def test_the_settings_are_those_that_the_code_reads() -> None:
    read: set[str] = set()
    for room in ("synthesis", "components"):
        for path in (ROOT / room).rglob("*.py"):
            read |= set(re.findall(r'"(SYNTHESIS_[A-Z_]+|OMP_NUM_THREADS)"', path.read_text("utf-8")))
    assert first_cells("operating.md", "Settings") == read


def test_every_bench_is_listed() -> None:
    listed = set(re.findall(r"`(\w+\.py)`", (ROOT / "bench" / "README.md").read_text("utf-8")))
    shared = {"picture.py"}  # a drawing that generators.py makes
    assert {path.name for path in (ROOT / "bench").glob("*.py")} - shared - {"__init__.py"} == listed


def test_versions_and_dates_agree() -> None:
    from synthesis import __version__

    dated: list[Any] = re.findall(
        r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert dated[0][0] == __version__
    assert dated == sorted(dated, key=lambda entry: entry[1], reverse=True)
