"""After the verdict: the attacks once more, generators that learn from generators, models for another target."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from synthesis.cli.program import main
from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import silent
from synthesis.foundation.serialisation import plain
from synthesis.jobs import Workspace
from synthesis.journey import Judging, load, record_of
from synthesis.journey.follow_up import (
    again_job,
    attack_again,
    collapse,
    collapse_job,
    fresh_seed,
    parts,
    use_job,
    use_of,
)
from synthesis.journey.store import AGAIN, FolderRows, FolderStore
from synthesis.recipe import Recipe
from synthesis.release.load import all_tried, load_record
from synthesis.release.pack import build_pack, verify
from synthesis.release.policy import PUBLIC
from synthesis.tables import to_csv
from tests.outcomes import change_risks, harmless, outcome_folder


@pytest.fixture(scope="module")
def made(finished_work: str) -> tuple[Path, Path]:
    """The folder of a finished candidate and its source."""
    return outcome_folder(finished_work), Workspace(finished_work).folder / "source.csv"


def test_the_fresh_seed_follows_from_the_release_alone() -> None:
    assert fresh_seed(b"a") == fresh_seed(b"a")
    assert fresh_seed(b"a") != fresh_seed(b"b")


def test_a_copy_fails_however_kind_the_first_audit_was(made: tuple[Path, Path]) -> None:
    folder, source = made
    found = load(folder)
    split = parts(source, found.recipe)
    csv = to_csv(split.train.frame, split.train.schema, split.train.dialect)
    again = attack_again(split, csv, Judging(attacks=200), Guarantee())
    kind = replace(found.audit, privacy=replace(found.audit.privacy, risks=found.audit.privacy.risks[:1]))
    assert replace(kind, again=again).under(PUBLIC).verdict.outcome.value == "FAIL"


def test_the_second_round_is_kept_recorded_and_verified(work: str, tmp_path: Path) -> None:
    folder, space = outcome_folder(work), Workspace(work)
    before = load(folder)
    assert before.audit.again is None
    spec = {"of": str(folder), "source": str(space.folder / "source.csv"), "policy": plain(PUBLIC), "attacks": 200}
    again_job(tmp_path, spec, silent)
    first = (folder / AGAIN).read_bytes()
    again_job(tmp_path, spec, silent)
    assert (folder / AGAIN).read_bytes().split(b'"seconds"')[0] == first.split(b'"seconds"')[0]
    after = load(folder)
    assert after.audit.again is not None
    assert after.audit.again.seed == fresh_seed(after.rows.released())
    pack = build_pack(record_of(after, "Ada"), after.rows.released())
    (tmp_path / "pack.zip").write_bytes(pack.zipped)
    assert verify(tmp_path / "pack.zip") == ()


def test_generators_that_learn_from_generators_drift(made: tuple[Path, Path]) -> None:
    _, source = made
    recipe = Recipe("marginals", seed=1)
    split = parts(source, recipe)
    found = collapse(split, recipe, 2)
    assert [one.number for one in found] == [1, 2]
    assert all(one.overall is not None and one.overall_reference is not None for one in found)
    with pytest.raises(UnusableOption):
        collapse(split, recipe, 0)
    nobody = replace(split, control=replace(split.control, frame=split.control.frame.iloc[:0]))
    with pytest.raises(UnfitTable):
        collapse(nobody, recipe, 2)


def test_the_collapse_check_is_kept_beside_the_candidate(work: str, tmp_path: Path) -> None:
    folder = outcome_folder(work)
    store = FolderStore.around(folder)
    assert store.collapses.get(folder.name) is None
    stages: list[str] = []
    spec = {"of": str(folder), "source": str(Workspace(work).folder / "source.csv"), "generations": 1}
    collapse_job(tmp_path, spec, lambda step: stages.append(step.stage))
    assert [one.number for one in store.collapses.get(folder.name)] == [1]
    assert any(stage.startswith("Generation 1 of 1: ") for stage in stages)


def test_models_for_another_target_and_other_groups(made: tuple[Path, Path], tmp_path: Path) -> None:
    folder, _ = made
    use_job(tmp_path, {"of": str(folder), "target": "smoker", "groups": ["sex"]}, silent)
    found = FolderStore.around(tmp_path).utilities.get(tmp_path.name)
    assert found is not None
    assert found.target == "smoker"
    assert {one.column for one in found.groups} == {"sex"}


def test_a_run_of_an_older_version_says_that_it_kept_no_control_rows(tmp_path: Path, made: tuple[Path, Path]) -> None:
    with pytest.raises(UnfitTable, match="no control rows"):
        use_of(FolderRows(tmp_path), load(made[0]).schema, "smoker", None, 0)


@pytest.fixture
def packs(work: str, tmp_path: Path) -> tuple[Path, list[Path]]:
    """The source, and the folders of two runs on it whose first audits found nothing."""
    change_risks(work, harmless)
    found = load(outcome_folder(work))
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        build_pack(record_of(found, "Ada"), found.rows.released()).write(folder)
    return Workspace(work).folder / "source.csv", folders


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict, list[str]]:  # type: ignore[type-arg]
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else {}, told.err.splitlines()


def test_a_record_is_found_again_as_it_was(packs: tuple[Path, list[Path]]) -> None:
    folder = packs[1][0]
    before = json.loads((folder / "record.json").read_text())
    for place in (folder, folder / "pack.zip", folder / "record.json"):
        record, csv = load_record(place)
        build_pack(record, csv, datetime.fromisoformat(before["made"]["at"])).write(folder.parent / "again")
        assert json.loads((folder.parent / "again" / "record.json").read_text()) == before
    (folder / "synthetic.csv").write_bytes(b"other,rows\n")
    with pytest.raises(UnusableOption, match="changed"):
        load_record(folder)


def test_the_pick_of_a_comparison_is_attacked_again_and_packed_with_all_that_were_tried(
    packs: tuple[Path, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, folders = packs
    code, value, said = called(
        capsys, "compare", *folders, "--source", source, "--out", tmp_path / "out", "--attacks", 200
    )
    assert value, said
    assert value["pick"] in ("one", "two")
    assert value["again"]["seed"] == fresh_seed((folders[0] / "synthetic.csv").read_bytes())
    assert code == {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3}[value["again"]["verdict"]]
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert [one["picked"] for one in record["candidates"]] == [True, False]
    assert record["again"]["seed"] == value["again"]["seed"]
    assert record["verdict"]["outcome"] == value["again"]["verdict"] == record["candidates"][0]["verdict"]
    assert verify(tmp_path / "out" / "pack.zip") == ()


def test_a_pick_is_never_attacked_by_another_table(
    packs: tuple[Path, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(packs[0].read_bytes().rsplit(b"\n", 2)[0] + b"\n")
    code, value, lines = called(capsys, "compare", *packs[1], "--source", other)
    assert (code, value) == (2, {})
    assert lines[-2] == "The source is not the table that the runs are about."
    code, value, lines = called(capsys, "compare", *packs[1], "--out", tmp_path / "out")
    assert (code, value, len(lines)) == (2, {}, 2)


def test_candidates_of_one_session_count_once_and_single_runs_each(packs: tuple[Path, list[Path]]) -> None:
    record, _ = load_record(packs[1][0])
    own = record.candidates[0]
    session = [replace(own, picked=False, seed=seed) for seed in (1, 2)]
    listed = replace(record, candidates=(own, *session))
    assert len(all_tried([listed, listed], listed)) == 3
    assert [one.picked for one in all_tried([record, record, record], record)] == [True, False, False]
