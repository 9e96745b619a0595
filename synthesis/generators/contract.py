"""What a generator is: a value that names itself, declares its settings and can be fitted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knobs
from synthesis.generators.safer import Safer, SaferSetting, nothing_safer
from synthesis.tables import Schema
from synthesis.tables.public_domain import PublicDomains


@dataclass(frozen=True, eq=False)
class Training:
    """All that a generator ever sees: protected training rows, only the columns that may be modelled.

    `frame` has the types by kind that `Table` names. `k_threshold`: no value that fewer training rows share may be
    copied. `each`: how many rows a person has on average; what is said of people holds for so many times more rows.
    `conditioned`: columns that are to be drawn before all others, so that a `Conditional` sampler can be given them.
    `declared`: what is public about the columns, for generators that may not read it off the rows; the rows of such a
    training are not protected beforehand. `whose`: the number of the person that each row is about, from 0, and `order`
    the column that orders a person's rows; None where nothing says so. `k_subjects`: the same in people."""

    frame: pd.DataFrame
    schema: Schema
    k_threshold: int = 5
    each: float = 1.0
    conditioned: tuple[str, ...] = ()
    declared: PublicDomains | None = None
    whose: Array | None = None
    order: str | None = None
    k_subjects: int = 5


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


class Capability(StrEnum):
    """What a generator can do or not, by name."""

    SEQUENCES = "sequences"
    """Makes the rows of a data subject together and in order: it needs to be told whose they are and what orders them,
    and its sampler numbers the data subjects in the index of the rows."""
    CONDITIONS = "conditions"
    """Its rows may be conditioned one by one: asked for by their values, or drawn again until they have them."""


@dataclass(frozen=True)
class Generator:
    """A way to make synthetic rows: all that picker, form, commands, mitigations, docs and tests know of it.

    `fit(training, settings, seed, report)` reports stages with `done` from 0 to 1 and returns a sampler. `seconds`
    estimates fit and sample time from (rows, columns, settings); `memory` what a fit needs beyond the table itself, in
    megabytes, from (rows, columns, width), where `width` is the places that `synthesis.tables.size` counts.
    `preparing` estimates the seconds that go by before the fit, from (rows, columns of numbers and dates). `plainer`
    names the generator that is suggested where this one follows single rows too closely; `safer` how it is set to
    follow them less. A formal `guarantee` rests on its settings `epsilon` and `delta`, and has it run by the pipeline
    of that kind of guarantee."""

    name: str
    title: str
    description: str
    guarantee: Guarantee
    settings: type
    fit: Fit
    seconds: Callable[[int, int, Any], float]
    memory: Callable[[int, int, int], float] = by_cells
    preparing: Callable[[int, int], float] = at_once
    capabilities: frozenset[Capability] = frozenset({Capability.CONDITIONS})
    plainer: str | None = None
    safer: Safer = nothing_safer

    def can(self, capability: Capability) -> bool:
        """Whether it has the capability."""
        return capability in self.capabilities

    def expected(self, rows: int, schema: Schema, settings: Any) -> float:
        """Estimated seconds to prepare, fit and sample."""
        learnt = schema.modelled
        return self.seconds(rows, len(learnt), settings) + self.preparing(rows, sum(c.numeric for c in learnt))

    def safer_setting(self, given: Mapping[str, Any]) -> SaferSetting | None:
        """What to set so that single rows are followed less than with these settings over the defaults."""
        return self.safer({knob.name: knob for knob in knobs(self.settings)}, given)
