"""How alike the synthetic rows and the real ones are, each number beside what real rows score among themselves."""

from synthesis.fidelity.binning import MINIMUM_FREQUENCY, OTHER, RARE
from synthesis.fidelity.contract import Measure, Shape
from synthesis.fidelity.distributions import joint
from synthesis.fidelity.measures import HEADLINE, MEASURES
from synthesis.fidelity.report import compare, worst_columns
from synthesis.fidelity.score import Associations, Distribution, Fidelity, Joint, Overall, Ranked, Score

__all__ = [
    "HEADLINE",
    "MEASURES",
    "MINIMUM_FREQUENCY",
    "OTHER",
    "RARE",
    "Associations",
    "Distribution",
    "Fidelity",
    "Joint",
    "Measure",
    "Overall",
    "Ranked",
    "Score",
    "Shape",
    "compare",
    "joint",
    "worst_columns",
]
