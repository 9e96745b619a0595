"""Seeds, settings and JSON: the ground everything stands on."""

import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from synthesis.foundation.errors import Cancelled, UnfitTable, UnusableOption
from synthesis.foundation.progress import Step, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.foundation.settings import knob, knobs, make_settings
from synthesis.recipe import Recipe
from synthesis.tables import Column, Kind, Role, Schema


@dataclass(frozen=True)
class Example:
    leaf: int = knob(100, 1, 1000, "Rows a leaf keeps.", title="Smallest leaf")
    rate: float = knob(0.5, 0.0, 1.0, "A share.")
    smooth: bool = knob(True, help="Move numbers.")
    order: str = knob("size", help="Which column first.", choices=("size", "file"))


def test_children_do_not_depend_on_the_order_they_are_asked_for() -> None:
    first = Seed(7).child("fit").generator().integers(0, 1 << 30, 4)
    Seed(7).child("split").generator().integers(0, 1 << 30, 4)
    assert (Seed(7).child("fit").generator().integers(0, 1 << 30, 4) == first).all()
    assert Seed(7).child("fit").integer != Seed(7).child("split").integer
    assert Seed(7).child("a", "b") == Seed(7).child("a").child("b")


def test_settings_are_said_once() -> None:
    assert [item.kind for item in knobs(Example)] == ["integer", "number", "switch", "choice"]
    assert [item.title for item in knobs(Example)][:2] == ["Smallest leaf", "Rate"]
    made = make_settings(Example, {"leaf": "20", "smooth": "false", "rate": 1})
    assert made == Example(leaf=20, rate=1.0, smooth=False)


@pytest.mark.parametrize(
    "values",
    [{"leaf": 0}, {"leaf": "2.5"}, {"leaf": "many"}, {"rate": 2}, {"smooth": "maybe"}, {"order": "x"}, {"none": 1}],
)
def test_bad_settings_say_what_is_wanted(values: dict[str, object]) -> None:
    with pytest.raises(UnusableOption) as caught:
        make_settings(Example, values)
    assert caught.value.advice


def test_numbers_that_json_cannot_hold_become_null() -> None:
    assert plain({"a": np.float64("nan"), "b": np.inf, "c": np.int64(3), "d": np.array([1.5, np.nan])}) == {
        "a": None,
        "b": None,
        "c": 3,
        "d": [1.5, None],
    }


def test_a_recipe_goes_to_json_and_back() -> None:
    schema = Schema(
        (
            Column("age", Kind.INTEGER, Role.QUASI_IDENTIFIER, missing=0.25),
            Column("x", Kind.DATETIME, format="%d/%m/%Y"),
        )
    )
    recipe = Recipe("trees", {"leaf": 5}, {"floor": 3}, 10, 4, 0.5, schema)
    again = revive(Recipe, plain(recipe))
    assert plain(again) == plain(recipe)
    assert again.schema == schema


@pytest.mark.parametrize("values", [{"rows": 0}, {"seed": -1}, {"control": 1.0}, {"control": 0.0}])
def test_a_recipe_refuses_what_cannot_be_cooked(values: dict[str, float]) -> None:
    with pytest.raises(UnusableOption):
        Recipe(**values)  # type: ignore[arg-type]


def test_progress_of_a_part_stays_in_its_part() -> None:
    heard: list[Step] = []
    report = within(heard.append, 0.2, 0.6)
    report(Step("Fit", 0.5))
    report(Step("Fit", 7.0))
    assert [step.done for step in heard] == [pytest.approx(0.4), pytest.approx(0.6)]


def test_errors_survive_the_way_out_of_a_worker() -> None:
    error = pickle.loads(pickle.dumps(UnfitTable("Too few.", "Bring more.")))
    assert (type(error), error.happened, error.advice) == (UnfitTable, "Too few.", "Bring more.")
    assert Cancelled().advice


def test_a_schema_names_every_column_once_and_can_be_corrected() -> None:
    with pytest.raises(UnusableOption):
        Schema((Column("a", Kind.INTEGER), Column("a", Kind.INTEGER)))
    schema = Schema((Column("a", Kind.INTEGER), Column("b", Kind.CATEGORY, Role.DROP), Column("c", Kind.TEXT)))
    corrected = schema.correct("a", role=Role.SENSITIVE)
    assert corrected["a"].role is Role.SENSITIVE
    assert corrected.with_role(Role.SENSITIVE) == ("a",)
    assert schema.modelled.names == ("a",)
    assert schema.released.names == ("a", "c")
    with pytest.raises(UnusableOption):
        schema.correct("z", role=Role.DROP)
