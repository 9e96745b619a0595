"""What is kept comes back whatever it is, under its key, until it is forgotten; work of version 0.1.0 still opens."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthesis.fidelity.score import Generation
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import silent
from synthesis.foundation.serialisation import plain
from synthesis.jobs import Job, Workspace
from synthesis.journey import store_of
from synthesis.journey.description import understand
from synthesis.journey.follow_up import about, use_job
from synthesis.journey.store import IN_HAND, FolderStore, Store
from synthesis.privacy.risk import Copies, Privacy
from synthesis.privacy.sensitivity import Sensitivity
from synthesis.release.audit import Audit, ReleaseFile, RowCounts, SecondRound
from synthesis.release.policy import PUBLIC
from synthesis.release.verdict import Outcome, Verdict
from synthesis.utility import Utility

GOLDEN = Path(__file__).parent / "golden" / "work-0.1.0"


@pytest.fixture
def store(home: Path) -> Store:
    space = Workspace.create()
    job = space.new_job("m:f", {}, "A run")
    assert store_of(space).token == store_of(job).token == space.token
    return store_of(space)


def one_job(store: Store) -> str:
    """The id of the only job."""
    return Workspace(store.token).jobs()[-1].id


JOINT = Audit(
    Verdict(Outcome.FAIL, ("Copied rows.",)),
    PUBLIC,
    7,
    RowCounts(600, 200, 1_200),
    Privacy((), Copies(None, None, None, None), Sensitivity(), Guarantee(), ()),
    None,
    Utility(),
    releases=(ReleaseFile("Run 1", "ab", 600), ReleaseFile("Run 2", "cd", 600)),
)

SHELVES: dict[str, tuple[Callable[[Store], Any], Callable[[Store], str], Any]] = {
    "joint_audits": (lambda s: s.joint_audits, one_job, JOINT),
    "collapses": (lambda s: s.collapses, one_job, (Generation(1, 0.9, 0.95, 0.5, 0.5, 900.0, 950.0, 1.0, 1.0),)),
    "utilities": (lambda s: s.utilities, one_job, Utility(target="ill")),
    "overrides": (lambda s: s.overrides, one_job, {"override": {"name": "Ada"}, "seen": 1}),
    "drafts": (lambda s: s.drafts, lambda _: "session", {"a": [1, None]}),
}


@pytest.mark.parametrize("name", SHELVES)
def test_a_value_comes_back_until_it_is_forgotten(store: Store, name: str) -> None:
    shelf_of, key_of, value = SHELVES[name]
    shelf, key = shelf_of(store), key_of(store)
    assert shelf.get(key) is None
    assert shelf.list() == ()
    shelf.put(key, value)
    assert plain(shelf_of(store).get(key)) == plain(value)
    assert shelf.list() == (key,)
    shelf.forget(key)
    shelf.forget(key)
    assert (shelf.get(key), shelf.list()) == (None, ())


def test_files_stand_under_their_names_on_their_own_shelf(store: Store, tmp_path: Path) -> None:
    store.sources.put("source-1.csv", b"a\n1\n")
    moved = tmp_path / "large"
    moved.write_bytes(b"b\n2\n")
    store.uploads.put("audit-train-0.csv", moved)
    store.drafts.put("session", {})
    assert not moved.exists()
    assert store.sources.list() == ("source-1.csv",)
    assert store.uploads.list() == ("audit-train-0.csv",)
    path = store.uploads.get("audit-train-0.csv")
    assert path is not None
    assert path.read_bytes() == b"b\n2\n"
    with pytest.raises(UnusableOption):
        store.sources.put("../outside.csv", b"")
    store.sources.forget("source-1.csv")
    assert store.sources.get("source-1.csv") is None


def test_a_draft_has_another_version_after_every_put(store: Store) -> None:
    seen = [store.drafts.version("session")]
    for number in range(3):
        store.drafts.put("session", number)
        seen.append(store.drafts.version("session"))
    assert seen[0] == 0
    assert len(set(seen)) == 4


def test_a_description_stands_under_its_job_and_as_the_one_in_hand(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{n % 7},{n}\n" for n in range(300)), "utf-8")
    found = understand(path, "t")
    for key in (IN_HAND, one_job(store)):
        store.descriptions.put(key, found)
        again = store.descriptions.get(key)
        assert again is not None
        assert plain(again) == plain(found)
    assert store.descriptions.list() == (IN_HAND, one_job(store))
    assert store.drafts.list() == ()


@pytest.fixture
def old(tmp_path: Path) -> FolderStore:
    """Work that version 0.1.0 left behind: a candidate attacked twice, models for it, and a reading."""
    home = Path(shutil.copytree(GOLDEN, tmp_path / "work"))
    return FolderStore(home, home / "jobs")


def test_a_candidate_of_version_0_1_0_opens_with_its_rows_and_its_second_round(old: FolderStore) -> None:
    (key,) = old.candidates.list()
    found = old.candidates.get(key)
    assert found is not None
    assert (found.recipe.generator, found.recipe.seed, found.id) == ("trees", 1, key)
    again = old.second_rounds.get(key)
    assert isinstance(again, SecondRound)
    assert found.audit.again is not None
    assert found.audit.again.seed == again.seed
    made = found.rows.frame("synthetic")
    assert made is not None
    assert len(made) == found.audit.rows.synthetic == found.rows.released().count(b"\n") - 1
    (name,) = found.schema.names[:1]
    assert list(found.levels(found.target or name).labels)
    assert old.audits.list() == ()


def test_what_followed_from_a_candidate_of_version_0_1_0_is_found_by_its_id(old: FolderStore) -> None:
    (key,) = old.candidates.list()
    jobs = {job.entry: job for job in map(Job, sorted(old.jobs.iterdir()))}
    use = jobs["synthesis.journey.follow_up:use_job"]
    assert about(use.spec) == about(jobs["synthesis.journey.follow_up:again_job"].spec) == key
    found = old.utilities.get(use.id)
    assert found is not None
    assert found.target == use.spec["target"]
    assert old.descriptions.list() == (jobs["synthesis.journey.jobs:understand_job"].id,)
    use_job(use.folder, use.spec, silent)
    again = old.utilities.get(use.id)
    assert again is not None
    assert [one.value for one in again.scores] == pytest.approx([one.value for one in found.scores], abs=0.2)


def test_a_forgotten_candidate_leaves_no_row_behind(old: FolderStore) -> None:
    (key,) = old.candidates.list()
    old.joint_audits.put(key, JOINT)
    old.candidates.forget(key)
    assert old.candidates.list() == ()
    assert old.candidates.get(key) is None
    assert old.joint_audits.get(key) is None
    left = {path.suffix for path in (old.jobs / key).iterdir()}
    assert not left & {".csv", ".parquet"}
