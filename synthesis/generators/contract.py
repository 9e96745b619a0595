"""What a generator is: a value that names itself, declares its settings and can be fitted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report
from synthesis.foundation.seed import Seed
from synthesis.tables import Schema
from synthesis.tables.public_domain import PublicDomains


@dataclass(frozen=True, eq=False)
class Training:
    """All that a generator ever sees: protected training rows, only the columns that may be modelled.

    `frame` has the types by kind that `Table` names. `floor`: no value that fewer training rows share may be copied.
    `each`: how many rows a person has on average; what is said of people holds for so many times more rows. `first`:
    columns that are to be drawn before all others, so that a `Conditional` sampler can be given them. `declared`: what
    is public about the columns, for generators that may not read it off the rows; the rows of such a training are not
    protected beforehand. `whose`: the number of the person that each row is about, from 0, and `order` the column that
    orders a person's rows; None where nothing says so. `people_floor`: as `floor`, in people."""

    frame: pd.DataFrame
    schema: Schema
    floor: int = 5
    each: float = 1.0
    first: tuple[str, ...] = ()
    declared: PublicDomains | None = None
    whose: Array | None = None
    order: str | None = None
    people_floor: int = 5


class Sampler(Protocol):
    """A fitted model: draws rows with the columns, order and types of the training frame."""

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""


@runtime_checkable
class Conditional(Protocol):
    """A fitted model that draws rows for given values of the columns that its training put first, without rejection."""

    def given(self, cells: pd.DataFrame, seed: Seed, report: Report) -> pd.DataFrame:
        """One new row for each row of `cells`, which it repeats in the columns that `cells` has."""


Fit = Callable[[Training, Any, Seed, Report], Sampler]


def by_cells(rows: int, columns: int, width: int) -> float:
    """Megabytes for a model that keeps a few numbers a cell: 35 for 39,000 rows of 15 columns."""
    return 10 + rows * columns * 45e-6


def by_places(rows: int, columns: int, width: int) -> float:
    """Megabytes for neural networks over a place a category and eleven a number: 240 for 39,000 rows of 169 places, 430
    for 1,500 rows of 1,800."""
    return 80 + width * 0.17 + rows * width * 20e-6


def at_once(rows: int, numeric: int) -> float:
    """No seconds: nothing is prepared before the fit."""
    return 0.0


def mixtures(rows: int, numeric: int) -> float:
    """Seconds to fit a mixture of ten bells to each column of numbers or dates, as CTGAN does before it trains: 53 for
    118 columns of 1,458 rows, 10 for 6 of 39,000."""
    return numeric * (0.4 + 3.2e-5 * rows)


@dataclass(frozen=True)
class Generator:
    """A way to make synthetic rows. The picker, the form, the command line and the contract test follow from it.

    `fit(training, settings, seed, report)` reports stages with `done` from 0 to 1 and returns a sampler. `seconds`
    estimates fit and sample time from (rows, columns, settings); `memory` what a fit needs beyond the table itself, in
    megabytes, from (rows, columns, width), where `width` is the places that `synthesis.tables.estimate` counts.
    `sequential`: it makes the rows of a person together, and needs to know whose they are and in what order; its
    sampler numbers the people in the index of the rows. `preparing` estimates the seconds that go by before the fit,
    from (rows, columns of numbers and dates)."""

    name: str
    title: str
    description: str
    promise: Guarantee
    settings: type
    fit: Fit
    seconds: Callable[[int, int, Any], float]
    memory: Callable[[int, int, int], float] = by_cells
    sequential: bool = False
    preparing: Callable[[int, int], float] = at_once

    def expected(self, rows: int, schema: Schema, settings: Any) -> float:
        """Estimated seconds to prepare, fit and sample."""
        learnt = schema.modelled
        return self.seconds(rows, len(learnt), settings) + self.preparing(rows, sum(c.numeric for c in learnt))
