"""What a model learned from synthetic rows is worth on real ones, beside one that learned from real rows."""

from dataclasses import dataclass
from typing import Literal

Task = Literal["binary", "multiclass", "regression"]


@dataclass(frozen=True)
class UtilityScore:
    """One model, tested on the control rows. `value` is null where it could not be trained; `note` says why."""

    model: str
    trained_on: Literal["real", "synthetic"]
    metric: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class Utility:
    """All models for one target; no scores without a target or without a control group."""

    target: str | None = None
    task: Task | None = None
    scores: tuple[UtilityScore, ...] = ()
