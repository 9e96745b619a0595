"""One contract for every measure, and each measure on cells that can be counted on fingers."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sdmetrics.single_column import CategoryCoverage, KSComplement, TVComplement

from synthesis.fidelity import MEASURES, Measure
from synthesis.fidelity.correlation_ratio import correlation_ratio
from synthesis.fidelity.coverage import (
    RANGE_COVERAGE,
    RARE_CATEGORIES,
    TAILS,
    category_coverage,
    range_coverage,
    rare_categories,
    tails,
)
from synthesis.fidelity.cramers_v import _coded, _complete, _v, cramers_v
from synthesis.fidelity.intervals import newcombe
from synthesis.fidelity.jensen_shannon import jensen_shannon, jensen_shannon_binned
from synthesis.fidelity.kolmogorov_smirnov import kolmogorov_smirnov
from synthesis.fidelity.kullback_leibler import kullback_leibler, kullback_leibler_binned
from synthesis.fidelity.measures import HEADLINE, STRENGTHS, called, described
from synthesis.fidelity.missingness import missingness
from synthesis.fidelity.pearson import pearson
from synthesis.fidelity.spearman import spearman
from synthesis.fidelity.total_variation import total_variation
from synthesis.fidelity.wasserstein import scale, wasserstein

NAN = math.nan


def column(*cells: float) -> np.ndarray:
    return np.array(cells, dtype=float).reshape(-1, 1)


def draw(measure: Measure, rows: int, seed: int, blanks: float = 0.0) -> np.ndarray:
    """Related columns of the shapes that a measure takes."""
    chance = np.random.default_rng(seed)
    base = chance.normal(size=rows)
    made = []
    for shape in measure.shapes:
        noisy = base + chance.normal(size=rows)
        made.append(np.clip(np.round(noisy) + 3, 0, 6) if shape == "category" else noisy)
    block = np.column_stack(made)
    block[chance.random(block.shape) < blanks] = NAN
    return block


UNDEFINED = (RANGE_COVERAGE, RARE_CATEGORIES, TAILS)
"""These speak of the range and the rare rows, and have nothing to say where there are none."""

every_measure = pytest.mark.parametrize("measure", MEASURES, ids=[m.name for m in MEASURES])


def unit_of(measure: Measure) -> str:
    return "" if measure.unit in ("distance", "difference", "share") else f", in {measure.unit}"


@every_measure
def test_names_itself(measure: Measure) -> None:
    assert measure.title[0].isupper()
    assert measure.unit
    assert measure.meaning.endswith(".")
    assert measure.term
    assert measure.source
    assert described(measure.name) is measure
    assert measure.called == f"{measure.title}{unit_of(measure)} · {measure.term}"
    assert measure.perfect == (measure.low if measure.better == "lower" else measure.high)
    assert len(measure.shapes) == (2 if measure.strength else 1)
    assert [m.name for m in MEASURES].count(measure.name) == 1


def test_the_headline_follows_from_the_measures() -> None:
    assert [one.name for one in HEADLINE] == ["kolmogorov-smirnov", "total-variation"]
    assert [one.name for one in STRENGTHS] == ["spearman", "correlation-ratio", "cramers-v"]
    assert [one.name for one in MEASURES if one.headline == "blanks"] == ["missingness"]
    for shapes in (("number", "number"), ("number", "category"), ("category", "number"), ("category", "category")):
        assert len([one for one in STRENGTHS if one.pairs(*shapes)]) == 1


def test_a_measure_of_an_older_record_keeps_its_name() -> None:
    assert described("earth-movers") is None
    assert called("earth-movers") == "Earth movers"
    assert called("mutual-information").endswith(" · normalised mutual information")


@every_measure
def test_identical_samples_are_perfect(measure: Measure) -> None:
    sample = draw(measure, 200, 1, blanks=0.1)
    value = measure.compute(sample, sample.copy())
    assert value == pytest.approx(measure.perfect, abs=1e-12) or (measure in UNDEFINED and math.isnan(value))


@every_measure
def test_stays_in_bounds_and_ignores_the_order_of_rows(measure: Measure) -> None:
    for seed in range(5):
        one, two = draw(measure, 60, seed), draw(measure, 90, seed + 100, blanks=0.2)
        value = measure.compute(one, two)
        assert measure.low <= value <= measure.high or measure in UNDEFINED
        assert measure.compute(one[::-1], two[::-1]) == pytest.approx(value, abs=1e-12, nan_ok=measure in UNDEFINED)


@every_measure
def test_is_symmetric_where_it_says_so(measure: Measure) -> None:
    one, two = draw(measure, 60, 3), draw(measure, 90, 4)
    if measure.name == "category-coverage":
        two = np.minimum(two, 2)
    same = math.isclose(measure.compute(one, two), measure.compute(two, one), abs_tol=1e-12)
    assert same is measure.symmetric or measure in UNDEFINED


@every_measure
@pytest.mark.parametrize("cells", [0, 50], ids=["no rows", "all blank"])
def test_nothing_to_compare_is_not_a_score(measure: Measure, cells: int) -> None:
    sample, empty = draw(measure, 50, 5), np.full((cells, len(measure.shapes)), NAN)
    counts_blanks = measure.name == "missingness" and cells
    for value in (measure.compute(sample, empty), measure.compute(empty, sample)):
        assert value == 1.0 if counts_blanks else math.isnan(value)


@every_measure
def test_one_level_is_perfect_or_undefined(measure: Measure) -> None:
    flat = np.ones((40, len(measure.shapes)))
    value = measure.compute(flat, flat)
    assert math.isnan(value) if measure.strength or measure in UNDEFINED else value == measure.perfect
    other = measure.compute(flat, 2 * flat)
    assert math.isnan(other) or measure.low <= other <= measure.high


def test_kolmogorov_smirnov_by_hand() -> None:
    real = column(1, 2, 3, 4, NAN)
    assert kolmogorov_smirnov(real, column(1, 2, 3, 9)) == 0.25  # one of four rows moves beyond the others
    assert kolmogorov_smirnov(real, column(5, 6, NAN)) == 1.0
    assert kolmogorov_smirnov(real, column(1, 1, 1, 4)) == 0.5


def test_total_variation_by_hand() -> None:
    assert total_variation(column(0, 0, 1, 1), column(0, 0, 0, 1)) == 0.25
    assert total_variation(column(0, 0, 1, NAN), column(2, 2)) == 1.0


def test_wasserstein_by_hand() -> None:
    # quartiles of 0..4 are 1 and 3; every row moves by 1
    assert wasserstein(column(0, 1, 2, 3, 4), column(1, 2, 3, 4, 5)) == pytest.approx(0.5)
    # half the real cells are 0: the middle half does not vary, the middle 90 % does (0 to 10)
    assert wasserstein(column(*[0] * 80, *[10] * 20), column(*[0] * 90, *[10] * 10)) == pytest.approx(1 / 10)
    # one real cell in two hundred differs: only the deviation is left, sqrt(p (1 - p)) = 0.07053...
    rare = column(*[0] * 199, 1)
    assert wasserstein(rare, column(*[0] * 198, 1, 1)) == pytest.approx(0.005 / math.sqrt(0.005 * 0.995))
    assert math.isnan(wasserstein(column(3, 3, 3), column(3, 3, 4)))
    assert wasserstein(column(3, 3, 3), column(3, 3)) == 0.0


def test_jensen_shannon_by_hand() -> None:
    assert jensen_shannon(column(0, 0), column(1, 1)) == 1.0
    # p = (1, 0), q = (1/2, 1/2): m = (3/4, 1/4), divergence = (log2(4/3) + (log2(2/3) + 1) / 2) / 2
    wanted = (math.log2(4 / 3) + (math.log2(2 / 3) + 1.0) / 2) / 2
    assert jensen_shannon(column(0, 0), column(0, 1)) == pytest.approx(math.sqrt(wanted))
    # few values fall into bins of their own
    assert jensen_shannon_binned(column(7, 7), column(7, 9)) == pytest.approx(math.sqrt(wanted))


def test_missingness_by_hand() -> None:
    assert missingness(column(1, NAN, 3, 4), column(NAN, NAN, 3, 4)) == 0.25


def test_correlations_by_hand() -> None:
    x, y = column(1, 2, 3, 4, NAN), column(1, 3, 2, 4, 9)
    assert spearman(x, y)[0, 0] == pytest.approx(0.8)  # 1 - 6 * 2 / (4 * 15)
    assert pearson(x, y)[0, 0] == pytest.approx(0.8)
    assert pearson(x, -y)[0, 0] == pytest.approx(-0.8)
    assert spearman(x, np.exp(y))[0, 0] == pytest.approx(0.8)


def test_correlation_ratio_by_hand() -> None:
    # means 1 and 3 of 0, 2 | 2, 4: between 4, total 8, eta squared 1/2, corrected 1 - 1/2 * 3/2
    assert correlation_ratio(column(0, 2, 2, 4), column(0, 0, 1, 1))[0, 0] == pytest.approx(0.5)
    assert correlation_ratio(column(1, 1, 3, 3), column(0, 0, 1, 1))[0, 0] == pytest.approx(1.0)
    assert correlation_ratio(column(1, 3, 1, 3), column(0, 0, 1, 1))[0, 0] == 0.0
    assert math.isnan(correlation_ratio(column(1, 2, 3, 4), column(0, 1, 2, 3))[0, 0])


def test_levels_of_hardly_a_row_each_give_no_association() -> None:
    # 5 rows in 3 levels: the one pair of equal numbers alone would say 1 of 1
    assert math.isnan(correlation_ratio(column(7, 7, 1, 2, 9), column(0, 0, 1, 2, 3))[0, 0])
    assert math.isnan(cramers_v(column(0, 0, 1, 2), column(0, 0, 1, 1))[0, 0])
    assert correlation_ratio(column(7, 7, 1, 2, 9, 9), column(0, 0, 1, 1, 2, 2))[0, 0] > 0.9


def test_cramers_v_by_hand() -> None:
    assert cramers_v(column(0, 0, 1, 1), column(0, 0, 1, 1))[0, 0] == pytest.approx(1.0)
    # table 30 10 / 10 30: chi square 20, phi squared 1/4 less 1/79; both sides 2 - 1/79
    a = column(*[0] * 40, *[1] * 40)
    b = column(*[0] * 30, *[1] * 10, *[0] * 10, *[1] * 30)
    assert cramers_v(a, b)[0, 0] == pytest.approx(math.sqrt((0.25 - 1 / 79) / (1 - 1 / 79)))


def test_independent_columns_of_many_levels_do_not_look_related() -> None:
    chance = np.random.default_rng(0)
    levels = chance.integers(0, 60, (2000, 2)).astype(float)
    assert cramers_v(levels[:, :1], levels[:, 1:])[0, 0] < 0.04
    assert correlation_ratio(chance.normal(size=(2000, 1)), levels[:, :1])[0, 0] < 0.06


def test_sparse_cross_tables_agree_with_dense_ones() -> None:
    chance = np.random.default_rng(1)
    few = chance.integers(0, 5, (400, 2)).astype(float)
    spread = few * 9973  # the same levels under codes that would need a huge table
    assert cramers_v(spread[:, :1], spread[:, 1:])[0, 0] == pytest.approx(cramers_v(few[:, :1], few[:, 1:])[0, 0])


def test_agrees_with_scipy_and_sdmetrics() -> None:
    chance = np.random.default_rng(2)
    one, two = chance.normal(size=300).round(1), chance.normal(0.3, 1.2, 500).round(1)
    a, b = chance.integers(0, 5, 300), chance.integers(1, 5, 500)
    words = [pd.Series(part.astype(str)) for part in (a, b)]
    assert kolmogorov_smirnov(column(*one), column(*two)) == pytest.approx(
        stats.ks_2samp(one, two).statistic, abs=1e-12
    )
    assert kolmogorov_smirnov(column(*one), column(*two)) == pytest.approx(
        1 - KSComplement.compute(pd.Series(one), pd.Series(two)), abs=1e-9
    )
    assert total_variation(column(*a), column(*b)) == pytest.approx(1 - TVComplement.compute(*words), abs=1e-9)
    p, q = (np.bincount(part, minlength=7) for part in (a, b))
    assert jensen_shannon(column(*a), column(*b)) == pytest.approx(jensenshannon(p, q, base=2), abs=1e-9)


def test_blocks_with_blanks_agree_with_pandas_pair_by_pair() -> None:
    chance = np.random.default_rng(3)
    block = (chance.normal(size=(80, 5)) @ chance.normal(size=(5, 5))).round(1)
    block[chance.random(block.shape) < 0.2] = NAN
    block[:, 4] = np.where(np.isnan(block[:, 3]), NAN, block[:, 4])
    as_frame = pd.DataFrame(block)
    np.testing.assert_allclose(pearson(block, block), as_frame.corr(), atol=1e-9)
    np.testing.assert_allclose(spearman(block, block), as_frame.corr("spearman"), atol=1e-9)
    np.testing.assert_allclose(spearman(block, block[:, 1:3]), as_frame.corr("spearman").iloc[:, 1:3], atol=1e-9)


def test_coverage_by_hand() -> None:
    there, here = column(0, 0, 1, 2, 3), column(0, 1, 1, 1, 9)
    assert category_coverage(there, here) == 0.5
    assert category_coverage(there, here) == CategoryCoverage.compute(pd.Series(there[:, 0]), pd.Series(here[:, 0]))
    real = column(*range(1, 21))
    assert range_coverage(real, column(0, 30)) == 1.0
    assert range_coverage(real, column(5, 10.5)) == 0.5  # the inner range goes from 5 to 16
    assert range_coverage(real, column(50, 60)) == 0.0
    counts = [0] * 990 + [1] * 6 + [2] * 4
    assert rare_categories(column(*counts), column(*([0] * 997 + [1] * 3))) == pytest.approx(0.3)
    assert tails(column(*range(1000)), column(*range(500))) == pytest.approx(0.5)


def test_kullback_leibler_by_hand() -> None:
    p, q = np.array([3.5, 1.5]) / 5, np.array([1.5, 3.5]) / 5
    assert kullback_leibler(column(0, 0, 0, 1), column(0, 1, 1, 1)) == pytest.approx(stats.entropy(p, q, base=2))
    assert math.isfinite(kullback_leibler(column(0, 1, 1), column(1, 1, 1)))
    assert kullback_leibler_binned(column(1, 2, 3), column(1, 2, 3)) == 0.0


def test_the_difference_of_two_shares_by_newcombes_own_example() -> None:
    low, high = newcombe(56 / 70, 70, 48 / 80, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.interval], ids=lambda measure: measure.name)
def test_an_interval_holds_the_true_distance(measure: Measure) -> None:
    """Normal numbers one apart, or shares 0.6, 0.3, 0.1 against 0.3, 0.3, 0.4, or 10 % of blanks against 25 %."""
    chance = np.random.default_rng(1)

    def sample(rows: int, side: int) -> np.ndarray:
        if measure.name == "missingness":
            return np.where(chance.random((rows, 1)) < (0.1, 0.25)[side], NAN, 1.0)
        if measure.applies("category"):
            return 1.0 * chance.choice(3, (rows, 1), p=((0.6, 0.3, 0.1), (0.3, 0.3, 0.4))[side])
        return chance.normal(side, 1.0, (rows, 1))

    truth = measure.compute(sample(200_000, 0), sample(200_000, 1))
    pairs = [(sample(400, 0), sample(300, 1)) for _ in range(200)]
    found = [measure.between(*pair) for pair in pairs]
    scales = [scale(real.ravel()) / 1.349 if measure.name == "wasserstein" else 1.0 for real, _ in pairs]
    held = np.mean([low <= truth / unit <= high for (low, high), unit in zip(found, scales, strict=True)])
    if measure.name.endswith("binned"):  # forty bins of thirty rows: too high, as it says, and never too low
        held = np.mean([truth <= high for _, high in found])
    assert held >= 0.9
    assert np.mean([high - low for low, high in found]) < 0.6 * max(1.0, truth)


def test_ranks_of_wide_blocks_are_those_of_narrow_ones_where_nothing_is_blank() -> None:
    block = np.random.default_rng(0).integers(0, 9, (40, 152)).astype(float)
    assert spearman(block, block)[:4, :4] == pytest.approx(spearman(block[:, :4], block[:, :4]))
    block[::3, 5] = np.nan
    assert spearman(block, block)[5, 5] == pytest.approx(1.0)
    assert abs(spearman(block, block)[5, 6] - spearman(block[:, [5]], block[:, [6]])[0, 0]) < 0.1


def test_one_cross_table_of_many_categories_says_what_each_pair_alone_says() -> None:
    chance = np.random.default_rng(0)
    block = chance.integers(0, [2, 3, 7, 1, 40], (60, 5)).astype(float)
    block[:, 2] = np.where(chance.random(60) < 0.9, block[:, 0] * 3, block[:, 2])
    block[chance.random((60, 5)) < 0.2] = np.nan
    block = np.column_stack([block, np.full(60, np.nan)])
    alone = [[_v(*_complete(_coded(a), _coded(b))) for b in block.T] for a in block.T]
    assert cramers_v(block, block) == pytest.approx(np.array(alone), nan_ok=True)
    assert np.nanmax(cramers_v(block[:, :1], block[:, 1:])) > 0.5
