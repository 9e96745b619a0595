"""Pictures of what was measured; the only room that imports plotly. Each has a text alternative beside it."""

from synthesis.figures.associations import (
    association_alt,
    association_maps,
    difference_alt,
    difference_map,
    synthetic_alt,
)
from synthesis.figures.collapse import COLLAPSE_MEASURES, collapse, collapse_alt
from synthesis.figures.curves import cumulative, cumulative_alt, logarithmic, quantiles
from synthesis.figures.distributions import distribution, distribution_alt
from synthesis.figures.frontier import frontier_alt, frontier_plane
from synthesis.figures.guarantee import belief, belief_alt, belief_curve
from synthesis.figures.hexagons import hexagon_alt, hexagon_panels
from synthesis.figures.losses import losses, losses_alt
from synthesis.figures.pairs import pair, pair_alt, panel, violins
from synthesis.figures.risk_comparison import risk_comparison, risk_comparison_alt
from synthesis.figures.risks import risk_alt, risk_bars
from synthesis.figures.shares import Shares, share_rows, share_rows_alt
from synthesis.figures.style import MOST_COMPARED, Look, Others, looks
from synthesis.figures.use import (
    coefficient_alt,
    coefficient_bars,
    curve,
    curve_alt,
    giveaway_alt,
    giveaway_bars,
    hybrid_alt,
    hybrid_curve,
    importance_alt,
    importance_bars,
)

__all__ = [
    "COLLAPSE_MEASURES",
    "MOST_COMPARED",
    "Look",
    "Others",
    "Shares",
    "association_alt",
    "association_maps",
    "belief",
    "belief_alt",
    "belief_curve",
    "coefficient_alt",
    "coefficient_bars",
    "collapse",
    "collapse_alt",
    "cumulative",
    "cumulative_alt",
    "curve",
    "curve_alt",
    "difference_alt",
    "difference_map",
    "distribution",
    "distribution_alt",
    "frontier_alt",
    "frontier_plane",
    "giveaway_alt",
    "giveaway_bars",
    "hexagon_alt",
    "hexagon_panels",
    "hybrid_alt",
    "hybrid_curve",
    "importance_alt",
    "importance_bars",
    "logarithmic",
    "looks",
    "losses",
    "losses_alt",
    "pair",
    "pair_alt",
    "panel",
    "quantiles",
    "risk_alt",
    "risk_bars",
    "risk_comparison",
    "risk_comparison_alt",
    "share_rows",
    "share_rows_alt",
    "synthetic_alt",
    "violins",
]
