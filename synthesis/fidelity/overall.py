"""The headline: the mean similarity of columns and of pairs, for the synthetic rows and for control rows."""

from collections.abc import Iterator

import numpy as np

from synthesis.fidelity.contract import present
from synthesis.fidelity.measures import MEASURES
from synthesis.fidelity.score import Associations, Overall, Score
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Numbers


def overall(sample: View, singles: tuple[Score, ...], maps: Associations) -> Overall:
    """The mean of the columns' and the pairs' mean similarity; see Overall for what is lost and what is skipped."""
    counted = tuple(_counted(sample, singles))
    made = _mean([_similarity(one.value, lost=0.0) for one in counted], _made(maps))
    if maps.control is None:
        return Overall(made, None)
    return Overall(made, _mean([_similarity(one.reference, lost=None) for one in counted], _held(maps, maps.control)))


def _mean(columns: list[float | None], pairs: Numbers) -> float | None:
    some = [one for one in columns if one is not None]
    means = [float(np.mean(part)) for part in (some, pairs) if len(part)]
    return float(np.mean(means)) if means else None


def _made(maps: Associations) -> Numbers:
    """The similarity of each pair in the synthetic rows; one that they lost counts as 0."""
    return np.asarray(np.maximum(0.0, 1.0 - np.nan_to_num(_gaps(maps, maps.synthetic), nan=1.0)))


def _held(maps: Associations, control: Numbers) -> Numbers:
    """The similarity of each pair in the control rows, where it is defined."""
    gaps = _gaps(maps, control)
    return np.asarray(np.maximum(0.0, 1.0 - gaps[np.isfinite(gaps)]))


def _gaps(maps: Associations, other: Numbers) -> Numbers:
    upper = np.triu_indices(len(maps.columns), 1)
    real, made = maps.train[upper], other[upper]
    gaps: Numbers = np.abs(real - made)[np.isfinite(real)]
    return gaps


def _counted(sample: View, singles: tuple[Score, ...]) -> Iterator[Score]:
    """Scores by which columns are ranked where they have training values, and those of blanks where any frame has
    one."""
    filled = {name for at, name in enumerate(sample.schema.names) if len(present(sample.train[:, at]))}
    parts = [part for part in (sample.train, sample.synthetic, sample.control) if part is not None]
    blank = {name for at, name in enumerate(sample.schema.names) if any(np.isnan(part[:, at]).any() for part in parts)}
    counts = {measure.name: measure.headline for measure in MEASURES}
    for score in singles:
        (name,) = score.columns
        if name in {"column": filled, "blanks": blank}.get(counts[score.measure] or "", ()):
            yield score


def _similarity(distance: float | None, lost: float | None) -> float | None:
    return lost if distance is None else max(0.0, 1.0 - distance)
