"""Pictures of what was measured; the only room that imports plotly. Each has a text alternative beside it."""

from synthesis.figures.associations import association_alt, association_maps, difference_alt, difference_map
from synthesis.figures.distributions import distribution, distribution_alt
from synthesis.figures.pairs import pair, pair_alt
from synthesis.figures.risks import risk_alt, risk_bars

__all__ = [
    "association_alt",
    "association_maps",
    "difference_alt",
    "difference_map",
    "distribution",
    "distribution_alt",
    "pair",
    "pair_alt",
    "risk_alt",
    "risk_bars",
]
