"""What a measure found: always beside what a perfect generator could reach, and with the way that is good."""

from dataclasses import dataclass
from typing import Literal

from synthesis.foundation.arrays import Numbers


@dataclass(frozen=True)
class Score:
    """One measure over one or two columns.

    `value`: training rows against synthetic ones; `reference`: training rows against control rows, null without a
    control group; `unit`: such as `distance`, `seconds`, `points`; `better`: which way is good. Null `value` means it
    could not be measured, and `note` says why. `low`, `high`: the 95 % interval of `value` that the numbers of rows
    leave open, where the measure has one.
    """

    measure: str
    columns: tuple[str, ...]
    value: float | None
    reference: float | None
    unit: str
    better: Literal["lower", "higher"] = "lower"
    note: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Overall:
    """The headline: mean of the similarity of columns and of pairs, 0 to 1, higher is better.

    A column is as similar as 1 less its Kolmogorov–Smirnov or total variation distance, its blanks (where there are
    any) count as a column of their own, and a pair is as similar as 1 less the absolute difference of its associations,
    no less than 0. What the synthetic rows lost counts as 0. `reference`: control rows in the place of synthetic ones.
    """

    value: float | None
    reference: float | None


@dataclass(frozen=True, eq=False)
class Distribution:
    """One column as binned shares that can be drawn without a real row, a rare real category or a true extreme.

    `labels`: one per bin, as a reader would say it; `edges`: the edges between bins in the column's own numbers (dates
    as seconds since 1970), one fewer than labels, since the outer bins are open; a cell equal to an edge is in the
    upper bin; empty for categories. `marks`: each edge as a reader would say it; `single`: whether each label names one
    value, to stand under the middle of its bar. `train`, `synthetic`, `control`: share of all rows per bin, each
    summing to 1 less its missing share; `control` is empty without a control group."""

    column: str
    kind: str
    labels: tuple[str, ...]
    edges: tuple[float, ...]
    train: tuple[float, ...]
    synthetic: tuple[float, ...]
    control: tuple[float, ...]
    missing_train: float
    missing_synthetic: float
    missing_control: float | None
    marks: tuple[str, ...] = ()
    single: bool = False


@dataclass(frozen=True, eq=False)
class Associations:
    """Strength of association between every two columns, by the measure that fits their kinds.

    Matrices are columns × columns, symmetric, NaN where undefined: −1 to 1 between two numbers, 0 to 1 otherwise.
    `measures[i][j]` names the one used. `columns` are ordered so that related ones stand together.
    """

    columns: tuple[str, ...]
    train: Numbers
    synthetic: Numbers
    control: Numbers | None
    measures: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Joint:
    """Two columns together as binned shares, for the plot of one pair; matrices are x bins × y bins.

    Shares are of the rows where both are present. A cell of `train` that fewer than five rows share, none included, is
    NaN."""

    x: str
    y: str
    x_labels: tuple[str, ...]
    y_labels: tuple[str, ...]
    train: Numbers
    synthetic: Numbers
    x_numeric: bool = False
    y_numeric: bool = False


@dataclass(frozen=True)
class Giveaway:
    """A column that helps to tell synthetic rows from real ones: `lost` is what the detector's area under the ROC curve
    loses when the column is shuffled."""

    column: str
    lost: float


@dataclass(frozen=True)
class Detection:
    """How well boosted trees tell synthetic rows from training rows: 0.5 is guessing and the best there is, 1 always
    right.

    `value`: the area under the ROC curve over rows the trees did not see, with its 95 % interval, which is right near
    0.5 and wider than it need be far from it; `reference`: the same between training and control rows, where only
    chance can part them. `rows` of each table were used. `columns` gave the synthetic rows away, the most telling
    first."""

    value: float | None
    low: float | None
    high: float | None
    reference: float | None
    rows: int
    columns: tuple[Giveaway, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Propensity:
    """The mean squared distance of a linear detector's guesses from guessing (pMSE), 0 best.

    `value` is standardised: by how many standard deviations it exceeds what two samples of one population would give;
    within ±2 is chance. `ratio` is pMSE over its expectation, 1 best. `reference`: `value` between training and control
    rows. `terms`: coefficients of the detector.
    """

    value: float | None
    ratio: float | None
    pmse: float | None
    reference: float | None
    terms: int
    rows: int
    note: str = ""


@dataclass(frozen=True)
class Marginal:
    """Some columns together: 1000 where every combination has the share it should have, 0 where none has."""

    columns: tuple[str, ...]
    value: float
    reference: float | None


@dataclass(frozen=True)
class Marginals:
    """NIST's k-marginal score, 0 to 1000, 1000 best: the mean over sets of `size` columns of 1000 × (1 − total
    variation).

    `reference`: control rows in the place of synthetic ones. `sets` of the `possible` ones were drawn; `worst` holds
    them, the one that falls farthest behind its reference first.
    """

    value: float | None
    reference: float | None
    size: int
    sets: int
    possible: int
    worst: tuple[Marginal, ...] = ()


@dataclass(frozen=True)
class RuleKept:
    """How often a rule between columns holds: shares of the rows that it speaks of, null where there are none.

    `confirmed`: the owner of the table said that it must hold; else it was found in the training rows.
    """

    kind: str
    columns: tuple[str, ...]
    sentence: str
    rows: int
    train: float | None
    synthetic: float | None
    control: float | None
    confirmed: bool = False


@dataclass(frozen=True)
class GroupLikeness:
    """The people of one group: their share of the rows, and how alike the columns are within the group.

    `value`: the mean over the other columns of 1 less the headline distance, between the group's training and synthetic
    rows, 1 best; `reference`: its training and control rows. Null where a side has fewer than 30 of them.
    """

    column: str
    level: str
    train: float
    synthetic: float
    control: float | None
    value: float | None
    reference: float | None


@dataclass(frozen=True)
class Generation:
    """One generation of a generator that learns from its own output, compared with the rows at the beginning.

    `overall` as in Overall; `detection` as in Detection; `marginals` as in Marginals; `kept`: the mean share of the
    categories and ranges that are still there (coverage). Each with its reference: control rows in the synthetic rows'
    place."""

    number: int
    overall: float | None
    overall_reference: float | None
    detection: float | None
    detection_reference: float | None
    marginals: float | None
    marginals_reference: float | None
    kept: float | None
    kept_reference: float | None


@dataclass(frozen=True, eq=False)
class Fidelity:
    """Everything that was measured about likeness.

    `even`: skewed numbers once more, in bins of equal width, for those who want no logarithmic scale.
    """

    overall: Overall
    scores: tuple[Score, ...]
    distributions: tuple[Distribution, ...]
    associations: Associations
    even: tuple[Distribution, ...] = ()
    detection: Detection | None = None
    propensity: Propensity | None = None
    marginals: Marginals | None = None
    rules: tuple[RuleKept, ...] = ()
    groups: tuple[GroupLikeness, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """One column in the order of how far it is off: `excess` is `value` less `reference`, or `value` without one."""

    column: str
    measure: str
    value: float | None
    reference: float | None
    excess: float | None
