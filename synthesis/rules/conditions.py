"""Conditional sampling: how the made-up rows are to differ from the source: fixed values, and shares of values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.tables import Column, Schema, subjects_sharing
from synthesis.tables.encode import numbers

_ROUNDS, _NEAR = 500, 1e-6


def _none() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Share:
    """The share of the made-up rows, in [0, 1], that have `value` in `column`."""

    column: str
    value: str
    share: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0:
            raise UnusableOption("A condition's share is out of bounds.", "Give a share from 0 to 1, such as 0.3.")


@dataclass(frozen=True, eq=False)
class Conditions:
    """Values that every made-up row has (`fixed`, by column), and shares of values; a value is spelt as in the file,
    and the empty one is the blank."""

    fixed: Mapping[str, str] = field(default_factory=_none)
    shares: tuple[Share, ...] = ()

    def __post_init__(self) -> None:
        if set(self.fixed) & {one.column for one in self.shares}:
            raise UnusableOption("A column has both a fixed value and shares.", "Give it one of the two.")
        pairs = [(one.column, one.value) for one in self.shares]
        if len(set(pairs)) < len(pairs):
            raise UnusableOption("A value has two conditions.", "Give one share for it.")
        for name in {one.column for one in self.shares}:
            if sum(one.share for one in self.shares if one.column == name) > 1.0 + _NEAR:
                raise UnusableOption(
                    f"The shares of the conditions on '{name}' are more than 1 together.", "Lower one of them."
                )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that have a condition."""
        return tuple(dict.fromkeys([*self.fixed, *(one.column for one in self.shares)]))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each condition in words."""
        fixed = [f"{name} is {_spoken(value)} in every row" for name, value in self.fixed.items()]
        return (
            *fixed,
            *(f"{one.column} is {_spoken(one.value)} in {100 * one.share:g} % of the rows" for one in self.shares),
        )

    def __bool__(self) -> bool:
        return bool(self.columns)


def conditions_of(fixed: Sequence[str], shares: Sequence[str]) -> Conditions | None:
    """The conditions that `COLUMN=VALUE` and `COLUMN=VALUE:SHARE` texts spell; None where there are none."""
    if not fixed and not shares:
        return None
    values = [_halved(text, "=", "COLUMN=VALUE") for text in fixed]
    if len({name for name, _ in values}) < len(values):
        raise UnusableOption("A column is fixed twice.", "Give it one value.")
    return Conditions(dict(values), tuple(_share(text) for text in shares))


def _share(text: str) -> Share:
    said, _, share = text.rpartition(":")
    name, value = _halved(said, "=", "COLUMN=VALUE:SHARE, such as income=high:0.3")
    try:
        return Share(name, value, float(share))
    except ValueError:
        raise UnusableOption(
            "A condition's share is not a number.", "Give COLUMN=VALUE:SHARE, such as income=high:0.3."
        ) from None


def _halved(text: str, sign: str, wanted: str) -> tuple[str, str]:
    name, found, value = text.partition(sign)
    if not found or not name:
        raise UnusableOption("A condition is not understood.", f"Give {wanted}.")
    return name, value


def _spoken(value: str) -> str:
    return value or "blank"


@dataclass(frozen=True, eq=False)
class ConditionQuotas:
    """How many rows of each sort are wanted. `sorts[q]` names, for each column with a condition, the wanted value's
    number or -1 for none of them; `pool` holds those columns' cells of training rows, `sort` the quota that each
    fills."""

    counts: Array
    columns: tuple[Column, ...] = ()
    wanted: tuple[tuple[str, ...], ...] = ()
    sorts: Array = field(default_factory=lambda: np.zeros((1, 0), dtype="int64"))
    pool: pd.DataFrame = field(default_factory=pd.DataFrame)
    sort: Array = field(default_factory=lambda: np.empty(0, dtype="int64"))

    @property
    def several(self) -> bool:
        """Whether rows of different sorts are wanted."""
        return len(self.counts) > 1

    @property
    def direct(self) -> bool:
        """Whether there are training cells to draw rows of every sort for."""
        return bool(self.columns) and set(self.sort.tolist()) == set(range(len(self.counts)))

    def places(self, made: pd.DataFrame) -> Array:
        """The quota that each row fills; -1 where it fills none."""
        if not self.columns:
            return np.zeros(len(made), dtype="int64")
        return _placed(_marked(made, self.columns, self.wanted), self.sorts)

    def cells(self, left: Array, seed: Seed) -> pd.DataFrame:
        """Cells for as many rows of each sort as are `left`, drawn from training rows of that sort."""
        chance = seed.generator()
        drawn = [chance.choice(np.flatnonzero(self.sort == q), size=count) for q, count in enumerate(left) if count > 0]
        return self.pool.take(np.concatenate(drawn)).reset_index(drop=True)


def unconditional(rows: int) -> ConditionQuotas:
    """Any rows at all."""
    return ConditionQuotas(np.array([rows], dtype="int64"))


def condition_quotas(
    conditions: Conditions, protected: pd.DataFrame, schema: Schema, people: Array | None, k_threshold: int, rows: int
) -> ConditionQuotas:
    """How many rows of each sort meet the conditions, from the training rows as they are protected.

    Sorts are weighted as in the training rows, raked until the shares of the conditions hold (iterative proportional
    fitting: Deming and Stephan, Annals of Mathematical Statistics 11, 1940). UnfitTable for a value, or a combination
    of values, that fewer than `k_threshold` training rows have; UnusableOption for a column that is not modelled.
    """
    columns = tuple(_modelled(schema, name) for name in conditions.columns)
    wanted = tuple(_wanted(conditions, column.name) for column in columns)
    marks = _marked(protected, columns, wanted)
    _refuse_rare(marks, columns, wanted, people, k_threshold)
    sorts, inverse = np.unique(marks, axis=0, return_inverse=True)
    common = subjects_sharing(np.asarray(inverse).ravel(), people)
    kept = (common >= k_threshold) & ~_unfixed(sorts, columns, conditions)
    if not kept.any():
        raise UnfitTable(
            f"Fewer than {k_threshold} training rows have the values of all conditions together.",
            "Give fewer conditions at once.",
        )
    weights = _raked(sorts[kept], common[kept].astype("float64"), _goals(conditions))
    pool, sort = _pool(protected, columns, marks, sorts[kept], people, k_threshold)
    return ConditionQuotas(_rounded(weights * rows, rows), columns, wanted, sorts[kept], pool, sort)


def _modelled(schema: Schema, name: str) -> Column:
    if name not in schema or not schema[name].modelled:
        known = ", ".join(schema.modelled.names)
        raise UnusableOption("A condition is on a column that is not modelled.", f"Columns are: {known}.")
    return schema[name]


def _wanted(conditions: Conditions, name: str) -> tuple[str, ...]:
    return (
        (conditions.fixed[name],)
        if name in conditions.fixed
        else tuple(s.value for s in conditions.shares if s.column == name)
    )


def _marked(frame: pd.DataFrame, columns: tuple[Column, ...], wanted: tuple[tuple[str, ...], ...]) -> Array:
    """rows × columns with a condition: the number of the wanted value that the row has, or -1."""
    marks = np.full((len(frame), len(columns)), -1, dtype="int64")
    for place, (column, values) in enumerate(zip(columns, wanted, strict=True)):
        for number, value in enumerate(values):
            marks[_has(frame[column.name], column, value), place] = number
    return marks


def _has(cells: pd.Series, column: Column, value: str) -> Flags:
    if not value:
        return np.asarray(cells.isna().to_numpy(), dtype=bool)
    if not column.numeric:
        return np.asarray((cells == value).fillna(value=False).to_numpy(), dtype=bool)
    return np.asarray(numbers(cells, column.kind) == _number(column, value))


def _number(column: Column, value: str) -> float:
    try:
        if column.kind.calendar:
            return float(numbers(pd.Series(pd.to_datetime([value])).astype("datetime64[us]"), column.kind)[0])
        return float(value)
    except (ValueError, TypeError):
        wanted = "a date such as 2024-05-31" if column.kind.calendar else "a number such as 12.5"
        raise UnusableOption(
            f"The value of the condition on '{column.name}' is not understood.", f"Give {wanted}."
        ) from None


def _refuse_rare(
    marks: Array,
    columns: tuple[Column, ...],
    wanted: tuple[tuple[str, ...], ...],
    people: Array | None,
    k_threshold: int,
) -> None:
    for place, (column, values) in enumerate(zip(columns, wanted, strict=True)):
        common = subjects_sharing(marks[:, place], people)
        for number in range(len(values)):
            if number >= len(common) or common[number] < k_threshold:
                raise UnfitTable(
                    f"Fewer than {k_threshold} training rows meet the condition on '{column.name}'.",
                    (
                        "Such rows could only be made from the few real ones. Give a commoner value, or check its "
                        "spelling."
                    ),
                )


def _unfixed(sorts: Array, columns: tuple[Column, ...], conditions: Conditions) -> Flags:
    fixed = np.array([column.name in conditions.fixed for column in columns])
    return np.asarray((sorts[:, fixed] < 0).any(axis=1))


def _goals(conditions: Conditions) -> list[Mapping[int, float]]:
    """For each column with a condition the shares of the wanted values by their number, -1 for all others; none where
    it is fixed."""
    told = [[one.share for one in conditions.shares if one.column == name] for name in conditions.columns]
    return [{**dict(enumerate(shares)), -1: 1.0 - sum(shares)} if shares else {} for shares in told]


def _raked(sorts: Array, common: Numbers, goals: Sequence[Mapping[int, float]]) -> Numbers:
    """The share of each sort, as near the training rows' as the goals allow."""
    weights = common / common.sum()
    for _ in range(_ROUNDS):
        worst = 0.0
        for place, goal in enumerate(goals):
            for number, share in goal.items():
                mine = sorts[:, place] == number
                held = weights[mine].sum()
                worst = max(worst, abs(held - share))
                weights[mine] *= share / held if held > 0 else 0.0
        if worst < _NEAR:
            return np.asarray(weights / weights.sum())
    raise UnfitTable(
        "The conditions cannot be met together.",
        "Too few training rows join their values: give fewer conditions at once.",
    )


def _pool(
    protected: pd.DataFrame,
    columns: tuple[Column, ...],
    marks: Array,
    sorts: Array,
    people: Array | None,
    k_threshold: int,
) -> tuple[pd.DataFrame, Array]:
    """The cells of the columns with a condition, of training rows, where at least `k_threshold` share them, with the
    quota that each fills."""
    cells = protected[[column.name for column in columns]]
    codes: Array = np.asarray(cells.groupby(list(cells.columns), dropna=False, sort=False).ngroup(), dtype="int64")
    common: Flags = np.asarray(subjects_sharing(codes, people)[codes] >= k_threshold)
    sort = _placed(marks, sorts)
    rows = np.flatnonzero(common & (sort >= 0))
    return cells.take(rows).reset_index(drop=True), np.asarray(sort[rows])


def _placed(marks: Array, sorts: Array) -> Array:
    found = np.full(len(marks), -1, dtype="int64")
    for quota, sort in enumerate(sorts):
        found[(marks == sort).all(axis=1)] = quota
    return found


def _rounded(wanted: Numbers, rows: int) -> Array:
    """Whole numbers that sum to `rows`, by largest remainders."""
    counts = np.floor(wanted + 1e-9).astype("int64")
    order = np.argsort(-(wanted - counts), kind="stable")
    counts[order[: rows - int(counts.sum())]] += 1
    return np.asarray(counts)
