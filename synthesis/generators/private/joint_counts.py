"""Pairs of columns as they are counted: joint codes, what margins foretell of them, and how far off that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.generators.private.axes import Axis, joint
from synthesis.generators.private.denoise import pair
from synthesis.generators.private.meter import PrivateRows
from synthesis.generators.private.model import Bins, Margin


@dataclass(frozen=True, eq=False)
class JointCode:
    """The joint code of some columns' groups and the class, which is the last: a function of a row's own cells."""

    parts: tuple[tuple[Axis, Array], ...]
    aim: Axis | None
    goal: Bins | None

    @property
    def size(self) -> int:
        """How many codes there are."""
        sizes = [int(of.max()) + 1 for _, of in self.parts]
        return int(np.prod(sizes)) * (1 if self.goal is None else self.goal.size)

    def __call__(self, rows: PrivateRows) -> Array:
        """The code of each row."""
        parts = [(of[axis.places(rows)], int(of.max()) + 1) for axis, of in self.parts]
        if self.aim is not None and self.goal is not None:
            parts.append((self.goal.of[self.aim.places(rows)], self.goal.size))
        return joint(parts)[0]


@dataclass(frozen=True, eq=False)
class PairScore:
    """How far a pair's counts are from what was foretold, less the noise that measuring them would bring."""

    coding: JointCode
    foretold: Numbers
    noise: float

    def __call__(self, rows: PrivateRows) -> float:
        """One row in or out moves it by 1 at most. Counts are remembered with the rows they are of."""
        key = "/".join(axis.name for axis, _ in self.coding.parts) + "/score"
        if key not in rows.kept:
            counts = np.bincount(self.coding(rows), minlength=self.coding.size)
            rows.kept[key] = np.array(np.abs(counts - self.foretold).sum())
        return float(rows.kept[key]) - float(np.sqrt(2 / np.pi)) * self.noise * self.coding.size


def between(one: Margin, other: Margin, aim: Axis | None, goal: Bins | None) -> JointCode:
    return JointCode(((one.axis, one.code), (other.axis, other.code)), aim, goal)


def foretold_counts(margins: Sequence[Margin], both: tuple[int, int], sizes: Numbers) -> Numbers:
    one, other = (margins[at].grouped for at in both)
    return np.asarray(np.einsum("ac,bc,c->abc", one, other, 1.0 / np.maximum(sizes, 1e-9)).ravel())


def consistent_pair(noisy: Numbers, sigma: float, one: Margin, other: Margin) -> Numbers:
    rows, columns = one.grouped, other.grouped
    kinds = range(noisy.shape[2])
    return np.stack([pair(noisy[:, :, kind], sigma, rows[:, kind], columns[:, kind]) for kind in kinds], axis=2)
