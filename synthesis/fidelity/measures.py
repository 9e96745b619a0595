"""All measures; adding one is one file and one line here."""

from synthesis.fidelity.contract import Measure
from synthesis.fidelity.correlation_ratio import CORRELATION_RATIO
from synthesis.fidelity.coverage import CATEGORY_COVERAGE, RANGE_COVERAGE, RARE_CATEGORIES, TAILS
from synthesis.fidelity.cramers_v import CRAMERS_V
from synthesis.fidelity.jensen_shannon import JENSEN_SHANNON, JENSEN_SHANNON_BINNED
from synthesis.fidelity.kolmogorov_smirnov import KOLMOGOROV_SMIRNOV
from synthesis.fidelity.kullback_leibler import KULLBACK_LEIBLER, KULLBACK_LEIBLER_BINNED
from synthesis.fidelity.missingness import MISSINGNESS
from synthesis.fidelity.pearson import PEARSON
from synthesis.fidelity.spearman import SPEARMAN
from synthesis.fidelity.total_variation import TOTAL_VARIATION
from synthesis.fidelity.wasserstein import WASSERSTEIN

MEASURES: tuple[Measure, ...] = (
    KOLMOGOROV_SMIRNOV,
    TOTAL_VARIATION,
    WASSERSTEIN,
    JENSEN_SHANNON,
    JENSEN_SHANNON_BINNED,
    KULLBACK_LEIBLER,
    KULLBACK_LEIBLER_BINNED,
    MISSINGNESS,
    CATEGORY_COVERAGE,
    RANGE_COVERAGE,
    RARE_CATEGORIES,
    TAILS,
    SPEARMAN,
    PEARSON,
    CORRELATION_RATIO,
    CRAMERS_V,
)

HEADLINE = (KOLMOGOROV_SMIRNOV, TOTAL_VARIATION)
"""The measure by which a column is ranked: the first for numbers, the second for categories."""

STRENGTHS = (SPEARMAN, CORRELATION_RATIO, CRAMERS_V)
"""The association that is mapped, by the shapes of the two columns."""
