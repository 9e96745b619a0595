"""How measures are called on the pages, and which pairs of columns are farthest off."""

from synthesis.fidelity.measures import STRENGTHS, called, described
from synthesis.fidelity.score import Fidelity, Score

_MAPPED = tuple(measure.name for measure in STRENGTHS)


def measure_title(score: Score) -> str:
    """The measure in plain words, with its unit where it has one, and the standard term beside it."""
    return called(score.measure)


def measure_meaning(score: Score) -> str:
    """The measure's name, what a score of it says and where its formula is from; empty for a measure that today's code
    does not know."""
    known = described(score.measure)
    return f"{known.called}: {known.meaning} Formula: {known.source}." if known else ""


def worst_pairs(found: Fidelity) -> list[Score]:
    """Pairs of columns whose association moved, from the farthest beyond chance to the nearest."""
    pairs = [score for score in found.scores if score.measure in _MAPPED and score.value is not None]
    return sorted(pairs, key=lambda score: (score.reference or 0.0) - (score.value or 0.0))
