"""Every figure: one language, nothing by colour alone, nothing cut or turned, no raw rows, words for those who cannot
see it."""

import math
import re
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from synthesis import figures
from synthesis.fidelity import Associations, Distribution, Joint
from synthesis.figures.risks import COLOURS, SIGNS, SYMBOLS
from synthesis.figures.style import (
    CONTROL,
    NEGATIVE,
    POSITIVE,
    REAL,
    SYNTHETIC,
    every,
    percent,
    safe,
    short,
    tenths,
    tint,
    wrapped,
)
from synthesis.privacy.risk import Counts, Risk, Status

NAN = math.nan


def numeric(missing: float = 0.0) -> Distribution:
    edges = tuple(float(at) for at in range(18, 90, 2))
    labels = ("under 18", *(f"{int(at)} to {int(at) + 1}" for at in edges[:-1]), "88 and over")
    shares = tuple([(1 - missing) / len(labels)] * len(labels))
    marks = tuple(f"{at:g}" for at in edges)
    return Distribution("age", "integer", labels, edges, shares, shares, shares, missing, missing, missing, marks)


def category(levels: int = 3, control: bool = True) -> Distribution:
    labels = tuple(f"a <b>very</b> long level of a category {i}" for i in range(levels))
    shares = tuple([1 / levels] * levels)
    return Distribution("job", "category", labels, (), shares, shares, shares if control else (), 0.0, 0.1, 0.0)


def single() -> Distribution:
    return Distribution(
        "n",
        "integer",
        ("0", "1", "2"),
        (0.5, 1.5),
        (0.5, 0.3, 0.2),
        (0.2, 0.3, 0.5),
        (),
        0.0,
        0.0,
        None,
        ("1", "2"),
        True,
    )


def maps(columns: int, control: bool = True) -> Associations:
    names = tuple(f"column {i}" for i in range(columns))
    train = np.eye(columns)
    synthetic = np.eye(columns)
    if columns > 2:
        train[0, 1] = train[1, 0] = 0.6
        synthetic[0, 2] = synthetic[2, 0] = NAN
    measures = tuple(tuple("spearman" for _ in names) for _ in names)
    return Associations(names, train, synthetic, train if control else None, measures)


def both(x: int = 12, y: int = 3) -> Joint:
    share = np.full((x, y), 1 / (x * y))
    real = share.copy()
    real[0, 0] = NAN
    labels = tuple(f"a rather long label {i}" for i in range(x))
    return Joint("job", "age", labels, tuple(f"{i}0 to {i}9" for i in range(y)), real, share, False, True)


def risk(status: Status, value: float | None, **changes: float | None) -> Risk:
    marks = {"limit": 0.09, "floor": 0.0, "ceiling": 0.9, **changes}
    low, high = (None, None) if value is None else (value - 0.02, value + 0.03)
    return Risk(
        "inference",
        None,
        (),
        "income",
        value,
        low,
        high,
        "advantage",
        500,
        500,
        0.4,
        0.38,
        0.3,
        Counts(),
        "sampled",
        status=status,
        **marks,
    )


RISKS = [risk(Status.CLEAR, -0.01), risk(Status.SIGNAL, 0.08), risk(Status.LEAK, 0.5), risk(Status.NOT_RUN, None)]
LABELS = ["Guessing <income>", "Linking", "Copies", "Singling out"]

FIGURES: dict[str, Callable[[], go.Figure]] = {
    "numeric": lambda: figures.distribution(numeric(0.1)),
    "single": lambda: figures.distribution(single()),
    "category": lambda: figures.distribution(category()),
    "one category": lambda: figures.distribution(category(1, control=False)),
    "one bin": lambda: figures.distribution(
        Distribution("n", "float", ("any value",), (), (1.0,), (0.5,), (), 0.0, 0.5, None)
    ),
    "nothing": lambda: figures.distribution(Distribution("n", "category", (), (), (), (), (), 1.0, 1.0, None)),
    "real map": lambda: figures.association_maps(maps(5))[0],
    "synthetic map": lambda: figures.association_maps(maps(2, control=False))[1],
    "difference": lambda: figures.difference_map(maps(5)),
    "wide difference": lambda: figures.difference_map(maps(124)),
    "empty map": lambda: figures.difference_map(maps(0)),
    "pair": lambda: figures.pair(both()),
    "stacked pair": lambda: figures.pair(both(), stacked=True),
    "risks": lambda: figures.risk_bars(RISKS, LABELS),
    "one risk": lambda: figures.risk_bars([risk(Status.INCONCLUSIVE, 0.01, ceiling=None, floor=None)], ["x"]),
    "no risks": lambda: figures.risk_bars([], []),
}


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_transparent_upright_and_whole(name: str) -> None:
    figure = FIGURES[name]()
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    axes = [*figure.select_xaxes(), *figure.select_yaxes()]
    assert axes
    for axis in axes:
        assert axis.tickangle == 0
        assert axis.automargin
        assert len(axis.tickvals or ()) == len(axis.ticktext or ())
    assert figure.layout.height >= 100
    assert figure.layout.yaxis.title.text is None
    figure.to_json()


@pytest.mark.parametrize("colour", [REAL, SYNTHETIC, CONTROL, POSITIVE, NEGATIVE, *COLOURS.values()])
@pytest.mark.parametrize("ground", ["#ffffff", "#0e1117"])
def test_colours_stand_on_white_and_on_near_black(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3.0


def test_real_is_filled_and_synthetic_an_outline() -> None:
    real, made, control = figures.distribution(numeric()).data
    assert (real.type, made.type, control.type) == ("bar", "scatter", "scatter")
    assert (made.mode, made.line.dash, control.line.dash) == ("lines", "solid", "dot")
    real, made, control = figures.distribution(category()).data
    assert real.marker.color == tint(REAL, 0.7)
    assert made.marker.color == tint(SYNTHETIC, 0)
    assert made.marker.line.width > 2
    assert control.marker.symbol == "line-ns"


def test_shares_are_drawn_as_they_were_measured() -> None:
    real, made = figures.distribution(single()).data
    assert list(real.y) == [50.0, 30.0, 20.0]
    assert list(made.y) == [0.0, 20.0, 20.0, 30.0, 30.0, 50.0, 50.0, 0.0]
    assert list(made.x) == [-0.5, -0.5, 0.5, 0.5, 1.5, 1.5, 2.5, 2.5]
    assert "Real: 50\u00a0%" in real.hovertext[0]


def test_blanks_stand_apart() -> None:
    figure = figures.distribution(numeric(0.1))
    assert figure.layout.xaxis.ticktext[-1] == "Blank"
    assert list(figure.data[0].y)[-1] == pytest.approx(10.0)
    assert None in figure.data[1].x


def test_ticks_prefer_round_numbers() -> None:
    assert figures.distribution(numeric()).layout.xaxis.ticktext == ("20", "30", "40", "50", "60", "70", "80")


def test_labels_cannot_bring_markup() -> None:
    for figure in (figures.distribution(category()), figures.risk_bars(RISKS, LABELS)):
        assert not re.search(r"<b>very|<income>", figure.to_json().replace("\\u003c", "<").replace("\\u003e", ">"))


def test_cells_of_a_map_answer_to_clicks() -> None:
    figure = figures.difference_map(maps(3))
    heat, targets, crossed = figure.data
    assert heat.zmin == -heat.zmax == -1.0
    assert heat.z[0][1] == pytest.approx(-0.6)
    assert tuple(targets.customdata[1]) == ("column 1", "column 0")
    assert (targets.x[1], targets.y[1]) == (1, 0)
    assert "Real: 0.60" in targets.hovertext[1]
    assert "not measured" in targets.hovertext[2]
    assert len(crossed.x) == 2


def test_a_wide_map_stays_light_and_names_its_cells_in_the_hover() -> None:
    figure = figures.difference_map(maps(124))
    assert len(figure.to_json()) < 1_000_000
    assert len(set(figure.data[0].x)) == 124
    assert "%{x}" in figure.data[0].hovertemplate


def test_a_pair_shows_shares_by_their_root_and_hides_rare_cells() -> None:
    real, made = figures.pair(both(2, 2)).data
    assert made.z[0][1] == pytest.approx(0.5)
    assert real.z[0][0] is None or np.isnan(real.z[0][0])
    assert "too few rows to show" in real.hovertext[0][0]
    assert real.zmax == made.zmax == pytest.approx(0.5)


def test_long_labels_below_a_pair_become_numbers_with_a_key() -> None:
    figure = figures.pair(both(12))
    assert figure.layout.xaxis.ticktext[0] == "1"
    assert "12 a rather long" in figure.layout.xaxis.title.text


def test_risks_stand_on_both_sides_of_zero_with_limit_and_status_in_words() -> None:
    figure = figures.risk_bars(RISKS, LABELS)
    low, high = figure.layout.xaxis.range
    assert low < 0 < high
    captions = [note.text for note in figure.layout.annotations]
    for item, caption in zip(RISKS, captions, strict=True):
        assert SIGNS[item.status] in caption
    assert "−1.0\u00a0% (−3.0\u00a0% to 2.0\u00a0%)" in captions[0]
    assert {trace.name for trace in figure.data} >= {
        "Interval",
        "Limit",
        "Floor (harmless data)",
        "Ceiling (a verbatim copy)",
    }
    assert len({*SYMBOLS.values()}) == len({*SIGNS.values()}) == len(Status)


def test_a_scale_is_stretched_only_for_a_far_ceiling() -> None:
    far, near = figures.risk_bars(RISKS, LABELS), figures.risk_bars([risk(Status.CLEAR, 0.01, ceiling=None)], ["x"])
    assert far.layout.xaxis.tickvals[-1] == 1.0
    assert far.layout.xaxis.ticktext[-2:] == ("60\u00a0%", "100\u00a0%")
    assert far.layout.xaxis.tickvals[-2] == pytest.approx(math.sqrt(0.6))
    assert near.layout.xaxis.ticktext[list(near.layout.xaxis.tickvals).index(0.0)] == "0\u00a0%"
    assert near.layout.xaxis.tickvals[-1] <= 0.1


def test_words_for_those_who_cannot_see_it() -> None:
    assert "Most common among real rows: 0, 50\u00a0%" in figures.distribution_alt(single())
    assert "Largest difference: 0, real 50\u00a0%, synthetic 20\u00a0%" in figures.distribution_alt(single())
    assert "column 0 and column 1, 0.60" in figures.association_alt(maps(4))
    assert "column 0 and column 1, real 0.60, synthetic 0.00" in figures.difference_alt(maps(4))
    assert "No pair" in figures.difference_alt(maps(1))
    assert "job and age together" in figures.pair_alt(both())
    assert "Copies: leak, 50.0\u00a0% (48.0\u00a0% to 53.0\u00a0%), limit 9.0\u00a0%." in figures.risk_alt(
        RISKS, LABELS
    )


def test_numbers_in_words() -> None:
    assert [percent(n) for n in (0.1234, 0.0, 1.0, -0.02, None, NAN)] == [
        "12.3\u00a0%",
        "0\u00a0%",
        "100\u00a0%",
        "−2\u00a0%",
        "not measured",
        "not measured",
    ]
    assert percent(0.0001) == "under 0.1\u00a0%"
    assert percent(-0.0001) == "above −0.1\u00a0%"
    assert [tenths(share) for share in (-0.0004, 0.01, -0.1034, None)] == [
        "0.0\u00a0%",
        "1.0\u00a0%",
        "−10.3\u00a0%",
        "not measured",
    ]
    assert short("abcdef", 4) == "abc…"
    assert safe("a\n<b>") == "a &lt;b&gt;"
    assert every(100, 7) == 20
    assert wrapped(["aa", "bb", "cc"], 8) == "aa · bb<br>cc"


def test_shares_stand_below_each_other_with_what_may_not_be_shown_left_out() -> None:
    from synthesis.figures import Shares, looks, share_rows, share_rows_alt

    drawn = Shares(["<b>a</b>", "b"], [0.25, None], [0.5, 0.125], [0.25, None], missing="fewer than five rows")
    figure = share_rows(drawn, [(looks(["Run 2"])[0], [0.1, 0.2])])
    assert [list(trace.x) for trace in figure.data] == [[25.0, None], [50.0, 12.5], [25.0, None], [10.0, 20.0]]
    assert "Real: fewer than five rows" in figure.data[0].hovertext[1]
    assert "Run 2: 20\u00a0%" in figure.data[0].hovertext[1]
    assert figure.layout.annotations[0].text == "&lt;b&gt;a&lt;/b&gt;"
    assert share_rows_alt(drawn) == (
        "<b>a</b>: real 25\u00a0%, synthetic 50\u00a0%. b: real fewer than five rows, synthetic 12.5\u00a0%."
    )


def test_a_map_of_hundreds_of_columns_stays_light_and_keeps_equal_names_apart() -> None:
    count = 300
    strength = np.random.default_rng(0).uniform(-1, 1, (count, count))
    names = ("a b", "a  b", *(f"column {at}" for at in range(count - 2)))
    shown = Associations(names, strength, strength / 2, None, (("spearman",) * count,) * count)
    for figure in figures.association_maps(shown):
        (trace,) = figure.data
        assert len(set(trace.x)) == count
        assert trace.z.dtype == np.int8
        assert len(figure.to_json()) < 200_000
    assert figures.association_maps(shown)[0].data[0].z[0, 1] == round(100 * strength[0, 1])


def test_differences_beside_each_other_share_one_scale() -> None:
    small = maps(3)
    small.synthetic[0, 1] = small.synthetic[1, 0] = 0.55
    assert figures.difference_map(small).data[0].zmax == pytest.approx(0.1)  # 0.60 less 0.55
    assert figures.difference_map(small, [maps(3)]).data[0].zmax == pytest.approx(1.0)  # the other is 0.6 off
    assert figures.association_maps(small, [maps(3)])[2].data[0].zmax == pytest.approx(1.0)


def test_a_risk_beyond_the_edge_of_the_picture_is_written_there() -> None:
    found = {"a": risk(Status.CLEAR, 0.01), "b": risk(Status.LEAK, 0.46), "c": risk(Status.LEAK, 0.9)}
    figure = figures.risk_comparison(list(found), found, [], "Run 1")  # the edge is at 5 × 1.06 × 9 % = 47.7 %
    told = [str(note.text) for note in figure.layout.annotations if str(note.text).endswith("→")]
    assert told == ["to 49\u00a0% →", "90\u00a0% →"]
