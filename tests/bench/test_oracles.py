"""The oracles with known leaks, on small tables; the full ones run from the command line."""

import pandas as pd
import pytest

from bench.oracles import Check, o1, o2, o3, o4, o5, o6
from synthesis.tables import Table
from synthesis.tables.public_domain import Domain, PublicDomains
from tests.privacy.tables import people, table

DECLARED = PublicDomains(
    (
        Domain("age", low=18, high=90),
        Domain("income", low=0, high=500_000, step=0.01),
        Domain("joined", low="2008-01-01", high="2022-12-31"),
        Domain("score", low=0, high=120, step=0.1),
        Domain("city", levels=tuple(f"city {place}" for place in range(20))),
        Domain("trade", levels=("baker", "clerk", "driver", "nurse", "smith")),
        Domain("married", levels=("yes", "no")),
        Domain("diagnosis", levels=("none", "flu", "asthma", "gout")),
    )
)


@pytest.fixture(scope="module")
def whole() -> Table:
    frame = pd.concat([people(2500, seed) for seed in range(61, 64)], ignore_index=True)
    return table(frame)


def failed(checks: list[Check]) -> list[Check]:
    assert len(checks) > 3
    return [check for check in checks if not check.holds]


def test_linkability_and_inference_see_the_share_that_was_copied(whole: Table) -> None:
    assert failed(list(o1(whole, 1000))) == []


def test_every_measure_is_where_its_formula_puts_it(whole: Table) -> None:
    """Columns permuted: real rare values single people out by one column, and nothing else does."""
    checks = failed(list(o2(whole, 400, 2500)))
    assert [(check.case, check.what) for check in checks if check.what != "true positives at 1 %"] == []
    assert all(abs(check.found - check.wanted) < 0.02 for check in checks)  # 25 outsiders are 1 % here


def test_unequal_sizes_move_neither_membership_nor_closeness(whole: Table) -> None:
    checks = failed(list(o3(whole, 100, (3200, 800, 3500))))
    large = [check for check in checks if check.case in ("share 0.05", "share 0.1", "share 1")]
    assert all(check.what in ("closeness", "true positives at 1 %") for check in large)
    assert all(abs(check.found - check.wanted) < 0.1 for check in large)  # 800 control rows tell no more closely


def test_sizes_alone_single_nobody_out(whole: Table) -> None:
    assert failed(list(o4(whole, 300, 800))) == []


def test_a_promise_is_contradicted_by_a_copy_only(whole: Table) -> None:
    checks = list(o5(whole, 200, (2500, 2500, 10), DECLARED))
    assert [check.case for check in checks if check.what == "promise contradicted"][-1] == "a copy"
    assert failed(checks) == []


def test_strange_tables_are_judged_rightly_or_not_at_all(whole: Table) -> None:
    assert failed(list(o6(whole, 150))) == []
