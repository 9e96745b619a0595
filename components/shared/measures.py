"""How measures are called on the pages, and which pairs of columns are farthest off."""

from synthesis.fidelity import MEASURES
from synthesis.fidelity.measures import STRENGTHS
from synthesis.fidelity.score import Fidelity, Score

_TITLES = {measure.name: measure.title for measure in MEASURES} | {
    "mutual-information": "Difference in what one column tells about the other"
}
_MAPPED = tuple(measure.name for measure in STRENGTHS)
_UNITLESS = ("distance", "difference", "share")


def measure_title(score: Score) -> str:
    """The measure in plain words, with its unit where it has one."""
    title = _TITLES.get(score.measure, score.measure)
    return title if score.unit in _UNITLESS else f"{title}, in {score.unit}"


def worst_pairs(found: Fidelity) -> list[Score]:
    """Pairs of columns whose association moved, from the farthest beyond chance to the nearest."""
    pairs = [score for score in found.scores if score.measure in _MAPPED and score.value is not None]
    return sorted(pairs, key=lambda score: (score.reference or 0.0) - (score.value or 0.0))
