"""Each suggestion changes one thing of the recipe that made the table, or says that there is nothing to change."""

from pathlib import Path

import pytest

from synthesis.generators import GENERATORS
from synthesis.journey.mitigations import mitigation
from synthesis.privacy import Suggestion
from synthesis.recipe import Recipe
from synthesis.tables import Role, Schema, read_table


@pytest.fixture(scope="module")
def schema(sample_file: Path) -> Schema:
    return read_table(sample_file).schema


def test_a_column_is_left_out(schema: Schema) -> None:
    found = mitigation(Recipe(schema=schema), 400, Suggestion("drop", "diagnosis", ""))
    assert found
    assert found.recipe.schema
    assert found.recipe.schema["diagnosis"].role is Role.DROP
    assert "diagnosis" in found.title


def test_a_column_is_told_coarsely_once(schema: Schema) -> None:
    found = mitigation(Recipe(schema=schema), 400, Suggestion("coarsen", "birth_date", ""))
    assert found
    assert found.recipe.schema
    assert found.recipe.schema["birth_date"].coarse
    assert mitigation(found.recipe, 400, Suggestion("coarsen", "birth_date", "")) is None


def test_the_dial_is_turned_one_step_until_it_is_safest() -> None:
    first = mitigation(Recipe(), 400, Suggestion("leaf", None, ""))
    assert first
    assert first.recipe.settings == {"strength": "safer"}
    second = mitigation(first.recipe, 400, Suggestion("leaf", None, ""))
    assert second
    assert second.recipe.settings == {"strength": "safest"}
    assert mitigation(second.recipe, 400, Suggestion("leaf", None, "")) is None


def test_leaves_double_from_what_was_set() -> None:
    first = mitigation(Recipe(settings={"smallest_leaf": 40}), 400, Suggestion("leaf", None, ""))
    assert first
    assert first.recipe.settings["smallest_leaf"] == 80
    assert mitigation(Recipe(settings={"smallest_leaf": 5000}), 400, Suggestion("leaf", None, "")) is None


def test_networks_pass_half_as_often_and_plain_generators_have_nothing_to_raise() -> None:
    found = mitigation(Recipe(generator="ctgan", settings={"epochs": 100}), 400, Suggestion("leaf", None, ""))
    assert found
    assert found.recipe.settings == {"epochs": 50}
    assert mitigation(Recipe(generator="marginals"), 400, Suggestion("leaf", None, "")) is None


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)
def test_every_generator_has_a_plainer_one_but_the_plainest_and_the_promised(generator) -> None:  # type: ignore[no-untyped-def]
    seen = [generator.name]
    while (found := mitigation(Recipe(generator=seen[-1]), 400, Suggestion("generator", None, ""))) is not None:
        assert found.recipe.generator not in seen
        seen.append(found.recipe.generator)
    assert seen[-1] == ("marginals" if generator.guarantee.kind == "none" else generator.name)


def test_more_rows_are_held_out_and_more_guesses_are_made() -> None:
    held = mitigation(Recipe(), 4000, Suggestion("control", None, ""))  # of 6,000 rows a third was held out
    assert held
    assert held.recipe.control == 0.5
    assert mitigation(held.recipe, 4000, Suggestion("control", None, "")) is None
    assert mitigation(Recipe(), 1500, Suggestion("control", None, "")) is None  # 3,000 rows were halved as they are
    more = mitigation(Recipe(), 400, Suggestion("attacks", None, ""))
    assert more
    assert more.times == 4


def test_a_formal_guarantee_is_no_run_yet() -> None:
    assert mitigation(Recipe(), 400, Suggestion("epsilon", None, "")) is None


def test_a_private_generator_is_given_half_the_budget_and_nothing_it_could_not_use(schema: Schema) -> None:
    private = Recipe("private-trees", {"epsilon": 2.0}, schema=schema)
    found = mitigation(private, 400, Suggestion("leaf", None, ""))
    assert found
    assert found.recipe.settings == {"epsilon": 1.0}
    assert found.title == "ε 1 instead of 2"
    assert mitigation(private, 400, Suggestion("coarsen", "birth_date", "")) is None
