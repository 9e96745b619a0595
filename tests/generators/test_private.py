"""The private generator: what it may know, what it may spend, and what an attacker can make of it."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from synthesis.foundation.errors import RunFailed, UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.generators import Training, find
from synthesis.generators.private import meter as meters
from synthesis.generators.private.axes import Grid, Words, axis
from synthesis.generators.private.budget_plan import Plan
from synthesis.generators.private.joint_counts import JointCode, PairScore
from synthesis.generators.private.meter import Meter, PrivateRows, _proven, budget
from synthesis.generators.private.model import Bins
from synthesis.generators.private.trees import PrivateSettings, fit
from synthesis.privacy.guarantee_violation import contradicts
from synthesis.tables import Column, Kind, Schema
from synthesis.tables.public_domain import Domain, PublicDomains

COLOURS = Words("colour", ("red", "blue"))
CELLS = tuple(itertools.product(("red", "green", None), (0, 7, None)))


def few(cells: tuple[tuple[object, object], ...]) -> pd.DataFrame:
    colours, numbers = ([cell[at] for cell in cells] for at in (0, 1))
    return pd.DataFrame({"colour": pd.Series(colours, dtype=object), "n": pd.array(numbers, dtype="Int64")})


def whole(name: str = "n", low: int = 0, high: int = 2) -> Grid:
    found = axis(Column(name, Kind.INTEGER), Domain(name, low=low, high=high))
    assert isinstance(found, Grid)
    return found


def neighbours() -> Iterator[tuple[PrivateRows, list[PrivateRows]]]:
    """Every table of up to two rows over a small domain, with those that have one row more."""
    for size in (0, 1, 2):
        for cells in itertools.combinations_with_replacement(CELLS, size):
            yield PrivateRows(few(cells)), [PrivateRows(few((more, *cells))) for more in CELLS]


def table(rows: int, seed: int = 0) -> Training:
    """Two linked categories and two numbers, one of them wide, with blanks."""
    chance = np.random.default_rng(seed)
    colour = np.array(["red", "blue", None], dtype=object)[chance.integers(0, 3, rows)]
    shade = np.where(chance.random(rows) < 0.9, colour, "red")
    pay = np.round(chance.exponential(20_000, rows))
    frame = pd.DataFrame(
        {
            "colour": pd.Series(colour, dtype=object),
            "shade": pd.Series(shade, dtype=object),
            "age": pd.array(chance.integers(20, 60, rows), dtype="Int64"),
            "pay": pd.array(np.where(chance.random(rows) < 0.5, 0, pay), dtype="Int64"),
        }
    )
    kinds = {"colour": Kind.CATEGORY, "shade": Kind.CATEGORY, "age": Kind.INTEGER, "pay": Kind.INTEGER}
    declared = PublicDomains(
        (
            Domain("colour", levels=("red", "blue")),
            Domain("shade", levels=("red", "blue")),
            Domain("age", low=18, high=70, blanks=False),
            Domain("pay", low=0, high=100_000, blanks=False),
        )
    )
    return Training(frame, Schema(tuple(Column(*pair) for pair in kinds.items())), declared=declared)


def asked(training: Training, **changes: object) -> Training:
    assert training.declared is not None
    return replace(training, declared=replace(training.declared, **changes))


# What a neighbour can change.


def test_a_row_moves_one_count_by_one_and_a_score_by_one_at_most() -> None:
    number = whole()
    coding = JointCode(((COLOURS, np.arange(3)), (number, np.array([0, 1, 1, 2]))), None, None)
    foretold = np.linspace(0.0, 1.7, coding.size)
    score, checked = PairScore(coding, foretold, 3.0), 0
    for fewer, larger in neighbours():
        count, scored = np.bincount(coding(fewer), minlength=coding.size), score(fewer)
        for more in larger:
            assert np.abs(np.bincount(coding(more), minlength=coding.size) - count).sum() == 1
            assert abs(score(more) - scored) <= 1 + 1e-12
            checked += 1
    assert checked == (1 + 9 + 45) * 9


def test_what_a_row_holds_decides_its_place_whatever_the_others_hold() -> None:
    number = whole()
    alone = {
        cell: (int(COLOURS.places(PrivateRows(few((cell,))))[0]), int(number.places(PrivateRows(few((cell,))))[0]))
        for cell in CELLS
    }
    assert alone[("red", 0)] == (0, 0)
    assert alone[("green", 7)] == (2, 2)  # no such colour is declared, and 7 is drawn to the bound
    assert alone[(None, None)] == (2, 3)
    together = PrivateRows(few(CELLS))
    assert [alone[cell] for cell in CELLS] == list(zip(COLOURS.places(together), number.places(together), strict=True))


def test_a_person_moves_what_is_measured_by_the_rows_a_person_may_have() -> None:
    rows = PrivateRows(few((("red", 0),) * 9))
    one, three = (Meter(rows, 1.0, distance=distance) for distance in (1, 3))
    assert three.noise(0.1) == pytest.approx(3 * one.noise(0.1))
    three.counts(COLOURS.places, 3, 0.1)
    assert three.spent[0] == pytest.approx(0.1, rel=1e-6)


# What may be spent.


@pytest.mark.parametrize(("epsilon", "delta"), [(0.05, 1e-9), (1.0, 1e-6), (5.0, 1e-5), (20.0, 1e-3)])
def test_the_budget_is_what_opendp_proves_and_hardly_less(epsilon: float, delta: float) -> None:
    rho = budget(epsilon, delta)
    assert _proven(rho, 0.0, delta) <= epsilon < _proven(rho * 1.01, 0.0, delta)


def test_bought_categories_leave_less_delta_for_the_rest() -> None:
    assert _proven(0.03, 1e-7, 1e-6) == pytest.approx(_proven(0.03, 0.0, 9e-7))


def test_a_meter_answers_nothing_beyond_its_budget() -> None:
    meter = Meter(PrivateRows(few((("red", 0),) * 50)), 0.1)
    meter.counts(COLOURS.places, 3, 0.06)
    with pytest.raises(RunFailed, match="budget is spent"):
        meter.counts(COLOURS.places, 3, 0.06)
    assert meter.spent[0] <= 0.1
    with pytest.raises(RunFailed, match="budget is spent"):
        Meter(PrivateRows(few(())), 0.1).levels(lambda rows: [], 0.05, 1e-6)  # no δ was set aside


@settings(max_examples=8, deadline=None)
@given(
    epsilon=some.floats(0.01, 20),
    delta=some.floats(1e-12, 1e-3),
    names=some.sets(some.sampled_from(["colour", "shade", "age", "pay"])),
    target=some.sampled_from([None, "colour", "age", "pay"]),
    buys=some.sets(some.sampled_from(["colour", "pay"])),
    most=some.integers(1, 4),
)
def test_no_setting_spends_more_than_was_promised(
    epsilon: float, delta: float, names: set[str], target: str | None, buys: set[str], most: int
) -> None:
    kept: list[Meter] = []
    whole_table = table(60)
    assert whole_table.declared is not None
    domains = tuple(
        Domain(d.name, bought=True) if d.name in buys else d for d in whole_table.declared.columns if d.name in names
    )
    picked = Schema(tuple(c for c in whole_table.schema if c.name in names))
    training = Training(
        whole_table.frame[list(picked.names)],
        picked,
        declared=PublicDomains(domains, person="who", most=most, target=target),
    )

    class Watched(Meter):
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)  # type: ignore[arg-type]
            kept.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("synthesis.generators.private.trees.Meter", Watched)
        model = fit(training, PrivateSettings(epsilon, delta), Seed(0), silent)
    model(5, Seed(0), silent)
    [meter] = kept
    assert meter.distance == most
    assert meter.spent[0] <= meter.rho
    assert _proven(max(meter.spent[0], 1e-12), meter.spent[1], delta) <= epsilon


def test_the_shares_of_a_plan_come_to_the_whole() -> None:
    for flags in itertools.product((False, True), repeat=5):
        needed = dict(zip(("target", "shape", "margin", "pick", "pair"), flags, strict=True))
        total = sum(Plan().shares(0.5, needed).values())
        assert total == pytest.approx(0.5 if any(flags) else 0.0)


# What an attacker can make of it.


def test_a_category_that_occurs_once_is_never_bought() -> None:
    cells = ["common"] * 400 + ["once"]
    rows = PrivateRows(pd.DataFrame({"c": pd.Series(cells, dtype=object)}))
    rho = budget(1.0, 1e-6, 5e-7)
    for _ in range(60):
        meter = Meter(rows, rho, 5e-7)
        named = meter.levels(lambda held: held.frame["c"], rho * 0.9, 5e-7)
        assert set(named) == {"common"}
        assert meter.spent[1] <= 5e-7


def test_a_category_that_was_not_declared_never_comes_out() -> None:
    training = table(80)
    frame = training.frame.assign(colour=pd.Series(["secret"] * 40 + ["red"] * 40, dtype=object))
    for epsilon in (0.1, 1.0, 20.0):
        made = fit(replace(training, frame=frame), PrivateSettings(epsilon), Seed(0), silent)(300, Seed(1), silent)
        assert set(made["colour"].dropna()) <= {"red", "blue"}


def released(frame: pd.DataFrame, epsilon: float, tries: int) -> int:
    """How often an attacker who knows all other rows takes the release for one with the person in it."""
    schema = Schema((Column("colour", Kind.CATEGORY),))
    training = Training(
        frame, schema, declared=PublicDomains((Domain("colour", levels=("red", "blue"), blanks=False),))
    )
    found = 0
    for trial in range(tries):
        made = fit(training, PrivateSettings(epsilon, 1e-6), Seed(trial), silent)(40, Seed(trial), silent)
        found += int((made["colour"] == "blue").sum() >= 1)
    return found


def test_an_attacker_who_knows_all_but_one_row_gains_no_more_than_was_promised() -> None:
    without = pd.DataFrame({"colour": pd.Series(["red"] * 40, dtype=object)})
    person = pd.concat([without, pd.DataFrame({"colour": ["blue"]})], ignore_index=True)
    tries = 80
    for epsilon in (0.5, 8.0):
        seen, unseen = released(person, epsilon, tries), released(without, epsilon, tries)
        assert not contradicts(Guarantee("epsilon-delta", epsilon, 1e-6, "row"), seen, tries, unseen, tries)


def test_the_same_attacker_sees_through_a_generator_that_forgets_its_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(self: Meter, coding: meters.Coding, size: int, rho: float) -> np.ndarray:
        return np.bincount(coding(self_rows), minlength=size).astype(float)

    person = pd.DataFrame({"colour": pd.Series(["red"] * 2 + ["blue"] * 2, dtype=object)})
    monkeypatch.setattr(Meter, "counts", bare)
    monkeypatch.setattr(Meter, "noise", lambda self, rho: 1e-6)
    self_rows = PrivateRows(person)
    seen = released(person, 0.5, 60)
    self_rows = PrivateRows(person.iloc[:2].reset_index(drop=True))
    assert contradicts(Guarantee("epsilon-delta", 0.5, 1e-6, "row"), seen, 60, released(self_rows.frame, 0.5, 60), 60)


# Tables of every kind.


@pytest.mark.parametrize("rows", [0, 1, 5])
@pytest.mark.parametrize("target", [None, "colour", "pay"])
def test_a_table_of_hardly_any_rows_is_measured_like_any_other(rows: int, target: str | None) -> None:
    made = fit(asked(table(rows), target=target), PrivateSettings(1.0), Seed(0), silent)
    assert len(made(7, Seed(0), silent)) == 7
    assert made.rows >= 1  # type: ignore[attr-defined]


def test_the_number_of_rows_is_an_estimate_of_its_own() -> None:
    found = [fit(table(4_000), PrivateSettings(1.0), Seed(0), silent).rows for _ in range(4)]  # type: ignore[attr-defined]
    assert all(abs(rows - 4_000) < 300 for rows in found)
    assert len(set(found)) > 1


def test_links_columns_blanks_and_bounds_are_kept_where_there_is_budget() -> None:
    training = asked(table(6_000), target="colour")
    made = fit(training, PrivateSettings(20.0, 1e-3), Seed(0), silent)(6_000, Seed(1), silent)
    assert made["colour"].isna().mean() == pytest.approx(1 / 3, abs=0.03)
    same = (made["colour"].fillna("") == made["shade"].fillna("")).mean()
    assert same == pytest.approx(0.9 + 0.1 / 3, abs=0.03)
    assert made["age"].between(18, 70).all()
    assert (made["pay"] == 0).mean() == pytest.approx(0.5, abs=0.03)
    assert made["pay"].median() == pytest.approx(training.frame["pay"].median(), abs=2_000)


def test_what_is_bought_is_near_what_is_there() -> None:
    training = table(5_000)
    bought = PublicDomains(tuple(Domain(name, bought=True) for name in training.schema.names))
    made = fit(replace(training, declared=bought), PrivateSettings(5.0), Seed(0), silent)(5_000, Seed(1), silent)
    assert set(made["colour"].dropna()) == {"red", "blue"}
    assert made["age"].between(0, 128).all()
    assert made["age"].mean() == pytest.approx(39.5, abs=2)


def test_nothing_runs_without_a_declaration_of_every_column() -> None:
    training = table(20)
    for declared in (None, PublicDomains((Domain("age", low=0, high=9),))):
        with pytest.raises(UnusableOption) as caught:
            fit(replace(training, declared=declared), PrivateSettings(), Seed(0), silent)
        assert '"levels"' in caught.value.advice


# Axes and numbers, by hand.


def test_a_wide_number_has_a_place_of_its_own_for_nought_and_gives_back_what_it_was_given() -> None:
    wide = whole("n", -1_000, 99_000)
    values = np.array([-1_000, -1, 0, 1, 500, 99_000, 200_000])
    rows = PrivateRows(pd.DataFrame({"n": pd.array(values, dtype="Int64")}))
    places = wide.places(rows)
    assert (places == places[2]).sum() == 1
    assert places[-1] == places[-2] == wide.size - 1
    drawn = wide.cells(np.repeat(places[2], 50), np.random.default_rng(0))
    assert set(drawn) == {0}
    again = PrivateRows(pd.DataFrame({"n": wide.cells(places, np.random.default_rng(0))}))
    assert np.array_equal(wide.places(again), places)


def test_decimals_and_days_stay_on_the_declared_grid() -> None:
    price = axis(Column("p", Kind.FLOAT), Domain("p", low=0.1, high=0.7, step=0.1))
    assert price.size == 7
    assert price.cells(np.array([0, 2, 6, 7]), np.random.default_rng(0)).to_list()[:3] == [0.1, 0.3, 0.7]
    day = axis(Column("d", Kind.DATETIME), Domain("d", low="2020-02-27", high="2020-03-01"))
    assert [str(cell.date()) for cell in day.cells(np.arange(4), np.random.default_rng(0))] == [
        "2020-02-27",
        "2020-02-28",
        "2020-02-29",
        "2020-03-01",
    ]


def test_places_are_drawn_within_their_bins() -> None:
    bins = Bins(np.array([0, 1, 1, 2]), np.array([0.0, 1.0, 3.0, 1.0]))
    drawn = bins.places(np.array([0, 1, 1, 1, 1, 2]), np.array([0.5, 0.0, 0.2, 0.3, 0.99, 0.5]))
    assert drawn.tolist() == [0, 1, 1, 2, 2, 3]


def test_the_generator_says_what_it_promises() -> None:
    generator = find("private-trees")
    assert generator.guarantee.kind == "epsilon-delta"
    assert "no attack whatever" in generator.description
