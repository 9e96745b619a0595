"""Cumulative curves, quantiles, and what models learn: right numbers, both sides told apart without colour, words for
each."""

import math

import pytest

from synthesis import figures
from synthesis.fidelity.score import Distribution, Giveaway
from synthesis.utility.score import Coefficient, Curve, HybridPoint, Importance

SHOWN = Distribution(
    "pay",
    "float",
    ("under 1", "1 to 10", "10 to 100", "100 and over"),
    (1.0, 10.0, 100.0),
    (0.2, 0.2, 0.2, 0.2),
    (0.1, 0.2, 0.3, 0.4),
    (0.25, 0.25, 0.25, 0.25),
    0.2,
    0.0,
    0.0,
    ("1", "10", "100"),
)


def test_cumulative_shares_by_hand() -> None:
    real, made, held = figures.cumulative(SHOWN, log=True).data
    assert list(real.y) == pytest.approx([25, 50, 75])
    assert list(made.y) == pytest.approx([10, 30, 60])
    assert len({(trace.line.width, trace.line.dash) for trace in (real, made, held)}) == 3
    assert "Farthest apart at 10: real 50" in figures.cumulative_alt(SHOWN)
    assert figures.logarithmic(SHOWN)


def test_quantiles_by_hand() -> None:
    """A quarter of the real rows lie below 1 and half below 10; of the synthetic ones 30 % lie below 10."""
    _, held, made = figures.quantiles(SHOWN).data
    assert list(made.x) == [1.0, 10.0]
    assert list(made.y) == pytest.approx([1 + 9 * 0.75, 10 + 90 * 2 / 3])
    assert list(held.x) == list(held.y) == [1.0, 10.0, 100.0]


def test_what_models_learn_has_two_looks_and_words() -> None:
    curves = [Curve("roc", "linear", side, (0.0, 0.5, 1.0), (0.0, 0.9, 1.0)) for side in ("real", "synthetic")]
    bars = [Importance("a <b>", 0.2, None), Importance("b", 0.1, 0.3)]
    terms = [
        Coefficient("x", 1.0, 0.5, 1.5, 1.2, 0.2, 2.2, 0.8),
        Coefficient("y", 0.0, -1.0, 1.0, None, None, None, None),
    ]
    points = [HybridPoint("mixed", 10, 0, 0.9), HybridPoint("mixed", 0, 10, 0.8)]
    drawn = {
        "curve": (figures.curve(curves), figures.curve_alt(curves)),
        "importance": (figures.importance_bars(bars), figures.importance_alt(bars)),
        "coefficient": (figures.coefficient_bars(terms), figures.coefficient_alt(terms)),
        "hybrid": (figures.hybrid_curve(points), figures.hybrid_alt(points)),
        "giveaway": (figures.giveaway_bars([Giveaway("a", 0.1)]), figures.giveaway_alt([Giveaway("a", 0.1)])),
    }
    for figure, words in drawn.values():
        assert figure.to_json()
        assert len(words) > 20
        assert not any(isinstance(x, float) and math.isnan(x) for trace in figure.data for x in (trace.x or ()))
    assert "not measured from synthetic" in drawn["importance"][1]
    assert list(drawn["hybrid"][0].layout.xaxis.ticktext) == ["0\u00a0%", "100\u00a0%"]


def test_generations_of_several_candidates_stand_in_one_picture() -> None:
    from synthesis.fidelity.score import Generation
    from synthesis.figures import collapse, looks

    one, other = (
        [Generation(n, base - n / 10, 0.98, None, 0.5, None, None, None, None) for n in (1, 2)] for base in (0.9, 0.6)
    )
    figure = collapse(one, "overall", [(looks(["Run 2"])[0], other)])
    assert [trace.name for trace in figure.data] == ["Synthetic", "Run 2"]
    assert list(figure.data[1].y) == pytest.approx([0.5, 0.4])
    assert figure.layout.yaxis.range[0] < 0.4
    assert figure.layout.showlegend
    assert not collapse(one, "overall").layout.showlegend
