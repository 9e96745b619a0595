import numpy as np

from synthesis.generators.leaves import frequent, gather, spread
from synthesis.tables.resolution import Grid

NODES = np.array([2, 1, 2, 1, 2])
VALUES = np.array([5.0, 1.0, 3.0, 2.0, 9.0])


def test_values_stand_by_leaf_and_by_size() -> None:
    leaves = gather(NODES, VALUES, 3)
    assert leaves.values.tolist() == [1, 2, 3, 5, 9]
    assert leaves.start.tolist() == [0, 0, 2]
    assert leaves.count.tolist() == [0, 2, 3]


def test_a_place_is_picked_evenly_within_the_leaf() -> None:
    leaves = gather(NODES, VALUES, 3)
    places = leaves.places(np.array([1, 1, 2, 2, 2]), np.array([0.0, 0.99, 0.0, 0.34, 0.999]))
    assert leaves.values[places].tolist() == [1, 2, 3, 5, 9]


def test_frequency_is_counted_over_the_whole_column() -> None:
    assert frequent(np.array([1.0, 2.0, 1.0, 3.0]), 2).tolist() == [True, False, True, False]


def test_a_rare_number_moves_between_its_neighbours_and_a_shared_one_stays() -> None:
    values = np.array([0.0, 0.0, 0.0, 10.0, 20.0, 40.0])
    room = spread(gather(np.zeros(6, dtype=int), values, 1), Grid(0), least=3, floor=1)
    assert room.low.tolist() == [0, 0, 0, 10, 10, 20]
    assert room.high.tolist() == [0, 0, 0, 20, 40, 40]
    assert room.draw(np.array([0, 4, 4, 5]), np.array([0.5, 0.0, 0.51, 0.5])).tolist() == [0, 10, 25, 30]


def test_a_lonely_number_moves_within_the_column_and_never_beyond_it() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 50.0])
    room = spread(gather(np.array([0, 0, 0, 0, 1]), values, 2), Grid(None), least=2, floor=2)
    assert (room.low[-1], room.high[-1]) == (3.0, 50.0)


def test_ties_in_a_leaf_are_no_licence_to_copy() -> None:
    values = np.array([1.0, 2.0, 7.0, 7.0, 8.0, 9.0])
    room = spread(gather(np.array([0, 0, 1, 1, 0, 0]), values, 2), Grid(None), least=5, floor=1)
    assert room.low[4:].tolist() == [2.0, 2.0]
    assert room.high[4:].tolist() == [8.0, 8.0]
