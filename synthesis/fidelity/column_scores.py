"""Every measure over every single column, each beside what control rows score in the synthetic rows' place."""

import numpy as np

from synthesis.fidelity.contract import Measure, known, present
from synthesis.fidelity.measures import MEASURES
from synthesis.fidelity.score import Score
from synthesis.fidelity.view import View
from synthesis.foundation.progress import Report, Step


def column_scores(sample: View, note: str, report: Report) -> tuple[Score, ...]:
    """Every measure that takes a column's shape, column by column; `note` goes to those that could be measured."""
    scores = []
    for at, shape in enumerate(sample.shapes):
        report(Step("Comparing columns", at / len(sample.shapes)))
        scores += [_score(measure, sample, at, note) for measure in MEASURES if measure.applies(shape)]
    return tuple(scores)


def _score(measure: Measure, sample: View, at: int, sampled: str = "") -> Score:
    value = measure.compute(sample.train[:, [at]], sample.synthetic[:, [at]])
    reference = np.nan if sample.control is None else measure.compute(sample.train[:, [at]], sample.control[:, [at]])
    name = (sample.schema.names[at],)
    note = sampled if np.isfinite(value) else _why(sample, at, measure)
    ends = measure.between(sample.train[:, [at]], sample.synthetic[:, [at]])
    low, high = (known(end) for end in ends)
    return Score(measure.name, name, known(value), known(reference), measure.unit, measure.better, note, low, high)


def _why(sample: View, at: int, measure: Measure) -> str:
    if not len(present(sample.train[:, at])):
        return "The training rows hold no values in this column."
    if not len(present(sample.synthetic[:, at])):
        return "The synthetic rows hold no values in this column."
    return measure.undefined
