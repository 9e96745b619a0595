"""Candidates side by side on the pages, the pick that is attacked again, and what is asked after the verdict."""

import json
from pathlib import Path

import pytest

from components.compare.page import candidate_table, gain_table, risk_table, verdict_table
from components.fidelity.headline import headline_table
from components.shared.comparison import judged
from components.shared.session import _opened
from synthesis.fidelity.score import Generation
from synthesis.foundation.serialisation import plain
from synthesis.jobs import Job, Workspace
from synthesis.journey import load, record_of
from synthesis.journey.follow_up import fresh_seed
from synthesis.journey.store import AGAIN, COLLAPSE
from synthesis.release.audit import SecondRound
from synthesis.release.report import report_html
from tests.outcomes import change_risks, harmless, leaking, outcome_folder, second_candidate
from tests.pages import incomplete, open_page, said
from tests.pages import released as downloads


@pytest.fixture
def pair(work: str) -> tuple[str, Job]:
    """A work with two candidates of the same table, the second of which is picked, and the first."""
    return work, second_candidate(work)[1]


def test_the_frontier_and_every_candidate_stand_on_one_page(pair: tuple[str, Job]) -> None:
    work, _ = pair
    at = open_page("compare", work)
    assert not at.exception
    assert "**2 candidates** tried on this table" in said(at)
    (frame,) = (one.value for one in at.dataframe)
    assert list(frame["Candidate"]) == ["1 · Trees, seed 0", "2 · Trees, seed 0"]
    assert len(at.get("plotly_chart")) == 1
    assert not incomplete(at)
    found = judged(_opened(work))
    assert list(candidate_table(found)["Unbeaten"]) == [True, True]


def test_another_candidate_is_drawn_in_every_part(pair: tuple[str, Job]) -> None:
    work, other = pair
    state = Workspace(work).read_json("session.json")
    Workspace(work).write_json("session.json", {**state, "beside": [other.id]})
    at = open_page("fidelity", work)
    assert not at.exception
    assert "Run 1" in at.dataframe[1].value.columns
    names = {trace.get("name") for chart in at.get("plotly_chart") for trace in json.loads(chart.proto.spec)["data"]}
    assert any(name == "Run 1" for name in names)
    tables = [list(frame.value.columns) for frame in at.dataframe]
    assert all(any("un 1" in name for name in columns) for columns in tables[1:])  # the first holds a row a candidate
    assert any("Difference, Run 1" in text.value for text in at.markdown)
    at = open_page("privacy", work)
    assert not at.exception
    assert "Side by side" in [header.value for header in at.header]
    assert not incomplete(at)
    counted = next(frame.value for frame in at.dataframe if "Guesses made" in frame.value)
    assert set(counted["Candidate"]) == {"Run 2, shown here", "Run 1"}
    assert any(list(frame.value.columns) == ["Column", "Run 2, shown here", "Run 1"] for frame in at.dataframe)


def test_a_pick_among_several_is_attacked_again_before_it_is_released(pair: tuple[str, Job]) -> None:
    work, _ = pair
    change_risks(work, harmless)
    at = open_page("release", work)
    assert downloads(at) == []
    assert "2 candidates were tried" in said(at)
    folder = outcome_folder(work)
    found = load(folder)
    again = SecondRound(fresh_seed(found.rows.released()), found.audit.privacy)
    (folder / AGAIN).write_text(json.dumps(plain(again)))
    at = open_page("release", work)
    assert len(downloads(at)) == 2
    assert "nobody chose" in said(at)


def test_a_second_round_that_fails_fails_the_release(pair: tuple[str, Job]) -> None:
    work, _ = pair
    folder = outcome_folder(work)
    change_risks(work, leaking)
    bad = load(folder).audit.privacy
    change_risks(work, harmless)
    (folder / AGAIN).write_text(json.dumps(plain(SecondRound(1, bad))))
    at = open_page("release", work)
    assert "**FAIL**" in at.error[0].value
    assert "Attacked again with fresh draws" in said(at)
    assert downloads(at) == []


def test_tables_hold_one_row_a_candidate(finished_work: str) -> None:
    shown = load(outcome_folder(finished_work))
    both = [("a", shown), ("b", shown)]
    assert len(verdict_table(both)) == 2
    assert len(risk_table(both)) == 2 * len(shown.audit.privacy.risks)
    gains = gain_table(both)
    assert len(gains) == len(shown.audit.privacy.risks) + 1
    assert list(gains["a"]) == list(gains["b"])
    assert list(gains.columns) == ["Risk", "a", "b", "Limit"]
    headline = headline_table(both)
    assert list(headline["Candidate"]) == ["a", "b", "Real against real"]
    assert headline["Overall likeness"].iloc[-1] == shown.audit.fidelity.overall.reference  # type: ignore[union-attr]


def test_the_collapse_check_is_drawn_where_it_was_run(work: str) -> None:
    at = open_page("fidelity", work)
    assert "Run five generations" in [button.label for button in at.button]
    before = len(at.get("plotly_chart"))
    drifted = [Generation(n, 0.9 - n / 100, 0.98, 0.6, 0.5, 800.0, 820.0, 0.9, 1.0) for n in (1, 2)]
    (outcome_folder(work) / COLLAPSE).write_text(json.dumps(plain(drifted)))
    at = open_page("fidelity", work)
    assert len(at.get("plotly_chart")) == before + 4


def test_the_proposed_target_and_groups_are_there_already(work: str) -> None:
    at = open_page("fidelity", work)
    boxes = {box.label: box.value for box in at.selectbox}
    assert boxes["Column to predict"] == load(outcome_folder(work)).target == "readmitted_30d"
    groups = next(box.value for box in at.multiselect if box.label == "Groups of people")
    assert "sex" in groups


def test_paths_are_no_part_of_what_is_shown(work: str) -> None:
    assert str(Path(outcome_folder(work))) not in said(open_page("compare", work))


def test_the_report_tells_of_both_rounds(work: str) -> None:
    folder = outcome_folder(work)
    once = load(folder)
    assert "Attacked twice" not in report_html(record_of(once, "Ada"), "2026-01-01", "0" * 64)
    (folder / AGAIN).write_text(json.dumps(plain(SecondRound(77, once.audit.privacy))))
    told = report_html(record_of(load(folder), "Ada"), "2026-01-01", "0" * 64)
    assert "Attacked twice" in told
    assert "seed 77" in told


def test_what_models_do_to_groups_is_told_of_every_candidate() -> None:
    from components.fidelity.utility import mean_overlap, stacked, treatment_table
    from synthesis.utility import Utility
    from synthesis.utility.score import Coefficient, Group

    def use(chosen: float) -> Utility:
        groups = tuple(Group("sex", "f", 50, "linear", side, chosen, None, 0.7) for side in ("real", "synthetic"))
        terms = (Coefficient("age", 1.0, 0.5, 1.5, 1.2, 0.2, 2.2, chosen), Coefficient("x", 1.0, 0.5, 1.5, *[None] * 4))
        return Utility("y", "binary", (), coefficients=terms, groups=groups)

    table = treatment_table(use(0.25), {"run 2": use(0.75)})
    assert list(table.iloc[0][["Given the class, synthetic", "Given the class, run 2"]]) == [0.25, 0.75]
    assert mean_overlap(use(0.25)) == 0.25
    both = stacked([("", use(0.25).coefficients), ("Run 2", use(0.75).coefficients)])
    assert list(both["candidate"]) == ["", "", "Run 2", "Run 2"]
    assert "candidate" not in stacked([("", use(0.25).coefficients)])
