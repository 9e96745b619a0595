"""A table from a description: bounds, shares, links and rules are those that were written down."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.invention import (
    EXAMPLES,
    Described,
    Description,
    Link,
    blank_description,
    csv_of,
    description_json,
    invent,
    levels_of,
    record_of,
    spelt_levels,
)
from synthesis.invention.code_patterns import coded
from synthesis.invention.links import beneath, sampled
from synthesis.tables import Column, Constraint, Kind, Schema, read_table
from synthesis.tables.schema import Role

NUMBER = Described("x", "float", 0, 10, decimals=1)
COIN = Described("coin", "boolean", levels={"no": 3, "yes": 1})


def frame_of(*columns: Described, rows: int = 4000, rules: tuple[Constraint, ...] = ()) -> pd.DataFrame:
    return invent(Description(columns, rules=rules), rows, Seed(1)).table.frame


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_keeps_its_rules_and_comes_near_its_links(name: str) -> None:
    made = invent(EXAMPLES[name], 20_000, Seed(2))
    assert [rule.columns for rule in made.rules] == [rule.columns for rule in EXAMPLES[name].rules]
    assert all(rule.share == 1.0 and rule.rows > 10_000 for rule in made.rules)
    for asked, reached in zip(EXAMPLES[name].links, made.links, strict=True):
        assert reached.value == pytest.approx(asked.value, abs=0.04)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_description_and_seed_give_the_same_bytes(name: str) -> None:
    first, again, other = (csv_of(invent(EXAMPLES[name], 300, Seed(seed))) for seed in (5, 5, 6))
    assert first == again != other


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_description_comes_back_from_its_file(name: str) -> None:
    import json

    again = revive(Description, json.loads(description_json(EXAMPLES[name])))
    assert plain(again) == plain(EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_file_is_read_as_it_was_described(name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = invent(EXAMPLES[name], 2000, Seed(1))
    path = tmp_path / "table.csv"
    path.write_bytes(csv_of(made))
    kinds = {column.name: column.kind for column in read_table(path).schema}
    known = {c.name: c.kind for c in EXAMPLES[name].columns if c.kind in ("integer", "float", "datetime", "boolean")}
    assert {column: kinds[column] for column in known} == known


def test_numbers_stay_between_their_bounds_with_their_decimals() -> None:
    cells = frame_of(NUMBER)["x"]
    assert cells.min() >= 0
    assert cells.max() <= 10
    assert ((cells * 10).round(6) % 1 == 0).all()
    assert cells.mean() == pytest.approx(5.0, abs=0.2)


def test_levels_have_the_shares_that_were_written() -> None:
    assert frame_of(COIN, rows=20_000)["coin"].eq("yes").mean() == pytest.approx(0.25, abs=0.01)


def test_a_bound_between_two_grid_points_is_kept() -> None:
    cells = frame_of(Described("x", "integer", 0.5, 2.5))["x"]
    assert set(cells) == {1, 2}


def test_blanks_come_as_often_as_was_said() -> None:
    cells = frame_of(replace(NUMBER, blank=0.3), rows=20_000)["x"]
    assert cells.isna().mean() == pytest.approx(0.3, abs=0.015)


def test_identifiers_never_repeat_even_where_the_pattern_is_nearly_used_up() -> None:
    assert len(set(coded("9A", 260, Seed(1), unique=True))) == 260
    with pytest.raises(UnusableOption, match="too few codes"):
        coded("99", 101, Seed(1), "id", unique=True)


def test_a_sum_of_blanks_is_blank() -> None:
    parts = (
        Described("a", "integer", 0, 9, blank=0.5),
        Described("b", "integer", 0, 9),
        Described("t", "integer", 0, 18),
    )
    made = frame_of(*parts, rules=(Constraint("sum", ("a", "b", "t")),))
    assert (made["t"].isna() == made["a"].isna()).all()
    filled = made.dropna()
    assert (filled["a"] + filled["b"] == filled["t"]).all()


def test_an_order_holds_between_different_decimals() -> None:
    low, high = Described("low", "float", 0, 9, decimals=2), Described("high", "integer", 0, 9)
    made = frame_of(low, high, rules=(Constraint("order", ("low", "high")),))
    assert (made["low"] <= made["high"].astype(float)).all()
    assert made["high"].max() <= 9


def test_a_chain_of_orders_holds() -> None:
    names = ("a", "b", "c")
    rules = (Constraint("order", ("b", "c")), Constraint("order", ("a", "b")))
    made = frame_of(*(Described(name, "integer", 0, 50) for name in names), rules=rules)
    assert ((made["a"] <= made["b"]) & (made["b"] <= made["c"])).all()


def test_a_decided_category_follows_and_comes_near_its_shares() -> None:
    city = Described("city", levels={"P": 40, "Q": 30, "R": 30})
    land = Described("land", levels={"north": 60, "south": 40})
    made = frame_of(city, land, rows=20_000, rules=(Constraint("determines", ("city", "land")),))
    assert (made.groupby("city")["land"].nunique() == 1).all()
    assert made["land"].eq("north").mean() == pytest.approx(0.6, abs=0.11)


def test_blanks_follow_the_rules_on_blanks() -> None:
    columns = (
        Described("a", "integer", 0, 9, blank=0.4),
        Described("b", "integer", 0, 9),
        Described("c", "integer", 0, 9),
    )
    rules = (Constraint("blank-with", ("a", "b")), Constraint("blank-together", ("a", "c")))
    made = frame_of(*columns, rules=rules)
    assert (made["b"].isna() >= made["a"].isna()).all()
    assert (made["c"].isna() == made["a"].isna()).all()


def test_the_correlation_beneath_is_kruskals_where_there_are_no_ties() -> None:
    fine = Described("x", "float", 0, 1, decimals=9), Described("y", "float", 0, 1, decimals=9)
    assert beneath(*fine, 0.5) == pytest.approx(2 * np.sin(np.pi * 0.5 / 6), abs=0.01)
    assert sampled(*fine, 0.0) == pytest.approx(0.0, abs=0.01)
    assert beneath(*fine, -0.5) == pytest.approx(-beneath(*fine, 0.5), abs=0.01)


def test_a_link_that_the_shares_do_not_allow_says_how_strong_it_can_be() -> None:
    rare = Described("rare", "boolean", levels={"no": 98, "yes": 2})
    with pytest.raises(UnusableOption) as refused:
        invent(Description((NUMBER, rare), (Link("x", "rare", 0.9),)), 10, Seed(1))
    assert "0.24 at most" in refused.value.advice


def test_links_that_contradict_each_other_are_refused() -> None:
    three = tuple(Described(name, "float", 0, 1) for name in "abc")
    links = (Link("a", "b", 0.9), Link("b", "c", 0.9), Link("a", "c", -0.9))
    with pytest.raises(UnusableOption, match="contradict"):
        invent(Description(three, links), 10, Seed(1))


@pytest.mark.parametrize(
    "rules",
    [
        (Constraint("order", ("a", "b")), Constraint("order", ("b", "a"))),
        (Constraint("sum", ("a", "b", "c")), Constraint("sum", ("a", "c", "b"))),
        (Constraint("sum", ("a", "b", "c")), Constraint("product", ("a", "b", "c"))),
        (Constraint("sum", ("a", "b", "c")), Constraint("order", ("a", "c"))),
    ],
)
def test_rules_that_cannot_all_hold_are_refused(rules: tuple[Constraint, ...]) -> None:
    three = tuple(Described(name, "integer", 0, 9) for name in "abc")
    with pytest.raises(UnusableOption):
        invent(Description(three, rules=rules), 10, Seed(1))


@pytest.mark.parametrize(
    "column",
    [
        {"name": " ", "kind": "boolean"},
        {"name": "x", "kind": "colour"},
        {"name": "x", "kind": "integer", "low": 3, "high": 1},
        {"name": "x", "kind": "integer", "low": 0.2, "high": 0.8},
        {"name": "x", "kind": "float", "low": "a", "high": 1},
        {"name": "x", "kind": "float", "low": 0, "high": float("inf")},
        {"name": "x", "kind": "datetime", "low": "yesterday", "high": "2024-01-01"},
        {"name": "x", "kind": "category"},
        {"name": "x", "kind": "category", "levels": {"a": -1, "b": 2}},
        {"name": "x", "kind": "category", "levels": {"a": 0}},
        {"name": "x", "kind": "boolean", "blank": 1.5},
        {"name": "x", "kind": "boolean", "shape": "round"},
    ],
)
def test_an_impossible_column_is_refused_in_words(column: dict[str, object]) -> None:
    with pytest.raises(UnusableOption) as refused:
        revive(Described, column)
    assert refused.value.advice


def test_levels_are_read_from_a_line() -> None:
    assert levels_of("red 50, blue: 30%, dark green = 20") == {"red": 50, "blue": 30, "dark green": 20}
    assert levels_of("north; south") == {"north": 1, "south": 1}
    assert levels_of(spelt_levels({"type 1": 1, "type 2": 1})) == {"type 1": 1, "type 2": 1}
    with pytest.raises(UnusableOption):
        levels_of("red 50, blue")


def test_a_blank_description_has_the_columns_of_a_schema_and_nothing_of_its_data() -> None:
    schema = Schema(
        (
            Column("age", Kind.INTEGER, distinct=74, missing=0.3),
            Column("mail", Kind.TEXT, pii="email"),
            Column("out", Kind.TEXT, role=Role.DROP),
            Column("day", Kind.DATETIME, format="%d/%m/%Y"),
        )
    )
    made = blank_description(schema)
    assert [(c.name, c.kind, c.blank) for c in made.columns] == [
        ("age", "integer", 0),
        ("mail", "email", 0),
        ("day", "datetime", 0),
    ]
    assert len(invent(made, 20, Seed(0)).table) == 20


def test_the_record_says_that_there_was_no_source() -> None:
    about = Description((COIN,))
    made = invent(about, 10, Seed(0))
    record = record_of(about, made, csv_of(made), 0, "Ada")
    assert record["source"] is None
    assert "no data was read" in record["risk"]


def test_the_number_of_rows_has_bounds() -> None:
    for rows in (0, 1_000_001):
        with pytest.raises(UnusableOption):
            invent(Description((COIN,)), rows, Seed(0))
