"""Hexagons: the nearest centre, no small count, no true extreme."""

import numpy as np
import pandas as pd
import pytest

from synthesis.fidelity import Associations
from synthesis.fidelity.hexagons import _nearest, hexagons
from synthesis.fidelity.numbers import hexagon_numbers
from synthesis.fidelity.part import farthest, part
from synthesis.figures import hexagon_alt, hexagon_panels, looks
from synthesis.tables import Kind
from tests.fidelity.tables import frame, table


def cloud(rows: int, seed: int) -> dict[str, tuple[Kind, list[float]]]:
    draw = np.random.default_rng(seed)
    x = draw.normal(size=rows)
    return {
        "x": (Kind.FLOAT, x.tolist()),
        "y": (Kind.FLOAT, (x + draw.normal(size=rows)).tolist()),
        "pay": (Kind.FLOAT, np.exp(draw.normal(7, 1.5, rows)).tolist()),
        "age": (Kind.INTEGER, draw.integers(18, 95, rows).tolist()),
        "few": (Kind.INTEGER, draw.integers(0, 3, rows).tolist()),
    }


TRAIN, MADE = table(cloud(4000, 1)), frame(cloud(3000, 2))


def test_each_cell_lies_in_the_hexagon_whose_centre_is_nearest() -> None:
    rows = np.random.default_rng(0).uniform(0, 5, (400, 2))
    found = _nearest(rows, (0.0, 0.0), (1.0, 1.0)) / 2
    grid = np.array([(i, j) for i in range(-1, 7) for j in range(-1, 7)], dtype=float)
    centres = np.vstack([grid, grid + 0.5])
    scale = np.array([1.0, np.sqrt(3)])  # where the hexagons are regular
    gaps = np.linalg.norm((rows[:, None, :] - centres) * scale, axis=2)
    assert np.allclose(np.linalg.norm((rows - found) * scale, axis=1), gaps.min(axis=1))


def test_shares_count_all_rows_and_hide_fewer_than_five() -> None:
    shown = hexagons(TRAIN.frame, MADE, TRAIN.schema, "x", "y")
    assert shown is not None
    assert np.nansum(shown.train) + shown.outside[0] <= 1
    assert shown.synthetic.sum() + shown.outside[1] == pytest.approx(1)
    assert np.nanmin(shown.train) * 4000 >= 5
    assert np.isnan(shown.train).any()
    said = [text for trace in hexagon_panels(shown).data for text in trace.hovertext or ()]
    assert any("too few rows" in text for text in said)


def test_the_scales_end_one_bin_beyond_the_edges_wherever_the_extremes_lie() -> None:
    shown = hexagons(TRAIN.frame, MADE, TRAIN.schema, "x", "pay")
    assert shown is not None
    assert not shown.across.log
    assert shown.up.log
    for scale in (shown.across, shown.up):
        assert scale.low == pytest.approx(2 * scale.ticks[0] - scale.ticks[1])
        assert scale.high == pytest.approx(2 * scale.ticks[-1] - scale.ticks[-2])
    farther = TRAIN.frame.assign(x=TRAIN.frame["x"].where(TRAIN.frame["x"] < TRAIN.frame["x"].max(), 1e6))
    moved = hexagons(farther, MADE, TRAIN.schema, "x", "pay")
    assert moved is not None
    assert moved.across == shown.across


def test_whole_numbers_fall_alike_into_every_hexagon() -> None:
    shown = hexagons(TRAIN.frame, MADE, TRAIN.schema, "age", "x")
    assert shown is not None
    assert shown.width % 2 == 0


@pytest.mark.parametrize("other", ["few"])
def test_few_values_have_no_continuous_scale(other: str) -> None:
    assert hexagons(TRAIN.frame, MADE, TRAIN.schema, "x", other) is None
    assert hexagons(TRAIN.frame, MADE, TRAIN.schema, other, "x") is None


def test_amounts_that_are_mostly_zero_and_empty_columns_are_left_to_the_fields() -> None:
    zeros = TRAIN.frame.assign(pay=TRAIN.frame["pay"].where(TRAIN.frame.index % 3 == 0, 0.0))
    assert hexagons(zeros, MADE, TRAIN.schema, "x", "pay") is None
    assert hexagons(TRAIN.frame, MADE.assign(x=np.nan), TRAIN.schema, "x", "y") is None
    assert hexagons(TRAIN.frame.assign(x=np.nan), MADE, TRAIN.schema, "x", "y") is None


def test_the_picture_holds_a_panel_a_table_and_its_numbers_name_no_small_count() -> None:
    shown = hexagons(TRAIN.frame, MADE, TRAIN.schema, "x", "y")
    rival = hexagons(TRAIN.frame, frame(cloud(500, 3)), TRAIN.schema, "x", "y")
    assert shown is not None
    assert rival is not None
    figure = hexagon_panels(shown, [(looks(["Run 2"])[0], rival)])
    assert {trace.yaxis for trace in figure.data} == {"y", "y2", "y3"}
    assert "Fullest among real rows" in hexagon_alt(shown)
    numbers = hexagon_numbers(shown, {"Run 2": rival})
    assert list(numbers.columns) == ["x", "y", "real", "synthetic", "Run 2"]
    assert (numbers["real"].dropna() * 4000 >= 5 - 0.1).all()
    assert numbers["synthetic"].sum() == pytest.approx(shown.synthetic.sum(), abs=0.01)
    assert not pd.isna(numbers["Run 2"]).any()


def test_the_farthest_part_of_a_map_holds_the_pairs_that_moved_most() -> None:
    names = tuple("abcde")
    train, made = np.eye(5), np.eye(5)
    made[0, 3] = made[3, 0] = 0.5
    made[1, 4] = made[4, 1] = 0.4
    control = train.copy()
    control[1, 4] = control[4, 1] = 0.4
    shown = Associations(names, train, made, control, (("spearman",) * 5,) * 5)
    assert farthest(shown, 2).columns == ("a", "d")
    assert farthest(shown, 2).synthetic.tolist() == [[1.0, 0.5], [0.5, 1.0]]
    assert farthest(shown, 9) is shown
    assert part(shown, ("e", "b")).columns == ("b", "e")
