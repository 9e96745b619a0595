"""Rules that are in a table are found, rules that are not are not, and what breaks them is counted by hand."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from synthesis.tables import Column, Constraint, Kind, Role, Schema, Table, propose_rules, satisfaction
from synthesis.tables.rules.propose import table_rules

Read = Callable[..., Table]
N = 600


def table(**columns: object) -> Table:
    frame, described = {}, []
    for name, cells in columns.items():
        series = pd.Series(cells)
        if series.dtype.kind == "M":
            series, kind = series.astype("datetime64[us]"), Kind.DATETIME
        elif series.dtype.kind == "i":
            series, kind = series.astype("Int64"), Kind.INTEGER
        elif series.dtype.kind == "f":
            kind = Kind.FLOAT
        else:
            series, kind = series.astype(object), Kind.CATEGORY
        frame[name] = series
        described.append(Column(name, kind, missing=float(series.isna().mean()), distinct=int(series.nunique())))
    return Table("t", pd.DataFrame(frame), Schema(tuple(described)), "")


def found(made: Table) -> dict[tuple[str, tuple[str, ...]], tuple[float, int]]:
    return {(rule.kind, rule.columns): (rule.share, rule.rows) for rule in propose_rules(made)}


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(5)


def test_dates_in_order_are_found_and_the_rows_that_break_it_counted(chance: np.random.Generator) -> None:
    start = np.datetime64("2020-01-01", "us") + chance.integers(0, 900, N).astype("timedelta64[D]")
    end = start + chance.integers(0, 40, N).astype("timedelta64[D]")
    end[:3] = start[:3] - np.timedelta64(1, "D")
    other = np.datetime64("2020-01-01", "us") + chance.integers(0, 900, N).astype("timedelta64[D]")
    rules = found(table(start=start, end=end, other=other))
    assert rules == {("order", ("start", "end")): (pytest.approx(597 / 600), 600)}


def test_an_order_that_ranges_alone_explain_is_no_rule(chance: np.random.Generator) -> None:
    assert not found(table(age=chance.integers(18, 90, N), income=chance.integers(1_000, 9_000, N)))


def test_sums_and_products_are_found_to_half_a_unit(chance: np.random.Generator) -> None:
    a, b = chance.integers(1, 100, N), chance.integers(1, 100, N)
    total = a + b
    total[:2] += 1
    price = a * b
    rules = found(table(a=a, b=b, total=total, price=price, noise=chance.integers(1, 200, N)))
    assert rules[("sum", ("a", "b", "total"))] == (pytest.approx(598 / 600), 600)
    assert rules[("product", ("a", "b", "price"))] == (1.0, 600)
    assert {columns for kind, columns in rules if kind == "sum"} == {("a", "b", "total")}
    assert ("order", ("a", "total")) not in rules


def test_a_total_of_columns_side_by_side_is_found(chance: np.random.Generator) -> None:
    parts = {f"m{month}": chance.integers(0, 50, N) for month in range(5)}
    rules = found(table(**parts, year=sum(parts.values())))
    assert ("sum", ("m0", "m1", "m2", "m3", "m4", "year")) in rules


def test_what_one_column_decides_is_found_once_and_not_by_way_of_another(chance: np.random.Generator) -> None:
    city = chance.choice([f"c{n}" for n in range(30)], N)
    country = pd.Series(city).map({f"c{n}": f"l{n % 6}" for n in range(30)})
    continent = country.map({f"l{n}": f"k{n % 2}" for n in range(6)})
    code = pd.Series(city).str.replace("c", "x")
    country.iloc[0] = "l5" if country.iloc[0] != "l5" else "l4"
    rules = found(table(city=city, country=country, continent=continent, code=code, free=chance.choice(["u", "v"], N)))
    assert set(rules) == {
        ("same", ("city", "code")),
        ("determines", ("city", "country")),
        ("determines", ("country", "continent")),
    } or set(rules) == {
        ("same", ("city", "code")),
        ("determines", ("city", "country")),
        ("determines", ("city", "continent")),
    }
    assert rules[("determines", ("city", "country"))] == (pytest.approx(599 / 600), 600)


def test_the_time_of_day_decides_the_hour(chance: np.random.Generator) -> None:
    hours, minutes = chance.integers(5, 23, N), 15 * chance.integers(0, 4, N)
    rules = found(table(dep_time=100 * hours + minutes, hour=hours))
    assert ("determines", ("dep_time", "hour")) in rules


def test_values_of_their_own_decide_nothing(chance: np.random.Generator) -> None:
    assert not found(table(amount=chance.permutation(N), kind=chance.choice(["a", "b", "c"], N)))


def test_a_common_value_is_not_decided_by_anything(chance: np.random.Generator) -> None:
    rare = np.where(chance.random(N) < 0.01, "yes", "no")
    assert not found(table(group=chance.choice(["a", "b", "c", "d"], N), rare=rare))


def test_blanks_that_come_together_and_within_others(chance: np.random.Generator) -> None:
    a, b, c = (pd.Series(chance.choice(["x", "y", "z"], N)) for _ in range(3))
    gone = chance.random(N) < 0.3
    a[gone], b[gone] = None, None
    c[gone | (chance.random(N) < 0.2)] = None
    rules = found(table(a=a, b=b, c=c, full=chance.choice(["p", "q"], N)))
    assert rules == {
        ("blank-together", ("a", "b")): (1.0, int(gone.sum())),
        ("blank-with", ("a", "c")): (1.0, int(gone.sum())),
    }


def test_orders_that_follow_each_other_are_one_range(chance: np.random.Generator) -> None:
    born = np.datetime64("1950-01-01", "us") + chance.integers(0, 9_000, N).astype("timedelta64[D]")
    come = born + chance.integers(1, 9_000, N).astype("timedelta64[D]")
    left = come + chance.integers(0, 900, N).astype("timedelta64[D]")
    paid = left + chance.integers(0, 900, N).astype("timedelta64[D]")
    rules = found(table(left=left, born=born, paid=paid, come=come))
    assert rules == {("range", ("born", "come", "left", "paid")): (1.0, N)}


def test_steps_larger_than_the_last_digit_are_found_and_one_odd_value_is_enough_against_them(
    chance: np.random.Generator,
) -> None:
    wage = 500 * chance.integers(2, 60, N)
    odd = wage.copy()
    odd[-1] += 1
    dose = 0.25 * chance.integers(1, 90, N)
    rules = propose_rules(
        table(wage=wage, odd=odd, dose=dose, few=50 * chance.integers(1, 3, N), age=chance.integers(18, 90, N))
    )
    steps = {rule.columns[0]: (rule.value, rule.share, rule.sentence) for rule in rules if rule.kind == "increments"}
    assert steps == {
        "wage": (500.0, 1.0, "wage is a multiple of 500."),
        "dose": (0.25, 1.0, "dose is a multiple of 0.25."),
    }  # two values on a grid of fifty prove nothing


def test_an_odd_value_beyond_the_rows_that_are_looked_at_is_found(chance: np.random.Generator) -> None:
    wage = 500 * chance.integers(2, 60, 60_000)
    wage[chance.integers(0, 60_000)] += 1
    assert "increments" not in {rule.kind for rule in propose_rules(table(wage=wage))}


def test_columns_of_which_one_is_yes_are_found_side_by_side_and_by_name(chance: np.random.Generator) -> None:
    colour, size = chance.integers(0, 4, N), chance.integers(0, 3, N)
    apart = {f"size_{n}": size == n for n in range(3)}
    columns = {
        "size_0": apart["size_0"],
        "a": colour == 0,
        "b": colour == 1,
        "size_1": apart["size_1"],
        "c": colour == 2,
        "d": colour == 3,
        "size_2": apart["size_2"],
        "free": chance.random(N) < 0.4,
    }
    columns = {name: cells.astype("int64") for name, cells in columns.items()}
    made = table(**columns)
    assert found(made)[("one-hot", ("size_0", "size_1", "size_2"))] == (1.0, N)
    tidy = table(**{name: columns[name] for name in "abcd"})
    assert found(tidy) == {("one-hot", tuple("abcd")): (1.0, N)}
    columns["a"][7] = 1 - columns["a"][7]
    assert not found(table(**{name: columns[name] for name in "abcd"}))


def test_combinations_that_never_occur_are_found_and_gaps_of_chance_are_not(chance: np.random.Generator) -> None:
    sex = chance.choice(["f", "m"], 3_000)
    ward = np.where(
        sex == "f", chance.choice(["birth", "heart", "eye"], 3_000), chance.choice(["heart", "eye", "prostate"], 3_000)
    )
    many = chance.choice([f"v{n}" for n in range(60)], 3_000)
    rules = found(table(sex=sex, ward=ward, many=many, more=chance.permutation(many)))
    assert rules == {("combinations", ("sex", "ward")): (1.0, 3_000)}


def test_what_one_column_decides_is_not_told_again_as_combinations(chance: np.random.Generator) -> None:
    town = chance.integers(0, 12, N)
    made = table(town=[f"t{n}" for n in town], land=[f"l{n % 4}" for n in town], coast=[f"c{n % 3}" for n in town])
    assert {kind for kind, _ in found(made)} == {"determines"}


def test_keys_and_rows_that_never_repeat_can_be_asked_for(read: Read) -> None:
    rows = [f"K{row:04},{row // 10},{row % 10},de,{row % 3}" for row in range(400)]
    made = read("\n".join(["code,house,flat,land,free", *rows]))
    rules = {(rule.kind, rule.columns): (rule.share, rule.rows) for rule in table_rules(made, 4)}
    assert rules == {
        ("no-repeats", ()): (0.99, 400),
        ("unique", ("code",)): (1.0, 400),
        ("unique", ("house", "flat")): (1.0, 400),
        ("constant", ("land",)): (1.0, 400),
    }
    assert not [rule for rule in table_rules(made, 40) if rule.kind == "no-repeats"]


def test_a_key_of_the_first_rows_is_none_where_the_rest_repeats_them(chance: np.random.Generator) -> None:
    house, flat = np.divmod(np.arange(20_000), 200)
    made = table(house=np.tile(house, 3), flat=np.tile(flat, 3))
    assert "unique" not in {rule.kind for rule in table_rules(made, 0)}


SCHEMA = Schema(tuple(Column(name, Kind.INTEGER) for name in "abc"))
FRAME = pd.DataFrame(
    {
        "a": pd.array([1, 2, 3, 3, None, 5], dtype="Int64"),
        "b": pd.array([1, 1, 4, 4, 2, None], dtype="Int64"),
        "c": pd.array([2, 3, 7, 8, 2, None], dtype="Int64"),
    }
)


@pytest.mark.parametrize(
    ("kind", "columns", "share", "rows"),
    [
        ("order", "ab", 3 / 4, 4),  # 2 > 1 in the second row
        ("sum", "abc", 3 / 4, 4),  # 3 + 4 is not 8 in the fourth
        ("product", "abc", 0.0, 4),
        ("determines", "ab", 1.0, 2),  # only the two threes meet
        ("determines", "bc", 2 / 4, 4),  # 1 goes with 2 and 3, 4 with 7 and 8
        ("same", "bc", 2 / 4, 2),  # the other way round, only the 2 of c is met twice
        ("blank-with", "bc", 1.0, 1),
        ("blank-with", "ab", 0.0, 1),
        ("blank-together", "bc", 1.0, 1),
        ("blank-together", "abc", 0.0, 2),
    ],
)
def test_rules_by_hand(kind: str, columns: str, share: float, rows: int) -> None:
    rule = satisfaction(Constraint(kind, tuple(columns)), FRAME, SCHEMA)  # type: ignore[arg-type]
    assert (rule.share, rule.rows) == (pytest.approx(share), rows)


SHAPED = Schema(
    (
        *(Column(name, Kind.INTEGER) for name in ("low", "mid", "high", "price")),
        *(Column(name, Kind.BOOLEAN) for name in ("red", "green", "blue")),
        *(Column(name, Kind.CATEGORY) for name in ("town", "land")),
        Column("id", Kind.IDENTIFIER, Role.IDENTIFIER),
        Column("said", Kind.TEXT, Role.DROP),
    )
)
ROWS = pd.DataFrame(
    {
        "low": pd.array([1, 1, 5, None, 1], dtype="Int64"),
        "mid": pd.array([2, 2, None, None, 2], dtype="Int64"),
        "high": pd.array([3, 3, 4, 9, 3], dtype="Int64"),
        "price": pd.array([50, 50, 100, 120, 50], dtype="Int64"),
        "red": ["yes", "yes", "no", "no", "yes"],
        "green": ["no", "no", "no", "yes", "no"],
        "blue": ["no", "no", "no", None, "no"],
        "town": ["Ulm", "Ulm", "Metz", "Metz", "Ulm"],
        "land": ["D", "D", "F", None, "D"],
        "id": ["1", "2", "3", "4", "5"],
        "said": ["so", "na", "ja", "oh", "je"],
    }
)


@pytest.mark.parametrize(
    ("rule", "share", "rows"),
    [
        (Constraint("range", ("low", "mid", "high")), 3 / 4, 4),  # 5 > 4 in the third; the fourth has one cell only
        (Constraint("increments", ("price",), value=50), 4 / 5, 5),  # 120
        (Constraint("increments", ("mid",), value=2), 1.0, 3),
        (Constraint("one-hot", ("red", "green", "blue")), 3 / 4, 4),  # none in the third; a blank in the fourth
        (Constraint("unique", ("town", "low")), 3 / 5, 5),  # the second and the last row repeat the first
        (Constraint("unique", ("id",)), 1.0, 5),
        (Constraint("no-repeats", ()), 3 / 5, 5),  # identifiers and what is dropped tell no rows apart
        (Constraint("constant", ("town",)), 1.0, 5),
        (Constraint("combinations", ("town", "land")), 1.0, 5),
    ],
)
def test_rules_of_values_and_rows_by_hand(rule: Constraint, share: float, rows: int) -> None:
    found = satisfaction(rule, ROWS, SHAPED)
    assert (found.share, found.rows) == (pytest.approx(share), rows)


def test_combinations_and_constants_are_those_of_the_source() -> None:
    made = pd.DataFrame({"town": ["Ulm", "Ulm", "Metz", "Bern"], "land": ["D", "F", None, "D"]})
    rule = satisfaction(Constraint("combinations", ("town", "land")), made, SHAPED, ROWS)
    assert (rule.share, rule.rows) == (2 / 4, 4)  # Ulm in F, and a town that nobody knows
    assert satisfaction(Constraint("constant", ("town",)), made, SHAPED, ROWS.head(2)).share == 2 / 4
    assert satisfaction(Constraint("constant", ("town",)), made, SHAPED, ROWS[["low"]]).rows == 0


def test_whole_multiples_of_a_fraction_are_told_from_the_rest() -> None:
    schema = Schema((Column("dose", Kind.FLOAT),))
    frame = pd.DataFrame({"dose": [0.05, 0.15, 1.2, 0.07, None]})
    rule = satisfaction(Constraint("increments", ("dose",), value=0.05), frame, schema)
    assert (rule.share, rule.rows) == (3 / 4, 4)


def test_a_frame_without_the_columns_keeps_nothing() -> None:
    assert satisfaction(Constraint("order", ("a", "b")), FRAME[["a"]], SCHEMA).rows == 0


def test_confirmed_rules_stay_with_the_schema_and_go_with_their_columns(read: Read) -> None:
    rows = [f"{row},{row % 7 + row},{'xy'[row % 2]}" for row in range(100)]
    first = read("\n".join(["a,b,c", *rows]))
    schema = first.schema.ruled([Constraint("order", ("a", "b"), "a is at most b.")])
    assert read("\n".join(["a,b,c", *rows]), schema=schema).schema.constraints == schema.constraints
    assert read("\n".join(["a,c", *(f"{row},x" for row in range(50))]), schema=schema).schema.constraints == ()
    assert schema.correct("c", role=Role.DROP).released.constraints == schema.constraints
    assert schema.correct("b", role=Role.DROP).released.constraints == ()


def test_many_columns_are_looked_at_quickly(chance: np.random.Generator) -> None:
    wide = {f"c{place}": chance.integers(0, 9, 300) for place in range(200)}
    assert propose_rules(table(**wide)) == ()
