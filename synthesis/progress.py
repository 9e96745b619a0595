"""How work tells the outside how far it is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One report: the stage in the user's words, and the share of that stage that is done (0 to 1)."""

    stage: str
    done: float = 0.0


Report = Callable[[Step], None]


def silent(step: Step) -> None:
    """A listener that hears nothing."""


def within(report: Report, low: float, high: float) -> Report:
    """A listener for a part of the work that takes `report` from `low` to `high`."""
    return lambda step: report(Step(step.stage, low + (high - low) * min(max(step.done, 0.0), 1.0)))
