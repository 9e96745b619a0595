"""How work tells the outside how far it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


def _none() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """One report: the stage in the user's words, the share of that stage that is done (0 to 1), and the losses of a
    network at the end of the pass over the rows that this report ends, by name; none for other reports."""

    stage: str
    done: float = 0.0
    losses: Mapping[str, float] = field(default_factory=_none)


Report = Callable[[Step], None]


def silent(step: Step) -> None:
    """A listener that hears nothing."""


def within(report: Report, low: float, high: float) -> Report:
    """A listener for a part of the work that takes `report` from `low` to `high`."""
    return lambda step: report(replace(step, done=low + (high - low) * min(max(step.done, 0.0), 1.0)))
