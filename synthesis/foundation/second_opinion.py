"""What tools of other hands say of the same rows: figures to read beside ours, on which nothing rests."""

import logging
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

DECIDES = (
    "Nothing: the verdict, every status and every limit rest on the attacks of this program alone. These figures are "
    "what other tools say of the same rows, with their faults as they are."
)


@dataclass(frozen=True)
class OwnFigure:
    """Our figure for the same thing, with its interval where it has one; `value` is null where nothing was measured."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Difference:
    """One reason why two figures for the same thing differ here: a short name for it, and a sentence."""

    name: str
    sentence: str


@dataclass(frozen=True)
class OutsideFigure:
    """A figure of another tool, by the name that the tool gives it; `did_not_run` says why there is none.

    `columns`: what it is about; `secret`: the column that is guessed. `value`, `low`, `high`: as the tool tells them,
    between 0 and 1. `rows`: how many rows of each group it was given; `settings`: what it was told; `counts`: its raw
    counts; `seconds`: wall time. `ours`: our figure for the same thing. `differences`: what is known of the tool that
    bears on a difference between the two here.
    """

    tool: str
    version: str
    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, int]
    settings: Mapping[str, Any]
    secret: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    counts: Mapping[str, Any] | None = None
    seconds: float = 0.0
    ours: OwnFigure | None = None
    differences: tuple[Difference, ...] = ()
    did_not_run: str | None = None


@dataclass(frozen=True)
class SecondOpinion:
    """The figures of other tools, and that they decide nothing."""

    figures: tuple[OutsideFigure, ...]
    decides: str = DECIDES


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def overheard(library: str) -> Iterator[list[str]]:
    """What a library logs and warns of inside the block, filled at its end; nothing of it is printed.

    The lines may quote cells: look for known words in them, and never show them.
    """
    ear, log = _Ear(), logging.getLogger(library)
    before = log.propagate
    log.addHandler(ear)
    log.propagate = False
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield ear.lines
            ear.lines.extend(str(one.message) for one in warned)
    finally:
        log.removeHandler(ear)
        log.propagate = before


def stopped(tool: str, error: BaseException) -> str:
    """That a tool broke: the kind of the error and the function it came from, and never its message, which could quote
    a cell."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if f"/{tool}/" in frame.filename]
    where = f" in its function {frames[-1].name}" if frames else ""
    return f"{tool} stopped with {type(error).__name__}{where}."


def is_tool_failure(error: BaseException) -> bool:
    """Whether an error of foreign code is told as a figure that is missing: all but interrupts. A panic of polars is
    no Exception in Python's order, and is one in meaning."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
