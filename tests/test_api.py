"""The names that a notebook imports: typed, light to import, and the same bytes as the commands give."""

import doctest
import importlib
import json
import subprocess
import sys
import typing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import synthesis
from synthesis import Policy, Recipe, audit, compare, describe, read, save, synthesise, verify
from synthesis.cli.program import main
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.tables import Kind

ROOT = Path(__file__).resolve().parents[1]
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "synthesis").rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


def people(rows: int, seed: int) -> pd.DataFrame:
    """Rows of three columns that hang together a little."""
    chance = np.random.default_rng(seed)
    age = chance.integers(18, 90, rows)
    return pd.DataFrame(
        {
            "age": age,
            "pay": (age * 40 + chance.normal(0, 300, rows)).round(2),
            "city": chance.choice(["Oslo", "Bonn", "Graz"], rows),
        }
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    people(300, 1).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_in_docstrings_are_true(module: str) -> None:
    found = importlib.import_module(module)
    assert doctest.testmod(found).failed == 0


def test_every_public_function_has_an_example() -> None:
    for name in synthesis.__all__:
        if name not in ("Policy", "Recipe", "__version__", "save"):  # what save does is shown where it is verified
            assert ">>> " in getattr(synthesis, name).__doc__


def test_there_are_at_most_a_dozen_names_and_each_is_typed() -> None:
    assert len(synthesis.__all__) <= 12
    assert set(synthesis.__all__) <= set(dir(synthesis))
    for function in (read, describe, synthesise, audit, compare, save, verify):
        assert "return" in typing.get_type_hints(function)
    with pytest.raises(AttributeError, match="no attribute 'anonymise'"):
        _ = synthesis.anonymise  # type: ignore[attr-defined]


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, synthesis; print([m for m in ('pandas', 'numpy', 'sdv', 'torch', 'plotly') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_path_a_frame_and_a_table_give_the_bytes_of_the_command(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(file), "--out", str(tmp_path / "out"), "--seed", "3", "--no-audit"]) == 3
    said = json.loads(capsys.readouterr().out)
    expected = (tmp_path / "out" / "synthetic.csv").read_bytes()
    for data in (str(file), file, people(300, 1), read(file)):
        made = synthesise(data, Recipe(seed=3), judge=False)
        assert made.csv == expected
        assert made.recipe.schema == read(file).schema
    assert said["recipe"]["seed"] == 3


def test_a_frame_is_described_like_its_file(file: Path) -> None:
    one, other = describe(people(300, 1)), describe(file)
    assert (one.rows, one.schema, one.findings, one.fingerprint) == (
        300,
        other.schema,
        other.findings,
        other.fingerprint,
    )
    assert one.split() == other.split()
    assert describe(read(file)).head == other.head


def test_a_frame_whose_file_would_be_taken_for_another_is_read_as_it_is() -> None:
    numbered = read(pd.DataFrame(np.arange(30).reshape(10, 3)))
    assert (numbered.schema.names, len(numbered)) == (("0", "1", "2"), 10)
    gaps = read(pd.DataFrame({"x": [1.5, None, 2.5, None, 3.5]}))
    assert (len(gaps), gaps.schema["x"].missing) == (5, 0.4)


def test_a_table_keeps_the_columns_that_it_was_read_with(file: Path) -> None:
    table = read(file, schema=read(file).schema.correct("age", kind=Kind.CATEGORY))
    made = synthesise(table, Recipe("marginals"), judge=False)
    assert made.recipe.schema is not None
    assert made.recipe.schema["age"].kind is Kind.CATEGORY
    assert read(table) is table


def test_an_audit_of_frames_is_the_audit_of_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = {"train": people(300, 1), "control": people(300, 2), "synthetic": people(300, 3)}
    arguments = ["audit", "--attacks", "100"]
    for name, frame in tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
        arguments += [f"--{name}", str(tmp_path / f"{name}.csv")]
    main(arguments)
    told, found = json.loads(capsys.readouterr().out), audit(**tables, attacks=100).contract()
    for one in (told, found):
        del one["timings"]
        for risk in one["privacy"]["risks"]:
            del risk["seconds"]
    assert json.loads(json.dumps(plain(found))) == told


def test_tables_read_with_other_kinds_are_read_again_for_an_audit() -> None:
    train, control, copy = read(people(300, 1)), read(people(300, 2)), read(people(300, 1))
    odd = read(people(300, 1), schema=copy.schema.correct("age", kind=Kind.CATEGORY))
    as_it_is, again = (audit(train=train, control=control, synthetic=made, attacks=100) for made in (copy, odd))
    assert as_it_is.privacy.copies == again.privacy.copies
    assert again.privacy.copies.exact_train == 1.0


def test_a_private_generator_takes_a_frame_and_no_table_that_was_read() -> None:
    from synthesis.generation.private_pipeline import public_domains_of

    frame = people(300, 1)[["age", "city"]]
    declared = public_domains_of(
        {"columns": {"age": {"low": 18, "high": 90}, "city": {"levels": ["Oslo", "Bonn", "Graz"]}}}
    )
    recipe = Recipe("private-trees", {"epsilon": 5.0}, declared=declared)
    made = synthesise(frame, recipe, judge=False)
    assert made.audit.privacy.promise.epsilon == 5.0
    assert list(made.synthetic.frame.columns) == ["age", "city"]
    with pytest.raises(UnusableOption, match="declared alone"):
        synthesise(read(frame), recipe, judge=False)


def test_what_was_saved_verifies_and_compares_like_the_candidate_itself(tmp_path: Path) -> None:
    made = [synthesise(people(300, 1), Recipe(name), attacks=100) for name in ("marginals", "trees")]
    packs = [save(one, tmp_path / one.recipe.generator, by="tester") for one in made]
    here, there = compare(*made), compare(*(pack.parent for pack in packs))
    assert [one.place.low for one in here.candidates] == [one.place.low for one in there.candidates]
    assert [one.place.name for one in here.candidates] == ["marginals, seed 0", "trees, seed 0"]
    assert [one.place.name for one in there.candidates] == ["marginals", "trees"]
    assert verify(packs[0], tmp_path / "marginals" / "synthetic.csv").valid
    wrong = verify(packs[0], tmp_path / "trees" / "synthetic.csv")
    assert (wrong.valid, len(wrong.problems)) == (False, 1)
    with pytest.raises(UnusableOption, match="one name"):
        compare(made[0], made[0])


def test_a_policy_goes_by_its_name_or_its_file(tmp_path: Path) -> None:
    assert Policy.named("controlled").rules[-1].limit == 0.2
    own = tmp_path / "own.json"
    own.write_text(json.dumps({**plain(Policy.named("public")), "name": "ours"}))
    assert Policy.named(str(own)).name == "ours"
    with pytest.raises(UnusableOption):
        Policy.named("lenient")
