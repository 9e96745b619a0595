"""Small pieces of work that a worker can be asked to do."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import RunFailed
from synthesis.foundation.progress import Report, Step


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
