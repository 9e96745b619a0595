"""What the made-up rows are wished to be, other than the source is: fixed values, and shares of values."""

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
            raise UnusableOption("A wished share is out of bounds.", "Give a share from 0 to 1, such as 0.3.")


@dataclass(frozen=True, eq=False)
class Conditions:
    """Values that every made-up row has (`fixed`, by column), and shares of values; a value is spelt as in the file,
    and the empty one is the blank."""

    fixed: Mapping[str, str] = field(default_factory=_none)
    shares: tuple[Share, ...] = ()

    def __post_init__(self) -> None:
        if set(self.fixed) & {one.column for one in self.shares}:
            raise UnusableOption("A column is both fixed and wished in shares.", "Wish one of the two.")
        pairs = [(one.column, one.value) for one in self.shares]
        if len(set(pairs)) < len(pairs):
            raise UnusableOption("A share is wished for the same value twice.", "Wish it once.")
        for name in {one.column for one in self.shares}:
            if sum(one.share for one in self.shares if one.column == name) > 1.0 + _NEAR:
                raise UnusableOption(f"The shares wished for '{name}' are more than 1 together.", "Lower one of them.")

    @property
    def columns(self) -> tuple[str, ...]:
        """The wished columns."""
        return tuple(dict.fromkeys([*self.fixed, *(one.column for one in self.shares)]))

    @property
    def told(self) -> tuple[str, ...]:
        """Each wish in words."""
        fixed = [f"{name} is {_spoken(value)} in every row" for name, value in self.fixed.items()]
        return (
            *fixed,
            *(f"{one.column} is {_spoken(one.value)} in {100 * one.share:g} % of the rows" for one in self.shares),
        )

    def __bool__(self) -> bool:
        return bool(self.columns)


def conditions_of(fixed: Sequence[str], shares: Sequence[str]) -> Conditions | None:
    """The wish that `COLUMN=VALUE` and `COLUMN=VALUE:SHARE` texts spell; None where there are none."""
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
            "A wished share is not a number.", "Give COLUMN=VALUE:SHARE, such as income=high:0.3."
        ) from None


def _halved(text: str, sign: str, wanted: str) -> tuple[str, str]:
    name, found, value = text.partition(sign)
    if not found or not name:
        raise UnusableOption("A wish is not understood.", f"Give {wanted}.")
    return name, value


def _spoken(value: str) -> str:
    return value or "blank"


@dataclass(frozen=True, eq=False)
class ConditionQuotas:
    """How many rows of each sort are wanted. `sorts[q]` names, for each wished column, the wanted value's number or -1
    for none of them; `pool` holds the wished cells of training rows, `sort` the quota that each fills."""

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
    wish: Conditions, protected: pd.DataFrame, schema: Schema, people: Array | None, floor: int, rows: int
) -> ConditionQuotas:
    """How many rows of each sort meet the wish, from the training rows as they are protected.

    Sorts are weighted as in the training rows, raked until the wished shares hold (iterative proportional fitting:
    Deming and Stephan, Annals of Mathematical Statistics 11, 1940). UnfitTable for a value, or a combination of wished
    values, that fewer than `floor` training rows have; UnusableOption for a column that is not modelled.
    """
    columns = tuple(_modelled(schema, name) for name in wish.columns)
    wanted = tuple(_wanted(wish, column.name) for column in columns)
    marks = _marked(protected, columns, wanted)
    _refuse_rare(marks, columns, wanted, people, floor)
    sorts, inverse = np.unique(marks, axis=0, return_inverse=True)
    common = subjects_sharing(np.asarray(inverse).ravel(), people)
    kept = (common >= floor) & ~_unfixed(sorts, columns, wish)
    if not kept.any():
        raise UnfitTable(f"Fewer than {floor} training rows have all wished values together.", "Wish fewer at once.")
    weights = _raked(sorts[kept], common[kept].astype("float64"), _goals(wish))
    pool, sort = _pool(protected, columns, marks, sorts[kept], people, floor)
    return ConditionQuotas(_rounded(weights * rows, rows), columns, wanted, sorts[kept], pool, sort)


def _modelled(schema: Schema, name: str) -> Column:
    if name not in schema or not schema[name].modelled:
        known = ", ".join(schema.modelled.names)
        raise UnusableOption("A wish is about a column that is not modelled.", f"Columns are: {known}.")
    return schema[name]


def _wanted(wish: Conditions, name: str) -> tuple[str, ...]:
    return (wish.fixed[name],) if name in wish.fixed else tuple(s.value for s in wish.shares if s.column == name)


def _marked(frame: pd.DataFrame, columns: tuple[Column, ...], wanted: tuple[tuple[str, ...], ...]) -> Array:
    """rows × wished columns: the number of the wanted value that the row has, or -1."""
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
        raise UnusableOption(f"The value wished for '{column.name}' is not understood.", f"Give {wanted}.") from None


def _refuse_rare(
    marks: Array, columns: tuple[Column, ...], wanted: tuple[tuple[str, ...], ...], people: Array | None, floor: int
) -> None:
    for place, (column, values) in enumerate(zip(columns, wanted, strict=True)):
        common = subjects_sharing(marks[:, place], people)
        for number in range(len(values)):
            if number >= len(common) or common[number] < floor:
                raise UnfitTable(
                    f"Fewer than {floor} training rows have the value wished for '{column.name}'.",
                    (
                        "Such rows could only be made from the few real ones. Wish a commoner value, or check its "
                        "spelling."
                    ),
                )


def _unfixed(sorts: Array, columns: tuple[Column, ...], wish: Conditions) -> Flags:
    fixed = np.array([column.name in wish.fixed for column in columns])
    return np.asarray((sorts[:, fixed] < 0).any(axis=1))


def _goals(wish: Conditions) -> list[Mapping[int, float]]:
    """For each wished column the shares of the wanted values by their number, -1 for all others; none where it is
    fixed."""
    told = [[one.share for one in wish.shares if one.column == name] for name in wish.columns]
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
        "The wished shares cannot be met together.", "Too few training rows join the wished values: wish fewer at once."
    )


def _pool(
    protected: pd.DataFrame, columns: tuple[Column, ...], marks: Array, sorts: Array, people: Array | None, floor: int
) -> tuple[pd.DataFrame, Array]:
    """The wished columns' cells of training rows, where at least `floor` share them, with the quota that each fills."""
    cells = protected[[column.name for column in columns]]
    codes: Array = np.asarray(cells.groupby(list(cells.columns), dropna=False, sort=False).ngroup(), dtype="int64")
    common: Flags = np.asarray(subjects_sharing(codes, people)[codes] >= floor)
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
