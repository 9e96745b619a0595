"""What models are worth that learn from the synthetic rows."""

from synthesis.utility.problem import propose_target
from synthesis.utility.report import train_on_synthetic
from synthesis.utility.score import Utility, UtilityScore

__all__ = ["Utility", "UtilityScore", "propose_target", "train_on_synthetic"]
