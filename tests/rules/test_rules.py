"""Ticked rules hold in every row, whatever draws it, and what cannot hold is refused before anything is fitted."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import RunFailed, UnfitTable
from synthesis.foundation.seed import Seed
from synthesis.generators import GENERATORS
from synthesis.rules import broken, drawn, unconditional
from synthesis.rules.builder import CombinationSource
from synthesis.rules.combined_keys import combined_key
from synthesis.tables import Constraint, Schema, Table, satisfaction
from synthesis.tables.rules.rule_kinds import stated
from tests.rules.tables import RULES, made, planned, ruled, table, whole, words

NONE_YET = [g.name for g in GENERATORS if g.guarantee.kind == "none" and g.name not in ("par",)]


def kept(told: Table, frame: pd.DataFrame) -> dict[str, float]:
    found = [satisfaction(rule, frame, told.schema, told.frame) for rule in told.schema.constraints]
    assert all(rule.rows for rule in found)
    return {rule.kind: rule.share for rule in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
@pytest.mark.parametrize("name", ["trees", "marginals"])
def test_each_rule_alone_is_never_broken(name: str, rule: Constraint) -> None:
    told = ruled(rule)
    _, found = made(name, told)
    assert len(found.frame) == 400
    assert kept(told, found.frame) == {rule.kind: 1.0}
    assert found.frame.dtypes.to_list() == told.frame.dtypes.to_list()


@pytest.mark.parametrize("name", NONE_YET)
def test_all_rules_together_are_never_broken(name: str) -> None:
    told = ruled(*RULES, rows=300)
    _, found = made(name, told, 100)
    assert len(found.frame) == 100
    spoken = [satisfaction(rule, found.frame, told.schema, told.frame) for rule in told.schema.constraints]
    assert {rule.share for rule in spoken if rule.rows} == {1.0}


def test_rules_are_kept_by_construction_but_for_repeats() -> None:
    chosen, found = made("marginals", ruled(*(rule for rule in RULES if rule.kind not in ("unique", "no-repeats"))))
    assert found.broken == 0
    assert {"total", "cost", "country", "end", "middle", "high"} <= chosen.changed
    assert not {"total", "cost", "country", "code", "city", "red"} & set(chosen.table.schema.names)


@pytest.mark.parametrize(
    ("rule", "columns", "wrong"),
    [
        (stated("order", "x", "y"), {"x": [1, 2, None], "y": [1, 1, 0]}, [1]),
        (stated("range", "x", "y", "z"), {"x": [1, 3, 3], "y": [2, None, 4], "z": [3, 2, 3]}, [1, 2]),
        (stated("sum", "x", "y", "z"), {"x": [1, 1, 1], "y": [2, 2, None], "z": [3, 4, 9]}, [1]),
        (stated("product", "x", "y", "z"), {"x": [2, 2], "y": [3, 3], "z": [6, 5]}, [1]),
        (stated("determines", "x", "y"), {"x": [1, 1, 2, None, None], "y": [5, 6, 6, 1, 2]}, [1]),
        (stated("same", "x", "y"), {"x": [1, 1, 2], "y": [5, 5, 5]}, [2]),
        (stated("one-hot", "x", "y"), {"x": [1, 1, 0, None], "y": [0, 1, 0, 0]}, [1, 2]),
        (stated("increments", "x", value=5.0), {"x": [5, 7, None]}, [1]),
        (stated("blank-with", "x", "y"), {"x": [None, None, 1], "y": [None, 1, None]}, [1]),
        (stated("blank-together", "x", "y"), {"x": [None, None, 1], "y": [None, 1, 1]}, [1]),
        (stated("unique", "x"), {"x": [1, 2, 1, 1]}, [2, 3]),
        (stated("no-repeats"), {"x": [1, 2, 1], "y": [1, 1, 1]}, [2]),
    ],
    ids=lambda value: value.kind if isinstance(value, Constraint) else "",
)
def test_the_rows_that_break_a_rule_are_found(
    rule: Constraint, columns: dict[str, list[object]], wrong: list[int]
) -> None:
    told = table(pd.DataFrame({name: pd.Series(cells, dtype="Int64") for name, cells in columns.items()}))
    found = broken(rule, told.schema, told.frame, told.frame.iloc[:0])
    assert np.flatnonzero(found).tolist() == wrong


def test_a_combination_that_the_source_lacks_is_found() -> None:
    told = table(pd.DataFrame({"x": words(["a", "b"]), "y": words(["u", None])}))
    made_up = pd.DataFrame({"x": words(["a", "b", "b"]), "y": words(["u", "u", None])})
    assert broken(stated("combinations", "x", "y"), told.schema, made_up, told.frame).tolist() == [False, True, False]


def test_a_circle_of_orders_is_refused() -> None:
    told = ruled(stated("order", "low", "middle"), stated("order", "middle", "low"))
    with pytest.raises(UnfitTable, match="in a circle") as caught:
        planned(told)
    assert "'low'" in caught.value.happened


def test_rules_that_hardly_a_row_can_keep_are_refused_before_the_fit() -> None:
    frame = pd.DataFrame({"x": whole(np.arange(1, 201)), "y": whole(np.arange(1, 201)), "z": whole(np.arange(1, 201))})
    told = table(frame, stated("sum", "x", "y", "z"), stated("product", "x", "y", "z"))
    with pytest.raises(UnfitTable, match="all the rules at once"):
        planned(told)


def test_rows_too_rare_to_wait_for_end_the_run_with_a_sentence() -> None:
    told = table(pd.DataFrame({"x": whole(np.arange(200) % 10)}), stated("unique", "x"))
    draw = lambda rows, seed, cells: pd.DataFrame({"x": whole(seed.generator().integers(0, 10, rows))})  # noqa: E731
    with pytest.raises(RunFailed, match="only 10 of the 200") as caught:
        drawn(draw, planned(told), unconditional(200), Seed(0))
    assert "No two rows share their x" in caught.value.advice


def test_a_rare_combination_is_neither_learnt_nor_handed_over() -> None:
    town = words(["north"] * 60 + ["south"] * 60 + ["north"] * 2)
    hobby = words(["chess"] * 60 + ["golf"] * 60 + ["golf"] * 2)
    told = table(pd.DataFrame({"town": town, "hobby": hobby}), stated("combinations", "town", "hobby"))
    _, found = made("trees", told)
    assert set(map(tuple, found.frame.to_numpy())) == {("north", "chess"), ("south", "golf")}


def test_a_gap_keeps_the_extremes_protected() -> None:
    rng = np.random.default_rng(0)
    low = rng.integers(0, 100, 400)
    gap = rng.integers(0, 30, 400)
    gap[0] = 5_000
    told = table(pd.DataFrame({"low": whole(low), "high": whole(low + gap)}), stated("order", "low", "high"))
    for name in ("trees", "marginals"):
        _, found = made(name, told, 2_000)
        assert found.frame["high"].max() < 200


def test_an_order_from_the_other_side_where_the_upper_column_is_a_combination() -> None:
    rng = np.random.default_rng(0)
    grade = rng.integers(0, 4, 400)
    frame = pd.DataFrame(
        {
            "used": whole(rng.integers(0, 10, 400) % (10 * grade + 1)),
            "limit": whole(10 * grade),
            "grade": words([f"g{g}" for g in grade]),
        }
    )
    told = table(frame, stated("combinations", "limit", "grade"), stated("order", "used", "limit"))
    chosen, found = made("marginals", told)
    assert "used" in chosen.changed
    assert found.broken == 0
    spoken = [satisfaction(rule, found.frame, told.schema, told.frame) for rule in told.schema.constraints]
    assert {rule.share for rule in spoken if rule.rows} == {1.0}


def test_where_nothing_is_ticked_nothing_is_changed() -> None:
    told = ruled()
    chosen = planned(told)
    assert chosen.transforms == ()
    assert chosen.table.schema == Schema(told.schema.columns)


def test_a_key_that_every_pair_of_its_values_has_once_can_be_kept() -> None:
    """30 towns in 6 years each, all 180 rows are asked for: chance alone would hardly ever find the last pairs."""
    chance = np.random.default_rng(5)
    towns = np.repeat([f"t{place:02d}" for place in range(30)], 6)
    frame = pd.DataFrame(
        {"town": words(towns), "year": whole(np.tile(np.arange(2010, 2016), 30)), "x": chance.normal(size=180)}
    )
    _, found = made("marginals", table(frame, stated("unique", "town", "year")), 180)
    assert not found.frame.duplicated(["town", "year"]).any()


def test_bad_rows_take_no_room_from_the_good_ones_behind_them() -> None:
    """Half of each batch repeats a row, and comes first: the other half fills the table in two batches."""
    told = table(pd.DataFrame({"x": whole(np.arange(200))}), stated("unique", "x"))
    asked = list[int]()

    def draw(rows: int, seed: Seed, cells: pd.DataFrame | None) -> pd.DataFrame:
        asked.append(rows)
        return pd.DataFrame({"x": whole(np.maximum(np.arange(rows) - rows // 2, 0) * (1 + 1_000 * len(asked)))})

    drawn(draw, planned(told), unconditional(60), Seed(0))
    assert len(asked) == 2


def test_rare_combinations_do_not_all_become_the_commonest() -> None:
    """40 pairs of words in three rows each are below the floor; their rows are spread over the 20 pairs that are
    kept."""
    pairs = np.concatenate([np.repeat(np.arange(20), 10), np.repeat(np.arange(20, 60), 3)])
    frame = pd.DataFrame({"a": words([f"a{p:02d}" for p in pairs]), "b": words([f"b{p:02d}" for p in pairs])})
    source = CombinationSource(frame, table(frame).schema, None, 5)
    found = combined_key([stated("combinations", "a", "b")], source, Seed(1))
    assert found is not None
    assert np.bincount(found.places).max() < 40
