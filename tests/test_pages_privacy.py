"""The Privacy page: the verdict, every risk with interval and limit and one sentence, the counts, what was not
tested."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components.privacy.page import copy_lines, counts_table
from components.shared import runs
from components.shared.session import _opened as open_work
from components.shared.verdict import folded
from components.shared.words import safe
from synthesis.figures.risks import sign
from synthesis.jobs import Job, JobStatus
from synthesis.privacy.risk import (
    Closeness,
    Copies,
    Counts,
    CovariateShift,
    Risk,
    RiskDriver,
    Status,
    SubgroupRisk,
    WeakSpot,
)
from synthesis.release.audit import Audit, RowCounts
from synthesis.release.ranking import condensed, gravest, ranked, says
from synthesis.release.verdict import Outcome, judge
from synthesis.release.wording import gain, noticed, raw_rate, sentence, spot, status_in_words, title
from synthesis.tables import Role
from tests.outcomes import audit_of, change_audit, change_risks, harmless, leaking
from tests.pages import incomplete, open_page, said


def risk(attack: str, value: float, half: float, status: Status, **more: object) -> Risk:
    plain = Risk(
        attack,
        None,
        ("a",),
        None,
        value,
        value - half,
        value + half,
        "excess",
        100,
        100,
        0.2,
        0.1,
        0.1,
        Counts(20, 10, 10),
        "sampled",
        limit=0.09,
        status=status,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_every_risk_has_its_sentence_interval_and_limit(finished_work: str) -> None:
    at = open_page("privacy", finished_work)
    words = said(at)
    for one in audit_of(finished_work).privacy.risks:
        assert safe(sentence(one)) in words
        if one.value is not None:
            assert f"Gain **{safe(gain(one))}**, limit" in words
    assert [title.value for title in at.title] == ["Privacy"]


def test_the_chart_has_a_text_beside_it_that_names_every_risk(finished_work: str) -> None:
    chart = open_page("privacy", finished_work).get("plotly_chart")[0].proto
    for one in audit_of(finished_work).privacy.risks:
        assert title(one) in chart.alt
    assert json.loads(chart.spec)["data"]


def test_likeness_stands_above_risk(finished_work: str) -> None:
    overall = audit_of(finished_work).fidelity.overall
    strip = next(
        text.value for text in open_page("privacy", finished_work).markdown if "Overall likeness" in text.value
    )
    assert f"{overall.value:.3f}" in strip
    assert f"{overall.reference:.3f}" in strip


def test_what_was_not_tested_is_said(finished_work: str) -> None:
    words = said(open_page("privacy", finished_work))
    for line in audit_of(finished_work).privacy.untested:
        assert safe(line) in words
    assert "No formal guarantee" in words
    assert safe(noticed(audit_of(finished_work).privacy.sensitivity)) in words


def test_the_counts_show_every_risk(finished_work: str) -> None:
    risks = audit_of(finished_work).privacy.risks
    shown = open_page("privacy", finished_work).dataframe[0].value
    assert list(shown["Attack"]) == [title(one) for one in risks]
    assert list(shown["Right on training people"]) == [one.successes.main for one in risks]


def test_a_leak_fails_with_its_reason(work: str) -> None:
    change_risks(work, leaking)
    at = open_page("privacy", work)
    assert "**FAIL**" in at.error[0].value
    assert "Was this person in the data? A gain of 50.0\u00a0%" in at.error[0].value.replace("\\", "")


def test_a_pass_is_one_line_without_reasons(work: str) -> None:
    change_risks(work, harmless)
    at = open_page("privacy", work)
    assert not at.error
    assert not at.warning
    assert "**PASS**" in at.success[0].value


def test_an_attack_that_could_not_run_says_why(work: str) -> None:
    why = "There are too few columns to make two halves."
    gone = {"value": None, "low": None, "high": None, "main": None, "control": None, "evidence": "not-run"}
    change_risks(work, lambda one: replace(one, **gone, notes=(why,)) if one.attack == "linkability" else harmless(one))
    at = open_page("privacy", work)
    assert "**INCONCLUSIVE**" in at.warning[0].value
    assert "This was not tested" in said(at)
    assert why in said(at)


def test_of_many_secrets_the_gravest_are_drawn_and_all_are_counted(work: str) -> None:
    def many(audit):  # type: ignore[no-untyped-def]
        first = next(one for one in audit.privacy.risks if one.secret)
        secrets = tuple(replace(harmless(first), secret=f"column {i}", high=0.01 + i / 1000) for i in range(40))
        others = tuple(harmless(one) for one in audit.privacy.risks if not one.secret)
        return replace(audit, privacy=replace(audit.privacy, risks=(*others, *secrets)))

    change_audit(work, many)
    at = open_page("privacy", work)
    assert len(at.dataframe[0].value) == len(audit_of(work).privacy.risks)
    words = said(at)
    assert "**column 39**" in words
    assert "column 5" not in words
    assert "34 more secrets" in words


def test_a_name_of_a_column_is_never_read_as_formatting(work: str) -> None:
    change_risks(work, lambda one: replace(harmless(one), secret="**bold** :red[x]") if one.secret else harmless(one))
    assert "**\\*\\*bold\\*\\* \\:red\\[x\\]**" in said(open_page("privacy", work))


def test_ranking_puts_a_seen_gain_that_may_be_over_the_limit_before_an_open_question() -> None:
    clear = risk("linkability", 0.0, 0.02, Status.CLEAR)
    small = risk("linkability", 0.03, 0.02, Status.SIGNAL)
    seen = risk("inference", 0.08, 0.05, Status.SIGNAL)
    unknown = risk("membership", 0.01, 0.3, Status.INCONCLUSIVE)
    leak = risk("membership", 0.2, 0.05, Status.LEAK)
    assert ranked([clear, small, unknown, leak, seen]) == (leak, seen, unknown, small, clear)
    assert status_in_words(seen) == "measurable, the limit is not ruled out"
    assert status_in_words(small) == "measurable, below the limit"


def test_the_headline_names_a_measured_risk_before_one_that_was_not() -> None:
    gone = replace(risk("membership", 0.0, 0.1, Status.NOT_RUN), value=None, evidence="not-run")
    clear = risk("linkability", 0.0, 0.02, Status.CLEAR)
    assert gravest([gone, clear]) is clear
    assert gravest([gone]) is gone
    assert gravest([]) is None


def test_condensing_keeps_every_attack_and_only_some_secrets() -> None:
    secrets = [risk("inference", 0.01 * i, 0.01, Status.CLEAR, secret=f"s{i}") for i in range(6)]
    other = risk("membership", 0.0, 0.02, Status.CLEAR)
    assert condensed([other, *secrets], 2) == (other, secrets[4], secrets[5])


def test_counts_are_in_per_cent_and_keep_their_sign() -> None:
    table = counts_table([risk("membership", -0.02, 0.01, Status.CLEAR)])
    assert table["Gain"][0] == -2.0
    assert table["Low end"][0] == -3.0
    assert table["Rate, training"][0] == 20.0


def test_copies_stand_beside_what_is_harmless() -> None:
    lines = " ".join(copy_lines(Copies(0.02, 0.01, 3, 0.5), RowCounts(100, 50, 100)))
    assert "2.0 % of the synthetic rows equal one of the 100 training rows and none of the held-out" in lines
    assert "1.0 % equal one of the 50 held-out rows and none of the training" in lines
    assert "3 synthetic rows" in lines
    assert copy_lines(Copies(None, None, None, None), RowCounts(1, 0, 1)) == ["Copies were not measured."]
    alone = copy_lines(Copies(0.0, None, 0, None), RowCounts(100, 0, 100), Closeness(0.5, 0.4, 0.6, 100, "training"))
    assert alone[-1].startswith("In 75.0 % of comparisons")


def test_a_risk_is_called_below_its_limit_only_where_its_whole_interval_is() -> None:
    below = risk("linkability", 0.0, 0.02, Status.CLEAR)
    searched = risk("singling-out", 0.05, 0.3, Status.CLEAR, evidence="exhausted")
    assert status_in_words(below) == "below the limit"
    assert status_in_words(searched) == "no sign of a gain"
    assert sign(searched) == "✓ no sign of a gain"
    assert says(Outcome.PASS, [below]) == "Every measured risk lies below its limit."
    assert "after every guess" in says(Outcome.PASS, [below, searched])


def group(name: str, low: float, *, surely: bool) -> SubgroupRisk:
    return SubgroupRisk(
        "membership",
        None,
        None,
        "sex",
        name,
        (200, 100),
        0.2,
        0.05,
        low + 0.05,
        low,
        low + 0.1,
        "excess",
        0.001,
        surely,
    )


SPOT = WeakSpot("membership", None, (("age", "80 to 90"),), (60, 55), 0.25, 0.02, 0.23, 0.1, 0.36, 0.01)
CARRIERS = (RiskDriver("birth_date", 0.12, 0.08, 0.16, 0.4), RiskDriver("sex", 0.01, -0.01, 0.03, 0.1))


def exposed(work: str, change: Callable[[Risk], Risk] = harmless, **found: object) -> None:
    """The work with these risks, in which this was found beside them."""
    change_risks(work, change)

    def again(audit: Audit) -> Audit:
        privacy, verdict = judge(audit.policy, replace(audit.privacy, **found), audit.rows.people)  # type: ignore[arg-type]
        return replace(audit, privacy=privacy, verdict=verdict)

    change_audit(work, again)


def test_the_worst_group_is_told_first_and_every_group_is_drawn(work: str) -> None:
    exposed(work, groups=(group("Male", -0.05, surely=False), group("Female", 0.2, surely=True)))
    at = open_page("privacy", work)
    assert "**FAIL**" in at.error[0].value
    assert "sex Female: a gain of 25.0" in safe_off(at.error[1].value)
    assert not incomplete(at)
    chart = next(one.proto for one in at.get("plotly_chart") if "Female" in one.proto.alt)
    assert "Everybody" in chart.alt
    assert "Male" in chart.alt


def test_groups_are_picked_by_column(work: str) -> None:
    other = replace(group("65 and over", 0.01, surely=False), column="age")
    exposed(work, groups=(group("Female", 0.2, surely=True), other))
    at = open_page("privacy", work)
    at = next(one for one in at.selectbox if one.label == "Groups by").set_value("age").run()
    assert not at.exception
    assert "No group stands out. Highest: age 65 and over" in safe_off(said(at))


def test_the_hardest_hit_kinds_and_columns_are_told_without_a_row(work: str) -> None:
    exposed(work, weak_spots=(SPOT,), carriers=CARRIERS)
    at = open_page("privacy", work)
    assert safe(spot(SPOT)) in said(at)
    shown = next(table.value for table in at.table if "In descriptions of one person" in table.value.columns)
    assert list(shown["Column"]) == ["birth\\_date", "sex"]


def test_where_nothing_was_looked_at_nothing_is_claimed(work: str) -> None:
    exposed(work, groups=(), weak_spots=(), carriers=())
    assert "Who and what carries the risk" not in said(open_page("privacy", work))


def test_a_drifted_control_group_is_warned_of_above_everything(work: str) -> None:
    exposed(
        work,
        drift=CovariateShift(0.71, 0.68, 0.74, True, ("age",)),
        warnings=("The control rows are of another kind.",),
    )
    first, second = open_page("privacy", work).warning[:2]
    assert "**INCONCLUSIVE**" in first.value
    assert "of another kind" in second.value


def safe_off(text: str) -> str:
    """A text as it is read, without the marks that keep it from being formatting."""
    return text.replace("\\", "").replace("\u00a0", " ")


class Queue:
    """An engine that runs nothing."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def submit(self, job: Job) -> None:
        self.asked.append(job)
        job.write_status(JobStatus("running", "Growing trees", 0.25, started=1.0, updated=9e9))


def offers(at: AppTest) -> list[str]:
    """The keys of the buttons that start another run, without the run they are about."""
    return ["-".join(button.key.split("-")[3:]) for button in at.button if button.label == "Start this run"]


def test_a_leak_offers_runs_that_would_lower_it_and_none_that_cannot_be_run(work: str) -> None:
    exposed(work, lambda one: replace(leaking(one), columns=("birth_date", "sex")), carriers=CARRIERS)
    at = open_page("privacy", work)
    assert offers(at) == ["coarsen-birth_date", "drop-birth_date", "leaf-None", "generator-None"]
    assert "Use Private trees, with a formal guarantee" in said(at)


def test_one_click_leads_to_a_formal_guarantee_with_that_generator_picked(work: str) -> None:
    exposed(work, lambda one: replace(leaking(one), columns=("birth_date", "sex")), carriers=CARRIERS)
    at = open_page("privacy", work)
    at = next(one for one in at.button if one.key.endswith("-epsilon")).click().run()
    assert not at.exception
    assert at.title[0].value == "Generator"
    assert next(one for one in at.radio if one.label == "Generator").value == "private-trees"
    assert open_work(work).choice.generator == "private-trees"


@pytest.mark.parametrize("kind", ["coarsen-birth_date", "drop-birth_date", "leaf-None", "generator-None"])
def test_one_click_starts_the_run_with_that_one_thing_changed(
    work: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    queue = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: queue)
    exposed(work, lambda one: replace(leaking(one), columns=("birth_date", "sex")), carriers=CARRIERS)
    at = open_page("privacy", work)
    before = open_work(work).shown()
    at = next(one for one in at.button if one.key.endswith(kind)).click().run()
    assert not at.exception
    [job] = queue.asked
    asked, first = runs.recipe_of(job), runs.recipe_of(before)
    changed = {
        "coarsen": [c.name for c in asked.schema if c.coarse] == ["birth_date"],
        "drop": asked.schema["birth_date"].role is Role.DROP,
        "leaf": asked.settings != first.settings and asked.generator == first.generator,
        "generator": asked.generator != first.generator,
    }
    assert [name for name, there in changed.items() if there] == [kind.split("-")[0]]
    assert (asked.seed, asked.split, asked.rows) == (first.seed, first.split, first.rows)
    assert job.title.startswith(before.title)
    assert any(button.label == "Cancel" for button in at.button)
    assert len(open_work(work).candidates()) == 2


def test_a_harmless_release_is_offered_nothing(work: str) -> None:
    change_risks(work, harmless)
    assert not offers(open_page("privacy", work))


def test_what_was_not_tested_for_one_cause_is_told_once() -> None:
    why = "Nobody to compare with."
    names = ("Copied unusual rows:", "Was this person in the data?", "Linking two halves of a record:")
    reasons = [f"{name} {'Not' if name.endswith('?') else 'not'} tested. {why}" for name in names]
    other, lone = "Copied rows: a gain.", "Guessing a secret: pay: not tested. Too few rows."
    found = folded([other, *reasons, lone])
    assert found[:2] == [other, lone]
    assert found[2] == (
        "3 attacks were not tested: Copied unusual rows; Was this person in the data?; Linking two halves of a record. "
        + why
    )
    assert folded(reasons[:2]) == reasons[:2]


def test_what_a_silent_attack_got_right_is_told_beside_guessing() -> None:
    raw = replace(risk("linkability", 0.0, 0.1, Status.NOT_RUN), value=None, main=0.2, baseline=0.01)
    assert raw_rate(raw) == "Linking two halves of a record: right for 200 of 1,000, without the release 10."
