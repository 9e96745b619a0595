"""What is gained by guesses that are true of one person: over chance, with people and not guesses as the units."""

from dataclasses import dataclass, replace

import numpy as np

from synthesis.foundation.arrays import Flags
from synthesis.privacy.intervals import Gain, Z
from synthesis.privacy.measurement import EXACT
from synthesis.privacy.predicates import Integers


@dataclass(frozen=True, eq=False)
class Named:
    """Whom the guesses fit: for each, the number of training and of control rows, and one row of each (−1: none)."""

    train: Integers
    control: Integers
    train_row: Integers
    control_row: Integers
    train_rows: int
    control_rows: int

    @property
    def odds(self) -> float:
        """n_T / n_C: how many training rows fit by chance for each control row that does."""
        return self.train_rows / self.control_rows

    @property
    def outsiders(self) -> float:
        """The share of guesses that fit any control row; a little less than 1 where all do, so that room is left."""
        number = len(self.control)
        return min(int((self.control > 0).sum()) / max(number, 1), 1.0 - 1.0 / (number + 1)) if number else 0.0

    @property
    def one(self) -> Flags:
        """Guesses that fit exactly one of all real rows."""
        return np.asarray(self.train + self.control == 1)

    @property
    def people(self) -> tuple[int, int]:
        """How many training and how many control rows are the only real row that some guess fits."""
        ours, theirs = self.one & (self.train == 1), self.one & (self.control == 1)
        return len(np.unique(self.train_row[ours])), len(np.unique(self.control_row[theirs]))

    def some(self, guesses: Flags) -> "Named":
        """Whom some of the guesses fit."""
        names = ("train", "control", "train_row", "control_row")
        return replace(self, **{name: getattr(self, name)[guesses] for name in names})


def gain(named: Named) -> tuple[Gain, float, float]:
    """Excess over chance with its interval, the control rate, and a one-sided p-value.

    Without a trace of the training rows, a guess that fits one real row fits one of the training rows with odds
    n_T : n_C. So with k_T and k_C such guesses among N, D = (k_T − k_C · n_T / n_C) / N is the share that fits because
    somebody's row was used, whatever the sizes; the control rate c is the share that fits any outsider; and the
    value is D / (1 − c): 1 for a verbatim copy, and with equal sizes anonymeter's but for guesses that fit several.

    People are the units, not guesses: many guesses describe the same extreme person, and with that person on the other
    side of the split they would all have counted for the other side. So the variance is the sum over people of the
    squares of what each contributes. On fresh rows of Adult at 4 : 1 it came out as the spread of repeated runs did,
    where 1.3 times a bootstrap over guesses fell short by a third. One imaginary person in either group keeps a run of
    failures from seeming certain (after Agresti and Coull 1998). Without a guess nothing is gained."""
    from scipy.stats import norm

    if not len(named.train):
        return Gain(0.0, 0.0, 0.0), 0.0, 1.0
    number, odds, one = len(named.train), named.odds, named.one
    ours, theirs = named.train_row[one & (named.train == 1)], named.control_row[one & (named.control == 1)]
    control = named.outsiders
    scale = number * (1.0 - control)
    variance = 1.0 + odds**2 + _squares(ours) + odds**2 * _squares(theirs)
    value, error = (len(ours) - odds * len(theirs)) / scale, variance**0.5 / scale
    return Gain(value, value - Z * error, value + Z * error), control, float(norm.sf(value / error))


def by_people(named: Named) -> float:
    """The chance of as many training rows among the people named, had each been one with chance n_T / (n_T + n_C)."""
    from scipy.stats import binom

    return float(binom.sf(named.people[0] - 1, sum(named.people), named.odds / (1.0 + named.odds)))


def noticeable(named: Named) -> float | None:
    """The smallest gain that the exact test would notice with as many people named; None where there is none."""
    from scipy.stats import binom

    people, share = sum(named.people), named.odds / (1.0 + named.odds)
    hits = np.arange(people + 1)
    enough = hits[binom.sf(hits - 1, people, share) <= EXACT]
    if not len(enough):
        return None
    one, number = int(named.one.sum()), max(len(named.train), 1)
    return float((enough[0] / people - share) * one / (number * (1.0 - named.outsiders) * (1.0 - share)))


def _squares(rows: Integers) -> float:
    return float((np.unique(rows, return_counts=True)[1].astype(float) ** 2).sum())
