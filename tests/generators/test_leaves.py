import numpy as np

from synthesis.generators.leaf_sampling import frequent, gather, neighbourhood, ordered_leaves, spread
from synthesis.tables.rounding_grid import RoundingGrid

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
    room = spread(gather(np.zeros(6, dtype=int), values, 1), RoundingGrid(0), least=3, k_threshold=1)
    assert room.low.tolist() == [0, 0, 0, 10, 10, 20]
    assert room.high.tolist() == [0, 0, 0, 20, 40, 40]
    assert room.draw(np.array([0, 4, 4, 5]), np.array([0.5, 0.0, 0.51, 0.5])).tolist() == [0, 10, 25, 30]


def test_a_lonely_number_moves_within_the_column_and_never_beyond_it() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 50.0])
    room = spread(gather(np.array([0, 0, 0, 0, 1]), values, 2), RoundingGrid(None), least=2, k_threshold=2)
    assert (room.low[-1], room.high[-1]) == (3.0, 50.0)


def test_ties_in_a_leaf_are_no_licence_to_copy() -> None:
    values = np.array([1.0, 2.0, 7.0, 7.0, 8.0, 9.0])
    room = spread(gather(np.array([0, 0, 1, 1, 0, 0]), values, 2), RoundingGrid(None), least=5, k_threshold=1)
    assert room.low[4:].tolist() == [2.0, 2.0]
    assert room.high[4:].tolist() == [8.0, 8.0]


def test_a_number_is_drawn_from_the_half_of_its_leaf_that_is_nearest_in_another_column() -> None:
    nodes, values = np.array([1, 1, 1, 1, 2, 2]), np.array([10.0, 20.0, 30.0, 40.0, 5.0, 6.0])
    cells = np.array([4.0, 3.0, 2.0, 1.0, 9.0, np.nan])
    leaves = gather(nodes, values, 3)
    order = ordered_leaves(nodes, values, 0, cells, np.random.default_rng(0))

    def drawn(node: int, cell: float) -> set[float]:
        chance = np.linspace(0, 0.999, 50)
        places = order.places(leaves, np.full(50, node), np.full(50, cell), chance)
        return set(leaves.values[places])

    assert drawn(1, 1.0) == drawn(1, -7.0) == {40.0, 30.0, 20.0}
    assert drawn(1, 2.6) == {40.0, 30.0, 20.0, 10.0}
    assert drawn(1, 99.0) == {20.0, 10.0}
    assert drawn(2, 9.0) == drawn(2, np.nan) == {6.0, 5.0}


def test_no_row_of_a_leaf_is_drawn_more_often_than_another() -> None:
    nodes, values = np.zeros(40, dtype=int), np.arange(40.0)
    leaves, chance = gather(nodes, values, 1), np.random.default_rng(3)
    order = ordered_leaves(nodes, values, 0, values, chance)
    places = order.places(
        leaves, np.zeros(40_000, dtype=int), chance.uniform(-0.5, 39.5, 40_000), chance.random(40_000)
    )
    assert np.bincount(places).min() > 850  # of 1,000
    assert np.bincount(places).max() < 1_150


def test_equal_cells_stand_in_the_order_of_chance_not_of_their_values() -> None:
    nodes, values, cells = np.zeros(1_000, dtype=int), np.arange(1_000.0), np.zeros(1_000)
    leaves = gather(nodes, values, 1)
    order = ordered_leaves(nodes, values, 0, cells, np.random.default_rng(1))
    places = order.places(leaves, np.zeros(4_000, dtype=int), np.zeros(4_000), np.random.default_rng(2).random(4_000))
    assert abs(leaves.values[places].mean() - 499.5) < 30


def test_a_rare_value_stands_for_its_neighbours_and_stays_as_likely() -> None:
    """Two leaves of five and four rare values and a frequent one: three places up or down, turned back at the ends."""
    leaves = gather(np.repeat([0, 1], 5), np.array([1.0, 2, 3, 4, 5, 6, 7, 7.5, 8, 9]), 2)
    rare = np.array([True] * 7 + [False] + [True] * 2)
    near = neighbourhood(leaves, rare, 3)
    chance = (np.arange(7) + 0.5) / 7  # every step from three down to three up, once
    assert [sorted(near.draw(np.full(7, at), chance)) for at in (0, 2)] == [
        [0, 0, 1, 1, 2, 2, 3],
        [0, 0, 1, 2, 3, 4, 4],
    ]
    drawn = np.concatenate([near.draw(np.full(7, at), chance) for at in range(10)])
    assert np.bincount(drawn).tolist() == [7] * 10
    assert near.draw(np.full(7, 7), chance).tolist() == [7] * 7
