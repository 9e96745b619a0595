"""Codes from whole numbers: each place of a code is one of the characters that may stand there."""

from collections.abc import Sequence

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.foundation.seed import Seed

_MOST = 2**62
_FEW = 1_000_000


def room(places: Sequence[str]) -> float:
    """How many different codes there are: the product of the numbers of characters."""
    return float(np.prod([float(len(place)) for place in places]))


def spelt(places: Sequence[str], numbers: Array) -> Array:
    """The code of each number, the last place counting ones; different numbers below `room` have different codes."""
    cells = np.full(len(numbers), "", dtype=object)
    for place in reversed(places):
        cells = np.array(list(place), dtype=object)[numbers % len(place)] + cells
        numbers = numbers // len(place)
    return cells


def any_numbers(below: float, count: int, seed: Seed) -> Array:
    """Whole numbers that may repeat."""
    return seed.generator().integers(int(min(below, _MOST)), size=count)


def different_numbers(below: float, count: int, seed: Seed) -> Array:
    """Different whole numbers, in no order; `below` must be at least `count`."""
    chance = seed.generator()
    if below <= max(4 * count, _FEW):
        return np.asarray(chance.permutation(int(below))[:count])
    drawn = np.unique(chance.integers(int(min(below, _MOST)), size=2 * count))
    return np.asarray(chance.permutation(drawn)[:count])
