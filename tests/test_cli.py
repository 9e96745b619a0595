"""The program around the commands: what is the machine's fault is told as such, what is ours as ours."""

import errno
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from synthesis.cli import program
from synthesis.cli.command import ExitCode, code_of
from synthesis.cli.commands import COMMANDS, find_command
from synthesis.foundation.machine import machine_failure
from synthesis.foundation.whole_files import write_whole
from synthesis.tables import sample_csv

ROOT = Path(__file__).resolve().parents[1]


def test_every_command_of_the_contract_has_a_file_and_a_line_of_help() -> None:
    names = [command.name for command in COMMANDS]
    assert {"describe", "generators", "run", "audit", "verify", "compare", "invent"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(command.about and (ROOT / "synthesis" / "cli" / f"{command.name}.py").is_file() for command in COMMANDS)
    assert all(find_command(command.name) is command for command in COMMANDS)


@pytest.mark.parametrize(("verdict", "code"), [("PASS", 0), ("FAIL", 1), ("INCONCLUSIVE", 3)])
def test_a_verdict_has_its_exit_code(verdict: str, code: int) -> None:
    assert code_of(verdict) == code


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (OSError(errno.ENOSPC, "x"), "room"),
        (PermissionError(errno.EACCES, "x"), "may not"),
        (OSError(errno.EROFS, "x"), "may not"),
        (OSError(errno.EDQUOT, "x"), "room"),
        (FileNotFoundError(errno.ENOENT, "x"), "gone"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "temporary"),
        (OSError(errno.EIO, "x"), "disk"),
        (MemoryError(), "memory"),
        (OSError(errno.ENOMEM, "x"), "memory"),
    ],
)
def test_a_failure_of_the_machine_is_exit_2_and_told_as_what_it_is(
    fault: Exception, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(program, "_performed", fail)
    assert program.main(["generators"]) == ExitCode.UNUSABLE
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert word in lines[0]


@pytest.mark.parametrize("fault", [KeyError("secret cell"), OSError("secret cell"), RecursionError("secret cell")])
def test_a_bug_of_ours_is_exit_4_and_quotes_nothing(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise fault

    assert machine_failure(fault) is None
    monkeypatch.setattr(program, "_performed", fail)
    assert program.main(["generators"]) == ExitCode.BROKEN
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 2
    assert "secret" not in error


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_nobody_can_take_is_told_in_two_lines() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "synthesis", "generators"]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # pragma: no cover
    path, shut = tmp_path / "people.csv", tmp_path / "shut"
    path.write_bytes(sample_csv(120))
    shut.mkdir(mode=0o500)
    command = ["run", str(path), "--out", str(shut), "--generator", "marginals", "--no-audit"]
    assert program.main(command) == ExitCode.UNUSABLE
    assert len(capsys.readouterr().err.splitlines()) >= 2


def test_an_output_folder_with_a_folder_where_a_file_belongs_is_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "people.csv", tmp_path / "out"
    path.write_bytes(sample_csv(120))
    (out / "synthetic.csv").mkdir(parents=True)
    command = ["run", str(path), "--out", str(out), "--generator", "marginals", "--no-audit"]
    assert program.main(command) == ExitCode.UNUSABLE
    assert "a file belongs" in capsys.readouterr().err.splitlines()[-2]


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EROFS, "only be read"), (errno.EACCES, "may not")],
)
def test_an_output_folder_that_takes_nothing_is_exit_2_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, word: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "x")

    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(120))
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert program.main(["run", str(path), "--out", str(tmp_path / "out")]) == ExitCode.UNUSABLE
    happened, advice = capsys.readouterr().err.splitlines()
    assert word in happened
    assert "--out" in advice


def test_an_output_folder_without_room_for_all_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> int:
        if path.name == "b":
            raise OSError(errno.ENOSPC, "x")
        return write(path, content)

    write = Path.write_bytes
    write_whole(tmp_path, {"a": b"old", "b": b"old"})
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", refuse)
        with pytest.raises(OSError, match="x"):
            write_whole(tmp_path, {"a": b"new", "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_an_installation_without_a_place_is_exit_2_and_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(sample_csv(120))
    monkeypatch.setenv("SYNTHESIS_HOME", "/dev/null/home")
    assert program.main(["describe", str(path)]) == ExitCode.UNUSABLE
    assert "SYNTHESIS_HOME" in capsys.readouterr().err.splitlines()[-1]


_WAITS = """
import sys, tempfile, time
from synthesis.cli import program
def wait(_):
    with tempfile.TemporaryDirectory(dir=sys.argv[1]):
        print("ready", flush=True)
        time.sleep(60)
program._performed = wait
sys.exit(program.main())
"""


def test_a_command_that_is_asked_to_end_tidies_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WAITS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asked:
        assert asked.stdout is not None
        assert asked.stdout.readline() == "ready\n"
        asked.terminate()
        error = asked.communicate()[1]
    assert (asked.returncode, len(error.splitlines())) == (ExitCode.BROKEN, 2)
    assert not list(tmp_path.iterdir())


def test_the_module_is_the_same_program() -> None:
    command = [sys.executable, "-m", "synthesis", "generators"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert {item["name"] for item in json.loads(done.stdout)} >= {"trees", "marginals"}
