"""What every attack sees: the rows that were learnt from, the rows that were not, and the release, as numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.seed import Seed
from synthesis.privacy.cells import Cells, Foreign
from synthesis.privacy.gower import Points, Ruler, nearest, ruler
from synthesis.privacy.memo import Memo
from synthesis.privacy.predicates import Index, index
from synthesis.tables.schema import Column, Role

T = TypeVar("T")
RowNumbers = NDArray[np.int64]
"""Row numbers."""

OUTER, FEWEST_OUTER, MOST_OUTER = 0.05, 200, 0.2
"""The share of each group that counts as outermost; in a small table as many as make so many control rows, up to the
second share."""
_PAIRS = 2_500_000_000
_REFERENCES = 5_000
_NEIGHBOURS = 5
_MOST_SECRETS = 3


@dataclass(frozen=True, eq=False)
class AttackContext:
    """One release under attack.

    `train`, `control`, `synthetic`: rows × columns as `synthesis.tables.encode` gives them; without a control group,
    `control` has no rows. The rows of the release are shuffled, so that among equals chance decides. `attacks`: how
    many guesses a sampling attack makes. `secrets`: what an attacker may want to know; `unreadable`: secrets that the
    files do not share. `levels`: the names of each column's codes. `accusable`: at most as many real rows are measured
    against the whole release. `rerun`: only gains are wanted, and no rates without the release. `cells`: the columns
    that are looked through for values of single people, as they are spelt. `releases`: the number of the release that
    each row is from, where there are several. What depends on the real rows alone is worked out once for all releases
    they are attacked through (`against`)."""

    columns: tuple[Column, ...]
    numeric: Flags
    train: Numbers
    control: Numbers
    synthetic: Numbers
    attacks: int
    secrets: tuple[str, ...]
    unreadable: tuple[str, ...]
    seed: Seed
    levels: tuple[tuple[str | None, ...], ...] = ()
    accusable: int | None = None
    rerun: bool = False
    cells: tuple[Cells | Foreign, ...] = ()
    releases: RowNumbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _of_real: Memo = field(default_factory=Memo, repr=False)
    _of_release: Memo = field(default_factory=Memo, repr=False)
    _chosen: Memo = field(default_factory=Memo, repr=False)

    def against(
        self, synthetic: Numbers, *, attacks: int, accusable: int | None = None, anew: bool = False
    ) -> "AttackContext":
        """The same people attacked through another release; `anew`: by attackers who choose what they look at anew."""
        other = replace(self, synthetic=synthetic, attacks=attacks, accusable=accusable, rerun=True, _of_release=Memo())
        return replace(other, _chosen=Memo()) if anew else other

    def once(self, name: str, work: Callable[[], T]) -> T:
        """What `work` gives for this release, worked out at the first call."""
        return self._of_release.once(name, work)

    def known(self, name: str, found: object) -> None:
        """What `once` gives for this release, worked out elsewhere."""
        self._of_release.known(name, found)

    def chosen(self, name: str, work: Callable[[], T]) -> T:
        """What an attacker looks at, chosen by the first release that these people are attacked through."""
        return self._chosen.once(name, work)

    def once_for_all(self, name: str, work: Callable[[], T]) -> T:
        """What `work` gives for the real rows, worked out at the first call for any release."""
        return self._of_real.once(name, work)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that are compared."""
        return tuple(column.name for column in self.columns)

    @property
    def sensitive_secrets(self) -> tuple[str, ...]:
        """Up to three secrets for what is told by group, those whose role is sensitive first; none where every column
        is one for want of better."""
        if len(self.secrets) == len(self.names) and all(one.role is not Role.SENSITIVE for one in self.columns):
            return ()
        return self.ranked_secrets[:_MOST_SECRETS]

    @cached_property
    def ranked_secrets(self) -> tuple[str, ...]:
        """The secrets, those whose role is sensitive before the others."""
        roles = {column.name: column.role for column in self.columns}
        return tuple(sorted(self.secrets, key=lambda name: roles[name] is not Role.SENSITIVE))

    @property
    def controlled(self) -> bool:
        """Whether there are people outside the training rows to compare with."""
        return len(self.control) > 0

    @property
    def real(self) -> Numbers:
        """Training rows, then control rows."""
        return self.once_for_all("real", lambda: np.concatenate([self.train, self.control]))

    @property
    def ruler(self) -> Ruler:
        """The one ruler of all distances."""
        return self.once_for_all("ruler", lambda: ruler(self.numeric, self.real))

    @cached_property
    def points(self) -> Mapping[str, Points]:
        """`train`, `control` and `synthetic` as points."""
        real = self.once_for_all(
            "points", lambda: {n: self.ruler.points(getattr(self, n)) for n in ("train", "control")}
        )
        return {**real, "synthetic": self.ruler.points(self.synthetic)}

    def index_of(self, name: str) -> Index:
        """The index of the training or of the control rows."""
        return self.once_for_all(f"index of {name}", lambda: index(getattr(self, name)))

    @property
    def small(self) -> bool:
        """Whether there are no more possible rows than real ones: a table of a few categories.

        Every kind of row then turns up in any faithful release, so that excess over control rows has no room left and
        an attack's counts are judged as they stand.
        """
        return self.once_for_all("small", lambda: _possible_rows(self.real) <= len(self.real))

    @property
    def folds(self) -> tuple[Flags, Flags]:
        """Training and control rows in two random halves; what holds for one is measured against the other."""
        return self.once_for_all(
            "folds", lambda: (self._half("train", len(self.train)), self._half("control", len(self.control)))
        )

    def _half(self, name: str, rows: int) -> Flags:
        half = np.zeros(rows, dtype=bool)
        half[self.seed.child("folds", name).generator().permutation(rows)[: rows // 2]] = True
        return half

    @property
    def to_reference(self) -> tuple[Numbers, Numbers]:
        """How far training and control rows are from a half of the control group that they are not in.

        Rows × 2: the distance to the nearest, and the mean distance to the nearest five. Never to the own group, which
        would make a training row a little nearer or farther for being one. Needs four control rows.
        """
        return self.once_for_all("to reference", self._to_reference)

    def _to_reference(self) -> tuple[Numbers, Numbers]:
        train_half, control_half = self.folds
        train, control = np.empty((len(self.train), 2)), np.empty((len(self.control), 2))
        for half in (True, False):
            reference = self.points["control"][control_half != half][:_REFERENCES]
            train[train_half == half] = self._near(self.points["train"][train_half == half], reference)
            control[control_half == half] = self._near(self.points["control"][control_half == half], reference)
        return train, control

    def _near(self, queries: Points, reference: Points) -> Numbers:
        if not len(queries):
            return np.empty((0, 2))
        found = nearest(queries, reference, self.numeric, min(_NEIGHBOURS, len(reference))).astype(np.float64)
        return np.column_stack([found[:, 0], found.mean(axis=1)])

    @property
    def most(self) -> int:
        """As many real rows are measured against the whole release, which bounds the cost of very large tables."""
        return self.accusable or max(10_000, _PAIRS // max(len(self.synthetic), 1))

    @cached_property
    def accused(self) -> tuple[RowNumbers, RowNumbers]:
        """The training and control rows that are measured against the whole release: all, unless it is very large."""
        most = self.most
        control = min(len(self.control), max(most // 2, most - len(self.train)))
        return self.some("train", most - control), self.some("control", control)

    @property
    def to_synthetic(self) -> tuple[Numbers, Numbers]:
        """The distance of each accused training and control row to the nearest row of the release."""
        return self.once("to synthetic", self._to_synthetic)

    def _to_synthetic(self) -> tuple[Numbers, Numbers]:
        train, control = self.accused
        queries = np.concatenate([self.points["train"][train], self.points["control"][control]])
        found = nearest(queries, self.points["synthetic"], self.numeric)[:, 0].astype(np.float64)
        return found[: len(train)], found[len(train) :]

    @property
    def outermost(self) -> tuple[RowNumbers, RowNumbers]:
        """The rows of each group that lie farthest from the control rows, by one rule for both."""
        return self.once_for_all("outermost", self._outermost)

    def _outermost(self) -> tuple[RowNumbers, RowNumbers]:
        train, control = self.to_reference
        part = outlying(len(self.control))
        return self.outermost_of(train[:, 1], "train", part), self.outermost_of(control[:, 1], "control", part)

    def outermost_of(self, distance: Numbers, name: str, part: float) -> RowNumbers:
        """The outermost share of rows, ties broken by chance."""
        chance = self.seed.child("outermost", name).generator().permutation(len(distance))
        count = round(len(distance) * part)
        return np.sort(np.lexsort((chance, -distance))[:count])

    def some(self, name: str, count: int) -> RowNumbers:
        """At most `count` rows of a group, drawn without replacement, in order."""
        return self.once_for_all(f"some {count} of {name}", lambda: self._some(name, count))

    def _some(self, name: str, count: int) -> RowNumbers:
        rows = len(getattr(self, name))
        if count >= rows:
            return np.arange(rows)
        return np.sort(self.seed.child("some", name, count).generator().permutation(rows)[:count])


def _possible_rows(values: Numbers) -> float:
    """How many rows could be put together from the columns' values."""
    kinds = 1.0
    for column in values.T:
        kinds *= len(np.unique(column))
    return kinds


def outlying(control_rows: int) -> float:
    """The share of each group that counts as outermost: 5 %, or what makes 200 control rows, up to 20 %."""
    return max(OUTER, min(MOST_OUTER, FEWEST_OUTER / max(control_rows, 1)))
