"""The Audit page: three files made elsewhere are judged; what cannot be shown is said before the audit starts."""

import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.audit.page import report
from components.shared import runs
from synthesis.foundation.home import home
from synthesis.foundation.progress import silent
from synthesis.jobs import Job, JobStatus, Workspace
from synthesis.journey import audit_job, load_audit
from synthesis.tables import sample_csv
from tests.hostile import workbook
from tests.pages import open_page, said
from tests.test_pages_data import press, token

pytestmark = pytest.mark.xdist_group("audit page")  # one process makes what these share

COLUMNS = ["birth_date", "sex", "city", "smoker", "weight_kg", "readmitted_30d", "diagnosis"]
SAMPLE = pd.read_csv(io.BytesIO(sample_csv(1200)))[COLUMNS]
TRAIN, CONTROL, FRESH, OVERLAPPING = (
    SAMPLE.iloc[start : start + 400].to_csv(index=False).encode() for start in (0, 400, 800, 200)
)


class AtOnce:
    """An engine that does the work before it answers, and work that it has done already not again."""

    done: dict[tuple[object, ...], Path] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def submit(self, job: Job) -> None:
        self.asked.append(job)
        parts = (*(job.spec[part] for part in ("train", "control", "synthetic")), *job.spec.get("releases", ()))
        files = tuple(Path(part).read_bytes() if part else None for part in parts)
        if files in self.done:
            shutil.copytree(
                self.done[files], job.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("spec.json")
            )
        else:
            audit_job(job.folder, job.spec, silent)
            self.done[files] = Path(shutil.copytree(job.folder, Path(tempfile.mkdtemp(dir=home())) / "done"))
        job.write_status(JobStatus("done", "Done", 1.0, started=1.0, updated=2.0, finished=2.0))

    def cancel(self, job: Job) -> None:
        job.write_status(JobStatus("cancelled"))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    engine = AtOnce()
    monkeypatch.setattr(runs, "the_engine", lambda: engine)
    return engine


def bring(at: AppTest, part: str, content: bytes, name: str | None = None) -> AppTest:
    widget = next(one for one in at.file_uploader if one.key.startswith(f"audit-{part}"))
    return widget.set_value((name or f"{part}.csv", content, "text/csv")).run()


def brought(**files: bytes) -> AppTest:
    at = open_page("audit")
    for part, content in files.items():
        at = bring(at, part, content)
    assert not at.exception
    return at


def audited(at: AppTest) -> AppTest:
    number = next(widget for widget in at.number_input if widget.label == "Guesses for each attack")
    number.set_value(200)
    at = press(at, "Audit this table")
    assert not at.exception
    return at


def started(at: AppTest) -> bool:
    return any(button.label == "Audit this table" for button in at.button)


def test_a_workbook_that_claims_billions_of_texts_is_refused_apart_from_the_server() -> None:
    at = open_page("audit")
    at.file_uploader[0].set_value(("claim.xlsx", workbook(claim=2**32 - 1), "text/csv")).run()
    assert not at.exception
    assert len(at.error) == 1
    assert "claims to hold more texts than there is room for" in at.error[0].value
    at.file_uploader[0].set_value(("fine.xlsx", workbook(), "text/csv")).run()
    assert not at.error
    assert "40 rows, 2 columns" in said(at)


def test_an_empty_page_asks_for_the_files_and_says_what_the_control_is_for() -> None:
    at = open_page("audit")
    assert [title.value for title in at.title] == ["Audit"]
    assert len(at.file_uploader) == 3
    assert "Without a control table the best possible outcome is INCONCLUSIVE" in at.warning[0].value
    assert "Bring the training table and the synthetic table to begin." in said(at)
    assert not started(at)


def test_three_files_are_audited_and_shown_as_a_candidate_is(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=FRESH))
    audit = json.loads((engine.asked[0].folder / "outcome.json").read_text())["audit"]
    assert [audit["rows"][part] for part in ("train", "control", "synthetic")] == [400, 400, 400]
    words = said(at)
    assert audit["verdict"]["outcome"] in words
    assert "What each attack gains" in words
    assert "Columns, worst first" in words
    assert at.get("plotly_chart")
    assert {button.label for button in at.get("download_button")} >= {"Download the audit"}
    judged = load_audit(engine.asked[0].folder).audit
    assert "400 rows, made from 400 rows" in report(judged, "fresh, 400 rows, made from 400 rows of train")


def test_a_copy_fails(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=TRAIN))
    assert "**FAIL**" in at.error[0].value


def test_without_a_control_table_nothing_passes_and_the_page_said_so(engine: AtOnce) -> None:
    at = brought(train=TRAIN, synthetic=FRESH)
    assert "the best possible outcome is INCONCLUSIVE" in at.warning[0].value
    at = audited(at)
    assert any("**INCONCLUSIVE**" in one.value for one in at.warning)
    assert not at.success


def test_a_control_that_holds_training_rows_is_refused_in_words() -> None:
    at = brought(train=TRAIN, control=OVERLAPPING, synthetic=FRESH)
    assert "The control table is refused" in at.error[0].value
    assert not started(at)
    at = press(at, "Go on without a control table")
    assert started(at)
    assert "the best possible outcome is INCONCLUSIVE" in at.warning[0].value


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"p;q\n1;2\n3;4\n"])
def test_a_file_that_is_no_table_of_this_kind_is_told_in_words_and_not_kept(content: bytes) -> None:
    at = bring(brought(train=TRAIN), "synthetic", content)
    assert not at.exception
    assert len(at.error) == 1
    assert [path.name for path in Workspace(token(at)).folder.glob("audit-*")] == ["audit-train-0.csv"]
    assert not started(at)


def test_another_file_puts_the_audit_of_the_one_before_out_of_sight(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=TRAIN))
    at = next(button for button in at.button if button.key == "drop-synthetic").click().run()
    assert "FAIL" not in said(at)
    at = bring(at, "synthetic", FRESH)
    assert "FAIL" not in said(at)
    assert started(at)


def test_a_reload_finds_the_audit_by_the_address_alone(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=TRAIN))
    again = open_page("audit", token(at))
    assert "**FAIL**" in again.error[0].value


def test_a_synthetic_table_that_lacks_a_column_is_audited_over_the_others(engine: AtOnce) -> None:
    fewer = pd.read_csv(io.BytesIO(FRESH)).drop(columns=["diagnosis"]).to_csv(index=False).encode()
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=fewer))
    assert "diagnosis" in said(at)


def test_the_policy_that_is_picked_judges_the_audit_again(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=FRESH))
    at = at.radio(key="audit-policy").set_value("controlled").run()
    assert "Controlled access" in next(
        one.value for one in (*at.warning, *at.success, *at.error) if "under the policy" in one.value
    )


def test_an_audit_under_way_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    class Queue(AtOnce):
        def submit(self, job: Job) -> None:
            job.write_status(JobStatus("running", "Attack: linkability", 0.4, started=1.0, updated=9e9))

    queue: Any = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: queue)
    at = press(brought(train=TRAIN, control=CONTROL, synthetic=FRESH), "Audit this table")
    assert any(button.label == "Cancel" for button in at.button)
    assert "You may leave this page" in said(at)


def test_earlier_releases_are_judged_together_with_the_table(engine: AtOnce) -> None:
    half = TRAIN.splitlines(keepends=True)
    at = brought(train=TRAIN, control=CONTROL, synthetic=FRESH, others=b"".join(half[:201]))
    assert any(expander.label == "Earlier releases of the same source (1)" for expander in at.expander)
    at = audited(at)
    assert len(engine.asked[-1].spec["releases"]) == 1
    assert "FAIL" in said(at)
    record = load_audit(engine.asked[-1].folder).audit
    assert [one.rows for one in record.releases] == [400, 200]
    away = next(button for button in at.button if button.label == "Take it away")
    assert started(away.click().run())


def test_a_second_opinion_is_asked_of_the_same_files(engine: AtOnce) -> None:
    at = audited(brought(train=TRAIN, control=CONTROL, synthetic=FRESH))
    first = engine.asked[-1]
    at = at.button(key="second-opinion-anonymeter").click().run()
    assert not at.exception
    job = engine.asked[-1]
    assert job.entry == "synthesis.journey.second_opinion:second_opinion_job"
    assert job.spec == {
        "of": first.id,
        **{part: first.spec[part] for part in ("train", "control", "synthetic", "releases")},
    }
