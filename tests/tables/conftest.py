from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthesis.tables import Table, read_table


@pytest.fixture(autouse=True)
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Table]:
    def reader(content: str | bytes, name: str = "t.csv", **options: Any) -> Table:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, **options)

    return reader
