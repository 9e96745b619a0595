"""A candidate and earlier releases of its source: offered on Release, attacked together, told beside the record."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.shared import runs
from components.shared.session import _opened
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import silent
from synthesis.jobs import Job, JobStatus, Workspace
from synthesis.journey import Judging, load
from synthesis.journey.follow_up import attack_again, fresh_seed, parts
from synthesis.journey.joint_audit import joint_audit, joint_audit_job, never_learnt
from synthesis.journey.store import FolderStore
from synthesis.release.policy import CONTROLLED, PUBLIC
from synthesis.release.record import sha256
from synthesis.release.verdict import judge
from synthesis.tables import Split, Table, read_table, to_csv
from tests.outcomes import Queue, change_risks, harmless, outcome_folder, second_candidate
from tests.pages import open_page, said
from tests.privacy.test_several_releases import TRAIN, members

OFFER = "Which of these were released before?"


@pytest.fixture
def pair(work: str) -> tuple[str, Job, Job]:
    """A work with two candidates of the same table whose own audits found nothing: the one shown, and another."""
    change_risks(work, harmless)
    return work, *second_candidate(work)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    waiting = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: waiting)
    return waiting


def test_nothing_is_offered_to_the_only_candidate(work: str) -> None:
    at = open_page("release", work)
    assert not at.multiselect
    assert "earlier releases" not in said(at)


def test_other_candidates_are_offered_and_judged_together_beside_the_record(
    pair: tuple[str, Job, Job], queue: Queue
) -> None:
    work, shown, other = pair
    at = open_page("release", work)
    assert "composition attack" in said(at)
    (offer,) = at.multiselect
    assert (offer.label, offer.options) == (OFFER, ["Run 1 · Trees, seed 0"])
    press = next(button for button in at.button if button.label == "Judge them together")
    at = press.click().run()
    assert "Choose at least one run" in said(at)
    assert not queue.asked
    at.multiselect[0].select(other.id)
    at = next(button for button in at.button if button.label == "Judge them together").click().run()
    assert not at.exception
    (job,) = queue.asked
    assert job.title == "2 releases together"
    assert [key for key, _ in job.spec["releases"]] == [shown.id, other.id]
    assert not at.multiselect
    before = (shown.folder / "outcome.json").read_bytes()
    joint_audit_job(job.folder, {**job.spec, "attacks": 100}, silent)
    job.write_status(JobStatus("done", "Done", 1.0, started=1.0, updated=2.0, finished=2.0))
    assert (shown.folder / "outcome.json").read_bytes() == before
    found = FolderStore.around(shown.folder).joint_audits.get(shown.id)
    assert found is not None
    assert [one.name for one in found.releases] == ["Run 2 · Trees, seed 0", "Run 1 · Trees, seed 0"]
    assert found.rows.synthetic == 2 * load(shown.folder).audit.rows.synthetic
    at = open_page("release", work)
    boxes = {"PASS": at.success, "FAIL": at.error, "INCONCLUSIVE": at.warning}[found.verdict.outcome.value]
    assert f"**{found.verdict.outcome.value}** under the policy" in boxes[-1].value
    assert all(reason.split()[0] in said(at) for reason in found.verdict.reasons)
    assert "Judged together:" in said(at)
    assert "2 releases together" in said(at)
    assert "the candidate's own verdict, its record and its downloads stay as they are" in said(at).lower()
    assert "**PASS**" in at.success[0].value
    assert at.multiselect
    _opened(work).keep_policy(CONTROLLED)
    assert said(open_page("release", work)).count(f"under the policy “{CONTROLLED.title}”") == 2


def test_work_that_is_cancelled_says_so_and_is_offered_again(pair: tuple[str, Job, Job], queue: Queue) -> None:
    work, _, other = pair
    at = open_page("release", work)
    at.multiselect[0].select(other.id)
    at = next(button for button in at.button if button.label == "Judge them together").click().run()
    at = next(button for button in at.button if button.label == "Cancel").click().run()
    assert "The run was cancelled." in said(at)
    assert at.multiselect


def test_both_kinds_of_work_on_one_page_are_watched(pair: tuple[str, Job, Job], queue: Queue) -> None:
    work, _, other = pair
    at = open_page("release", work)
    at = at.button(key="again").click().run()
    at.multiselect[0].select(other.id)
    at = next(button for button in at.button if button.label == "Judge them together").click().run()
    assert not at.exception
    assert [button.label for button in at.button if button.label == "Cancel"] == ["Cancel", "Cancel"]


def test_candidates_with_other_columns_are_offered_by_a_name_of_their_own(pair: tuple[str, Job, Job]) -> None:
    work, _, other = pair
    spec = json.loads((other.folder / "spec.json").read_text("utf-8"))
    spec["spec"]["revision"] = -1
    (other.folder / "spec.json").write_text(json.dumps(spec))
    at = open_page("release", work)
    assert at.multiselect[0].options == ["Earlier run 1, with other columns · Trees, seed 0"]


def test_a_run_that_is_gone_is_named(pair: tuple[str, Job, Job], tmp_path: Path) -> None:
    work, shown, other = pair
    FolderStore.around(shown.folder).candidates.forget(other.id)
    spec = {**shown.spec, "of": shown.id, "releases": [(shown.id, "Run 2"), (other.id, "Run 1")]}
    job = Workspace(work).new_job("m:f", spec, "Together")
    with pytest.raises(RunFailed, match="Run 1 is gone"):
        joint_audit_job(job.folder, spec, silent)
    assert FolderStore.around(shown.folder).joint_audits.get(shown.id) is None


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Split:
    """3,000 training and 4,000 control rows."""
    path = tmp_path_factory.mktemp("joint") / "source.csv"
    members(TRAIN + 4_000, 1).to_csv(path, index=False)
    table = read_table(path)
    train, control = (table.frame.iloc[rows].reset_index(drop=True) for rows in (slice(TRAIN), slice(TRAIN, None)))
    return Split(replace(table, frame=train), replace(table, frame=control), 4 / 7, 0)


def release(split: Split, place: int) -> bytes:
    """3,000 rows, 18 of which are training rows of the split: others at every place."""
    fresh = members(TRAIN - 18, 3 + place)
    rows = pd.concat([fresh, split.train.frame.iloc[18 * place : 18 * (place + 1)]])
    frame = rows.astype(split.train.frame.dtypes.to_dict()).reset_index(drop=True)
    return to_csv(frame, split.train.schema, split.train.dialect)


def test_releases_that_leak_under_the_limit_alone_fail_together(split: Split) -> None:
    judging = Judging(attacks=200)
    csvs = [release(split, place) for place in (0, 1)]
    people = len(split.train) + len(split.control)
    for csv in csvs:
        _, alone = judge(PUBLIC, attack_again(split, csv, judging, Guarantee()).privacy, people)
        assert alone.outcome.value != "FAIL"
    found = joint_audit([split, split], [("a", csvs[0]), ("b", csvs[1])], judging)
    assert found.verdict.outcome.value == "FAIL"
    assert any("Copied rows" in reason for reason in found.verdict.reasons)
    assert [(one.name, one.sha256, one.rows) for one in found.releases] == [
        (name, sha256(csv), TRAIN) for name, csv in zip("ab", csvs, strict=True)
    ]
    assert (found.seed, found.rows.train, found.rows.synthetic) == (fresh_seed(csvs[0]), TRAIN, 2 * TRAIN)
    assert found.fidelity is None


def part(table: Table, rows: list[int]) -> Table:
    return replace(table, frame=table.frame.iloc[rows].reset_index(drop=True))


def test_whoever_any_release_learnt_from_is_no_control_row(split: Split) -> None:
    whole = split.control
    one = Split(part(whole, [0, 1, 2]), part(whole, [3, 4, 5, 5]), 0.5, 0)
    two = Split(part(whole, [0, 3, 5]), part(whole, [5, 4, 2, 1]), 0.5, 0)
    left = never_learnt(one, [two])
    assert left.control.frame.equals(part(whole, [4, 5]).frame)  # of two equal rows the other held out but one
    assert left.train.frame.equals(part(whole, [0, 1, 2, 3, 5]).frame)
    same = never_learnt(one, [one, one])
    assert same.control.frame.equals(one.control.frame)
    assert same.train.frame.equals(one.train.frame)


def test_of_a_person_all_rows_are_held_out_or_none(split: Split) -> None:
    frame = pd.DataFrame({"who": ["a", "a", "b"], "n": np.arange(3.0)})
    columns = [
        replace(split.train.schema["city"], name="who", entity=True),
        replace(split.train.schema["pay"], name="n"),
    ]
    schema = replace(split.train.schema, columns=tuple(columns), constraints=())
    control = Table("t", frame, schema, "")
    other = replace(control, frame=frame.iloc[[0, 2]].reset_index(drop=True))
    nobody = replace(control, frame=frame.iloc[:0])
    left = never_learnt(Split(nobody, control, 0.5, 0), [Split(nobody, other, 0.5, 0)])
    assert list(left.control.frame["who"]) == ["b"]
    assert list(left.train.frame["who"]) == ["a", "a"]


def test_the_same_share_holds_out_the_same_rows_and_another_share_does_not(work: str) -> None:
    found = load(outcome_folder(work))
    source = Workspace(work).folder / "source.csv"
    one = parts(source, found.recipe)
    two = parts(source, replace(found.recipe, seed=9, generator="marginals", settings={}))
    assert len(never_learnt(one, [two]).control) == len(one.control)
    larger = parts(source, replace(found.recipe, control=0.1))
    left = never_learnt(one, [larger])
    assert 0 < len(left.control) <= len(larger.control) < len(one.control)
    assert len(left.train) + len(left.control) == len(one.train) + len(one.control)
