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


Side = Literal["real", "synthetic"]


@dataclass(frozen=True)
class Curve:
    """What a model says of the control rows, as points to draw.

    `roc`: true against false positive rate; `precision-recall`: precision against recall; `calibration`: of ten equal
    groups of rows by what the model says, the mean of what it says (x) and of what is true (y): shares of the second
    class, or the target itself.
    """

    kind: Literal["roc", "precision-recall", "calibration"]
    model: str
    trained_on: Side
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Importance:
    """What boosted trees lose of their score on control rows when a column is shuffled; null where they have no
    score."""

    column: str
    real: float | None
    synthetic: float | None


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of an unpenalised linear or logistic regression: estimate and 95 % interval, learned from real
    and from synthetic rows, numbers in units of their real standard deviation.

    `overlap`: the mean share of the two intervals that they have in common, 1 the same, 0 touching, negative apart
    (Karr, Kohnen, Oganian, Reiter and Sanil 2006). The synthetic interval takes synthetic rows for real ones. Null
    where the synthetic rows do not determine it."""

    term: str
    real: float
    real_low: float
    real_high: float
    synthetic: float | None
    synthetic_low: float | None
    synthetic_high: float | None
    overlap: float | None


@dataclass(frozen=True)
class HybridPoint:
    """One training set of real and synthetic rows, and what boosted trees learned from it are worth on control rows.

    `mixed`: the same number of rows each time, ever more of them synthetic; `added`: ever more synthetic rows beside
    the same few real ones."""

    kind: Literal["mixed", "added"]
    real: int
    synthetic: int
    value: float


@dataclass(frozen=True)
class Group:
    """The people of one group among the control rows, and how models treat them: rates of being given the second class
    (`chosen`) and of being given it where it is true (`found`), and the area under the ROC curve. Null for too few
    people."""

    column: str
    level: str
    rows: int
    model: str
    trained_on: Side
    chosen: float | None
    found: float | None
    auc: float | None


@dataclass(frozen=True)
class TreatmentGap:
    """The widest difference between the groups of a column: in being chosen (demographic parity), in being found where
    it is true (equal opportunity); 0 best."""

    column: str
    model: str
    trained_on: Side
    parity: float | None
    opportunity: float | None


@dataclass(frozen=True)
class Utility:
    """All models for one target; no scores without a target or without a control group. `second`: the class that
    curves, coefficients and groups speak of, where there are two."""

    target: str | None = None
    task: Task | None = None
    scores: tuple[UtilityScore, ...] = ()
    second: str = ""
    curves: tuple[Curve, ...] = ()
    importances: tuple[Importance, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    hybrid: tuple[HybridPoint, ...] = ()
    groups: tuple[Group, ...] = ()
    gaps: tuple[TreatmentGap, ...] = ()
