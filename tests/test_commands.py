"""The commands as another program calls them: JSON on stdout, a stage a line on stderr, the contract's exit codes."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from synthesis.cli.program import main
from synthesis.generators import GENERATORS, SEQUENTIAL
from synthesis.tables.sample_table import sample_csv

pytestmark = pytest.mark.xdist_group("commands")  # one process makes what these share

ROOT = Path(__file__).resolve().parents[1]
ROWS = 700
"""Of the sample table, in the runs of this file."""
RISK_FIELDS = {
    "attack",
    "variant",
    "columns",
    "secret",
    "value",
    "low",
    "high",
    "confidence",
    "measure",
    "requested",
    "attacks",
    "main",
    "control",
    "baseline",
    "successes",
    "floor",
    "ceiling",
    "limit",
    "status",
    "notes",
    "seconds",
}
AUDIT_FIELDS = {"verdict", "reasons", "policy", "seed", "rows", "privacy", "fidelity", "utility", "timings", "versions"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "people.csv"
    path.write_bytes(sample_csv(ROWS))
    return path


@pytest.fixture(scope="module")
def finished(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One real run in a process of its own."""
    out = tmp_path_factory.mktemp("out")
    command = [
        sys.executable,
        "-m",
        "synthesis",
        "run",
        str(sample),
        "--out",
        str(out),
        "--seed",
        "3",
        "--attacks",
        "200",
    ]
    command += ["--target", "readmitted_30d", "--by", "Ada"]
    return out, subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any, list[str]]:
    """Exit code, the JSON on stdout (None when nothing is there) and the lines on stderr."""
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else None, captured.err.splitlines()


def test_tests_that_share_what_is_made_are_run_by_one_process(request: pytest.FixtureRequest) -> None:
    """The suite's time depends on it: with pytest 9.2.0, pytest-xdist 3.8.0 hands out each of them alone."""
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith("@commands")


def test_a_run_prints_the_audit_and_writes_every_file(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = finished
    value = json.loads(done.stdout)
    assert done.returncode == {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3}[value["verdict"]]
    assert set(value) >= AUDIT_FIELDS | {"pack", "recipe"}
    assert sorted(path.name for path in out.iterdir()) == [
        "pack.zip",
        "recipe.json",
        "record.json",
        "report.html",
        "schema.json",
        "synthetic.csv",
    ]
    assert value["rows"]["train"] + value["rows"]["control"] == ROWS
    assert value["timings"]["total"] > 0
    assert len(done.stderr.splitlines()) >= 4
    assert "Traceback" not in done.stderr


def test_every_risk_has_the_fields_of_the_contract(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    value = json.loads(finished[1].stdout)
    risks = value["privacy"]["risks"]
    assert all(set(risk) >= RISK_FIELDS for risk in risks)
    assert {risk["attack"] for risk in risks} == {
        "replication",
        "membership",
        "outlier-membership",
        "singling-out",
        "linkability",
        "verbatim-values",
        "record-linkage",
        "attribute-disclosure",
        "inference",
    }
    assert {risk["variant"] for risk in risks if risk["attack"] == "singling-out"} == {"univariate", "multivariate"}
    guessing = ("inference", "attribute-disclosure")
    assert {risk["measure"] for risk in risks if risk["attack"] in guessing} == {"advantage"}
    others = [risk for risk in risks if risk["attack"] not in guessing]
    assert all(risk["measure"] == "excess" or risk["control"] > 0.5 for risk in others)
    assert all(-1 <= risk["low"] <= risk["high"] <= 1 for risk in risks if risk["low"] is not None)
    assert set(value["privacy"]) >= {"risks", "copies", "sensitivity", "promise"}
    assert set(value["privacy"]["copies"]) >= {"exact_train", "exact_control", "rare_train", "closer_to_train"}
    assert value["privacy"]["promise"] == {"kind": "none", "epsilon": None, "delta": None, "unit": None}
    assert {"overall", "scores", "detection", "propensity", "marginals", "rules"} <= set(value["fidelity"])
    assert value["utility"]["target"] == "readmitted_30d"
    assert {score["trained_on"] for score in value["utility"]["scores"]} == {"real", "synthetic"}
    assert {"python", "synthesis", "sdv", "anonymeter"} <= set(value["versions"])


def test_the_same_recipe_gives_the_same_bytes(
    finished: tuple[Path, subprocess.CompletedProcess[str]],
    sample: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = finished
    code, value, _ = called(capsys, "run", sample, "--out", tmp_path, "--recipe", out / "recipe.json", "--no-audit")
    assert (tmp_path / "synthetic.csv").read_bytes() == (out / "synthetic.csv").read_bytes()
    assert (code, value["verdict"]) == (3, "INCONCLUSIVE")


def test_verify_accepts_the_pack_and_finds_a_change(
    finished: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = finished
    code, value, _ = called(capsys, "verify", out / "pack.zip", "--file", out / "synthetic.csv")
    assert (code, value["valid"], value["problems"], value["status"]) == (0, True, [], "unchanged")
    assert value["version"] == json.loads((out / "record.json").read_text("utf-8"))["versions"]["synthesis"]
    assert value["made_by"] == "Ada"
    other = tmp_path / "other.csv"
    other.write_bytes((out / "synthetic.csv").read_bytes() + b"\n")
    code, value, _ = called(capsys, "verify", out / "pack.zip", "--file", other)
    assert (code, value["valid"], len(value["problems"])) == (1, False, 1)


def test_the_record_holds_no_real_row(finished: tuple[Path, subprocess.CompletedProcess[str]], sample: Path) -> None:
    out, _ = finished
    with zipfile.ZipFile(out / "pack.zip") as archive:
        texts = b"".join(archive.read(name) for name in archive.namelist())
    lines = sample.read_bytes().splitlines()[1:]
    people = [line.split(b",") for line in lines[:200]]
    assert not any(cell in texts for cells in people for cell in cells if b"@" in cell)
    assert not any(line in texts for line in lines)


def test_a_copy_made_elsewhere_fails(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header, *rows = sample.read_bytes().splitlines(keepends=True)
    parts = {"train": rows[:450], "control": rows[450:], "synthetic": rows[:450]}
    for name, part in parts.items():
        (tmp_path / name).with_suffix(".csv").write_bytes(b"".join([header, *part]))
    files = [item for name in parts for item in (f"--{name}", tmp_path / f"{name}.csv")]
    code, value, _ = called(capsys, "audit", *files, "--attacks", 200)
    assert (code, value["verdict"]) == (1, "FAIL")
    code, value, _ = called(capsys, "audit", *files[:2], *files[4:], "--attacks", 200)
    assert value["verdict"] != "PASS"
    code, value, _ = called(
        capsys, "audit", *files[:2], "--control", tmp_path / "train.csv", *files[4:], "--attacks", 200
    )
    assert value["verdict"] != "PASS"
    assert "shares rows" in value["reasons"][0]


def test_describe_speaks_of_table_schema_and_findings(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, value, errors = called(capsys, "describe", sample)
    assert (code, errors) == (0, [])
    assert set(value) == {"table", "schema", "findings", "markers", "blocks", "profile", "survey", "estimates"}
    assert value["table"]["rows"] == ROWS
    assert {"name", "kind", "role", "pii", "missing", "distinct", "format", "reason"} <= set(
        value["schema"]["columns"][0]
    )
    corrected = value["schema"]
    corrected["columns"][-1]["role"] = "drop"
    (tmp_path / "schema.json").write_text(json.dumps(corrected))
    code, again, _ = called(capsys, "describe", sample, "--schema", tmp_path / "schema.json")
    assert (code, again["schema"]["columns"][-1]["role"]) == (0, "drop")


def test_a_schema_may_speak_of_a_few_columns_only(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = tmp_path / "schema.json"
    said.write_text('{"columns": [{"name": "city", "role": "drop"}, {"name": "height_cm", "kind": "float"}]}')
    code, value, _ = called(capsys, "describe", sample, "--schema", said)
    columns = {column["name"]: column for column in value["schema"]["columns"]}
    assert (code, len(columns), columns["city"]["role"], columns["height_cm"]["kind"]) == (0, 20, "drop", "float")
    assert columns["sex"]["role"] == "quasi-identifier"
    for wrong in ('{"columns": [{"name": "no such"}]}', '{"columns": [{"name": "city", "kind": "magic"}]}', "{}", "[]"):
        said.write_text(wrong)
        assert called(capsys, "describe", sample, "--schema", said)[0] == 2


def test_generators_lists_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    code, value, _ = called(capsys, "generators")
    assert code == 0
    assert [item["name"] for item in value] == [generator.name for generator in (*GENERATORS, *SEQUENTIAL)]
    assert all(setting["help"] for item in value for setting in [*item["settings"], *item["protections"]])


@pytest.mark.parametrize(
    "arguments",
    [
        ["describe", "no-such-file.csv"],
        ["run", "SAMPLE", "--out", "OUT", "--generator", "magic"],
        ["run", "SAMPLE", "--out", "OUT", "--set", "nothing=1"],
        ["run", "SAMPLE", "--out", "OUT", "--set", "leaf"],
        ["run", "SAMPLE", "--out", "OUT", "--rows", "0"],
        ["run", "SAMPLE", "--out", "OUT", "--rows", "many"],
        ["run", "SAMPLE", "--out", "OUT", "--control", "1.5"],
        ["run", "SAMPLE", "--out", "OUT", "--policy", "strict"],
        ["run", "SAMPLE", "--out", "OUT", "--attacks", "1"],
        ["run", "SAMPLE", "--out", "OUT", "--secret", "no such column"],
        ["run", "SAMPLE", "--out", "OUT", "--target", "no such column"],
        ["run", "SAMPLE", "--out", "OUT", "--recipe", "SAMPLE"],
        ["run", "SAMPLE", "--out", "OUT", "--schema", "SAMPLE"],
        ["run", "SAMPLE"],
        ["dance"],
        [],
        ["verify", "SAMPLE"],
        ["audit", "--train", "SAMPLE", "--synthetic", "no-such-file.csv"],
    ],
    ids=" ".join,
)
def test_unusable_input_ends_with_two_lines(
    arguments: list[str], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"SAMPLE": str(sample), "OUT": str(tmp_path / "out")}
    code, value, errors = called(capsys, *[places.get(argument, argument) for argument in arguments])
    assert (code, value, len(errors)) == (2, None, 2)
    assert not any("Traceback" in line for line in errors)


def test_a_run_reads_back_what_it_writes_whatever_the_file_looks_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"{row % 50 + 20}, ${row * 37 % 900 + 0.5:,.2f}, {row % 24}:{row % 60:02d}, {'xyz?'[row % 4]}"
        for row in range(120)
    ]
    text = "\n".join(
        ["A report", "# made by hand", "age, paid, seen, group", "(years), (dollars), (clock), (name)", *rows]
    )
    path, out = tmp_path / "odd.txt", tmp_path / "out"
    path.write_bytes((text + "\n").encode("utf-16"))
    code, _, errors = called(capsys, "run", path, "--out", out, "--no-audit", "--rows", 50)
    lines = (out / "synthetic.csv").read_bytes().decode("utf-16").splitlines()
    assert code == 3, errors
    assert lines[:3] == ["", "age, paid, seen, group", "(years), (dollars), (clock), (name)"]
    assert all(re.fullmatch(r"\d\d, \$\d+\.\d\d, \d+:\d\d, [xyz?]", line) for line in lines[3:])
    assert len(lines) == 53


def test_protections_and_coarse_columns_are_set_from_the_command_line_and_written_down(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--generator", "marginals", "--protect", "floor=9", "--protect", "rare=suppress", "--no-audit"]
    code, value, _ = called(
        capsys,
        "run",
        sample,
        "--out",
        tmp_path,
        *options,
        "--coarsen",
        "height_cm=10",
        "--coarsen",
        "birth_date=quarter",
    )
    assert code == 3
    assert value["recipe"]["protections"] == {"floor": 9, "rare": "suppress"}
    recipe, record = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("recipe.json", "record.json"))
    told = {c["name"]: c["told"] for c in recipe["schema"]["columns"] if c["coarse"]}
    assert told == {"height_cm": "10", "birth_date": "quarter"}
    assert {
        "k threshold (minimum frequency): 9",
        "Told in few steps: birth_date (by quarter), height_cm (to the nearest 10)",
    } <= set(record["protections"])


@pytest.mark.parametrize(
    "options",
    [("--protect", "floors=9"), ("--protect", "floor=1"), ("--coarsen", "height_cm=month"), ("--coarsen", "ages=10")],
)
def test_a_protection_that_there_is_not_is_told_in_two_lines(
    options: tuple[str, ...], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, value, lines = called(capsys, "run", sample, "--out", tmp_path, *options)
    assert (code, value, len(lines)) == (2, None, 2)


def test_runs_stand_side_by_side(
    finished: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, result = finished
    code, value, _ = called(capsys, "compare", folder, folder / "pack.zip")
    assert code == 0
    assert value["compared"] == len(value["candidates"]) == 2
    assert {one["verdict"] for one in value["candidates"]} == {json.loads(result.stdout)["verdict"]}
    assert all(one["limit"] == pytest.approx(1.0) and one["best"] for one in value["candidates"])
    code, value, errors = called(capsys, "compare", folder, tmp_path)
    assert (code, value, len(errors)) == (2, None, 2)
