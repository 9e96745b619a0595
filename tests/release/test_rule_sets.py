"""Evidence lasts: a record is judged by the rules of its own version, whatever is added or changed later."""

import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthesis.cli.program import main
from synthesis.foundation.errors import UnreadableTable
from synthesis.foundation.serialisation import canonical_json, plain
from synthesis.privacy import registry
from synthesis.privacy.risk import ColumnCoverage, Counts, CovariateShift, Interval, Privacy, Risk, SubgroupRisk
from synthesis.privacy.sensitivity import Canary, Sensitivity
from synthesis.release.load import load_record
from synthesis.release.pack import build_pack
from synthesis.release.policy import PRESETS, PUBLIC, Policy, read_policy
from synthesis.release.record import RECORD_VERSION, sha256
from synthesis.release.rule_sets import RULE_SETS, version_1, version_2
from synthesis.release.verdict import judge_rounds
from synthesis.release.verification import check_pack
from tests.release.make import audit, privacy, record, risk
from tests.release.test_pack import CSV, NOON, edited, written

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.zip"))
PACKS = [path for path in GOLDEN if "work" not in path.name]


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_a_pack_of_an_older_version_verifies_for_ever_and_names_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(path)]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value == {
        "valid": True,
        "problems": [],
        "status": "older-version",
        "version": "0.1.0",
        "made_by": "root",
        "record": 1,
    }


def test_packs_of_every_record_version_but_todays_lie_here() -> None:
    kept = {json.loads(unzipped(path)["record.json"])["record"] for path in PACKS}
    assert kept | {RECORD_VERSION} == set(RULE_SETS)
    assert max(RULE_SETS) == RECORD_VERSION


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_an_attack_of_later_days_spoils_no_pack(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_pack(record(), CSV, NOON).write(tmp_path)
    later = replace(registry.ATTACKS[0], name="throw-away")
    monkeypatch.setattr(registry, "ATTACKS", (*registry.ATTACKS, later))
    assert check_pack(path).status == "older-version"
    assert load_record(path)[0].audit.policy.name in ("public", "controlled")
    assert check_pack(tmp_path / "pack.zip").status == "unchanged"
    assert read_policy(plain(PUBLIC)) == PUBLIC


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_any_changed_byte_of_a_packed_file_is_noticed(path: Path, tmp_path: Path) -> None:
    files, chance = unzipped(path), random.Random(1)
    for name, content in files.items():
        for place in chance.sample(range(len(content)), 3):
            changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            assert check_pack(written(tmp_path, {**files, name: changed})).problems, (name, place)


def test_a_flipped_byte_of_the_zip_is_never_a_fault_of_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every damaged zip is exit 1, or 2 where it is no pack at all; 0 only where every packed file is the same."""
    content, files, chance = PACKS[0].read_bytes(), unzipped(PACKS[0]), random.Random(2)
    tail = range(len(content) - 700, len(content))
    path, codes = tmp_path / "pack.zip", set()
    for place in [*chance.sample(range(len(content)), 150), *chance.sample(tail, 150), *range(40)]:
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :])
        codes.add(code := main(["verify", str(path)]))
        capsys.readouterr()
        assert code in (1, 2) or unzipped(path) == files, place
    assert {0, 1} <= codes <= {0, 1, 2}
    for length in (0, 1, 4, 30, 1000, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        assert main(["verify", str(path)]) in (1, 2)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"record":1,"record":1}', b'{"record": NaN}', b"\xff", b"1" * 5000, b"null", b'{"record": 1}'],
    ids=["deep", "twice", "nan", "bytes", "huge", "null", "empty"],
)
def test_a_record_that_cannot_be_read_is_damaged(content: bytes, tmp_path: Path) -> None:
    files = {**unzipped(PACKS[0]), "record.json": content}
    sums = "".join(f"{sha256(c)}  {name}\n" for name, c in sorted(files.items()) if name != "SHA256SUMS")
    found = check_pack(written(tmp_path, {**files, "SHA256SUMS": sums.encode()}))
    assert found.status == "changed"
    assert found.problems == ("The record is damaged or was edited by hand.",)


def test_a_second_file_of_the_same_name_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path, unzipped(PACKS[0]))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("synthetic.csv", CSV)
    assert "The pack holds synthetic.csv more than once." in check_pack(path).problems


def test_a_zip_of_other_things_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable):
        check_pack(written(tmp_path, {"letter.txt": b"hello"}))


def test_a_pack_of_a_later_version_is_not_judged(tmp_path: Path) -> None:
    files = dict(build_pack(record(), CSV, NOON).files)
    path = written(tmp_path, edited(files, lambda body: body.update(record=99)))
    with pytest.raises(UnreadableTable):
        check_pack(path)
    path = written(tmp_path, {**edited(files, lambda body: body.update(record=99)), "synthetic.csv": b""})
    assert check_pack(path).status == "changed"


def test_a_record_names_its_program_and_the_hash_of_its_policy(tmp_path: Path) -> None:
    pack = build_pack(record(), CSV, NOON)
    pack.write(tmp_path)
    body = json.loads(pack.files["record.json"])
    assert body["record"] == RECORD_VERSION
    assert body["policy_sha256"] == sha256(canonical_json(PUBLIC))
    found = check_pack(tmp_path / "pack.zip")
    assert (found.status, found.made_by, found.version) == ("unchanged", "Ada", body["program"]["version"])


CHANGES: dict[str, Any] = {
    "a wider limit": lambda body: body["policy"]["rules"][1].update(limit=0.999),
    "a limit in the risk": lambda body: body["privacy"]["risks"][0].update(limit=0.999),
    "a status": lambda body: body["privacy"]["risks"][0].update(status="signal"),
    "no risks": lambda body: body["privacy"].update(risks=[]),
    "another hash": lambda body: body.update(policy_sha256="0" * 64),
    "fewer people": lambda body: body["rows"].update(train=10, control=10),
    "a share to be noticed": lambda body: body["policy"].update(noticed=0.5),
    "a smaller smallest": lambda body: body["policy"].update(smallest=1),
    "a text for a number": lambda body: body["privacy"]["risks"][0].update(low="0"),
    "no policy": lambda body: body.update(policy=None),
    "an override by nobody": lambda body: body.update(override={"name": " ", "reason": "long enough a reason"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_edits_by_somebody_who_makes_the_sums_again(change: Any, tmp_path: Path) -> None:
    files = dict(build_pack(record(), CSV, NOON).files)
    assert check_pack(written(tmp_path, edited(files, change))).status == "changed"


def rehashed(body: dict[str, Any]) -> None:
    """Limits of 99 % under the name of a preset, by somebody who makes every hash and limit again."""
    for rule in body["policy"]["rules"]:
        rule["limit"] = 0.99
    for one in body["privacy"]["risks"]:
        one["limit"] = 0.99
    if "policy_sha256" in body:
        body["policy_sha256"] = sha256(canonical_json(body["policy"]))


def test_a_preset_with_other_limits_is_noticed_in_records_old_and_new(tmp_path: Path) -> None:
    told = "The policy bears the name of a preset and has other limits."
    for files in (dict(build_pack(record(), CSV, NOON).files), unzipped(PACKS[0])):
        assert check_pack(written(tmp_path, edited(files, rehashed))).problems == (told,)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_of_today_is_known_to_the_rules_of_today(preset: Policy, tmp_path: Path) -> None:
    made = replace(record(), audit=audit(policy=preset))
    build_pack(made, CSV, NOON).write(tmp_path)
    assert check_pack(tmp_path / "pack.zip").status == "unchanged"


def any_risk(chance: random.Random, attack: str) -> Risk:
    low = chance.choice([-0.05, 0.0, 0.02, 0.09, 0.2])
    high = low + chance.choice([0.01, 0.05, 0.3])
    return risk(
        chance.choice([None, (low + high) / 2, (low + high) / 2]),
        low,
        high,
        attack=attack,
        variant=chance.choice([None, "one"]),
        evidence=chance.choice(["sampled", "sampled", "exhausted", "too-few", "not-run"]),
        p_value=chance.choice([None, 0.5, 0.03, 0.012, 0.002, 1e-9]),
        breach=chance.random() < 0.05,
        unaided=chance.choice([None, Interval(0.1, low, high)]),
        people=chance.choice([None, None, 3_000, 50_000]),
        attacks=chance.choice([200, 2000]),
        precision=chance.choice([None, None, Interval(0.3, 0.1, 0.5), Interval(0.1, 0.01, 0.2)]),
        successes=Counts(chance.choice([1, 2, 3, 40]), 1, 1),
    )


def any_group(chance: random.Random, attack: str) -> SubgroupRisk:
    low = chance.choice([-0.1, 0.02, 0.09, 0.2])
    sure = chance.random() < 0.3
    return SubgroupRisk(
        attack, None, None, "c", "g", (90, 90), 0.1, 0.1, low + 0.1, low, low + 0.2, "excess", 0.001, surely=sure
    )


def any_privacy(chance: random.Random) -> Privacy:
    risks = [
        any_risk(chance, chance.choice([attack.name for attack in registry.ATTACKS]))
        for _ in range(chance.randrange(5))
    ]
    groups = [
        any_group(chance, chance.choice([attack.name for attack in registry.ATTACKS]))
        for _ in range(chance.randrange(2))
    ]
    planted = [
        Canary(
            chance.choice([0.01, 0.05, 0.3]),
            chance.random() < 0.7,
            kind=chance.choice(["rows", "half-rows", "identifiers"]),
        )
        for _ in range(chance.randrange(4))
    ]
    by, why = chance.choice([(("membership",), None), (("membership",), None), ((), "No control.")])
    compared = chance.choice([(), (ColumnCoverage("c", by, why),)])
    drift = CovariateShift(0.6, 0.55, 0.65, True) if chance.random() < 0.15 else None
    seen = Sensitivity(planted=tuple(planted), already=chance.choice([(), (), ("membership",)]))
    return replace(privacy(*risks), groups=tuple(groups), drift=drift, sensitivity=seen, coverage=compared)


def test_the_rules_of_todays_records_judge_as_the_code_does() -> None:
    """Where this fails, the way to a verdict has changed: raise RECORD_VERSION, and freeze a rule set of its own."""
    chance, seen = random.Random(3), set()
    for _ in range(3000):
        first, again = any_privacy(chance), chance.choice([None, any_privacy(chance)])
        people = chance.choice([100, 800, 800, 800])
        lenient = replace(PUBLIC, rules=tuple(replace(rule, required=chance.random() < 0.8) for rule in PUBLIC.rules))
        policy = chance.choice([PUBLIC, lenient, replace(PUBLIC, noticed=0.05)])
        judged, _, verdict = judge_rounds(policy, first, again, people)
        body = {
            "policy": plain(policy),
            "privacy": plain(judged),
            "again": None if again is None else {"privacy": plain(again)},
            "rows": {"train": people - 50, "control": 50, "train_people": None, "control_people": None},
        }
        assert version_1.verdict_of(body, version_2.verdict) == verdict.outcome.value
        assert version_2.statuses(body["policy"], body["privacy"]) == [one.status.value for one in judged.risks]
        seen.add(verdict.outcome.value)
    assert seen == {"PASS", "FAIL", "INCONCLUSIVE"}
