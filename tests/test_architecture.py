"""The arrows of the house: who may import whom, and who may not be imported at all."""

import ast
import re
import sys
from collections.abc import Mapping
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
BELOW["api"] = {*BELOW} - {"cli", "__main__"}
BELOW["synthesis"] = {"foundation", "api"}
"""Each room of the package, and the rooms that it may import; lower rooms stand higher in this list."""

ONLY_IN = {
    "sdv": "generators",
    "ctgan": "generators",
    "opendp": "generators",
    "anonymeter": "privacy",
    "sdmetrics": "fidelity",
    "plotly": "figures",
    "distributed": "jobs",
}
BESIDE = {
    "audit": {"data", "fidelity", "privacy"},
    "compare": {"privacy"},
    "data": {"server"},
    "invent": {"data"},
    "privacy": {"generator"},
    "release": {"fidelity", "privacy"},
}
"""Each room of the components that knows another page's room: Audit draws as Fidelity and Privacy do, of files that are
brought as on Data; a suggestion on Privacy starts a run; Release shows likeness and risk side by side."""

MODULES = sorted((ROOT / "synthesis").rglob("*.py"))
COMPONENTS = sorted((ROOT / "components").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))


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


FILES = {name_of(path) for path in [*MODULES, *COMPONENTS]}


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


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_short_and_knows_no_other_page(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 80
    assert not any(name.startswith("pages") for name in imports_of(path))


def test_one_file_holds_the_state_of_the_session() -> None:
    holding = {path for path in [*COMPONENTS, *PAGES] if "session_state" in path.read_text("utf-8")}
    assert [path.name for path in holding] == ["widget_state.py"]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_component_knows_its_own_room_and_the_shared_one(path: Path) -> None:
    imported = {name for name in imports_of(path) if name.split(".")[0] in {"components", "pages", "app"}}
    assert all(name.startswith("components.") or name == "components" for name in imported)
    rooms = {name.split(".")[1] for name in imported if "." in name}
    if path.parent.name == "components":
        assert rooms <= {"shared"}
    else:
        room = path.parent.name
        assert rooms <= {room, "shared"} | (BESIDE.get(room, set()) if room != "shared" else set())


@pytest.mark.parametrize("path", [*COMPONENTS, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_reaches_into_no_folder_and_leaves_numbers_to_one_helper(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\.folder\b", text)
    assert not re.search(r":,(\.\d+f)?\}", text)


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles({name_of(path): modules_of(path) for path in [*MODULES, *COMPONENTS]}) == []


def test_a_circle_of_files_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "d"}}) == [["b", "c"], ["d"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def modules_of(path: Path) -> set[str]:
    """The files that a file imports, wherever in the file, by their dotted names."""
    return {module for name, parts in _froms(path) for module in _resolved(name, parts)}


def _froms(path: Path) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "", [alias.name for alias in node.names]))
    return found


def _resolved(name: str, parts: list[str]) -> set[str]:
    """`from name import parts`: the parts that are files themselves, and `name` where one of them is not."""
    files = {f"{name}.{part}" for part in parts if f"{name}.{part}" in FILES}
    return (files | {name} if len(files) < len(parts) or not parts else files) & FILES


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Every set of files each of which is reached from each other one, and every file that imports itself."""
    reached = {name: _reached(name, arrows) for name in arrows}
    found = {tuple(sorted(m for m in reached[n] if n in reached.get(m, ()))) for n in arrows if n in reached[n]}
    return sorted(map(list, found))


def _reached(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(arrows[name])
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += arrows.get(one, ())
    return found


def test_the_commands_start_without_the_heavy_libraries() -> None:
    code = (
        "import sys, synthesis.cli.program; print([m for m in ('sdv', 'torch', 'anonymeter', 'plotly', 'opendp') if m "
        "in sys.modules])"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
