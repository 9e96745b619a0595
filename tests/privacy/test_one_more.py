"""An attack is one file and one line: a throw-away one, `tests/one_more/nosy.py`, with that line and nothing else."""

import subprocess
import sys

import pytest

from tests.pages import ROOT


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("tests/privacy/test_contract.py", "nosy"),  # what every attack owes
        ("tests/one_more/check_attack.py", "attack"),  # policies, wording, report, JSON, pages
    ],
)
def test_everything_carries_a_new_attack(what: str, kept: str) -> None:
    """In a process of its own, in which the registry has one line more; pytest fails where it finds no test."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.one_more.attack",
        "-p",
        "no:cacheprovider",
        what,
        "-k",
        kept,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout[-4000:]
