"""Rare pairs of quasi-identifiers: hidden where they are, and nowhere leaving a cell of few."""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest

from synthesis.foundation.seed import Seed
from synthesis.protections import Protections, protect
from synthesis.protections.rare_pairs import without_rare_pairs
from synthesis.tables import Column, Kind, Role, Schema, Table


def cells(*groups: tuple[str | None, int]) -> np.ndarray:
    return np.array([cell for cell, count in groups for _ in range(count)], dtype=object)


def told(columns: dict[str, np.ndarray], floor: int, *, merge: bool = True, people: np.ndarray | None = None):
    return without_rare_pairs(columns, floor, np.random.default_rng(0), people, merge=merge)


def sharers(keys: list, people: np.ndarray | None) -> dict:
    found = defaultdict(set)
    for row, key in enumerate(keys):
        found[key].add(row if people is None else people[row])
    return {key: len(rows) for key, rows in found.items()}


def hidden(cell: object) -> bool:
    return cell is None or str(cell).startswith("Other")


def test_the_cell_of_the_finer_column_that_makes_a_pair_rare_is_hidden_and_no_other() -> None:
    sex = cells(("f", 20), ("m", 20))
    town = cells(("Ayr", 10), ("Bonn", 7), ("Cork", 3), ("Ayr", 10), ("Bonn", 7), ("Cork", 3))
    found = told({"sex": sex, "town": town}, 4)
    assert found["sex"].tolist() == sex.tolist()
    assert found["town"].tolist() == [cell if cell != "Cork" else "Other" for cell in town]


def test_suppressing_leaves_the_cell_blank() -> None:
    sex = cells(("f", 20), ("m", 20))
    town = cells(("Ayr", 10), ("Bonn", 7), ("Cork", 3), ("Ayr", 10), ("Bonn", 7), ("Cork", 3))
    assert [cell is None for cell in told({"sex": sex, "town": town}, 4, merge=False)["town"]] == [
        cell == "Cork" for cell in town
    ]


def test_one_hidden_cell_is_never_alone() -> None:
    sex, town = cells(("f", 30), ("m", 10)), cells(("Ayr", 19), ("Bonn", 10), ("Cork", 1), ("Cork", 10))
    found = told({"sex": sex, "town": town}, 5)["town"]
    assert sum(map(hidden, found)) == 5
    assert hidden(found[29])


def test_codes_and_answers_are_left_blank_even_where_words_are_merged() -> None:
    sex = cells(("f", 20), ("m", 20))
    code = cells(("10", 10), ("20", 7), ("30", 3), ("10", 10), ("20", 7), ("30", 3))
    assert set(told({"sex": sex, "code": code}, 4)["code"]) == {"10", "20", None}


@pytest.mark.parametrize("floor", [2, 5, 20])
@pytest.mark.parametrize("merge", [True, False])
@pytest.mark.parametrize("several", [True, False])
def test_no_category_and_no_pair_that_shows_is_rare(floor: int, merge: bool, several: bool) -> None:
    chance, rows = np.random.default_rng(4), 1500
    people = chance.integers(0, 500, rows) if several else None
    columns = {
        "town": np.array([f"town {n}" for n in chance.geometric(0.15, rows)], dtype=object),
        "trade": np.array([None if n > 30 else f"trade {n}" for n in chance.geometric(0.1, rows)], dtype=object),
        "year": np.array([str(1950 + n) for n in chance.geometric(0.1, rows)], dtype=object),
        "sex": np.array(["f" if n else "m" for n in chance.random(rows) < 0.1], dtype=object),
    }
    found = told(columns, floor, merge=merge, people=people)
    for column in found.values():
        assert min(sharers(list(column), people).values()) >= floor
    for one, other in combinations(found.values(), 2):
        both = sharers(list(zip(one, other, strict=True)), people)
        assert all(count >= floor for pair, count in both.items() if not any(map(hidden, pair)))


def test_only_quasi_identifiers_are_paired_and_only_when_asked() -> None:
    import pandas as pd

    sex, town = cells(("f", 30), ("m", 10)), cells(("Ayr", 24), ("Bonn", 6), ("Ayr", 4), ("Bonn", 6))
    frame = pd.DataFrame({"sex": pd.Series(sex), "town": pd.Series(town), "pet": pd.Series(town)})
    roles = (Role.QUASI_IDENTIFIER, Role.QUASI_IDENTIFIER, Role.OTHER)
    columns = [Column(name, Kind.CATEGORY, role) for name, role in zip(frame, roles, strict=True)]
    train = Table("t", frame, Schema(tuple(columns)), "")
    with_pairs = protect(train, Protections(pairs=True), Seed(0)).frame
    assert protect(train, Protections(), Seed(0)).frame.equals(frame)
    assert with_pairs["pet"].equals(frame["pet"])
    assert not with_pairs.equals(frame)
