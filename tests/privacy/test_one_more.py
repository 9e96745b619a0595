"""An attack is one file and one line: a throw-away one, `tests/one_more/nosy.py`, with that line and nothing else."""

import re
import subprocess
import sys

from tests.pages import ROOT

WHAT = {
    "tests/privacy/test_contract.py": "nosy",  # what every attack owes
    "tests/one_more/check_attack.py": "attack",  # policies, wording, report, JSON, pages
}


def test_everything_carries_a_new_attack() -> None:
    """In a process of its own, in which the registry has one line more."""
    kept = " or ".join(f"({file.split('/')[-1]} and {word})" for file, word in WHAT.items())
    command = [sys.executable, "-m", "pytest", "-p", "tests.one_more.attack", "-p", "no:cacheprovider", *WHAT]
    done = subprocess.run(
        [*command, "-vv", "-k", kept], cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout[-4000:]
    for file in WHAT:
        assert len(re.findall(rf"^{re.escape(file)}::", done.stdout, re.MULTILINE)) > 3, done.stdout[-4000:]
