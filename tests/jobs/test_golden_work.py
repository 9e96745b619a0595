"""Job folders that version 0.1.0 wrote still open, with everything that stands in them."""

import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.jobs import Job, Workspace
from synthesis.jobs.worker import _function
from synthesis.journey import load, record_of
from synthesis.journey.jobs import judging_of
from synthesis.journey.store import store_of
from synthesis.privacy import registry
from synthesis.release.pack import build_pack, verify

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "0.1.0-work.zip"


@pytest.fixture
def jobs() -> Iterator[list[Job]]:
    """The jobs of that workspace, unpacked into a room of its own."""
    space = Workspace(secrets.token_urlsafe(24))
    with zipfile.ZipFile(GOLDEN) as archive:
        archive.extractall(space.folder)
    for path in space.folder.rglob("*.json"):
        path.write_text(path.read_text("utf-8").replace("@WORK@", str(space.folder)), "utf-8")
    yield sorted((Job(path) for path in (space.folder / "jobs").iterdir()), key=lambda job: job.id)
    shutil.rmtree(space.folder)


def test_every_job_is_done_and_its_work_has_a_place_today(jobs: list[Job]) -> None:
    assert [job.status().state for job in jobs] == ["done"] * 4
    assert [job.title for job in jobs] == ["Trees, seed 1", "again", "use", "Reading"]
    assert all(callable(_function(job.entry)) for job in jobs)
    assert [job.entry.partition(":")[2] for job in jobs] == ["run_job", "again_job", "use_job", "understand_job"]


def test_the_run_opens_with_its_second_round_and_can_be_packed(jobs: list[Job], tmp_path: Path) -> None:
    found = load(jobs[0].folder)
    assert (found.recipe.generator, found.recipe.seed, len(found.schema)) == ("trees", 1, 20)
    assert found.audit.again is not None
    assert found.audit.versions["synthesis"] == "0.1.0"
    assert found.audit.fidelity is not None
    assert found.joint("height_cm", "sex") is not None
    assert store_of(jobs[0]).collapses.get(jobs[0].id) is None
    build_pack(record_of(found, "Ada"), found.rows.released()).write(tmp_path)
    assert verify(tmp_path / "pack.zip", jobs[0].folder / "synthetic.csv") == ()


def test_what_was_added_later_stands_where_it_stood(jobs: list[Job]) -> None:
    kept = store_of(jobs[0])
    use, understood = kept.utilities.get(jobs[2].id), kept.descriptions.get(jobs[3].id)
    assert use is not None
    assert use.scores
    assert understood is not None
    assert len(understood.schema) == 20
    assert judging_of(jobs[0].spec).policy.name == "public"


def test_an_attack_of_later_days_closes_no_folder(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(registry.ATTACKS[0], name="throw-away")
    monkeypatch.setattr(registry, "ATTACKS", (*registry.ATTACKS, later))
    assert load(jobs[0].folder).audit.policy.name == "public"
    assert judging_of(jobs[0].spec).policy.name == "public"
