"""The whole comparison of a synthetic table with the rows it was learned from, and with rows nobody learned from."""

from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.fidelity.binned_columns import BinnedColumns, binned_columns
from synthesis.fidelity.column_scores import column_scores
from synthesis.fidelity.detection import detect
from synthesis.fidelity.distributions import distribution, evenly
from synthesis.fidelity.marginals import information_scores, k_marginal
from synthesis.fidelity.measures import HEADLINE
from synthesis.fidelity.overall import overall
from synthesis.fidelity.pair_scores import MANY_COLUMNS, pair_scores
from synthesis.fidelity.propensity import propensity
from synthesis.fidelity.rule_satisfaction import rule_satisfaction
from synthesis.fidelity.score import Fidelity, Ranked, Score
from synthesis.fidelity.subgroup_likeness import subgroup_likeness
from synthesis.fidelity.view import View, view
from synthesis.foundation.numerals import count
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.tables import Table

COLUMN_ROWS = 500_000
"""Columns, groups and rules are measured on at most so many rows of each table; a score that is says so, with the
precision that this costs."""

PAIR_ROWS = 50_000
"""Pairs are measured on at most so many rows of each table; a score that is says so."""


def compare(
    train: Table,
    synthetic: pd.DataFrame,
    control: Table | None = None,
    report: Report = silent,
    *,
    seed: Seed | None = None,
) -> Fidelity:
    """Every measure over every modelled column and pair, each beside what control rows score in the synthetic rows'
    place.

    The reference is what a perfect generator could reach on average with as many rows as the control group has; a small
    control group is noisy, so its reference is easy to meet. A column that the synthetic frame lacks, or a measure that
    is undefined, gives a score of None with a note. `seed` draws the rows of tables of more than 500,000, those of
    pairs where there are more than 50,000, those that detectors look at, and the sets of three columns."""
    chance = (seed or Seed(0)).child("fidelity")
    whole = max(len(train), len(synthetic), 0 if control is None else len(control))
    train, synthetic, control = _drawn(train, synthetic, control, chance)
    everything = view(train.schema.modelled, train.frame, synthetic, None if control is None else control.frame)
    singles = column_scores(everything, _column_note(whole), within(report, 0.0, 0.4))
    some = everything.sampled(PAIR_ROWS, chance.child("pairs"))
    associations, couples = pair_scores(some, _sample_note(everything), within(report, 0.4, 0.6))
    report(Step("Comparing columns three at a time", 0.6))
    rough = binned_columns(some)
    sets, told = k_marginal(rough, chance.child("sets")), _in_bits(rough)
    report(Step("Trying to tell the tables apart", 0.7))
    seen_through = detect(everything, chance.child("detection"))
    linear = propensity(everything, chance.child("propensity"))
    report(Step("Drawing distributions", 0.9))
    drawn = tuple(distribution(everything, at) for at in range(len(everything.shapes)))
    even = tuple(one for at in range(len(everything.shapes)) for one in evenly(everything, at))
    return Fidelity(
        overall(everything, singles, associations),
        singles + couples + told,
        drawn,
        associations,
        even,
        seen_through,
        linear,
        sets,
        rule_satisfaction(train, synthetic, control),
        subgroup_likeness(everything, train),
    )


def worst_columns(fidelity: Fidelity) -> tuple[Ranked, ...]:
    """Columns by how far their headline distance exceeds its reference, worst first; what could not be measured
    leads."""
    names = {measure.name for measure in HEADLINE}
    rows = [_ranked(score) for score in fidelity.scores if score.measure in names]
    return tuple(sorted(rows, key=lambda row: (row.excess is not None, -(row.excess or 0.0))))


def _drawn(
    train: Table, synthetic: pd.DataFrame, control: Table | None, seed: Seed
) -> tuple[Table, pd.DataFrame, Table | None]:
    """The tables with at most 500,000 rows each, drawn without replacement."""

    def some(frame: pd.DataFrame, name: str) -> pd.DataFrame:
        if len(frame) <= COLUMN_ROWS:
            return frame
        rows = seed.child("rows", name).generator().choice(len(frame), COLUMN_ROWS, replace=False)
        return frame.take(np.sort(rows)).reset_index(drop=True)

    held = None if control is None else replace(control, frame=some(control.frame, "control"))
    return replace(train, frame=some(train.frame, "train")), some(synthetic, "synthetic"), held


def _column_note(rows: int) -> str:
    """What the draw may move a distance between two cumulative curves by (Massart 1990), in 95 of 100 draws of both."""
    if rows <= COLUMN_ROWS:
        return ""
    off = 2 * np.sqrt(np.log(2 / 0.025) / (2 * COLUMN_ROWS))
    return f"Measured on {count(COLUMN_ROWS)} rows drawn at random, which may move it by up to {off:.3f}."


def _sample_note(sample: View) -> str:
    parts = [sample.train, sample.synthetic] + ([] if sample.control is None else [sample.control])
    return f"Measured on {count(PAIR_ROWS)} rows drawn at random." if max(map(len, parts)) > PAIR_ROWS else ""


def _in_bits(rough: BinnedColumns) -> tuple[Score, ...]:
    return () if len(rough.names) > MANY_COLUMNS else information_scores(rough)


def _ranked(score: Score) -> Ranked:
    excess = None if score.value is None else score.value - (score.reference or 0.0)
    return Ranked(score.columns[0], score.measure, score.value, score.reference, excess)
