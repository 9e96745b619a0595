"""Every measure over every single column, each beside what control rows score in the synthetic rows' place."""

import numpy as np

from synthesis.fidelity.contract import Measure, known, present
from synthesis.fidelity.measures import MEASURES
from synthesis.fidelity.score import Score
from synthesis.fidelity.view import View
from synthesis.foundation.progress import Report, Step


def column_scores(seen: View, note: str, report: Report) -> tuple[Score, ...]:
    """Every measure that takes a column's shape, column by column; `note` goes to those that could be measured."""
    scores = []
    for at, shape in enumerate(seen.shapes):
        report(Step("Comparing columns", at / len(seen.shapes)))
        scores += [_score(measure, seen, at, note) for measure in MEASURES if measure.applies(shape)]
    return tuple(scores)


def _score(measure: Measure, seen: View, at: int, sampled: str = "") -> Score:
    value = measure.compute(seen.train[:, [at]], seen.synthetic[:, [at]])
    reference = np.nan if seen.control is None else measure.compute(seen.train[:, [at]], seen.control[:, [at]])
    name = (seen.schema.names[at],)
    note = sampled if np.isfinite(value) else _why(seen, at, measure)
    ends = measure.between(seen.train[:, [at]], seen.synthetic[:, [at]])
    low, high = (known(end) for end in ends)
    return Score(measure.name, name, known(value), known(reference), measure.unit, measure.better, note, low, high)


def _why(seen: View, at: int, measure: Measure) -> str:
    if not len(present(seen.train[:, at])):
        return "The training rows hold no values in this column."
    if not len(present(seen.synthetic[:, at])):
        return "The synthetic rows hold no values in this column."
    return measure.undefined
