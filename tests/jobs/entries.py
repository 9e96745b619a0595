"""Small pieces of work that a worker can be asked to do."""

import os
import resource
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from synthesis.foundation.ceiling import ceiling
from synthesis.foundation.errors import RunFailed, UnfitTable
from synthesis.foundation.progress import Report, Step
from synthesis.jobs.atomic_files import keep


def write(folder: Path, spec: dict[str, Any], report: Report) -> None:
    report(Step("Writing", 0.5))
    (folder / "out.txt").write_text(spec["text"])


def sleep(folder: Path, spec: dict[str, Any], report: Report) -> None:
    for turn in range(spec["turns"]):
        report(Step("Sleeping", turn / spec["turns"]))
        time.sleep(spec.get("pause", 0.1))


def fail(folder: Path, spec: dict[str, Any], report: Report) -> None:
    raise RunFailed("It did not settle.", "Halve the rate.")


def blurt(folder: Path, spec: dict[str, Any], report: Report) -> None:
    print("secret cell")
    raise ValueError("secret cell")


def devour(folder: Path, spec: dict[str, Any], report: Report) -> None:
    raise MemoryError


def spin(folder: Path, spec: dict[str, Any], report: Report) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    report(Step("Spinning", 0.5))
    while True:
        pass


def breed(folder: Path, spec: dict[str, Any], report: Report) -> None:
    child = subprocess.Popen(["sleep", "60"])
    (folder / "child.txt").write_text(str(child.pid))
    report(Step("Waiting for a child", 0.5))
    child.wait()


def environment(folder: Path, spec: dict[str, Any], report: Report) -> None:
    (folder / "out.txt").write_text(f"{os.environ['OMP_NUM_THREADS']} {os.nice(0)}")


def jot(folder: Path, spec: dict[str, Any], report: Report) -> None:
    """Something is put aside, and said where."""
    places = {os.environ[name] for name in ("TMPDIR", "JOBLIB_TEMP_FOLDER")} | {tempfile.mkdtemp()}
    (folder / "out.txt").write_text("\n".join(sorted(places)))
    if spec["breaks"]:
        raise RunFailed("It did not settle.", "Halve the rate.")


def overfill(folder: Path, spec: dict[str, Any], report: Report) -> None:
    """No file of this process may grow beyond a thousand bytes from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    if spec["by"] == "us":
        keep(folder, "rows.bin", bytes(5000))
    else:
        (folder / "rows.bin").write_bytes(bytes(5000))


def die_reading(folder: Path, spec: dict[str, Any], report: Report) -> None:
    with ceiling(0):
        os.abort()


def echo(spec: dict[str, Any]) -> Any:
    print("secret cell", flush=True)
    return spec["value"]


def unfit(spec: dict[str, Any]) -> None:
    raise UnfitTable("Too few rows.", "Bring more.")


def stumble(spec: dict[str, Any]) -> None:
    raise ValueError("secret cell")


def die(spec: dict[str, Any]) -> None:
    os.kill(os.getpid(), spec["number"])
