"""What every generator owes, over all of them."""

import functools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import Cancelled, UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Step, silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knobs, make_settings
from synthesis.generators import GENERATORS, Generator, Training, find
from synthesis.recipe import Recipe
from synthesis.tables import Schema
from synthesis.tables.public_domain import PublicDomains
from tests.generators.rooms import DECLARED, mixed, only

pytestmark = pytest.mark.xdist_group("generators")  # one process makes what these share

QUICK = {"epochs": 1, "batch_size": 100, "epsilon": 20.0}
generators = pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)


def quick(generator: Generator):
    names = {knob.name for knob in knobs(generator.settings)}
    return make_settings(generator.settings, {k: v for k, v in QUICK.items() if k in names})


def drawn(generator: Generator, training: Training, rows: int = 100, seed: int = 1) -> pd.DataFrame:
    sampler = generator.fit(training, quick(generator), Seed(seed).child("fit"), silent)
    return sampler(rows, Seed(seed).child("sample"), silent)


@functools.cache
def usual(name: str) -> pd.DataFrame:
    return drawn(find(name), mixed(), 150)


def test_the_picker_knows_every_name() -> None:
    names = [generator.name for generator in GENERATORS]
    assert names == [
        "trees",
        "private-trees",
        "marginals",
        "gaussian-copula",
        "ctgan",
        "tvae",
        "copula-gan",
        "perturbed",
    ]
    assert GENERATORS[0] is find("trees") is find(Recipe().generator)
    with pytest.raises(UnusableOption) as caught:
        find("tree")
    assert all(name in caught.value.advice for name in names)


@generators
def test_says_what_it_is(generator: Generator) -> None:
    assert (generator.guarantee == Guarantee()) == (generator.name != "private-trees")
    assert generator.title
    assert generator.description.endswith(".")
    assert all(
        knob.help.endswith(".") and knob.read(knob.default) == knob.default for knob in knobs(generator.settings)
    )
    few, many = (generator.seconds(rows, 10, generator.settings()) for rows in (1_000, 100_000))
    assert 0 < few < many


@generators
def test_rows_columns_order_and_types_are_those_asked_for(generator: Generator) -> None:
    training, made = mixed(), usual(generator.name)
    assert len(made) == 150
    assert list(made.columns) == list(training.frame.columns)
    assert made.dtypes.to_list() == training.frame.dtypes.to_list()
    assert isinstance(made.index, pd.RangeIndex)


@generators
def test_levels_are_training_levels_and_numbers_stay_on_the_grid_within_the_range(generator: Generator) -> None:
    training, made = mixed().frame, usual(generator.name)
    for name in ("city", "member", "unit"):
        assert set(made[name]) <= set(training[name])
        assert all(isinstance(cell, str) or cell is None for cell in made[name])
    for name in ("age", "spent", "day"):
        assert made[name].min() >= training[name].min()
        assert made[name].max() <= training[name].max()
    spent = made["spent"].dropna()
    assert np.array_equal(spent, spent.round(2))
    assert (made["day"].dt.normalize() == made["day"]).all()


@generators
def test_constants_and_wholly_blank_columns_stay_so(generator: Generator) -> None:
    made = usual(generator.name)
    assert set(made["unit"]) == {"cm"}
    assert set(made["zero"]) == {0}
    blank = made["void"].isna().mean()
    assert blank == 1.0 or (generator.guarantee.kind != "none" and blank > 0.8)


@generators
def test_only_columns_with_blanks_have_blanks(generator: Generator) -> None:
    made = usual(generator.name)
    assert not made[["spent", "day", "member", "unit", "zero"]].isna().any().any()


@pytest.mark.parametrize("name", ["trees", "marginals", "gaussian-copula"])
def test_blanks_are_as_frequent_as_in_training(name: str) -> None:
    made = drawn(find(name), mixed(2_000), 2_000)
    for column in ("age", "city"):
        assert made[column].isna().mean() == pytest.approx(mixed(2_000).frame[column].isna().mean(), abs=0.03)


@generators
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(generator: Generator) -> None:
    training = only(mixed(), "city", "age", "spent")
    sampler = generator.fit(training, quick(generator), Seed(1).child("fit"), silent)
    first = sampler(80, Seed(1), silent)
    pd.testing.assert_frame_equal(first, sampler(80, Seed(1), silent))
    assert not first.equals(sampler(80, Seed(2), silent))
    again = generator.fit(training, quick(generator), Seed(1).child("fit"), silent)
    if generator.guarantee == Guarantee():  # noise that a promise rests on has no seed
        pd.testing.assert_frame_equal(first, again(80, Seed(1), silent))


@generators
def test_global_chance_is_left_as_it_was(generator: Generator) -> None:
    np.random.seed(11)  # noqa: NPY002
    expected = np.random.random(3)  # noqa: NPY002
    np.random.seed(11)  # noqa: NPY002
    drawn(generator, only(mixed(), "city", "age"), 20)
    assert np.array_equal(np.random.random(3), expected)  # noqa: NPY002


@generators
@pytest.mark.parametrize("names", [("age",), ("city",), ("void",), ("unit",), ()])
def test_one_column_or_none_is_enough(generator: Generator, names: tuple[str, ...]) -> None:
    made = drawn(generator, only(mixed(), *names), 40)
    assert len(made) == 40
    assert tuple(made.columns) == names


@generators
def test_numbers_alone_and_categories_alone_are_enough(generator: Generator) -> None:
    assert len(drawn(generator, only(mixed(), "age", "spent", "day"), 30)) == 30
    assert len(drawn(generator, only(mixed(), "city", "member"), 30)) == 30


@generators
def test_thirty_rows_are_enough(generator: Generator) -> None:
    assert len(drawn(generator, mixed(30), 45)) == 45


@generators
def test_names_of_columns_may_be_anything(generator: Generator) -> None:
    training = only(mixed(), "city", "age")
    names = {"city": 'Where?, "quoted" {x}', "age": "n0"}
    columns = tuple(type(c)(**{**c.__dict__, "name": names[c.name]}) for c in training.schema)
    declared = PublicDomains(tuple(replace(d, name=names[d.name]) for d in DECLARED.columns if d.name in names))
    made = drawn(generator, Training(training.frame.rename(columns=names), Schema(columns), declared=declared), 20)
    assert list(made.columns) == list(names.values())


@generators
def test_progress_runs_from_nought_to_one_in_each_stage(generator: Generator) -> None:
    heard: list[Step] = []
    sampler = generator.fit(only(mixed(), "city", "age"), quick(generator), Seed(0), heard.append)
    sampler(20, Seed(0), heard.append)
    assert heard[0].done == 0.0
    assert heard[-1].done == 1.0
    assert all(0.0 <= step.done <= 1.0 and step.stage for step in heard)
    for stage in {step.stage for step in heard}:
        done = [step.done for step in heard if step.stage == stage]
        assert done == sorted(done)


@generators
def test_a_listener_can_end_the_work(generator: Generator) -> None:
    def end(step: Step) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        generator.fit(only(mixed(), "city", "age"), quick(generator), Seed(0), end)
