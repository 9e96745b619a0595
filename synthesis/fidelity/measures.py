"""All measures; adding one is one file and one line here. Scores, headline, pages and reports follow from it."""

from collections.abc import Mapping

from synthesis.fidelity.contract import Described, Measure
from synthesis.fidelity.correlation_ratio import CORRELATION_RATIO
from synthesis.fidelity.coverage import CATEGORY_COVERAGE, RANGE_COVERAGE, RARE_CATEGORIES, TAILS
from synthesis.fidelity.cramers_v import CRAMERS_V
from synthesis.fidelity.jensen_shannon import JENSEN_SHANNON, JENSEN_SHANNON_BINNED
from synthesis.fidelity.kolmogorov_smirnov import KOLMOGOROV_SMIRNOV
from synthesis.fidelity.kullback_leibler import KULLBACK_LEIBLER, KULLBACK_LEIBLER_BINNED
from synthesis.fidelity.marginals import MUTUAL_INFORMATION
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

HEADLINE = tuple(measure for measure in MEASURES if measure.headline == "column")
"""The measures by which a column is ranked: one for numbers, one for categories."""

STRENGTHS = tuple(measure for measure in MEASURES if measure.headline == "pair")
"""The associations that are mapped, one for each combination of shapes of the two columns."""

_DESCRIBED: Mapping[str, Described] = {one.name: one for one in (*MEASURES, MUTUAL_INFORMATION)}


def described(name: str) -> Described | None:
    """What is said of the measure of this name; None for one that today's code does not know."""
    return _DESCRIBED.get(name)


def called(name: str) -> str:
    """A measure's plain title with the standard term beside it; its bare name where today's code does not know it."""
    known = described(name)
    return known.called if known else name.replace("-", " ").capitalize()
