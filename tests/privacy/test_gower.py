"""Distances and neighbours, by hand and against a plain loop."""

import numpy as np
import pytest

from synthesis.foundation.row_keys import keys
from synthesis.privacy.gower import nearest, nearest_without, ruler, shared_neighbours
from synthesis.privacy.matching import distinct, near_copies, span

NAN = np.nan
NUMERIC = np.array([True, False])


def test_a_distance_adds_columns_and_knows_blanks() -> None:
    real = np.column_stack([np.linspace(0, 100, 101), np.zeros(101)])
    measure = ruler(NUMERIC, real)  # 1–99 % range: 98
    ours = measure.points(np.array([[0.0, 1.0], [NAN, 0.0]]))
    theirs = measure.points(np.array([[49.0, 1.0], [NAN, 3.0]]))
    found = nearest(ours, theirs, NUMERIC, 3)
    assert found[0] == pytest.approx([0.5, 2.0, np.inf])
    assert found[1] == pytest.approx([1.0, 2.0, np.inf])


def test_neighbours_are_those_of_a_plain_loop() -> None:
    chance = np.random.default_rng(0)
    numeric = np.array([True, True, False, False])
    values = np.column_stack([chance.normal(size=(5000, 2)), chance.integers(0, 4, (5000, 2))])
    points = ruler(numeric, values).points(values)
    queries, candidates = points[:200], points[200:]
    gaps = np.abs(queries[:, None, :] - candidates[None, :, :])
    gaps = np.where(numeric, gaps, gaps > 0)
    assert nearest(queries, candidates, numeric, 3) == pytest.approx(np.sort(gaps.sum(axis=2), axis=1)[:, :3], abs=1e-5)
    found, _ = nearest_without(queries, candidates, numeric, np.array([0, 2]))
    for place, left_out in enumerate((0, 2)):
        rest = np.delete(gaps, left_out, axis=2).sum(axis=2)
        chosen = np.take_along_axis(rest, found[:, [place]], axis=1)[:, 0]
        assert chosen == pytest.approx(rest.min(axis=1), abs=1e-4)
    met = shared_neighbours(queries, candidates, numeric, (np.array([0, 2]), np.array([1, 3])), (1, 5))
    one, two = gaps[:, :, [0, 2]].sum(axis=2), gaps[:, :, [1, 3]].sum(axis=2)
    for place, k in enumerate((1, 5)):
        near = one <= np.sort(one, axis=1)[:, [k - 1]] + 1e-7
        also = two <= np.sort(two, axis=1)[:, [k - 1]] + 1e-7
        assert (met[:, place, 2] == (near & also).sum(axis=1)).mean() > 0.99
        assert (met[:, place, 0] == near.sum(axis=1)).mean() > 0.99


@pytest.mark.parametrize("numbers", [0, 1, 3])
def test_blocks_that_are_passed_over_hold_no_nearer_row(numbers: int) -> None:
    chance = np.random.default_rng(numbers)
    numeric = np.arange(numbers + 3) < numbers
    values = np.column_stack(
        [chance.normal(size=(3000, numbers)), chance.integers(0, 2, 3000), 256 * chance.integers(0, 600, (2, 3000)).T]
    )
    values[chance.random(values.shape) < 0.05] = NAN  # levels 256 apart share a byte
    points = ruler(numeric, values).points(values)
    queries, candidates = points[:60], points[60:]
    far, gaps = queries.max(), np.abs(queries[:, None, :] - candidates[None, :, :])
    blank = (queries == far)[:, None, :] | (candidates == far)[None, :, :]
    gaps = np.where(numeric & ~blank, gaps, gaps > 0)
    assert nearest(queries, candidates, numeric, 4) == pytest.approx(np.sort(gaps.sum(axis=2), axis=1)[:, :4], abs=1e-5)


def test_among_equals_the_first_candidate_counts() -> None:
    points = np.zeros((5000, 2), dtype=np.float32)
    assert nearest_without(points[:1], points, NUMERIC, np.array([0, 1]))[0].tolist() == [[0, 0]]


def test_equal_rows_have_equal_keys_and_blanks_are_equal() -> None:
    rows = np.array([[1.0, NAN], [1.0, NAN], [1.0, 0.0], [-0.0, 2.0], [0.0, 2.0]])
    found = keys(rows)
    assert found[0] == found[1] != found[2]
    assert found[3] == found[4]
    assert len(distinct(rows)) == 3


def test_near_means_one_percent_of_the_range_and_equal_categories() -> None:
    real = np.column_stack([np.linspace(0, 100, 101), np.zeros(101)])
    release = np.array([[50.0, 0.0], [50.5, 0.0], [NAN, 0.0]])
    targets = np.array([[51.0, 0.0], [52.0, 0.0], [51.0, 1.0], [NAN, 0.0], [NAN, 1.0]])
    assert near_copies(targets, release, NUMERIC, real, limit=5).tolist() == [2, 0, 0, 1, 0]
    assert near_copies(targets, release, NUMERIC, real).tolist() == [1, 0, 0, 1, 0]


def test_one_wild_cell_does_not_make_everybody_alike() -> None:
    cells = np.append(np.linspace(0, 100, 1001), 1e9)
    assert 900 < span(cells) < 1100
    assert span(np.linspace(0, 100, 101)) == 100
    assert span(np.array([NAN, NAN])) == 0
    assert span(np.append(np.zeros(1000), 7.0)) == 7
