import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from synthesis.foundation.home import home, secret
from synthesis.tables import fingerprint


def test_home_and_secret_are_the_owners_alone() -> None:
    first = secret()
    assert len(first) == 32
    assert secret() == first
    assert stat.S_IMODE(home().stat().st_mode) == 0o700
    assert stat.S_IMODE((home() / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home().iterdir()] == ["secret"]


def test_processes_that_start_together_agree_on_one_secret() -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: secret(), range(64)))) == 1


def test_a_fingerprint_is_keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n1\n")
    here = fingerprint(path)
    assert here == fingerprint(b"a\n1\n") != fingerprint(b"a\n2\n")
    assert len(here) == 64
    assert here != hashlib.sha256(b"a\n1\n").hexdigest()
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "elsewhere"))
    assert fingerprint(path) != here
