"""Anonymeter 1.1.0 has eleven known defects, A to K; none of them reaches a user. Where it is sound, we agree with
it."""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy.guessing import guessed
from synthesis.privacy.intervals import wilson
from synthesis.privacy.preparation import prepared
from synthesis.tables import Kind
from tests.privacy.tables import by, high, low, numbers, people, pick, table
from tests.privacy.tables import quick as assess


def normal(rows: int, seed: int, names: str = "abcd") -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, len(names))), columns=list(names))


@pytest.mark.parametrize("seed", range(3))
def test_a_the_sizes_of_the_groups_do_not_accuse(seed: int) -> None:
    train, control, release = people(4000, seed), people(1000, 50 + seed), people(4000, 90 + seed)
    found = by("singling-out", table(train), table(control), release, seed=Seed(seed))
    for variant in ("univariate", "multivariate"):
        risk = pick(found, "singling-out", variant)
        assert low(risk) <= 0
        assert risk.value == pytest.approx(0, abs=0.08)


def test_a_a_large_control_group_does_not_hide_a_leak() -> None:
    train, control = people(600, 1), people(3000, 2)
    release = pd.concat([train[:300], people(300, 3)])
    found = by("singling-out", table(train), table(control), release, seed=Seed(0))
    for variant in ("univariate", "multivariate"):
        assert low(pick(found, "singling-out", variant)) > 0.09


@pytest.mark.parametrize("sizes", [(50, 70), (1000, 30), (30, 1000), (100, 101)])
def test_b_no_size_breaks_singling_out(sizes: tuple[int, int]) -> None:
    tables = numbers(normal(sizes[0], 1)), numbers(normal(sizes[1], 2)), normal(200, 3)
    found = by("singling-out", *tables, seed=Seed(0))
    assert pick(found, "singling-out", "univariate").value is not None


def test_c_the_baseline_of_inference_is_what_guessing_gives() -> None:
    def coins(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return pd.DataFrame(
            {"a": chance.normal(size=2000), "s": np.where(chance.random(2000) < 0.7, "heads", "tails").astype(object)}
        )

    tables = numbers(coins(1)), numbers(coins(2)), coins(3)
    risk = pick(by("inference", *tables, seed=Seed(0), secrets=["s"]), "inference")
    assert risk.baseline == pytest.approx(0.7, abs=0.03)  # the usual value
    assert float(risk.notes[1].split(": ")[1].split()[0]) == pytest.approx(0.7**2 + 0.3**2, abs=0.03)  # a random draw


def test_d_negative_secrets_are_guessed_no_more_easily() -> None:
    def debts(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return pd.DataFrame({"a": chance.normal(size=1500), "s": -np.exp(chance.normal(5, 1, 1500))})

    train, control = numbers(debts(1)), numbers(debts(2))
    found = pick(by("inference", train, control, debts(3), seed=Seed(0), secrets=["s"]), "inference")
    assert (found.main or 1.0) < 0.1
    assert low(found) <= 0 <= high(found)
    copied = pick(by("inference", train, control, debts(1), seed=Seed(0), secrets=["s"]), "inference")
    assert (copied.main or 0.0) > 0.99
    assert low(copied) > 0.9


def test_e_apostrophes_and_quotes_do_not_hide_a_copy() -> None:
    def names(seed: int, rows: int = 800) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        parts = {name: [f'O\'Brien "{i}" \\ {name}' for i in chance.integers(0, 400, rows)] for name in "abcd"}
        return pd.DataFrame(parts).astype(object)

    kinds = dict.fromkeys("abcd", Kind.CATEGORY)
    found = assess(table(names(1), kinds, {}), table(names(2), kinds, {}), names(1), seed=Seed(0))
    multivariate = pick(found, "singling-out", "multivariate")
    assert multivariate.value == pytest.approx(1.0, abs=0.02)
    assert "O'Brien" not in str(found)


def test_f_rates_are_of_the_guesses_found() -> None:
    train, control = people(3000, 1).iloc[:, [0, 5, 6, 7]].drop_duplicates(), people(3000, 2).iloc[:, [0, 5, 6, 7]]
    found = by("singling-out", table(train), table(control), train, seed=Seed(0))
    for variant in ("univariate", "multivariate"):
        risk = pick(found, "singling-out", variant)
        assert risk.attacks < risk.requested
        if risk.attacks:
            assert risk.successes.main / risk.attacks > 0.9  # in a copy, nearly every description that is found fits
        assert risk.evidence in ("sampled", "exhausted", "too-few")


def test_g_and_i_the_same_seed_gives_the_same_numbers_in_any_order() -> None:
    train, control, release = people(500, 1), people(500, 2), people(500, 3)
    np.random.seed(1)  # noqa: NPY002
    first = [r.successes for r in assess(table(train), table(control), release, seed=Seed(0), attacks=300).risks]
    state = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]  # noqa: NPY002
    second = [r.successes for r in assess(table(train), table(control), release, seed=Seed(0), attacks=300).risks]
    assert first == second
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index]  # noqa: NPY002


def frames() -> Iterator[tuple[str, pd.DataFrame]]:
    """Releases that made it raise."""
    release = people(300, 3)
    yield "duplicate index", release.set_axis([0] * 300)
    yield "dates as text", release.assign(joined=release["joined"].dt.strftime("%Y-%m-%d"))
    yield "numbers as text", release.assign(age=release["age"].astype(str), income=release["income"].astype(str))
    yield "mixed cells", release.assign(city=[i if i % 2 else f"city {i % 20}" for i in range(300)])
    yield "booleans", release.assign(married=release["married"] == "yes")
    yield "categorical", release.astype({"city": "category", "trade": "string"})
    yield "column order", release[release.columns[::-1]]
    yield "two rows", release[:2]


@pytest.mark.parametrize(("name", "release"), list(frames()), ids=[name for name, _ in frames()])
def test_h_no_spelling_breaks_an_attack(name: str, release: pd.DataFrame) -> None:
    found = assess(table(people(300, 1)), table(people(200, 2)), release, seed=Seed(0), attacks=2000)
    assert [risk.attack for risk in found.risks if risk.value is None and risk.attack != "singling-out"] == []
    assert not any("unexpectedly" in note for risk in found.risks for note in risk.notes)


def test_h_numbered_columns_are_read() -> None:
    release = normal(300, 3, "01")
    train, control = numbers(normal(300, 1, "01")), numbers(normal(300, 2, "01"))
    found = by("replication", train, control, release.set_axis([0, 1], axis=1), seed=Seed(0))
    assert pick(found, "replication", "all").columns == ("0", "1")


def test_j_ties_do_not_hide_a_copy_from_linkability() -> None:
    def cells(seed: int) -> pd.DataFrame:
        chance = np.random.default_rng(seed)
        return pd.DataFrame({name: chance.choice(list("uvwxyz"), 1500).astype(object) for name in "abcdef"})

    kinds = dict.fromkeys("abcdef", Kind.CATEGORY)
    train, control = table(cells(1), kinds, {}), table(cells(2), kinds, {})
    assert low(pick(by("linkability", train, control, cells(1), seed=Seed(0)), "linkability")) > 0.9
    fresh = pick(by("linkability", train, control, cells(3), seed=Seed(0)), "linkability")
    assert low(fresh) <= 0 <= high(fresh)
    assert high(fresh) < 0.09


def test_k_an_attack_worse_than_guessing_is_not_called_broken_or_safe() -> None:
    tables = numbers(normal(500, 1)), numbers(normal(500, 2)), normal(500, 3)
    found = pick(by("linkability", *tables, seed=Seed(0)), "linkability")
    assert (found.baseline, found.successes.main) != (None, None)
    assert found.evidence == "sampled"
    assert not any("trusted" in note for note in found.notes)


def test_wilson_is_its_own() -> None:
    from anonymeter.stats.confidence import success_rate

    theirs = success_rate(n_total=200, n_success=30, confidence_level=0.95)
    ours = wilson(30, 200)
    assert (ours.low, ours.high) == (
        pytest.approx(theirs.value - theirs.error),
        pytest.approx(theirs.value + theirs.error),
    )
    assert ours.value == 0.15


@pytest.mark.xdist_group("anonymeter")
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_linkability_and_singling_out_agree_with_it_where_it_is_sound(share: float) -> None:
    from anonymeter.evaluators import LinkabilityEvaluator, SinglingOutEvaluator

    train, control, others = normal(400, 1), normal(400, 2), normal(400, 3)
    release = pd.concat([train[: int(400 * share)], others[int(400 * share) :]], ignore_index=True)
    np.random.seed(0)  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        link = LinkabilityEvaluator(train, release, (["a", "c"], ["b", "d"]), n_attacks=400, control=control)
        single = SinglingOutEvaluator(train, release, n_attacks=300, n_cols=3, control=control, seed=0)
        theirs = link.evaluate(n_jobs=1).risk().value, single.evaluate("multivariate").risk().value
    found = assess(numbers(train), numbers(control), release, seed=Seed(0))
    assert pick(found, "linkability").value == pytest.approx(theirs[0], abs=0.05)
    assert pick(found, "singling-out", "multivariate").value == pytest.approx(theirs[1], abs=0.12)


@pytest.mark.xdist_group("anonymeter")
def test_inference_agrees_with_it_where_it_is_sound() -> None:
    from anonymeter.evaluators import InferenceEvaluator

    train, control, others = (
        normal(400, seed).assign(z=np.random.default_rng(seed).choice(list("xyz"), 400)) for seed in (1, 2, 3)
    )
    release = pd.concat([train[:200], others[200:]], ignore_index=True)
    np.random.seed(0)  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stock = InferenceEvaluator(train, release, list("abcd"), "z", False, 400, control).evaluate(n_jobs=1)
        results = stock.results()
    tables = numbers(train.astype({"z": object})), numbers(control.astype({"z": object})), release
    context, _ = prepared(tables[:2], release, 400, ["z"], Seed(0))
    main, control_hits = guessed(context, context.names.index("z"))  # the attacker that both have: the nearest row
    assert main.mean() == pytest.approx(results.n_success / 400, abs=0.02)
    assert control_hits.mean() == pytest.approx((results.n_control or 0) / 400, abs=0.02)
