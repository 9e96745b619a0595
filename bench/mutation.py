"""How much of the program a test would notice if it were otherwise: change it in one place at a time, and see.

    python bench/mutation.py [--only synthesis/release/verdict.py …] [--sample 150] [--jobs 2] [--survivors FILE]

The changes are those of mutmut 3, in a copy of the tree, with the tests that `mutation.toml` names beside each module.
mutmut leaves alone what stands outside functions or under a decorator, and reaches no function that is called while
its module is imported. So `lru_cache` is taken off in the copy, and constants, defaults, settings and what makes them
are changed by the same operators here, each in a process that imports the program anew. Sentences (text with a
space in it) are not changed: no test should pin them word by word. `--sample`: only so many changes of a module within
functions, drawn with seed 0, and a third as many outside.

Prints one JSON line a module: mutants, killed, survived, equivalent (those that `mutation.toml` lists with a reason)
and the share that survived of all that change behaviour. Exits with 1 where that is over 10 %."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((Path(__file__).parent / "mutation.toml").read_text("utf-8"))
MOST_SURVIVORS, SECONDS = 0.10, 600
ALIVE = (0, 33, None)
"""mutmut's exit codes of a change that no test notices or comes by."""
COPIED = ("synthesis", "tests", "components", "pages", "bench", "static", "pyproject.toml", "requirements.txt")

Mutant = tuple[str, str, str, bool]
"""The file, what stood there, what stands there now, and whether a test noticed."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="+", default=[])
    options.add_argument("--sample", type=int)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--survivors", type=Path, help="where the survivors are added, one a line")
    options.add_argument("--inside", choices=("functions", "outside"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        part = functions if given.inside == "functions" else outside
        Path(f"{given.inside}.json").write_text(json.dumps(part(given.only[0], given.sample, given.jobs)))
        return 0
    modules = given.only or list(CONFIG["modules"])
    good = [report(one, mutants(one, given.sample, given.jobs), given.survivors) for one in modules]
    return 0 if all(good) else 1


def report(module: str, found: Sequence[Mutant], survivors: Path | None) -> bool:
    """Print a module's counts; whether few enough survived."""
    known = {(one["file"], one["was"], one["now"]) for one in CONFIG.get("equivalent", ())}
    alive = [one for one in found if not one[3]]
    real = [one for one in alive if one[:3] not in known]
    killed, equivalent = len(found) - len(alive), len(alive) - len(real)
    share = len(real) / max(killed + len(real), 1)
    counts = {"mutants": len(found), "killed": killed, "survived": len(real), "equivalent": equivalent}
    print(json.dumps({"module": module, **counts, "share": round(share, 3)}), flush=True)
    if survivors is not None:
        with survivors.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(one[:3], ensure_ascii=False) + "\n" for one in real)
    return share <= MOST_SURVIVORS


def mutants(module: str, sample: int | None, jobs: int) -> list[Mutant]:
    """What `functions` and `outside` find in a copy of the tree."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as place:
        copy = Path(place)
        for name in COPIED:
            whole = ROOT / name
            (shutil.copytree if whole.is_dir() else shutil.copy2)(whole, copy / name)
        for path in copy.glob(module):
            path.write_text("".join(line for line in path.open() if not line.startswith("@lru_cache")))
        lines = {
            "source_paths": ["synthesis"],
            "only_mutate": [module],
            "also_copy": [name for name in COPIED if name != "synthesis"],
            "pytest_add_cli_args_test_selection": CONFIG["modules"][module],
            "timeout_multiplier": [30],
            "timeout_constant": [10],
        }
        settings = ("".join(f"\n    {value}" for value in values) for values in lines.values())
        pairs = (f"{key} = {value}\n" for key, value in zip(lines, settings, strict=True))
        (copy / "setup.cfg").write_text("[mutmut]\n" + "".join(pairs))
        found: list[Mutant] = []
        for part in ("functions", "outside"):
            command = [sys.executable, str(copy / "bench" / Path(__file__).name), "--inside", part, "--only", module]
            command += ["--jobs", str(jobs), *([] if sample is None else ["--sample", str(sample)])]
            subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)
            found += [tuple(one) for one in json.loads((copy / f"{part}.json").read_text("utf-8"))]
        return found


def some(found: list[Any], most: int | None) -> list[Any]:
    return found if most is None or len(found) <= most else random.Random(0).sample(found, most)


def use_operators() -> None:
    """mutmut's operators, but one change a word and none a sentence."""
    from mutmut.mutation import file_mutation, mutators

    def words(node: Any) -> Iterable[Any]:
        return [] if " " in getattr(node, "value", " ") else list(mutators.operator_string(node))[:1]

    pairs = [(kind, words if made is mutators.operator_string else made) for kind, made in mutators.mutation_operators]
    vars(file_mutation)["mutation_operators"] = pairs


def functions(module: str, sample: int | None, jobs: int) -> list[Mutant]:
    """What mutmut changes within functions."""
    use_operators()
    from mutmut import __main__ as mutmut
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.mutation.trampoline import set_mutant_under_test
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths

    Path("mutants").mkdir()
    set_mutant_under_test("mutant_generation")
    for prepare in (copy_src_dir, copy_also_copy_files, setup_source_paths):
        prepare()
    mutmut.create_mutants(jobs)

    def met() -> Iterator[tuple[str, str, int | None]]:
        for path in sorted(Path().glob(module)):
            data = SourceFileMutationData(path=path)
            data.load()
            yield from ((str(path), name, code) for name, code in data.exit_code_by_key.items())

    names = some([name for _, name, _ in met()], sample)
    mutmut._run(names if sample is not None else (), jobs)
    chosen = set(names)
    tried = [one for one in met() if one[1] in chosen]
    Path("alive.json").write_text(json.dumps([one[:2] for one in tried if one[2] in ALIVE]))
    return [
        (file, *changed(get_diff_for_mutant(name, path=file)), True) for file, name, code in tried if code not in ALIVE
    ]


def changed(diff: str) -> tuple[str, str]:
    """The lines that a change takes out and those that it puts in."""
    lines = diff.splitlines()[2:]
    was, now = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return was, now


def outside(module: str, sample: int | None, _: int) -> list[Mutant]:
    """What stands outside functions, changed by the same operators, and once more what mutmut found alive."""
    use_operators()
    import libcst
    from mutmut.mutation.diff_apply import apply_mutant
    from mutmut.mutation.file_mutation import create_mutations

    made: list[tuple[Path, str, str, str]] = []
    for path in sorted(Path().glob(module)):
        code = path.read_text("utf-8")
        tree, mutations, *_rest = create_mutations(str(path), code)
        for one in mutations:
            if not isinstance(one.contained_by_top_level_function, libcst.FunctionDef):
                text = tree.deep_replace(one.original_node, one.mutated_node).code
                made.append((path, *differing(code, text), text))
    chosen = some(made, sample and sample // 3)
    for file, name in json.loads(Path("alive.json").read_text("utf-8")):
        code = Path(file).read_text("utf-8")
        apply_mutant(name)
        text = Path(file).read_text("utf-8")
        chosen.append((Path(file), *differing(code, text), text))
        Path(file).write_text(code, "utf-8")
    tests = CONFIG["modules"][module]
    collected(tests)
    return [(str(path), was, now, noticed(path, text, tests)) for path, was, now, text in chosen]


def differing(code: str, text: str) -> tuple[str, str]:
    from difflib import unified_diff

    return changed("\n".join(unified_diff(code.splitlines(), text.splitlines(), n=0, lineterm="")))


def collected(tests: Sequence[str]) -> None:
    """Import everything that the tests need, and forget what is the program's own or the tests'."""
    import pytest

    pytest.main(["--collect-only", "-qq", *tests])
    for name in list(sys.modules):
        if name.split(".")[0] in ("synthesis", "components", "tests", "conftest"):
            del sys.modules[name]
    sys.dont_write_bytecode = True


def noticed(path: Path, text: str, tests: Sequence[str]) -> bool:
    """Whether a test fails with this text in the place of the file's."""
    whole = path.read_text("utf-8")
    for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
        stale.unlink()
    path.write_text(text, "utf-8")
    try:
        return _in_a_child(lambda: _fails(tests)) != 0
    finally:
        path.write_text(whole, "utf-8")


def _fails(tests: Sequence[str]) -> int:
    import pytest

    return int(pytest.main(["-x", "-qq", *tests]))


def _in_a_child(work: Callable[[], int]) -> int:
    """The exit code of `work` in a process of its own; not 0 where it takes too long."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        os._exit(work())
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    sys.exit(main())
