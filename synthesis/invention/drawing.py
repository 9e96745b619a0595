"""Columns drawn from a description, and the ways in which rules change them: each by construction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.invention.description import Description
from synthesis.invention.quantiles import level_of, unit, values_at


@dataclass(frozen=True, eq=False)
class Drawing:
    """Drawn columns, words as the numbers of their levels, with the uniform numbers that they were drawn from; see
    `synthesis.tables.rules.described.DrawnColumns`."""

    description: Description
    drawn: dict[str, Array]
    levels: Mapping[str, Numbers]

    def reckon(self, names: Sequence[str], combine: Callable[..., Numbers]) -> None:
        """The last column is what the others make together. UnusableOption where it is whole and they are not."""
        *parts, total = names
        column = self.description[total]
        described = [self.description[part] for part in parts]
        if column.kind == "integer" and max((one.decimals for one in described if one.kind == "float"), default=0):
            raise UnusableOption(
                f"The column {total} is whole, but its parts are not.", "Make it a number with decimals."
            )
        values = combine([self.drawn[part] for part in parts], axis=0)
        self.drawn[total] = np.asarray(np.round(values * unit(column)) / unit(column))

    def raise_above(self, low: str, high: str) -> None:
        """Where the second value is too small, it is drawn again from the part of its distribution above the first.
        UnusableOption where there may be none."""
        column = self.description[high]
        least = np.ceil(self.drawn[low] * unit(column) - 1e-9) / unit(column)
        if least.max(initial=-np.inf) > column.range()[1]:
            raise UnusableOption(f"{low} can be larger than {high} ever is.", f"Raise the upper end of {high}.")
        wrong = self.drawn[high] < least
        below = level_of(column, least[wrong])
        fresh = values_at(column, below + (1 - below) * self.levels[high][wrong])
        self.drawn[high][wrong] = np.maximum(fresh, least[wrong])

    def decide(self, first: str, second: str) -> None:
        """Each level of the first column, the largest first, goes to the level of the second that lacks most of its
        share."""
        shares, wanted = (np.array(list(self.description[name].weights().values())) for name in (first, second))
        goes = np.zeros(len(shares), dtype="int64")
        for level in np.argsort(shares)[::-1]:
            goes[level] = int(np.argmax(wanted))
            wanted[goes[level]] -= shares[level]
        self.drawn[second] = goes[self.drawn[first]]
