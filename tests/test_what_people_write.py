"""Recipes, schemas, policies, declarations and descriptions are read strictly, and named where they are wrong."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthesis.cli.program import main
from synthesis.foundation.errors import SynthesisError, UnusableOption
from synthesis.foundation.serialisation import plain, revive
from synthesis.foundation.strict_reader import parse_content, read_strictly
from synthesis.generation.private_pipeline import public_domains_of
from synthesis.invention import EXAMPLES, Description
from synthesis.recipe import Recipe
from synthesis.release.policy import PRESETS, PUBLIC, written_policy
from synthesis.tables import Schema, sample_csv
from tests.mutations import DEEP, mutated
from tests.release.test_rule_sets import PACKS, unzipped

ROOT = Path(__file__).resolve().parents[1]
CELL = "Cellarius"
"""A word that stands for what is in somebody's table: no message may repeat it."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "people.csv"
    path.write_bytes(sample_csv(120))
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    """The exit code and the lines on stderr."""
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr().err.splitlines()


CASES: list[tuple[str, Any, str, str]] = [
    ("schema", {"columns": [{"name": "city", "rolle": "sensitive"}]}, '"rolle" at "columns", "city"', '"role"'),
    ("schema", {"columns": [{"name": "city", "role": "secret"}]}, '"columns", "city", "role"', '"sensitive"'),
    ("schema", {"columns": [{"name": "city", "missing": 2}]}, '"missing"', "at most 1"),
    ("schema", {"columns": [{"name": "city", "distinct": -1}]}, '"distinct"', "at least 0"),
    ("schema", {"columns": [{"role": "drop"}]}, 'no "name"', "columns"),
    ("schema", {"columns": [{"name": "city"}, {"name": "city"}]}, "twice", "name of its own"),
    ("schema", {"colums": []}, '"columns"', "columns"),
    ("recipe", {"seeed": 7}, '"seeed"', '"seed"'),
    ("recipe", {"seed": "7"}, '"seed"', "whole number"),
    ("recipe", {"seed": True}, '"seed"', "whole number"),
    ("recipe", {"seed": -1}, "seed is out of bounds", "0 to"),
    ("recipe", {"rows": 1.5}, '"rows"', "whole number or null"),
    ("recipe", {"settings": {"leaf": [CELL]}}, '"settings", one of its entries', "number or true or false or a text"),
    ("recipe", {"wish": {"fixed": {CELL: 3}}}, '"wish", "fixed", one of its entries', "a text"),
    ("recipe", {"dialect": {"skip": "no"}}, '"dialect", "skip"', "whole number"),
    ("recipe", [], "another kind", "object"),
    ("policy", {**plain(PUBLIC), "smallest": "no"}, '"smallest"', "whole number"),
    ("policy", {**plain(PUBLIC), "name": "x", "title": "X", "smallest": -5}, '"smallest"', "at least 0"),
    ("policy", {"name": "x", "title": "X", "version": 1}, 'lacks the key "rules"', "rules"),
    ("description", {"columns": [{"name": "a", "sort": "integer"}]}, '"sort" at "columns", "a"', "kind"),
    ("description", {"columns": [{"name": "a", "levels": {CELL: "much"}}]}, "one of its entries", "a number"),
    ("declared", {"columns": {"city": {"level": ["a"]}}}, '"level" at "columns", "city"', '"levels"'),
    ("declared", {"columns": {"city": {"levels": [CELL, None]}}}, '"levels", entry 2', "a text"),
]


def command(what: str, file: Path, sample: Path, out: Path) -> list[object]:
    """What reads such a file."""
    run = ["run", sample, "--out", out, "--generator", "marginals", "--no-audit"]
    return {
        "schema": ["describe", sample, "--schema", file],
        "recipe": [*run, "--recipe", file],
        "policy": [*run, "--policy", file],
        "declared": [*run, "--declared", file],
        "description": ["invent", file, "--out", out],
    }[what]


@pytest.mark.parametrize(("what", "value", "happened", "advice"), CASES)
def test_what_is_wrong_is_named_in_two_lines(
    what: str, value: Any, happened: str, advice: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps(value))
    code, lines = asked(capsys, *command(what, file, sample, tmp_path / "out"))
    assert (code, len(lines)) == (2, 2)
    assert happened in lines[0]
    assert advice in lines[1]
    assert CELL not in "".join(lines)


BROKEN = {
    "deep": b'{"a": ' * 100_000,
    "deep enough": json.dumps({"settings": DEEP}).encode(),
    "huge": b'{"seed": ' + b"9" * 5000 + b"}",
    "nan": b'{"seed": NaN}',
    "twice": b'{"seed": 1, "seed": 2}',
    "half a letter": b'{"generator": "\\ud800"}',
    "latin": '{"generator": "é"}'.encode("latin-1"),
    "nothing": b"",
    "null": b"null",
    "a number": b"3",
}


@pytest.mark.parametrize("what", ["schema", "recipe", "policy", "declared", "description"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_such_json_is_refused(
    what: str, content: bytes, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    code, lines = asked(capsys, *command(what, file, sample, tmp_path / "out"))
    assert (code, len(lines)) == (2, 2)


def forged(**changes: Any) -> dict[str, Any]:
    policy = plain(PUBLIC)
    return {**policy, **changes, "rules": [{**rule, "limit": 0.999} for rule in policy["rules"]]}


@pytest.mark.parametrize("value", [forged(), forged(name="Public "), forged(name="ours"), forged(version=2)])
def test_a_policy_that_borrows_the_name_of_a_preset_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(UnusableOption, match='preset "public"'):
        written_policy(value)
    assert written_policy({**value, "name": "ours", "title": "Ours"}).name == "ours"
    assert [written_policy(plain(preset)) for preset in PRESETS] == list(PRESETS)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_what_older_versions_wrote_is_accepted_as_it_stands(path: Path) -> None:
    files = unzipped(path)
    for name, kind in (("recipe.json", Recipe), ("schema.json", Schema)):
        value = parse_content(files[name], "file")
        assert plain(read_strictly(kind, value, "file")) == plain(revive(kind, value))


@pytest.mark.parametrize("path", sorted((ROOT / "bench" / "declared").glob("*.json")), ids=lambda path: path.name)
def test_declarations_by_name_or_as_a_list_are_the_same(path: Path) -> None:
    value = json.loads(path.read_text("utf-8"))
    listed = [{"name": name, **said} for name, said in value["columns"].items()]
    assert public_domains_of(value) == public_domains_of({**value, "columns": listed})


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_every_example_of_a_description_is_read_as_it_is_printed(example: Description) -> None:
    assert plain(read_strictly(Description, plain(example), "description")) == plain(example)


def written_declaration() -> dict[str, Any]:
    return {
        "columns": [
            {"name": "age", "low": 18, "high": 99, "step": 1},
            {"name": "town", "levels": [CELL, "b"], "blanks": False},
            {"name": "seen", "low": "2024-01-01", "high": "2024-12-31", "kind": "datetime"},
            {"name": "code", "pattern": "ID-####"},
        ],
        "most": 2,
        "target": "town",
    }


def written_recipe() -> dict[str, Any]:
    recipe = json.loads(unzipped(PACKS[0])["recipe.json"])
    recipe["schema"]["columns"] = recipe["schema"]["columns"][:6]
    wish = {"fixed": {"sex": CELL}, "shares": [{"column": "city", "value": CELL, "share": 0.3}]}
    dialect = {"encoding": "utf-8", "delimiter": ";"}
    return {**recipe, "wish": wish, "dialect": dialect, "settings": {"leaf": 40}, "declared": written_declaration()}


def written_description() -> dict[str, Any]:
    found = plain(next(iter(EXAMPLES.values())))
    levels = {CELL: 3.0, "b": 1}
    return {**found, "columns": [*found["columns"], {"name": "town", "kind": "category", "levels": levels}]}


READERS: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {
    "recipe": (written_recipe, lambda value: read_strictly(Recipe, value, "recipe")),
    "schema": (lambda: written_recipe()["schema"], lambda value: read_strictly(Schema, value, "schema")),
    "policy": (lambda: {**plain(PUBLIC), "name": "ours", "title": "Ours"}, written_policy),
    "declaration": (written_declaration, public_domains_of),
    "description": (written_description, lambda value: read_strictly(Description, value, "description")),
}


@pytest.mark.parametrize("what", READERS)
def test_no_edit_is_a_fault_of_the_program(what: str) -> None:
    """700 edits of each: refused in two plain lines that quote no cell, or read; and both happen."""
    make, read = READERS[what]
    chance, outcomes = random.Random(11), Counter[str]()
    for number in range(700):
        value = mutated(make(), chance)
        try:
            read(parse_content(json.dumps(value).encode(), what))
            outcomes["read"] += 1
        except SynthesisError as error:
            outcomes["refused"] += 1
            told = error.happened + error.advice
            assert "\n" not in told, number
            assert CELL not in told, (number, told)
    assert min(outcomes["read"], outcomes["refused"]) > 30, outcomes


@pytest.mark.parametrize(("what", "times"), [("recipe", 12), ("schema", 20), ("policy", 20), ("description", 40)])
def test_no_edited_file_ends_a_command_with_exit_4(
    what: str, times: int, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, file = random.Random(5), tmp_path / "file.json"
    make, _ = READERS[what]
    for number in range(times):
        file.write_text(json.dumps(mutated(make(), chance)))
        code, lines = asked(capsys, *command(what, file, sample, tmp_path / "out"))
        assert code in (0, 2, 3), (number, lines)
