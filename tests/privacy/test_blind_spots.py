"""Leaks that once came out PASS, each planted and found, and the same tables without them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.privacy import Privacy, Risk, assess
from synthesis.privacy.cells import Cells
from synthesis.privacy.changed_canaries import _identifiers
from synthesis.privacy.preparation import prepared
from synthesis.privacy.risk import ColumnCoverage, Counts, Interval, Status
from synthesis.release.policy import PUBLIC
from synthesis.release.verdict import Outcome, Verdict, judge
from synthesis.tables import Kind, Role, Table
from tests.privacy.tables import table
from tests.release.make import privacy, risk

ROWS = 1_200
WORDS = (
    "the a old new red blue green house dog cat ran fell went to from under over big small boat".split()  # noqa: SIM905
)
quick = partial(assess, references=False, seed=Seed(3))


def residents(rows: int, seed: int) -> pd.DataFrame:
    """Invented people: a dozen columns, enough to tell anybody from anybody, a number and a note of their own."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            **{f"q{place}": chance.choice(list("abcdefgh"), rows) for place in range(8)},
            "size": np.round(chance.normal(170, 10, rows), 1),
            "weight": np.round(chance.normal(70, 15, rows), 1),
            "illness": chance.choice(["none", "flu", "gout", "asthma"], rows, p=[0.4, 0.3, 0.2, 0.1]),
            "number": [f"{seed}-{value:06d}" for value in chance.permutation(rows)],
            "note": [" ".join(chance.choice(WORDS, 12)) for _ in range(rows)],
        }
    )
    return frame.astype({name: object for name in frame if name not in ("size", "weight")})


KIND = {
    **{f"q{place}": Kind.CATEGORY for place in range(8)},
    "size": Kind.FLOAT,
    "weight": Kind.FLOAT,
    "illness": Kind.CATEGORY,
    "number": Kind.IDENTIFIER,
    "note": Kind.TEXT,
}
ROLE = {**{f"q{place}": Role.QUASI_IDENTIFIER for place in range(5)}, "illness": Role.SENSITIVE}
TRAIN, CONTROL, FRESH = residents(ROWS, 1), residents(ROWS, 2), residents(ROWS, 3)
MODELLED = [name for name in TRAIN if name not in ("number", "note")]


def held(frame: pd.DataFrame, roles: dict[str, Role] = ROLE) -> Table:
    return table(frame, KIND, roles)


def judged(release: pd.DataFrame, roles: dict[str, Role] = ROLE) -> tuple[Privacy, Verdict]:
    return judge(PUBLIC, quick(held(TRAIN, roles), held(CONTROL, roles), release), 2 * ROWS)


def found(privacy: Privacy, attack: str, secret: str | None = None) -> Risk:
    return next(one for one in privacy.risks if one.attack == attack and secret in (None, one.secret))


def with_rows(rows: pd.DataFrame, at: slice = slice(None)) -> pd.DataFrame:
    release = FRESH.copy()
    release.loc[release.index[: len(rows)], MODELLED] = rows[MODELLED].to_numpy()
    return release


@pytest.fixture(scope="module")
def harmless() -> tuple[Privacy, Verdict]:
    return judged(FRESH)


def test_strangers_pass_every_new_attack(harmless: tuple[Privacy, Verdict]) -> None:
    privacy, verdict = harmless
    assert verdict.outcome is Outcome.PASS, verdict.reasons
    new = [one for one in privacy.risks if one.attack in ("verbatim-values", "record-linkage", "attribute-disclosure")]
    assert {one.status for one in new} == {Status.CLEAR}
    assert all(one.compared_by and one.why_not is None for one in privacy.coverage)
    assert {one.column for one in privacy.coverage} == set(FRESH)


@pytest.mark.parametrize(
    ("column", "respelt"),
    [("number", str), ("number", lambda cell: cell.replace("-", " - ")), ("note", str.upper)],
)
def test_identifiers_and_texts_that_are_copied_fail(column: str, respelt: object) -> None:
    release = FRESH.assign(**{column: TRAIN[column].map(respelt)})
    privacy, verdict = judged(release)
    assert verdict.outcome is Outcome.FAIL
    assert found(privacy, "verbatim-values", column).main == 1.0
    assert [one.secret for one in privacy.risks if one.status is Status.LEAK] == [column]


def test_a_passage_of_a_text_is_enough() -> None:
    quoted = [f"no one said {' '.join(note.split()[3:9])} at all" for note in TRAIN["note"]]
    privacy, verdict = judged(FRESH.assign(note=quoted))
    assert verdict.outcome is Outcome.FAIL
    assert found(privacy, "verbatim-values", "note").value == pytest.approx(1.0, abs=0.01)


def test_a_column_of_the_publishers_own_that_holds_whole_rows_fails() -> None:
    whole = ["|".join(map(str, row)) for row in TRAIN[MODELLED].itertuples(index=False)]
    privacy, verdict = judged(FRESH.assign(extra=whole))
    assert verdict.outcome is Outcome.FAIL
    assert found(privacy, "verbatim-values", "extra").status is Status.LEAK


def test_a_column_that_the_source_lacks_never_passes() -> None:
    privacy, verdict = judged(FRESH.assign(extra="yes"))
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert privacy.coverage[-1] == ColumnCoverage("extra", (), "The source has no such column.")
    assert any("“extra” was compared with nobody" in reason for reason in verdict.reasons)


def test_who_knows_the_quasi_identifiers_reads_the_secret() -> None:
    columns = [*(f"q{place}" for place in range(5)), "illness"]
    for roles in (ROLE, {"illness": Role.SENSITIVE}):  # declared, or found by search
        release = FRESH.copy()
        release[columns] = TRAIN[columns].to_numpy()
        privacy, verdict = judged(release, roles)
        leak = found(privacy, "attribute-disclosure", "illness")
        assert verdict.outcome is Outcome.FAIL
        assert leak.status is Status.LEAK
        assert set(leak.known) <= set(columns)
        assert leak.main is not None
        assert leak.main > 0.9


def test_a_tenth_of_them_is_no_pass() -> None:
    columns, release = [*(f"q{place}" for place in range(5)), "illness"], FRESH.copy()
    release.loc[: ROWS // 10 - 1, columns] = TRAIN.loc[: ROWS // 10 - 1, columns].to_numpy()
    assert judged(release)[1].outcome is not Outcome.PASS


def test_recoded_columns_are_matched_by_content_and_attacked() -> None:
    """A copy with categories as numbers and numbers in another unit, under other names."""
    codes = {level: place for place, level in enumerate("abcdefgh")}
    changed = {f"q{place}": TRAIN[f"q{place}"].map(codes).astype(str) for place in range(8)}
    release = FRESH.assign(
        **changed, size=TRAIN["size"] / 12, weight=TRAIN["weight"] * 2.2, illness=TRAIN["illness"]
    ).rename(columns={"illness": "diagnosis"})
    privacy, verdict = judged(release)
    assert verdict.outcome is Outcome.FAIL
    assert found(privacy, "replication").main == pytest.approx(1.0, abs=0.02)
    assert any("“size” was read as “size”, as 12 times the number" in said for said in privacy.untested)
    assert any("“diagnosis” was read as “illness”, under another name" in said for said in privacy.untested)


def test_what_cannot_be_matched_never_passes() -> None:
    """One code for every two levels, so that no order of the codes fits."""
    privacy, verdict = judged(FRESH.assign(q1=FRESH["q1"].map(lambda level: f"code {ord(level) // 2}")))
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert [one.column for one in privacy.coverage if not one.compared_by] == ["q1"]


def three_changed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(q0=FRESH["q0"], q3=FRESH["q3"], q6=FRESH["q6"])


def moved(rows: pd.DataFrame) -> pd.DataFrame:
    chance = np.random.default_rng(7)
    return rows.assign(
        size=rows["size"] + chance.uniform(-2, 2, len(rows)), weight=rows["weight"] + chance.uniform(-3, 3, len(rows))
    )


def halves(rows: pd.DataFrame) -> pd.DataFrame:
    names = ["q0", "q1", "q2", "size", "illness"]
    return rows.assign(**{name: FRESH[name] for name in names})


@pytest.mark.parametrize("change", [three_changed, moved, halves])
def test_changed_rows_are_found_by_record_linkage(change: object) -> None:
    rows = change(TRAIN.iloc[: ROWS // 10].reset_index(drop=True))  # type: ignore[operator]
    privacy, verdict = judged(with_rows(rows))
    assert found(privacy, "record-linkage").status is Status.LEAK
    assert verdict.outcome is Outcome.FAIL


def test_canaries_of_every_kind_are_told() -> None:
    found = assess(held(TRAIN), held(CONTROL), FRESH, seed=Seed(3), attacks=200)
    kinds = ("rows", "three-cells", "five-per-cent", "half-rows", "known-columns", "identifiers")
    assert {one.kind for one in found.sensitivity.planted} == set(kinds)
    assert found.sensitivity.smallest("identifiers") in (0.01, 0.02)
    assert found.sensitivity.smallest("rows") == found.sensitivity.smallest_leak_noticed


def test_canaries_are_told_where_not_everybody_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer rows fit the budget of a larger release: what was looked up before anything was hidden stays."""
    monkeypatch.setattr("synthesis.privacy.attacks.record_linkage._CELLS", 1_100 * ROWS * len(MODELLED))
    found = assess(held(TRAIN), held(CONTROL), FRESH, seed=Seed(3), attacks=200)
    assert found.sensitivity.smallest("rows") == 0.01


def outcome(one: Risk) -> Status:
    return judge(PUBLIC, privacy(one), 1_000)[0].risks[0].status


def test_few_guesses_are_judged_by_the_people_they_touch() -> None:
    wide = partial(risk, 0.08, -0.05, 0.21, attack="singling-out", variant="univariate")
    assert outcome(wide(attacks=212, people=5_634)) is Status.CLEAR  # 3.8 % of the people at most, were all right
    assert outcome(wide(attacks=600, people=5_634)) is Status.INCONCLUSIVE  # 10.6 %
    sure = partial(risk, 0.5, 0.4, 0.6, attack="singling-out", variant="univariate", p_value=1e-9)
    assert outcome(sure(attacks=212, people=5_634)) is Status.SIGNAL
    assert outcome(sure(attacks=600, people=5_634)) is Status.LEAK


def test_a_gain_among_those_about_whom_a_guess_was_dared_counts() -> None:
    rare = partial(risk, 0.03, 0.02, 0.04, attack="attribute-disclosure", secret="pay", p_value=1e-9)
    assert outcome(rare(precision=Interval(0.8, 0.6, 0.9))) is Status.LEAK
    assert outcome(rare(precision=Interval(0.05, 0.02, 0.08))) is Status.INCONCLUSIVE  # 2 % of the people, surely
    assert outcome(replace(rare(precision=Interval(0.05, 0.02, 0.08)), low=0.0099)) is Status.SIGNAL
    assert outcome(replace(rare(precision=Interval(0.05, 0.02, 0.08)), p_value=0.06)) is Status.CLEAR
    few = replace(rare(precision=Interval(0.8, 0.6, 0.9)), value=0.005, low=0.003)
    assert outcome(few) is Status.INCONCLUSIVE


def test_two_people_are_a_coincidence() -> None:
    copied = partial(risk, 0.02, -0.01, 0.02, attack="replication", variant="outermost", p_value=0.2)
    assert outcome(copied(successes=Counts(2, 0, 0))) is Status.CLEAR
    assert outcome(copied(successes=Counts(3, 0, 0))) is Status.INCONCLUSIVE


def test_intervals_stay_within_bounds() -> None:
    alike = pd.DataFrame({name: TRAIN[name] for name in ("q0", "illness")})
    schema = {name: KIND[name] for name in alike}
    found = quick(table(alike, schema, {}), table(CONTROL[list(alike)], schema, {}), FRESH[list(alike)])
    for one in found.risks:
        if one.low is not None and one.high is not None:
            assert -1.0 <= one.low <= one.high <= 1.0


def test_strangers_do_not_fail_for_want_of_a_control_group() -> None:
    few = {"q0": KIND["q0"], "q1": KIND["q1"], "q2": KIND["q2"]}
    large = residents(8_000, 9)[list(few)]
    found = quick(table(TRAIN[list(few)], few, {}), None, large)
    verdict = judge(PUBLIC, found, ROWS)[1]
    assert verdict.outcome is Outcome.INCONCLUSIVE


def test_columns_without_values_of_anybodys_own_hide_no_identifiers() -> None:
    """A column of texts that are all alike gives nobody away: nothing is hidden in it."""
    chance = np.random.default_rng(0)
    alike, own = np.full(400, "unknown", dtype=object), np.array([f"case {n}" for n in range(800)], dtype=object)
    fresh = np.array([f"file {n}" for n in chance.permutation(400)], dtype=object)
    empty = Cells("contact", alike, alike, alike)
    named = Cells("number", own[:400], own[400:], fresh)
    context, _ = prepared((held(residents(400, 1)), held(residents(400, 2))), residents(400, 3), 100, None, Seed(0))
    assert _identifiers(replace(context, cells=(empty, named))) == [named]
