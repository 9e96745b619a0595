"""The evidence pack never holds a true extreme of a column, nor a category that few rows have."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from synthesis.journey import Judging, describe, record_of, run
from synthesis.recipe import Recipe
from synthesis.release.pack import FILES, build_pack
from synthesis.tables import propose_rules, read_table
from tests.generators.test_nothing_bypassed import HIGHEST, LOWEST, NEWEST, OLDEST, RARE, planted

NUMBERS = {*HIGHEST, *LOWEST, 777.0, 778.0}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planted") / "people.csv"
    planted(700).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def pack(path: Path) -> dict[str, str]:
    table = read_table(path)
    schema = table.schema.ruled(propose_rules(table)).generalise("visits", "5")
    made = run(path, Recipe(schema=schema), Judging(attacks=100, target="member"))
    zipped = build_pack(record_of(made, by="Ada"), made.csv).zipped
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def spellings(number: float) -> Iterator[str]:
    yield from (f"{number:.2f}", f"{number:,.2f}", f"{number:g}", f"{number:,.1f}", f"{number:.1f}", f"{number:,.0f}")


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_no_file_names_a_rare_category_or_spells_an_extreme(pack: dict[str, str]) -> None:
    assert set(pack) == set(FILES)
    for name, text in pack.items():
        for cell in (*RARE, *OLDEST, *NEWEST):
            assert cell not in text, f"{cell} stands in {name}"
        for number in (*HIGHEST, *LOWEST):
            for spelt in spellings(number):
                assert spelt not in text, f"{spelt} stands in {name}"


def test_no_number_in_the_record_is_an_extreme(pack: dict[str, str]) -> None:
    for name in ("record.json", "recipe.json", "schema.json"):
        assert not NUMBERS & set(numbers(json.loads(pack[name])))


def test_what_is_said_of_the_table_before_a_run_tells_neither(path: Path) -> None:
    text = json.dumps(describe(path))
    assert not [cell for cell in (*RARE, *OLDEST, *NEWEST, *map(str, (*HIGHEST, *LOWEST))) if cell in text]
