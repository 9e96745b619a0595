"""Rules and conditions in the file that is written."""

from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.foundation.errors import SynthesisError, UnfitTable, UnusableOption
from synthesis.foundation.serialisation import plain, revive
from synthesis.generation.pipeline import NOT_THE_SOURCE
from synthesis.journey import Candidate, Judging, run
from synthesis.recipe import Recipe
from synthesis.rules import Conditions, Share
from synthesis.tables import Schema, read_table, satisfaction
from tests.rules.tables import RULES, ruled


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "table.csv"
    ruled(rows=600).frame.to_csv(path, index=False)
    return path


def made(source: Path, recipe: Recipe) -> Candidate:
    return run(source, recipe, Judging(skip=True))


def schema(source: Path) -> Schema:
    return read_table(source).schema.ruled(RULES)


@pytest.mark.parametrize("coarse", [(), ("end", "middle", "total", "a")], ids=["as-is", "coarse"])
def test_the_file_keeps_every_rule(source: Path, coarse: tuple[str, ...]) -> None:
    given = schema(source)
    for name in coarse:
        given = given.generalise(name)
    candidate = made(source, Recipe("marginals", schema=given, rows=300))
    assert len(candidate.synthetic) == 300
    train = candidate.split.train
    shares = {r.kind: satisfaction(r, candidate.synthetic.frame, train.schema, train.frame).share for r in RULES}
    assert set(shares.values()) == {1.0}
    assert all(one.synthetic == 1.0 for one in candidate.audit.rules)
    [note] = [note for note in candidate.notes if note.startswith("Kept in every row: 12 rules")]
    assert "drawn anew" in note


def test_a_table_without_rules_is_drawn_as_before(source: Path) -> None:
    candidate = made(source, Recipe("marginals", rows=50))
    assert not any("Kept in every row" in note for note in candidate.notes)


@pytest.mark.parametrize("name", ["trees", "marginals"])
def test_shares_and_values_are_met_exactly_and_labelled(source: Path, name: str) -> None:
    wish = Conditions({"note": "seen"}, (Share("city", "city 1", 0.5), Share("city", "city 2", 0.2)))
    recipe = Recipe(name, rows=1_000, wish=wish)
    candidate = made(source, recipe)
    frame = candidate.synthetic.frame
    assert set(frame["note"]) == {"seen"}
    assert (frame["city"] == "city 1").sum() == 500
    assert (frame["city"] == "city 2").sum() == 200
    assert frame["city"].nunique() == 6
    assert sum(note.startswith(NOT_THE_SOURCE) for note in candidate.notes) == 3
    assert plain(revive(Recipe, plain(recipe))) == plain(recipe)


def test_a_condition_is_met_together_with_rules_about_the_same_column(source: Path) -> None:
    wish = Conditions(shares=(Share("city", "city 1", 0.6),))
    candidate = made(source, Recipe("trees", schema=schema(source), rows=200, wish=wish))
    assert (candidate.synthetic.frame["city"] == "city 1").sum() == 120
    assert all(one.synthetic == 1.0 for one in candidate.audit.rules)


def test_a_group_is_rebalanced_for_a_generator_that_cannot_be_asked(source: Path) -> None:
    wish = Conditions(shares=(Share("country", "land 0", 0.8),))
    candidate = made(source, Recipe("gaussian-copula", rows=100, wish=wish))
    assert (candidate.synthetic.frame["country"] == "land 0").sum() == 80


@pytest.mark.parametrize(
    ("wish", "error", "words"),
    [
        (Conditions({"city": "city 99"}), UnfitTable, "Fewer than 5 training rows"),
        (Conditions({"nothing": "x"}), UnusableOption, "not modelled"),
        (Conditions({"start": "soon"}), UnusableOption, "not understood"),
        (Conditions({"country": "land 0"}, (Share("city", "city 5", 0.5),)), UnfitTable, "together"),
    ],
    ids=["rare", "unknown", "no-date", "together"],
)
def test_a_condition_that_cannot_be_met_is_refused_without_quoting_it(
    source: Path, wish: Conditions, error: type[SynthesisError], words: str
) -> None:
    with pytest.raises(error) as caught:
        made(source, Recipe(rows=20, wish=wish))
    assert words in caught.value.happened
    assert "99" not in caught.value.happened + caught.value.advice


def test_a_condition_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(UnusableOption):
        Conditions({"a": "x"}, (Share("a", "y", 0.5),))
    with pytest.raises(UnusableOption):
        Conditions(shares=(Share("a", "x", 0.7), Share("a", "y", 0.7)))
    with pytest.raises(UnusableOption):
        Share("a", "x", 1.5)
    with pytest.raises(UnusableOption):
        Conditions(shares=(Share("a", "x", 0.1), Share("a", "x", 0.2)))


def test_the_same_recipe_gives_the_same_bytes(source: Path) -> None:
    recipe = Recipe("trees", schema=schema(source), rows=200, wish=Conditions(shares=(Share("city", "city 1", 0.6),)))
    assert made(source, recipe).csv == made(source, recipe).csv
    assert made(source, replace(recipe, seed=1)).csv != made(source, recipe).csv


def test_a_condition_as_a_blank() -> None:
    assert Conditions({"city": ""}).sentences == ("city is blank in every row",)
