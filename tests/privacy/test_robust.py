"""Strange tables get a right answer or none, and never a silent all-clear."""

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import Privacy, assess, overlap
from synthesis.release.policy import PUBLIC
from synthesis.release.verdict import judge
from synthesis.tables import Kind, Role, Table
from tests.privacy.tables import by, high, low, numbers, people, pick, quick, table


def normal(rows: int, seed: int, names: str = "abc") -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, len(names))), columns=list(names))


def unbroken(privacy: Privacy) -> bool:
    return not any("unexpectedly" in note for risk in privacy.risks for note in risk.notes)


def test_three_rows_are_inconclusive() -> None:
    found = assess(numbers(normal(3, 1)), numbers(normal(3, 2)), normal(3, 3), seed=Seed(0))
    assert unbroken(found)
    passing = [r for r in found.risks if r.evidence == "sampled" and high(r) < 0.09]
    assert passing == []
    assert any(risk.evidence in ("too-few", "not-run") for risk in found.risks)


def test_one_row_and_one_column() -> None:
    found = assess(numbers(normal(1, 1, "a")), numbers(normal(1, 2, "a")), normal(1, 3, "a"), seed=Seed(0))
    assert unbroken(found)
    found = assess(numbers(normal(800, 1, "a")), numbers(normal(800, 2, "a")), normal(800, 1, "a"), seed=Seed(0))
    assert unbroken(found)
    assert pick(found, "linkability").notes[0] == "This attack needs two columns."
    assert pick(found, "inference").evidence == pick(found, "singling-out", "multivariate").evidence == "not-run"
    assert low(pick(found, "singling-out", "univariate")) > 0.9


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("blank", np.full(600, np.nan)),
        ("constant", np.full(600, 7.0)),
        ("one blank", np.append(np.arange(599.0), np.nan)),
        ("huge", np.append(np.arange(599.0), 1e300)),
        ("infinite", np.append(np.arange(599.0), np.inf)),
    ],
)
def test_a_strange_column_disturbs_nothing(name: str, cells: np.ndarray) -> None:
    train, control, release = (normal(600, seed).assign(odd=cells) for seed in (1, 2, 3))
    found = quick(numbers(train), numbers(control), release, seed=Seed(0))
    assert unbroken(found)
    assert all(low(risk) <= 0.02 for risk in found.risks if risk.evidence != "not-run")
    copied = quick(numbers(train), numbers(control), train, seed=Seed(0))
    assert low(pick(copied, "replication", "all")) > 0.9
    assert low(pick(copied, "membership")) > 0.9


def test_ten_thousand_categories() -> None:
    def cells(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return (
            normal(1500, seed)
            .assign(code=[f"code {i}" for i in chance.integers(0, 10_000, 1500)])
            .astype({"code": object})
        )

    fresh = quick(numbers(cells(1)), numbers(cells(2)), cells(3), seed=Seed(0))
    assert unbroken(fresh)
    assert all(low(risk) <= 0 for risk in fresh.risks)
    copied = by("singling-out", numbers(cells(1)), numbers(cells(2)), cells(1), seed=Seed(0))
    assert low(pick(copied, "singling-out", "univariate")) > 0.9


def test_dates_are_guessed_within_their_range_and_not_their_distance_from_1970() -> None:
    def stamps(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        days = chance.integers(0, 10_000, 1000)
        return pd.DataFrame(
            {"a": chance.normal(size=1000), "d": np.datetime64("1990-01-01", "us") + days.astype("timedelta64[D]")}
        )

    kinds = {"a": Kind.FLOAT, "d": Kind.DATETIME}
    train, control = table(stamps(1), kinds, {}), table(stamps(2), kinds, {})
    risk = pick(by("inference", train, control, stamps(3), seed=Seed(0), secrets=["d"]), "inference")
    assert risk.main == pytest.approx(0.1, abs=0.03)  # ± 5 % of the range
    copied = pick(by("singling-out", train, control, stamps(1), seed=Seed(0)), "singling-out", "multivariate")
    assert copied.value == pytest.approx(1.0)
    assert (copied.p_value or 0.0) < 0.001


def test_numbers_typed_as_text_and_text_typed_as_numbers_are_the_same() -> None:
    train, control = people(600, 1), people(400, 2)
    for frame in (train, control):
        frame["city"] = frame["city"].str.removeprefix("city ").astype(object)
    release = train.assign(
        age=train["age"].astype(str), city=train["city"].astype(float), score=train["score"].astype(object)
    )
    found = quick(table(train), table(control), release, seed=Seed(0))
    assert found.copies.exact_train == 1.0
    assert low(pick(found, "replication", "all")) > 0.9


def test_a_column_that_turned_unreadable_is_set_aside_and_does_not_hide_a_copy() -> None:
    train, control = people(600, 1), people(400, 2)
    found = quick(table(train), table(control), train.assign(income="secret"), seed=Seed(0))
    assert low(pick(found, "replication", "all")) > 0.8
    assert any("income" in sentence for sentence in found.untested)
    assert all("income" not in risk.columns for risk in found.risks)


def test_a_secret_that_a_file_lacks_is_not_run() -> None:
    train, control = people(300, 1), people(300, 2)
    found = quick(table(train), table(control), people(300, 3).drop(columns="diagnosis"), seed=Seed(0))
    assert pick(found, "inference", secret="diagnosis").evidence == "not-run"


def test_files_without_a_common_column_are_not_run() -> None:
    found = assess(numbers(normal(50, 1)), numbers(normal(50, 2)), 1_000.0 + normal(50, 3, "xyz"), seed=Seed(0))
    assert {risk.evidence for risk in found.risks} == {"not-run"}
    assert {risk.value for risk in found.risks} == {None}
    assert found.copies.exact_train is None
    assert found.copies.closer_to_train is None


def test_without_a_control_group_a_copy_is_still_seen() -> None:
    train = people(600, 1)
    found = assess(table(train), None, train, seed=Seed(0))
    assert low(pick(found, "replication", "all")) > 0.9
    assert pick(found, "replication", "all").control is None
    assert found.copies.exact_train == 1.0
    assert (found.copies.exact_control, found.copies.closer_to_train) == (None, None)
    assert {risk.evidence for risk in found.risks} <= {"too-few", "not-run"}
    assert pick(found, "inference").main == 1.0


def test_a_control_group_that_shares_training_rows_is_set_aside() -> None:
    train = people(1000, 1)
    inside = table(train[:300])
    assert overlap(table(train), inside) == pytest.approx(1.0)
    assert overlap(table(train), table(pd.concat([train[:30], people(270, 2)]))) == pytest.approx(0.1, abs=0.01)
    assert overlap(table(train), table(people(300, 2))) == 0.0
    found = assess(table(train), inside, people(1000, 3), seed=Seed(0))
    assert {risk.evidence for risk in found.risks} <= {"too-few", "not-run"}
    assert "repeat training rows" in found.untested[0]


def test_equal_rows_in_a_table_of_few_categories_are_no_overlap() -> None:
    def cells(rows: int, seed: int) -> Table:
        chance = np.random.default_rng(seed)
        frame = pd.DataFrame({name: chance.choice(["a", "b", "c"], rows).astype(object) for name in "pqr"})
        return table(frame, dict.fromkeys("pqr", Kind.CATEGORY), {})

    assert overlap(cells(2000, 1), cells(500, 2)) == 0.0


def test_columns_that_are_dropped_or_identify_are_not_read() -> None:
    train = table(people(300, 1), roles={"city": Role.DROP, "trade": Role.IDENTIFIER})
    found = quick(train, table(people(300, 2)), people(300, 3), seed=Seed(0), attacks=100)
    assert all("city" not in risk.columns for risk in found.risks)
    assert {risk.attack for risk in found.risks if "trade" in risk.columns} == {"verbatim-values"}
    assert any("trade" in sentence for sentence in found.untested)


def test_levels_that_are_spelt_otherwise_are_the_same() -> None:
    """`2` against `2.0`, yes against True, LEEDS against Leeds, all of them text: a copy is still one."""
    train, control = people(600, 1), people(400, 2)
    for frame in (train, control):
        frame["city"] = frame["city"].str.removeprefix("city ").astype(object)
    other = train.assign(
        city=train["city"] + ".0",
        married=train["married"].map({"yes": "True", "no": "False"}).astype(object),
        trade=train["trade"].str.upper(),
    )
    found = quick(table(train), table(control), other, seed=Seed(0), attacks=100)
    assert found.copies.exact_train == 1.0
    assert not any("cannot be read" in sentence for sentence in found.untested)


def test_levels_that_nobody_has_are_no_hiding_place() -> None:
    train, control = people(600, 1), people(400, 2)
    found = quick(table(train), table(control), train.assign(city="Zed"), seed=Seed(0), attacks=100)
    assert found.copies.exact_train == 1.0
    assert any("cannot be read in all of the files: city" in sentence for sentence in found.untested)


def test_three_hundred_rows_are_inconclusive() -> None:
    found = assess(table(people(240, 1)), table(people(60, 2)), people(240, 3), seed=Seed(0))
    _, verdict = judge(PUBLIC, found, 300)
    assert unbroken(found)
    assert verdict.outcome == "INCONCLUSIVE"
    assert any("fewer than 500" in reason for reason in verdict.reasons)
    assert found.drift is not None
    assert not found.drift.drifted


def test_a_table_of_520_columns_is_audited_whole() -> None:
    """Of so many numbers fewer bins are told apart where records are linked."""

    def wide(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        frame = pd.DataFrame(chance.normal(size=(200, 420)), columns=[f"n{i}" for i in range(420)])
        letters = pd.DataFrame(
            chance.choice(list("abc"), (200, 100)).astype(object), columns=[f"c{i}" for i in range(100)]
        )
        return pd.concat([frame, letters], axis=1)

    train, control = numbers(wide(1)), numbers(wide(2))
    found = assess(train, control, wide(3), seed=Seed(0), attacks=200, secrets=["n0", "c0"])
    assert unbroken(found)
    assert all(risk.evidence in ("sampled", "too-few") and low(risk) <= 0.0 for risk in found.risks), found.risks
    assert {carrier.column for carrier in found.carriers} == {"n0", "c0"}
    copied = quick(train, control, wide(1), seed=Seed(0), attacks=50, secrets=["n0"], shared=0.0)
    assert low(pick(copied, "replication", "all")) > 0.9
    assert low(pick(copied, "membership")) > 0.9


def test_unsorted_and_repeated_indexes_change_nothing() -> None:
    train, control, release = people(400, 1), people(300, 2), people(400, 3)
    plainly = assess(table(train), table(control), release, seed=Seed(0), attacks=100)
    odd = release.set_axis(np.repeat(np.arange(200)[::-1], 2), axis=0)
    oddly = assess(table(train), table(control), odd, seed=Seed(0), attacks=100)
    assert [risk.value for risk in oddly.risks] == [risk.value for risk in plainly.risks]
    assert oddly.weak_spots == plainly.weak_spots


def test_what_explains_may_break_without_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ValueError("a cell: O'Brien")

    for name in (
        "placed",
        "sensitivity",
        "covariate_shift",
        "subgroup_risks",
        "weak_spots",
        "risk_drivers",
        "closeness",
    ):
        monkeypatch.setattr(f"synthesis.privacy.suite.{name}", broken)
    found = assess(table(people(300, 1)), table(people(300, 2)), people(300, 3), seed=Seed(0), attacks=100)
    assert all(risk.value is not None for risk in found.risks)
    assert (found.groups, found.weak_spots, found.carriers, found.drift) == ((), (), (), None)
    assert found.sensitivity.smallest_leak_noticed is None
    assert "O'Brien" not in str(found)


def test_columns_are_ranked_where_an_attack_found_nothing_to_guess(caplog: pytest.LogCaptureFixture) -> None:
    def few(rows: int, seed: int) -> pd.DataFrame:
        cells = np.random.default_rng(seed).integers(0, 2, (rows, 2))
        return pd.DataFrame({"a": cells[:, 0].astype(float), "b": np.where(cells[:, 1] == 1, "yes", "no")}).astype(
            {"b": object}
        )

    found = assess(numbers(few(60, 1)), numbers(few(60, 2)), few(60, 3), seed=Seed(0))
    assert pick(found, "singling-out", "univariate").attacks == 0
    assert sorted(driver.column for driver in found.carriers) == ["a", "b"]
    assert all(driver.alone is None for driver in found.carriers)
    assert (unbroken(found), caplog.records) == (True, [])


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ((1, 4, 1), "number"),
        ((1, 30, 2), "few"),
        ((30, 1, 30), "number"),
        ((2, 30, 30), "few"),
        ((30, 0, 1), "blank"),
        ((80, 5, 80), "constant"),
    ],
)
def test_few_people_and_few_values_break_nothing(
    sizes: tuple[int, int, int], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    def odd(rows: int, seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        cells = {"constant": np.ones, "blank": lambda n: np.full(n, np.nan), "number": chance.normal}
        made = cells.get(kind, lambda n: np.floor(chance.random(n) * 2))
        words = pd.Series(np.where(chance.random(rows) < 0.9, None, "x"), dtype=object)
        columns = {"a": np.floor(chance.random(rows) * 3), "word": words}
        return pd.DataFrame({"odd": made(size=rows) if kind == "number" else made(rows), **columns})

    train, control, release = (odd(rows, seed) for seed, rows in enumerate(sizes))
    outsiders = numbers(control) if len(control) else None
    found = assess(numbers(train), outsiders, release, attacks=50, seed=Seed(0))
    assert (unbroken(found), caplog.records) == (True, [])
    assert len(found.risks) >= 9
    assert all(risk.evidence in ("too-few", "not-run", "exhausted") for risk in found.risks) or min(sizes) >= 5


def test_an_extra_column_beside_blank_people_says_nothing() -> None:
    nobody = pd.DataFrame({"a": np.full(40, np.nan), "b": np.full(40, np.nan)})
    found = assess(numbers(nobody), numbers(nobody), nobody.assign(extra="x"), seed=Seed(0))
    assert pick(found, "verbatim-values").main == 0.0
