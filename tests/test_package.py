"""What `pip install .` brings: the package with its data, the command, and nothing of the tests."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import synthesis

ROOT = Path(__file__).resolve().parents[1]
_SOURCES = ("pyproject.toml", "requirements.txt", "README.md", "LICENSE", "NOTICE")


def pip(*arguments: str) -> None:
    """pip does it, without the network."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, so that nothing is left among them."""
    folder = tmp_path_factory.mktemp("sources")
    for name in _SOURCES:
        shutil.copy(ROOT / name, folder)
    for name in ("synthesis", "tests", "components", "pages", "bench"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder / "dist"), str(folder))
    return next((folder / "dist").glob("understudy-*.whl"))


def test_the_wheel_holds_every_file_of_the_package_and_no_other_room(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    kept = (path for path in (ROOT / "synthesis").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert names == {str(path.relative_to(ROOT)) for path in kept}
    assert "synthesis/py.typed" in names


def test_what_it_needs_is_what_the_requirements_say(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = next(name for name in archive.namelist() if name.endswith("METADATA"))
        told = metadata.PathDistribution(zipfile.Path(archive, found.rpartition("/")[0] + "/")).metadata
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert told.get_all("Requires-Dist") == [line for line in lines if line and not line.startswith("#")]
    assert (told["Version"], told["Requires-Python"]) == (synthesis.__version__, "<3.13,>=3.11")


def test_the_installed_command_describes_a_table(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("age,city\n" + "".join(f"{20 + i % 40},town{i % 3}\n" for i in range(90)))
    pip("install", "--no-deps", "--target", str(tmp_path / "site"), str(wheel))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [str(tmp_path / "site" / "bin" / "understudy"), "describe", "people.csv"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["table"]["rows"] == 90
