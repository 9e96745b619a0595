"""Private trees: rows drawn from noisy counts of a declared domain, under (ε, δ)-differential privacy from end to
end."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.private.axes import Axis, axis
from synthesis.generators.private.budget_plan import Plan
from synthesis.generators.private.measure import Surveyor
from synthesis.generators.private.meter import Meter, PrivateRows, budget
from synthesis.generators.safer import halved
from synthesis.tables import Column
from synthesis.tables.encode import numbers
from synthesis.tables.public_domain import HOW, Domain

BUYING = 0.08
"""The share of ρ that pays for bounds and categories that are bought."""

_YEARS = (1900, 2100)


@dataclass(frozen=True)
class PrivateSettings:
    """How much an attacker may learn of one row or person."""

    epsilon: float = knob(
        1.0,
        0.01,
        20.0,
        "How much one row, or one person, may change what comes out: the odds of any guess grow by e^ε at "
        "most. Smaller "
        "is safer and noisier; up to 1 is strong, beyond 5 weak.",
        title="Epsilon (ε)",
    )
    delta: float = knob(
        1e-6,
        1e-12,
        1e-3,
        "The chance that the guarantee does not hold: far less than one in as many people as the table may have.",
        title="Delta (δ)",
    )


def fit(training: Training, settings: PrivateSettings, seed: Seed, report: Report) -> Sampler:
    """Spend ε and δ on noisy counts. The noise comes from OpenDP and the operating system: `seed` has no part in it.

    Where people are protected, the training has no more rows of a person than `declared.most`.
    """
    report(Step("Opening the budget", 0.0))
    declared = training.declared
    if declared is None or not all(declared[name] for name in training.schema.names):
        raise UnusableOption("The private generator needs every column declared.", HOW)
    domains = {column.name: declared[column.name] for column in training.schema}
    bought = [column for column in training.schema if _sure(domains[column.name]).bought]
    words = [column for column in bought if not column.numeric]
    reserved = settings.delta / 2 if words else 0.0
    rho = budget(float(settings.epsilon), float(settings.delta), reserved)
    meter = Meter(PrivateRows(training.frame), rho, reserved, declared.most if declared.person else 1)
    paid = rho * BUYING if bought else 0.0
    axes = [
        _bought(meter, column, _sure(domains[column.name]), paid / len(bought), reserved / max(len(words), 1))
        if column in bought
        else axis(column, _sure(domains[column.name]))
        for column in training.schema
    ]
    return Surveyor(meter, axes, declared.target, Plan(), report).model((rho - paid) * (1 - 1e-6))


def _sure(domain: Domain | None) -> Domain:
    assert domain is not None
    return domain


def _bought(meter: Meter, column: Column, domain: Domain, rho: float, delta: float) -> Axis:
    """The axis of a column whose categories or bounds are paid for with budget."""
    if not column.numeric:
        named = meter.levels(lambda rows: rows.frame[column.name].dropna(), rho, delta)
        return axis(column, Domain(column.name, levels=tuple(sorted(named)) or ("other",), blanks=domain.blanks))
    ladder = _ladder(column)
    noisy = meter.counts(lambda rows: _rung(rows, column, ladder), len(ladder) + 1, rho)
    low, high = _ends(noisy[:-2], ladder, 4 * meter.noise(rho))
    step = 1.0 if column.kind.whole else _fine(high - low)
    if column.kind.calendar:
        days = (str(pd.Timestamp(bound, unit="s").date()) for bound in (low, high))
        first, last = days
        return axis(column, Domain(column.name, low=first, high=last, blanks=domain.blanks))
    return axis(column, Domain(column.name, low=low, high=high, step=step, blanks=domain.blanks))


def _ladder(column: Column) -> Numbers:
    """Rungs that suit any table: years for dates, powers of 2 and their negatives for numbers."""
    if column.kind.calendar:
        return np.array([pd.Timestamp(year, 1, 1).timestamp() for year in range(*_YEARS)])
    powers = 2.0 ** np.arange(0 if column.kind.whole else -20, 41)
    return np.array([*-powers[::-1], 0.0, *powers])


def _rung(rows: PrivateRows, column: Column, ladder: Numbers) -> Array:
    """The rung at or below each number; the last code is that of a blank."""
    values = numbers(rows.frame[column.name], column.kind)
    known = np.isfinite(values)
    rung = np.clip(np.searchsorted(ladder, np.where(known, values, 0.0), side="right") - 1, 0, len(ladder) - 1)
    return np.where(known, rung, len(ladder))


def _ends(noisy: Numbers, ladder: Numbers, least: float) -> tuple[float, float]:
    """From the first rung to the one behind the last that so many rows are seen to be on."""
    seen = np.flatnonzero(noisy >= least)
    if not len(seen):
        middle = len(ladder) // 2
        return float(ladder[middle]), float(ladder[middle + 1])
    return float(ladder[seen[0]]), float(ladder[min(seen[-1] + 1, len(ladder) - 1)])


def _fine(span: float) -> float:
    """A thousandth of a range, or less, as a power of ten."""
    return float(10.0 ** np.floor(np.log10(span / 1000)))


def seconds(rows: int, columns: int, settings: PrivateSettings) -> float:
    """Estimated seconds to fit and sample: counts of every pair of columns to choose from, then noise."""
    return 1.5 + rows * columns * (columns + 8) * 1.2e-8


PRIVATE_TREES = Generator(
    "private-trees",
    "Private trees",
    "Draws rows from noisy counts of what you declare about the columns, so that no attack whatever can learn "
    "much of any "
    "one row. Rougher than trees; needs bounds and categories that you know without looking.",
    Guarantee("epsilon-delta"),
    PrivateSettings,
    fit,
    seconds,
    safer=halved("epsilon", "ε {new} instead of {now}"),
)
