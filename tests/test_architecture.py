"""The arrows of the house: who may import whom, and who may not be imported at all."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_MODEL = {"foundation", "tables"}
BELOW = {
    "foundation": set(),
    "tables": {"foundation"},
    **dict.fromkeys(("protections", "rules", "fidelity", "privacy", "utility"), _MODEL),
    "recipe": {*_MODEL, "rules"},
    "generators": _MODEL,
    "invention": {*_MODEL, "protections"},
    "jobs": {*_MODEL, "recipe"},
    "figures": {*_MODEL, "fidelity", "privacy", "utility"},
    "generation": {*_MODEL, "recipe", "rules", "generators", "protections"},
    "release": {*_MODEL, "recipe", "fidelity", "privacy", "utility", "figures"},
}
BELOW["journey"] = {*BELOW}
BELOW["cli"] = {*BELOW}
BELOW["__main__"] = {"cli"}
BELOW["synthesis"] = {*BELOW} - {"__main__"}
"""Each room of the package, and the rooms that it may import; lower rooms stand higher in this list."""

ONLY_IN = {
    "sdv": "generators",
    "ctgan": "generators",
    "opendp": "generators",
    "anonymeter": "privacy",
    "plotly": "figures",
    "distributed": "jobs",
}
MODULES = sorted((ROOT / "synthesis").rglob("*.py"))


def room_of(module: str) -> str:
    """The room of a dotted name inside the package; the package itself is the door over all rooms."""
    return module.split(".")[1] if "." in module else "synthesis"


def imports_of(path: Path) -> set[str]:
    """Every dotted name that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "synthesis"}
    return names


def name_of(path: Path) -> str:
    """The dotted name of a file in the package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_down(path: Path) -> None:
    room = room_of(name_of(path))
    wanted = {room_of(name) for name in imports_of(path) if name.startswith("synthesis.")}
    assert wanted <= BELOW[room] | {room}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_has_never_heard_of_the_pages(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(path)}
    assert not roots & {"streamlit", "components", "pages", "app", "tests", "bench"}
    room = room_of(name_of(path))
    assert all(home == room for library, home in ONLY_IN.items() if library in roots)


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_a_page_is_short_and_knows_no_other_page(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 80
    assert not any(name.startswith("pages") for name in imports_of(path))


@pytest.mark.parametrize("path", sorted((ROOT / "components").glob("*.py")), ids=lambda path: path.name)
def test_one_file_holds_the_session(path: Path) -> None:
    if path.name != "session.py":
        assert "session_state" not in path.read_text("utf-8")
    assert not any(name.startswith(("pages", "app.")) for name in imports_of(path))


def test_the_commands_start_without_the_heavy_libraries() -> None:
    code = (
        "import sys, synthesis.cli.program; print([m for m in ('sdv', 'torch', 'anonymeter', 'plotly', 'opendp') if m "
        "in sys.modules])"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
