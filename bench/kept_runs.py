"""Many runs of a bench, in processes of their own, each kept line by line and not made again."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

Line = dict[str, Any]


class Keyed(Protocol):
    """What is to be run, by a key that tells it from all others."""

    @property
    def key(self) -> str:
        """As in its line."""


def known(keep: Path | None) -> dict[str, Line]:
    """The runs that were made before, by their keys."""
    if keep is None or not keep.exists():
        return {}
    return {line["key"]: line for line in map(json.loads, keep.read_text("utf-8").splitlines())}


def run_all(
    wanted: Sequence[Keyed], work: Callable[[Any], Line], options: argparse.Namespace, tell: Callable[[Line], None]
) -> dict[str, Line]:
    """Every run, from the file `options.keep` and anew in `options.processes`, until `options.minutes` are over; `tell`
    hears of each that is new."""
    found = known(options.keep)
    left, until = [task for task in wanted if task.key not in found], time.monotonic() + options.minutes * 60
    running: set[Future[Line]] = set()
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        while left or running:
            while left and len(running) < options.processes and time.monotonic() < until:
                running.add(pool.submit(work, left.pop(0)))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for line in (future.result() for future in done):
                found[line["key"]] = line
                tell(line)
                _append(options.keep, line)
    return {task.key: found[task.key] for task in wanted if task.key in found}


def _append(keep: Path | None, line: Line) -> None:
    if keep is not None:
        with keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
